// Causal attention in bfloat16, without gradients. Layer: networks. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace wb {

/// Sizes of one attention layer, and where the texts end that are packed one behind the other.
struct AttentionShape {
    std::int64_t heads, kv_heads, head_dim;
    const std::vector<std::int64_t>& ends;
};

/// q [T, heads * d], k and v [T, kv_heads * d] in bfloat16 -> out [T, heads * d]: inside each text, query head j
/// reads head j / (heads / kv_heads) of k and v. Sums in float32; weights are rounded to bfloat16 before the values
/// are summed. In blocks of 128 queries and 128 keys; what no query of a block sees is left out.
void causal_attention_bfloat16(const std::uint16_t* q, const std::uint16_t* k, const std::uint16_t* v,
                               const AttentionShape& shape, float* out);

}  // namespace wb
