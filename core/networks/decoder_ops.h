// Differentiable operations of decoders, each in one pass. Layer: networks.
// Texts are packed one behind the other, without padding: X is [T, d], `layout` says where each text lies. All
// tensors are contiguous float32 on the CPU.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include "networks/text_layout.h"

namespace wb {

/// x / sqrt(mean(x^2) + eps) * weight over the last dimension (Zhang and Sennrich, NeurIPS 2019). x [T, d].
at::Tensor rms_norm(const at::Tensor& x, const at::Tensor& weight, double eps);

/// x [T, heads * d]: rms_norm of every head with weight [d], and its two halves turned (Su et al., arXiv:2104.09864)
/// by the angles whose cos and sin are [T, d / 2].
at::Tensor norm_rotate(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& cos, const at::Tensor& sin,
                       double eps);

/// silu(gate) * up (Shazeer, arXiv:2002.05202).
at::Tensor silu_gate(const at::Tensor& gate, const at::Tensor& up);

/// Causal attention in what each text sees, with gradients where all texts stand alone; q [T, heads * d], k and v [T,
/// kv_heads * d]: query head j reads head j / (heads / kv_heads) of k and v (Ainslie et al., EMNLP 2023). Weights are
/// not kept but computed again in the backward pass (Dao et al., NeurIPS 2022), so that memory grows with T alone. ->
/// [T, heads * d]
at::Tensor causal_attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const TextLayout& layout,
                            std::int64_t d);
/// How the heads of queries and keys are normed and turned before they meet: norm_rotate with these.
struct HeadRotation {
    at::Tensor q_norm, k_norm;  ///< [d], not trained
    at::Tensor cos, sin;        ///< [T, d / 2]
    double eps = 0;
};
/// What an attention that is computed twice need not compute the second time, in bfloat16: `result`, and, where
/// `keeps_factors`, q, k and v, of which then only the sizes are asked for.
struct KeptAttention {
    bool keeps_factors = false;
    at::Tensor q, k, v, result;
};
/// q, k and v rounded to bfloat16, norm_rotate of q and k, then causal_attention, with the factors of all products
/// and the result rounded, too, where the processor is good at that. `kept`, if given, is filled the first time and
/// read the second; the gradients are the same.
at::Tensor rotated_attention_in_halves(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                                       const HeadRotation& rotation, const TextLayout& layout,
                                       KeptAttention* kept = nullptr);

}  // namespace wb
