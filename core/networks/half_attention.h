// Causal attention in bfloat16, and its gradient. Layer: networks. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace wb {

/// Sizes of one attention layer, and where the texts end that are packed one behind the other.
struct AttentionShape {
    std::int64_t heads, kv_heads, head_dim;
    const std::vector<std::int64_t>& ends;
    std::int64_t texts() const { return static_cast<std::int64_t>(ends.size()); }
    std::int64_t begin(std::int64_t text) const { return text == 0 ? 0 : ends[static_cast<std::size_t>(text - 1)]; }
    std::int64_t length(std::int64_t text) const { return ends[static_cast<std::size_t>(text)] - begin(text); }
    std::int64_t longest() const;
};

/// q [T, heads * d], k and v [T, kv_heads * d] in bfloat16 -> out [T, heads * d]: inside each text, query head j
/// reads head j / (heads / kv_heads) of k and v. Sums in float32; weights are rounded to bfloat16 before the values
/// are summed. In blocks of 128 queries and 128 keys; what no query of a block sees is left out.
void causal_attention_bfloat16(const std::uint16_t* q, const std::uint16_t* k, const std::uint16_t* v,
                               const AttentionShape& shape, float* out);
/// The gradients of q, k and v, each of its shape, for that of the result, grad [T, heads * d]. Weights are computed
/// again (Dao et al., NeurIPS 2022); factors of products are rounded to bfloat16, sums are in float32.
struct AttentionGradients {
    float *q, *k, *v;
};
void causal_attention_bfloat16_gradient(const std::uint16_t* q, const std::uint16_t* k, const std::uint16_t* v,
                                        const float* grad, const AttentionShape& shape,
                                        const AttentionGradients& out);

}  // namespace wb
