// One run from its row in the store to its result. Layer: pipeline.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "dataset/dataset.h"
#include "experiment/workspace.h"
#include "foundation/stop_token.h"

namespace wb {

/// Claims the run, executes it, and leaves its end in the store; publishes every event to `sink` as well. Never
/// throws: whatever goes wrong is the run's end. Returns nothing when another live worker owns the run or there is
/// none.
std::optional<RunStatus> run_experiment(const Workspace& workspace, RunId run, EventSink& sink, StopToken stop);

/// The dataset of a config; the sample is made when the workspace does not have it yet.
Dataset load_dataset(const Workspace& workspace, const ExperimentConfig& config, const StopToken& stop,
                     const std::function<void(const std::string& phase, double share)>& progress = {});

}  // namespace wb
