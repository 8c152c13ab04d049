// Layer: training.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "training/checkpoint.h"

namespace wb {

namespace {

using Clock = std::chrono::steady_clock;
double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

class Loop {
  public:
    Loop(Trainable& trainable, const FitOptions& options, std::filesystem::path checkpoint, std::string identity,
         const FitObserver& observer, const StopToken& stop)
        : trainable_(trainable),
          options_(options),
          checkpoint_(std::move(checkpoint)),
          identity_(std::move(identity)),
          observer_(observer),
          stop_(stop),
          adam_(trainable.parameters(), options.adam) {}

    FitReport run() {
        read_checkpoint(checkpoint_, identity_, trainable_.parameters(), adam_, state_);
        started_ = last_checkpoint_ = Clock::now();
        seconds_before_ = state_.report.seconds;
        updates_before_ = state_.updates;
        if (!state_.finished) train();
        load_best();
        return state_.report;
    }

  private:
    Trainable& trainable_;
    const FitOptions& options_;
    const std::filesystem::path checkpoint_;
    const std::string identity_;
    const FitObserver& observer_;
    const StopToken& stop_;
    Adam adam_;
    FitState state_;
    Clock::time_point started_, last_checkpoint_;
    double seconds_before_ = 0;
    std::int64_t updates_before_ = 0, batches_ = 0;

    double epoch_position() const {
        return static_cast<double>(state_.epoch) +
               static_cast<double>(state_.batch) / static_cast<double>(std::max<std::int64_t>(batches_, 1));
    }
    void scalar(const std::string& name, double value) const {
        if (observer_.scalar) observer_.scalar(name, state_.updates, epoch_position(), value);
    }

    void train() {
        try {
            batches_ = trainable_.begin_epoch(state_.epoch);
            if (observer_.plan) observer_.plan(plan());
            if (!state_.initial_validation_done) {
                validate();
                state_.initial_validation_done = true;
            }
            while (state_.report.end.empty()) {
                if (state_.validation_pending)
                    settle();
                else
                    one_batch();
            }
            state_.finished = true;
            save();
        } catch (const Stopped&) {
            save();
            throw;
        }
    }

    void one_batch() {
        if (stop_.stop_requested()) throw Stopped();
        const auto start = Clock::now();
        double loss, norm;
        {
            const auto value = trainable_.batch_loss(state_.batch, state_.updates);
            loss = value.item<double>();
            if (!std::isfinite(loss)) throw_diverged("The loss", loss);
            torch::autograd::backward({value}, {});
            norm = adam_.gradient_norm();
            if (!std::isfinite(norm)) throw_diverged("The gradient norm", loss);
            adam_.step(norm, lr_factor(state_.updates));
        }
        if (state_.updates == 0) state_.report.first_loss = loss;
        state_.report.last_loss = loss;
        state_.epoch_loss_sum += loss;
        const double factor = lr_factor(state_.updates);
        ++state_.updates;
        ++state_.batch;
        state_.report.updates = state_.updates;
        scalar("loss", loss);
        for (const auto& [name, value] : trainable_.loss_parts()) scalar(name, value);
        scalar("grad_norm", norm);
        scalar("lr", options_.adam.lr * factor);
        state_.epoch_seconds += seconds_since(start);
        const bool epoch_over = state_.batch >= batches_;
        if (epoch_over) {
            scalar("epoch_loss", state_.epoch_loss_sum / static_cast<double>(batches_));
            scalar("seconds_per_epoch", state_.epoch_seconds);
            state_.report.seconds_per_epoch.push_back(state_.epoch_seconds);
            state_.epoch_loss_sum = state_.epoch_seconds = 0;
            state_.batch = 0;
            ++state_.epoch;
            state_.report.epochs = state_.epoch;
        }
        const bool due = options_.validate_every > 0 ? state_.updates % options_.validate_every == 0 : epoch_over;
        state_.validation_pending = due || at_end();
        if (!state_.validation_pending) {
            if (epoch_over) batches_ = trainable_.begin_epoch(state_.epoch);
            if (seconds_since(last_checkpoint_) > options_.checkpoint_seconds) save();
        }
        report_progress();
    }

    bool bounded() const { return options_.max_updates > 0 && state_.updates >= options_.max_updates; }
    bool at_end() const { return state_.epoch >= options_.epochs || bounded(); }

    /// The validation that is due after an update. A stop inside it leaves it pending, so that a resumed run does it.
    void settle() {
        validate();
        state_.validation_pending = false;
        if (options_.patience > 0 && state_.without_gain >= options_.patience)
            state_.report.end = "patience";
        else if (at_end())
            state_.report.end = bounded() ? "update bound" : "all epochs";
        else if (state_.batch == 0)
            batches_ = trainable_.begin_epoch(state_.epoch);
        save();
    }

    void validate() {
        check_parameters();
        const auto v = trainable_.validate(stop_);
        ++state_.report.validations;
        for (const auto& [name, value] : v.metrics) scalar(name, value);
        if (observer_.validated) observer_.validated(state_.updates, epoch_position());
        const auto& best = state_.report.best_selection;
        const bool first = state_.best.empty();
        if (first || v.selection > best || (v.selection == best && v.tie_breaker > state_.best_tie_breaker)) {
            state_.report.best_selection = v.selection;
            state_.best_tie_breaker = v.tie_breaker;
            state_.report.best_update = state_.updates;
            state_.without_gain = 0;
            state_.best.clear();
            for (const auto& p : trainable_.parameters()) state_.best.push_back(p.value.detach().clone());
        } else {
            ++state_.without_gain;
        }
    }

    void check_parameters() const {
        for (const auto& p : trainable_.parameters())
            if (!std::isfinite(at::sum(at::abs(p.value.detach())).item<double>()))
                throw Diverged("The weight " + p.name, state_.updates);
    }

    [[noreturn]] void throw_diverged(const std::string& what, double loss) {
        ++state_.updates;
        scalar("loss", loss);
        throw Diverged(what, state_.updates);
    }

    double lr_factor(std::int64_t update) const {
        const auto u = static_cast<double>(update);
        if (update < options_.warmup_updates) return (u + 1) / static_cast<double>(options_.warmup_updates);
        if (options_.schedule == Schedule::constant) return 1.0;
        const auto total = static_cast<double>(planned_updates());
        const auto warm = static_cast<double>(options_.warmup_updates);
        return std::max(0.0, (total - u) / std::max(1.0, total - warm));
    }

    std::int64_t planned_updates() const {
        const std::int64_t total = options_.epochs * std::max<std::int64_t>(batches_, 1);
        return options_.max_updates > 0 ? std::min(total, options_.max_updates) : total;
    }

    FitPlan plan() {
        const auto pace = trainable_.pace(stop_);
        FitPlan plan{planned_updates(), pace.samples, -1};
        if (pace.update_seconds < 0 || pace.validation_seconds < 0) return plan;
        const auto left = static_cast<double>(std::max<std::int64_t>(plan.updates - state_.updates, 0));
        const auto between = static_cast<double>(options_.validate_every > 0 ? options_.validate_every : batches_);
        const double validations = left / std::max(1.0, between) + (state_.initial_validation_done ? 0 : 1);
        plan.seconds = left * pace.update_seconds + validations * pace.validation_seconds;
        return plan;
    }

    void report_progress() const {
        if (!observer_.progress) return;
        const std::int64_t total = planned_updates();
        const double spent = seconds_since(started_);
        const auto done_now = static_cast<double>(state_.updates - updates_before_);
        const double eta =
            spent / std::max(done_now, 1.0) * static_cast<double>(std::max<std::int64_t>(total - state_.updates, 0));
        std::string text = "epoch " + std::to_string(std::min(state_.epoch + 1, options_.epochs)) + " of " +
                           std::to_string(options_.epochs) + ", update " + std::to_string(state_.updates);
        if (options_.patience > 0)
            text += ", " + std::to_string(state_.without_gain) + " of " + std::to_string(options_.patience) +
                    " validations without gain";
        observer_.progress(text, state_.updates, total, eta);
    }

    void save() {
        state_.report.seconds = seconds_before_ + seconds_since(started_);
        if (observer_.before_checkpoint) observer_.before_checkpoint();
        write_checkpoint(checkpoint_, identity_, trainable_.parameters(), adam_, state_);
        last_checkpoint_ = Clock::now();
        if (observer_.checkpoint) observer_.checkpoint(checkpoint_, state_.updates);
    }

    void load_best() {
        if (state_.best.empty()) return;
        std::size_t i = 0;
        for (const auto& p : trainable_.parameters()) p.value.detach().copy_(state_.best[i++]);
    }
};

}  // namespace

FitReport fit(Trainable& trainable, const FitOptions& options, const std::filesystem::path& checkpoint,
              const std::string& identity, const FitObserver& observer, const StopToken& stop) {
    return Loop(trainable, options, checkpoint, identity, observer, stop).run();
}

}  // namespace wb
