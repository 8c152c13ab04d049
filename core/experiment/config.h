// From what a person asked for to a complete, checked experiment. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "experiment/method.h"

namespace wb {

/// "train-retrieval", "train-rerank", "train-pipeline", "evaluate".
inline constexpr const char* task_train_retrieval = "train-retrieval";
inline constexpr const char* task_train_rerank = "train-rerank";
inline constexpr const char* task_train_pipeline = "train-pipeline";
inline constexpr const char* task_evaluate = "evaluate";

struct MethodChoice {
    std::string method;  ///< id
    std::string preset;  ///< id or empty
    Settings settings;   ///< complete
    bool operator==(const MethodChoice&) const = default;
};

/// Everything that decides a result. `job` (seed, device, threads, name) is kept out of the identity hash.
struct ExperimentConfig {
    std::string task;
    Settings data;        ///< keys of data_params()
    Settings candidates;  ///< keys of candidate_params(); used where a reranker or a candidate list is
    std::optional<MethodChoice> retrieval;
    std::optional<MethodChoice> rerank;
    Settings job;  ///< keys of job_params()
    bool operator==(const ExperimentConfig&) const = default;
    std::uint64_t seed() const;
    /// Whether a part of it has a way to a graphics processor: language models.
    bool can_use_graphics_processor() const { return rerank && rerank->method == "qwen"; }
};

/// Parameters that belong to no method. Sections of a request: "data", "candidates", "job".
const std::vector<ParamSpec>&
data_params();  ///< dataset_code, min_rating, min_uc, min_sc, single_pass_filter, tie_rule
const std::vector<ParamSpec>&
candidate_params();  ///< mode, rerank_eval_candidates, retrieval_top_k, rerank_top_k, candidates_file, source_run ...
const std::vector<ParamSpec>& job_params();  ///< seed, device, threads

/// The explicit part of an experiment, as typed by a person.
struct ExperimentRequest {
    std::string task = task_train_pipeline;
    std::string retrieval_method, rerank_method;  ///< empty = none
    std::string retrieval_preset, rerank_preset;
    /// "data.min_uc", "retrieval.lr", "rerank.epochs", "candidates.mode", "job.seed" -> text as typed.
    std::map<std::string, std::string> values;
};

struct Resolution {
    std::optional<ExperimentConfig> config;  ///< set exactly when problems is empty
    /// With problems: the same with defaults in the place of wrong values, where methods and task are known. For
    /// further checks alone.
    std::optional<ExperimentConfig> draft;
    std::vector<Problem> problems;  ///< all of them, not only the first
    std::vector<Notice> warnings;   ///< does not stop the run
};

/// Explicit value > preset > the method's declared default. Checks types, ranges and rules across fields
/// (K of the lists, methods that the task needs). Looks at no file.
Resolution resolve(const Registry& registry, const ExperimentRequest& request);

/// Canonical JSON: sorted keys, fixed number format. Reads back equal; old keys are accepted by their aliases.
std::string config_to_json(const ExperimentConfig& config);
/// Throws UserError when it is not one of our configs or needs a method that is not there.
ExperimentConfig config_from_json(const Registry& registry, const std::string& json);
/// The request that resolves to this config: every value explicit.
ExperimentRequest request_from_config(const ExperimentConfig& config);
/// SHA-256 of the canonical JSON without `job` and without the presets' names (the values decide a result).
std::string config_hash(const ExperimentConfig& config);

/// "rerank train-pipeline --dataset-code sample ...": the dataset, methods, presets, and values that differ from what
/// the preset or the declaration gives. Booleans are written "--flag=true".
std::string command_line_of(const Registry& registry, const ExperimentRequest& request);

/// Keys on which configs differ; value per config, "-" where the key does not exist there. Keys are "rerank.epochs".
struct ConfigDifference {
    std::string key;
    std::vector<std::string> values;
};
std::vector<ConfigDifference> config_differences(const std::vector<ExperimentConfig>& configs);

/// All settings of a config as ("section.key", text), sorted.
std::map<std::string, std::string> flat_settings(const ExperimentConfig& config);

}  // namespace wb
