// The numbers of a Qwen3 model, from the files beside its weights. Layer: text.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace wb {

/// Yang et al., "Qwen3 Technical Report", arXiv:2505.09388; names as in config.json.
struct QwenConfig {
    std::int64_t hidden_size = 0, layers = 0, heads = 0, kv_heads = 0, head_dim = 0, intermediate_size = 0;
    std::int64_t vocab_size = 0;  ///< rows of the embedding, more than there are tokens
    std::int64_t max_positions = 0;
    double rope_theta = 0, rms_norm_eps = 0;
    bool tied = false;  ///< the output layer is the embedding
    std::string dtype;  ///< "bfloat16", "float16", "float32", or empty: what the weights are stored as
    std::vector<std::int32_t> end_tokens;  ///< that end an answer
    bool operator==(const QwenConfig&) const = default;

    std::int64_t parameters() const;
};

/// config.json and generation_config.json of a model's folder, as transformers 4 or 5 writes them. Throws UserError:
/// missing or damaged files, another model, or something that this program does not compute (other position scaling,
/// sliding windows, biases): it would give wrong numbers without a sign.
QwenConfig read_qwen_config(const std::filesystem::path& folder);

}  // namespace wb
