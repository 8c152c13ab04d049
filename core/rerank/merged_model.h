// A language model with what its adapter learned, as a model of its own. Layer: rerank.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "experiment/language_models.h"

namespace wb {

/// Writes `model` with the adapter of `adapter` (a folder as PEFT writes it) merged into its matrices to the new
/// folder `to`, in the layout of Hugging Face: config and tokenizer as they are, one file of weights in the precision
/// that config.json names (bfloat16, else float32). The folder is there when all of it is. Throws UserError: `to` is
/// there already, the adapter is not for this model, the model does not fit in memory in float32.
void write_merged_model(const LanguageModel& model, const std::filesystem::path& adapter,
                        const std::filesystem::path& to);

}  // namespace wb
