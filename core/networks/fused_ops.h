// Differentiable operations that do in one pass what a chain of tensor operations would do in many. Layer: networks.
// Every sequence of a batch is packed behind the other, without padding: X is [T, d] with `offsets` [sequences + 1].
// All tensors are contiguous float32 on the CPU unless said otherwise.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <utility>

#include "networks/dropout_kernels.h"
#include "networks/row_kernels.h"

namespace wb {

/// x W^T + b. x [T, in], weight [out, in], bias [out] or undefined -> [T, out]. No gradient is computed for an x or
/// a weight that needs none. Each thread takes a range of rows with products of its own (tensors/block_products.h);
/// wide ones are done in halves where that is faster, within 1e-5 of the size of the result.
at::Tensor packed_linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias);

/// norm(dropout(rows of table)) * weight + bias. table [V, d], ids int64 [T] -> [T, d].
at::Tensor embed_dropout_norm(const at::Tensor& table, const at::Tensor& ids, const at::Tensor& weight,
                              const at::Tensor& bias, float eps, Dropout dropout);

/// norm(dropout(branch) + residual) * weight + bias. branch, residual [T, d] -> [T, d].
at::Tensor add_norm(const at::Tensor& branch, const at::Tensor& residual, const at::Tensor& weight,
                    const at::Tensor& bias, float eps, NormKind kind, Dropout dropout);

/// Pre-norm residual step: s = dropout(branch) + residual; returns (s, norm(s) * weight + bias).
std::pair<at::Tensor, at::Tensor> add_then_norm(const at::Tensor& branch, const at::Tensor& residual,
                                                const at::Tensor& weight, const at::Tensor& bias, float eps,
                                                NormKind kind, Dropout dropout);

/// dropout(gelu(x)), any shape.
at::Tensor gelu_dropout(const at::Tensor& x, GeluKind kind, Dropout dropout);

/// dropout(x), any shape. x is a part of a larger tensor, and so many of its elements stand `before` it: the numbers
/// are those that this part gets when the whole is dropped at once.
at::Tensor fused_dropout(const at::Tensor& x, Dropout dropout, std::int64_t before = 0);

/// The recurrence of LRURec. z [T, 2H] (real | imaginary), params_log [3, H] (nu_log; theta_log; gamma_log),
/// carry [T] (0 where the state before is dropped; 0 at every offset) -> [T, 2H] (Re h | -Im h).
at::Tensor lru_scan(const at::Tensor& z, const at::Tensor& params_log, const at::Tensor& carry,
                    const at::Tensor& offsets);

/// Self-attention inside each packed sequence. qkv [T, 3d] (q | k | v), heads h -> [T, d]; scores scaled by
/// 1/sqrt(d/h), bidirectional, dropout on the attention weights.
at::Tensor packed_attention(const at::Tensor& qkv, const at::Tensor& offsets, std::int64_t heads, Dropout dropout);

/// Mean cross-entropy of softmax(hidden table^T + bias) without ever holding all logits. hidden [R, d],
/// table [V, d], bias [V], labels int64 [R] in 0 .. V-1 -> scalar.
at::Tensor softmax_cross_entropy(const at::Tensor& hidden, const at::Tensor& table, const at::Tensor& bias,
                                 const at::Tensor& labels);

}  // namespace wb
