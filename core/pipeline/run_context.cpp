// Layer: pipeline.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/run_context.h"

#include <cmath>
#include <cstdio>

#include "foundation/files.h"

namespace wb {

namespace {

std::string short_number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", value);
    return text;
}

}  // namespace

nlohmann::json to_json(const Metrics& metrics) {
    nlohmann::json j = nlohmann::json::object();
    for (const auto& [name, value] : metrics.named()) j[name] = value;
    return j;
}

/// "40 s", "12 min", "3 h 20 min"
std::string time_text(double seconds) {
    const auto whole = static_cast<std::int64_t>(std::ceil(seconds));
    if (whole < 100) return std::to_string(whole) + " s";
    const auto minutes = (whole + 59) / 60;
    if (minutes < 100) return std::to_string(minutes) + " min";
    return std::to_string(minutes / 60) + " h " + std::to_string(minutes % 60) + " min";
}

FitObserver observe_fit(const RunContext& context, const std::string& stage, const std::string& method_title) {
    FitObserver o;
    auto& publisher = context.publisher;
    o.scalar = [&publisher, stage](const std::string& name, std::int64_t update, double epoch, double value) {
        publisher.publish(ScalarEvent{stage + "/" + name, update, epoch, publisher.wall(), value});
    };
    o.progress = [&publisher, stage](const std::string& text, std::int64_t done, std::int64_t total, double eta) {
        publisher.progress({stage, text, "updates", done, total, eta});
    };
    o.checkpoint = [&publisher, stage, root = context.workspace.root](const std::filesystem::path& path,
                                                                      std::int64_t update) {
        publisher.publish(CheckpointEvent{stage, std::filesystem::relative(path, root).string(), update});
    };
    o.before_checkpoint = [&writer = context.writer] { writer.flush(); };
    o.plan = [&publisher, stage, method_title](const FitPlan& plan) {
        const auto updates = plan.updates;
        std::string text = method_title + " will make at most " + std::to_string(updates) + " updates";
        if (plan.samples > 0) text += ", with " + std::to_string(plan.samples) + " samples an epoch";
        if (plan.seconds >= 0) text += ". By the first samples this takes about " + time_text(plan.seconds);
        publisher.info("TRAIN_PLAN", text + ".");
        if (updates < 1000)
            publisher.warn(
                "TRAIN_FEW_UPDATES_" + std::string(stage == "stage1" ? "1" : "2"),
                method_title + " plans only " + std::to_string(updates) +
                    " updates. Below 1,000 a model usually stays close to where it started: use more epochs "
                    "or a smaller batch.");
    };
    return o;
}

bool warn_if_untrained(const RunContext& context, const std::string& stage, const FitReport& report) {
    const std::string number = stage == "stage1" ? "1" : "2";
    if (report.updates == 0) {
        context.publisher.warn("TRAIN_NO_UPDATES_" + number,
                               "Stage " + number + " made no update: its result is that of random weights.");
        return true;
    }
    if (report.best_update == 0) {
        context.publisher.warn("TRAIN_BEST_IS_UNTRAINED_" + number,
                               "Stage " + number +
                                   ": no validation was better than the one before training, so the "
                                   "untrained weights were kept. Train longer, or with another learning rate.");
        return true;
    }
    if (report.last_loss > 2 * report.first_loss)
        context.publisher.warn("TRAIN_LOSS_ROSE_" + number,
                               "Stage " + number + ": the loss ended at " + short_number(report.last_loss) +
                                   ", and it began at " + short_number(report.first_loss) +
                                   ". Training went away from the solution: lower the learning rate.");
    return false;
}

void publish_artifact(const RunContext& context, const std::string& kind, const std::filesystem::path& path) {
    context.publisher.publish(ArtifactEvent{kind, std::filesystem::relative(path, context.workspace.root).string(),
                                            static_cast<std::int64_t>(std::filesystem::file_size(path))});
}

void write_artifact(const RunContext& context, const std::string& kind, const std::filesystem::path& path,
                    const std::string& bytes) {
    write_file_atomic(path, bytes);
    publish_artifact(context, kind, path);
}

std::string fit_identity(const RunContext& context, const std::string& stage) {
    return config_hash(context.config) + "/" + context.dataset.fingerprint + "/" +
           std::to_string(context.config.seed()) + "/" + stage;
}

}  // namespace wb
