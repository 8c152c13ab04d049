// Kernels of decoders in bfloat16. Rows are row-major. Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace wb {

/// Scores of rows with `blocks` times 128 columns, block by block: [blocks, all_rows, 128], of which the first `rows`
/// rows count. There are `group` rows for each token: row r sees the columns 0 .. first + r / group. out, laid out
/// alike, = exp(scale * (score - the largest seen)) in bfloat16 and 0 for what is not seen; sums [rows] of what was
/// written.
void causal_exponentials(const float* scores, std::int64_t blocks, std::int64_t all_rows, std::int64_t rows,
                         std::int64_t first, std::int64_t group, float scale, std::uint16_t* out, float* sums);
inline constexpr std::int64_t attention_block = 128;

/// weights [blocks, rows, 128] as above, grad_weights the gradients of p = weights / sums, laid out alike. weights
/// become p, and out, the gradients of the scores, = scale * p * (grad - the row's sum of p * grad), in bfloat16.
void softmax_gradients(std::uint16_t* weights, const float* grad_weights, const float* sums, std::int64_t blocks,
                       std::int64_t rows, float scale, std::uint16_t* out);

/// out [rows, width] = x / sums, a row by its own.
void divide_rows(const float* x, const float* sums, std::int64_t rows, std::int64_t width, float* out);

/// x [heads, d] of one token: normed and turned as in norm_rotate_forward, cos and sin [d / 2], in bfloat16.
void norm_rotate_token(const float* x, const float* weight, const float* cos, const float* sin, float eps,
                       std::int64_t heads, std::int64_t d, std::uint16_t* out);

/// out [rows, width] = silu(gate) * up; rows of gate and of up are `stride` numbers apart.
void silu_gate_rows(const std::uint16_t* gate, const std::uint16_t* up, std::int64_t stride, std::int64_t rows,
                    std::int64_t width, std::uint16_t* out);
/// gates [rows, 2 width]: the gate, then what it lets through.
void silu_gate_rows(const float* gates, std::int64_t rows, std::int64_t width, float* out);
/// The gradients of n gates and of what they let through.
void silu_gate_gradient(const std::uint16_t* grad, const std::uint16_t* gate, const std::uint16_t* up, std::int64_t n,
                        std::uint16_t* grad_gate, std::uint16_t* grad_up);

}  // namespace wb
