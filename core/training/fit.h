// The one training loop: epochs and updates, validation, early stopping, best weights, schedules, clipping,
// divergence, checkpoints, resume, stop. Layer: training.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "foundation/stop_token.h"
#include "networks/parameters.h"
#include "training/adam.h"

namespace wb {

/// What a method says of itself; everything else is the loop's. Everything drawn at random must depend on (seed,
/// epoch, step) alone, so that a resumed run draws the same.
class Trainable {
  public:
    virtual ~Trainable() = default;
    virtual const Parameters& parameters() const = 0;
    /// Draws the batches of an epoch (from 0) and returns their number; at least 1.
    virtual std::int64_t begin_epoch(std::int64_t epoch) = 0;
    /// The loss of one batch, with its graph. `update` counts over all epochs, from 0.
    virtual at::Tensor batch_loss(std::int64_t batch, std::int64_t update) = 0;
    /// Parts of the last batch's loss, published as series beside it: "loss_bpr".
    virtual std::vector<std::pair<std::string, double>> loss_parts() const { return {}; }

    struct Validation {
        double selection = 0;                                 ///< the higher the better
        double tie_breaker = 0;                               ///< decides where selection is equal
        std::vector<std::pair<std::string, double>> metrics;  ///< published as series: "val_recall@10"
    };
    virtual Validation validate(const StopToken& stop) = 0;

    /// Measured on a few samples before the first update, behind begin_epoch. -1 = not known.
    struct Pace {
        std::int64_t samples = 0;  ///< of an epoch; 0 = not said
        double update_seconds = -1, validation_seconds = -1;
    };
    virtual Pace pace(const StopToken&) { return {}; }
};

/// What is to come, if no early stop does.
struct FitPlan {
    std::int64_t updates = 0;  ///< of the whole training
    std::int64_t samples = 0;  ///< of an epoch; 0 = not said
    double seconds = -1;       ///< from now on, validations included; -1 = not known
};

enum class Schedule { constant, linear_decay };

struct FitOptions {
    std::int64_t epochs = 1;
    std::int64_t max_updates = 0;     ///< 0 = no bound
    std::int64_t validate_every = 0;  ///< updates; 0 = at the end of each epoch
    std::int64_t patience = 0;        ///< validations without improvement; 0 = never stop early
    Schedule schedule = Schedule::constant;
    std::int64_t warmup_updates = 0;
    AdamOptions adam;
    double checkpoint_seconds = 20;  ///< also written after every validation and on stop
};

struct FitReport {
    std::int64_t updates = 0, epochs = 0, validations = 0;
    std::int64_t best_update = 0;  ///< 0 = the untrained weights were best
    double best_selection = 0;
    double first_loss = 0, last_loss = 0;
    double seconds = 0;  ///< over all attempts
    std::vector<double> seconds_per_epoch;
    std::string end;  ///< "all epochs", "patience", "update bound"
};

/// What a loop tells while it works.
struct FitObserver {
    std::function<void(const std::string& series, std::int64_t update, double epoch, double value)> scalar;
    std::function<void(const std::string& text, std::int64_t done, std::int64_t total, double eta_seconds)> progress;
    /// Before a checkpoint is written: what was told so far must be safe by then, since a resume goes on behind it.
    std::function<void()> before_checkpoint;
    std::function<void(const std::filesystem::path& path, std::int64_t update)> checkpoint;
    std::function<void(std::int64_t update, double epoch)> validated;  ///< behind every validation
    std::function<void(const FitPlan& plan)> plan;                     ///< before the first update
};

/// A loss, a gradient norm or a weight became NaN or infinite.
class Diverged : public std::runtime_error {
  public:
    Diverged(const std::string& what, std::int64_t at_update)
        : std::runtime_error(what + " became NaN or infinite at update " + std::to_string(at_update) + "."),
          update(at_update) {}
    std::int64_t update;
};

/// Trains and leaves the best weights in place. `checkpoint` is read when it exists (a resume) and rewritten
/// atomically; `identity` names config and data, and a checkpoint of another identity is refused with a UserError.
/// Throws Stopped (after writing a checkpoint) and Diverged.
FitReport fit(Trainable& trainable, const FitOptions& options, const std::filesystem::path& checkpoint,
              const std::string& identity, const FitObserver& observer, const StopToken& stop);

}  // namespace wb
