// Kernels of decoders on plain float arrays: forward and backward. Rows are row-major. Layer: networks.
// Each works on a range of rows, so that the caller splits rows over threads.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace wb {

/// out = x / sqrt(mean(x^2) + eps) * weight for each row of d; inverse [rows] is kept for the backward pass.
void rms_norm_forward(const float* x, const float* weight, float eps, std::int64_t rows, std::int64_t d, float* out,
                      float* inverse);
/// Its gradient. grad_weight [d] is added to and may be null.
void rms_norm_backward(const float* grad, const float* x, const float* weight, const float* inverse,
                       std::int64_t rows, std::int64_t d, float* grad_x, float* grad_weight);

/// x [tokens, heads, d]: every head is normed as above with one weight [d], then its halves turn by the angles of the
/// token, cos and sin [tokens, d / 2]. inverse [tokens, heads].
void norm_rotate_forward(const float* x, const float* weight, const float* cos, const float* sin, float eps,
                         std::int64_t tokens, std::int64_t heads, std::int64_t d, float* out, float* inverse);
/// inverse of norm_rotate_forward alone, for rows of d.
void inverse_norms(const float* x, float eps, std::int64_t rows, std::int64_t d, float* inverse);
void norm_rotate_backward(const float* grad, const float* x, const float* weight, const float* cos, const float* sin,
                          const float* inverse, std::int64_t tokens, std::int64_t heads, std::int64_t d,
                          float* grad_x, float* grad_weight);

/// out = gate * sigmoid(gate) * up, n elements.
void silu_gate_forward(const float* gate, const float* up, std::int64_t n, float* out);
void silu_gate_backward(const float* grad, const float* gate, const float* up, std::int64_t n, float* grad_gate,
                        float* grad_up);

/// Row r of `scores` [rows, columns] sees the columns 0 .. first + r, which become softmax(scale * scores); the rest
/// becomes 0. log_sum [rows] is the logarithm of the sum of the exponentials.
void causal_softmax(float* scores, std::int64_t rows, std::int64_t columns, std::int64_t first, float scale,
                    float* log_sum);
/// The same weights again, from log_sum.
void causal_weights(float* scores, std::int64_t rows, std::int64_t columns, std::int64_t first, float scale,
                    const float* log_sum);
/// grad_scores = scale * p * (grad_p - sum(grad_p * p)) per row, in place on grad_p, over the columns that are seen.
void causal_softmax_backward(const float* p, float* grad_p, std::int64_t rows, std::int64_t columns,
                             std::int64_t first, float scale);

}  // namespace wb
