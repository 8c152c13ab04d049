// Between a resolved config and a queued run: what the workspace must hold. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dataset/candidates.h"
#include "dataset/dataset.h"
#include "experiment/store.h"
#include "experiment/workspace.h"

namespace wb {

/// The filter that a config's data settings name.
FilterSettings filter_of(const ExperimentConfig& config);
/// Of the sampled lists: length, seed and sampling.
CandidateSettings candidate_settings(const ExperimentConfig& config);

/// The finished run whose stage 1 lists `train-rerank` in retrieval mode takes: candidates.source_run, or the newest
/// with stage 1 on the same data (and method, where the config names one); one of the same seed is taken before
/// others, and runs that a search did not choose are passed over. Nothing where there is none. For `evaluate`: the
/// run to evaluate.
std::optional<RunRow> find_source_run(const ExperimentConfig& config, const Workspace& workspace, const Store& store);

/// `train-rerank` in retrieval mode with the run that its lists are from (candidates.source_run) and with that run's
/// stage 1 settings, so that a resumed or evaluated run uses the same lists whatever was trained since. Every other
/// config, and one without such a run, comes back as it is.
ExperimentConfig with_settled_source(ExperimentConfig config, const Workspace& workspace, const Store& store,
                                     const Registry& registry = builtin_methods());

/// The same with the names of the features and of the language model that methods will take, where their settings say
/// "auto": what a run took stays known whatever is imported or installed later.
ExperimentConfig with_settled_inputs(ExperimentConfig config, const Workspace& workspace,
                                     const Registry& registry = builtin_methods());

/// All that stands in the way of running this config here; the fix of each is a command where there is one.
/// The sample need not be prepared: the worker makes it.
std::vector<Problem> check_against_workspace(const ExperimentConfig& config, const Workspace& workspace, Store& store,
                                             const Registry& registry = builtin_methods());

/// Puts the run into the store, its source and features settled; a worker then claims it. An empty name becomes
/// "LRURec + BERT4Rec on sample".
RunId queue_run(Store& store, const Workspace& workspace, const ExperimentConfig& config,
                const std::string& name = {}, const std::vector<std::string>& tags = {},
                const Registry& registry = builtin_methods());

}  // namespace wb
