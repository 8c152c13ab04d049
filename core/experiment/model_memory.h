// What training and reading a language model take in memory. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include "experiment/language_models.h"
#include "experiment/method.h"
#include "foundation/free_memory.h"

namespace wb {

/// What is kept of a layer for the backward pass: all that operations read; its inputs and what products gave, in 16
/// bits (adapters of attention in front of matrices in few bits); or its inputs (gradient checkpointing).
enum class Activations { all, products, inputs };
/// By a method's settings, with the model held in `base` as for memory_need.
Activations activations_kept(const Settings& settings, const std::string& base);
/// Numbers of 32 bits that are kept of each token, and all of one layer.
std::int64_t activations_of_token(const QwenConfig& config, Activations kept = Activations::all);
/// In the place of a base: all weights are trained.
inline constexpr const char* all_trained = "trained";
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
