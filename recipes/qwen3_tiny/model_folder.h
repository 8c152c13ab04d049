// Writes a model in the folder layout of published ones. Recipe of qwen3-tiny.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "networks/qwen3.h"
#include "text/tokenizer.h"

namespace wb::recipe {

/// vocab.json, merges.txt and tokenizer_config.json.
void write_tokenizer(const TokenizerParts& parts, const std::filesystem::path& folder);
/// config.json and generation_config.json.
void write_config(const QwenConfig& config, const std::filesystem::path& folder);
/// model.safetensors, in bfloat16.
void write_weights(const Qwen3Network& network, const std::filesystem::path& folder);

}  // namespace wb::recipe
