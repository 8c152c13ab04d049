// What the settings of the language-model reranker ask for, of this model and on this machine. Layer: rerank.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "experiment/language_models.h"
#include "foundation/model_tensors.h"
#include "networks/lora.h"
#include "rerank/list_samples.h"
#include "rerank/reranker.h"
#include "tensors/frozen_weight.h"
#include "text/list_prompt.h"

namespace wb {

/// What the matrices are held in while adapters are trained; empty = tensors in float32.
std::optional<WeightFormat> base_format(const Settings& s, const QwenConfig& config);
/// What prompts are scored in; empty = by the network that is trained.
std::optional<WeightFormat> scoring_format(const Settings& s, const QwenConfig& config);
/// "float32", "bfloat16", "int8" or "nf4".
std::string name_of(std::optional<WeightFormat> format);
LoraSettings lora_settings(const Settings& s);
SampleRules sample_rules(const Settings& s);
PromptLimits prompt_limits(const Settings& s, const QwenConfig& config);
/// Candidates that one prompt may hold.
std::size_t most_candidates(const Settings& s);
/// Those of one of the prompts that order a longer list.
std::size_t window_candidates(const Settings& s);
/// Whether the model is read on a graphics processor. Throws UserError where that was asked for and cannot be.
bool on_graphics_processor(const std::string& device, const Settings& s);
/// What a graphics processor holds: the weights once, and the activations of one prompt where they are trained
/// through.
std::uint64_t graphics_memory_need(const Settings& s, const QwenConfig& config, RerankerUse use);
/// Throws UserError where the model cannot be used, does not fit in the memory of what it is read on, or is asked for
/// in a precision that this processor does not multiply. Reads no weights.
void require_model(const LanguageModel& model, const Settings& s, const std::string& device, RerankerUse use);
/// Throws as require_model does.
ModelTensors tensors_of(const LanguageModel& model, const Settings& s, const std::string& device, RerankerUse use);

}  // namespace wb
