// Causal attention in bfloat16, and its gradient. Layer: networks. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "networks/text_layout.h"

namespace wb {

/// Sizes of one attention layer, and the texts.
struct AttentionShape {
    std::int64_t heads, kv_heads, head_dim;
    const TextLayout& layout;
};

/// q [T, heads * d], k and v [T, kv_heads * d] in bfloat16 -> out [T, heads * d]: in what each text sees, query head
/// j reads head j / (heads / kv_heads) of k and v. Sums in float32; weights are rounded to bfloat16 before the values
/// are summed. In blocks of 128 queries and 128 keys; what no query of a block sees is left out.
void causal_attention_bfloat16(const std::uint16_t* q, const std::uint16_t* k, const std::uint16_t* v,
                               const AttentionShape& shape, float* out);
/// For texts that stand alone: the gradients of q, k and v, each of its shape, for that of the result, grad [T, heads
/// * d]. Weights are computed again (Dao et al., NeurIPS 2022); factors of products are rounded to bfloat16, sums are
/// in float32.
struct AttentionGradients {
    float *q, *k, *v;
};
void causal_attention_bfloat16_gradient(const std::uint16_t* q, const std::uint16_t* k, const std::uint16_t* v,
                                        const float* grad, const AttentionShape& shape,
                                        const AttentionGradients& out);

}  // namespace wb
