// Which language models are there, and what to do for those that are not. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "experiment/method.h"
#include "experiment/workspace.h"
#include "foundation/free_memory.h"
#include "text/qwen_config.h"

namespace wb {

struct LanguageModel {
    std::string name;              ///< as given with --qwen-model: "qwen3-0.6b"
    std::string title;             ///< "Qwen3-0.6B"
    std::string repository;        ///< where it is published: "Qwen/Qwen3-0.6B"; empty = nowhere
    std::filesystem::path folder;  ///< empty = it is not here
    std::string place;             ///< "built in", "workspace", "Hugging Face cache", "folder"
    bool stand_in = false;         ///< small and made by this project: no substitute for a published model
    QwenConfig config;             ///< where it is here and can be used
    std::uint64_t weight_bytes = 0;
    std::string problem, fix;  ///< why it cannot be used, and what to do; empty = it can
    bool usable() const { return !folder.empty() && problem.empty(); }
};

inline constexpr const char* built_in_model = "qwen3-tiny";
inline constexpr const char* best_model = "auto";

/// The known ones, here or not, others that lie in the workspace's models folder, and others of the family in the
/// cache of Hugging Face ("owner/name"). Reads no weights.
std::vector<LanguageModel> language_models(const Workspace& workspace);

/// By name (also the published spelling "qwen3-1.6b", and names of any case), or a folder. `best_model`: Qwen3-0.6B
/// where it is, else the built-in one. A model that is not known has a problem too, which names those that are here.
LanguageModel find_language_model(const std::string& name, const Workspace& workspace);

/// Where a model is looked for, in this order.
std::vector<std::filesystem::path> model_places(const LanguageModel& model, const Workspace& workspace);

/// What is kept of a layer for the backward pass: all that operations read; its inputs and what products gave, in 16
/// bits (adapters of attention in front of matrices in few bits); or its inputs (gradient checkpointing).
enum class Activations { all, products, inputs };
/// By a method's settings, with the model held in `base` as for memory_need.
Activations activations_kept(const Settings& settings, const std::string& base);
/// Numbers of 32 bits that are kept of each token, and all of one layer.
std::int64_t activations_of_token(const QwenConfig& config, Activations kept = Activations::all);
inline constexpr const char* all_trained = "trained";
/// Whether two names are of one published model: "owner/name" is fetched into the folder "owner--name".
bool same_language_model(const std::string& a, const std::string& b);
/// What a run takes in memory: that trains adapters before weights in `base` ("float32", "bfloat16", "int8" or "nf4";
/// anything else is reckoned as float32), with activations of one prompt of `tokens`, and the weights once more for
/// scoring (in the same format, or in float32); or, with `all_trained`, that trains all weights in float32, with
/// their gradients, two moments of Adam and the best so far.
std::uint64_t memory_need(const QwenConfig& config, std::int64_t tokens, Activations kept = Activations::all,
                          const std::string& base = "float32", bool scored_in_float32 = false);
/// The same by a method's settings, with the adapters; `tokens` 0 where they are not trained, but read.
std::uint64_t memory_need(const QwenConfig& config, const Settings& settings, std::int64_t tokens,
                          const std::string& base);
/// Of a training with the longest prompts that the settings allow. Whether a precision of "auto" becomes bfloat16 is
/// known to the worker alone, which looks again before it loads anything; here the smaller one counts.
std::uint64_t least_memory_need(const QwenConfig& config, const Settings& settings);
/// Weights in the adapters that the settings ask for; 0 where all weights are trained.
std::int64_t adapter_parameters(const QwenConfig& config, const Settings& settings);
/// "Training on Qwen3-0.6B needs about 4.7 GB, and 2.1 GB are free."; empty where it fits, and where what is `there`
/// is not known (0). `what`: "Training on".
std::string memory_shortage(const std::string& what, const LanguageModel& model, std::uint64_t need,
                            std::uint64_t there = available_memory());
inline constexpr const char* memory_fix =
    "Use --rerank-gradient-checkpointing, --use-quantization, a smaller model or a smaller --qwen-max-seq-length, or "
    "close other programs.";

}  // namespace wb
