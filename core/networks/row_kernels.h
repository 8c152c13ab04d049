// Fused row-wise kernels on plain float arrays: forward and backward. Rows are [rows, d], row-major. Layer: networks.
// Each works on a range of rows, so that the caller splits rows over threads; sums over rows go to a buffer per
// range. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace wb {

enum class NormKind {
    layer_norm,    ///< (x - mean) / sqrt(var + eps), biased variance
    unbiased_std,  ///< (x - mean) / (std + eps), n - 1 in the variance (BERT4Rec port)
};

/// s = branch * mask * scale + residual; normed = norm(s) * weight + bias.
/// mask, residual, sum may be null. x_hat [rows, d] and inverse [rows] are kept for the backward pass.
void add_norm_forward(const float* branch, const std::uint8_t* mask, float scale, const float* residual,
                      const float* weight, const float* bias, float eps, NormKind kind, std::int64_t rows,
                      std::int64_t d, float* sum, float* normed, float* x_hat, float* inverse);

/// Gradient of the above. grad_sum may be null. grad_weight and grad_bias are added to. grad_residual receives ds,
/// grad_branch ds * mask * scale; either may be null.
void add_norm_backward(const float* grad_normed, const float* grad_sum, const std::uint8_t* mask, float scale,
                       const float* weight, float eps, NormKind kind, const float* x_hat, const float* inverse,
                       std::int64_t rows, std::int64_t d, float* grad_branch, float* grad_residual,
                       float* grad_weight, float* grad_bias);

enum class GeluKind { erf, tanh };

/// out = gelu(x) * mask * scale and derivative = gelu'(x) * mask * scale; mask may be null. n elements.
void gelu_forward(const float* x, const std::uint8_t* mask, float scale, GeluKind kind, std::int64_t n, float* out,
                  float* derivative);

/// Each row of `logits` [rows, classes] becomes (softmax - onehot(label)) * factor. Returns the sum of -log p(label).
double softmax_loss_rows(float* logits, const std::int64_t* labels, std::int64_t rows, std::int64_t classes,
                         float factor);

/// Softmax of every row in place, after multiplying with `scale`.
void softmax_rows(float* values, std::int64_t rows, std::int64_t columns, float scale);

/// grad_scores = scale * p * (grad_p - sum(grad_p * p)) per row, in place on grad_p.
void softmax_backward_rows(const float* p, float* grad_p, std::int64_t rows, std::int64_t columns, float scale);

/// out[i] = in[i] * mask[i] * scale.
void masked_scale(const float* in, const std::uint8_t* mask, float scale, std::int64_t n, float* out);
/// out = x where x > 0, else slope * x: n elements. out may be x.
void leaky(const float* x, float slope, std::int64_t n, float* out);
/// out = leaky(x) + plus.
void leaky_plus(const float* x, const float* plus, float slope, std::int64_t n, float* out);
/// out = g where x > 0, else slope * g; for x, what went into the unit or what came out. out may be g.
void leaky_backward(const float* g, const float* x, float slope, std::int64_t n, float* out);

/// sum [d] += each of n rows of x [n, d].
void add_rows(const float* x, std::int64_t n, std::int64_t d, float* sum);

/// out[i] = in[i] * scale.
void scaled(const float* in, float scale, std::int64_t n, float* out);

double sum_of_squares(const float* values, std::int64_t n);

}  // namespace wb
