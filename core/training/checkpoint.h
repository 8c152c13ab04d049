// The state of a training loop on disk, written atomically as one safetensors file. Layer: training.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "training/adam.h"
#include "training/fit.h"

namespace wb {

struct FitState {
    std::int64_t epoch = 0, batch = 0, updates = 0;  ///< the next batch to do
    bool initial_validation_done = false, validation_pending = false, finished = false;
    std::int64_t without_gain = 0;
    double best_tie_breaker = 0;
    double epoch_loss_sum = 0, epoch_seconds = 0;
    FitReport report;
    std::vector<at::Tensor> best;  ///< copies of the best weights; empty = none yet
};

void write_checkpoint(const std::filesystem::path& path, const std::string& identity, const Parameters& parameters,
                      Adam& adam, const FitState& state);
/// False when the file does not exist. Throws UserError when it is damaged or of another identity.
bool read_checkpoint(const std::filesystem::path& path, const std::string& identity, const Parameters& parameters,
                     Adam& adam, FitState& state);

}  // namespace wb
