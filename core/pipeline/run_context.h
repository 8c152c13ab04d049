// What every part of a run shares. Layer: pipeline.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "dataset/dataset.h"
#include "evaluation/metrics.h"
#include "experiment/config.h"
#include "experiment/workspace.h"
#include "foundation/stop_token.h"
#include "pipeline/publisher.h"
#include "training/fit.h"

namespace wb {

struct RunContext {
    RunId run = 0;
    const Workspace& workspace;
    Store& store;
    const ExperimentConfig& config;
    const Dataset& dataset;
    Publisher& publisher;
    StoreWriter& writer;  ///< one of the publisher's sinks
    StopToken stop;
};

/// What one stage contributes to the result document.
struct StageResult {
    nlohmann::json document;  ///< the "stage1" or "stage2" object
    std::int64_t updates = 0;
    double train_seconds = 0, evaluate_seconds = 0;
    std::vector<double> seconds_per_epoch;
    bool untrained = false;
};

nlohmann::json to_json(const Metrics& metrics);

/// Turns what a training loop tells into events of "stage1" or "stage2", and warns of plans below 1,000 updates.
FitObserver observe_fit(const RunContext& context, const std::string& stage, const std::string& method_title);

/// Warns when nothing was learnt; returns true when the result must be marked untrained.
bool warn_if_untrained(const RunContext& context, const std::string& stage, const FitReport& report);

/// Writes a file below the workspace, atomically, and publishes it as an artifact.
void write_artifact(const RunContext& context, const std::string& kind, const std::filesystem::path& path,
                    const std::string& bytes);
void publish_artifact(const RunContext& context, const std::string& kind, const std::filesystem::path& path);

/// "config hash / dataset fingerprint / seed / stage": a checkpoint of another identity is refused.
std::string fit_identity(const RunContext& context, const std::string& stage);

}  // namespace wb
