// Layer: networks. Compiled with -fassociative-math: sums may be taken in any order, NaN and infinities are kept.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/decoder_kernels.h"

#include <algorithm>
#include <cmath>

#include "tensors/vector_math.h"

namespace wb {

namespace {

WB_INLINE float inverse_rms(const float* x, std::int64_t d, float eps) {
    float square = 0;
    for (std::int64_t i = 0; i < d; ++i) square += x[i] * x[i];
    return 1.0f / std::sqrt(square / static_cast<float>(d) + eps);
}

/// grad: of the normed row before the weight is applied to it, so that g_i w_i is what flows on.
WB_INLINE void rms_row_backward(const float* grad, const float* x, const float* weight, float inverse, std::int64_t d,
                                float* grad_x, float* grad_weight) {
    float dot = 0;
    for (std::int64_t i = 0; i < d; ++i) dot += grad[i] * weight[i] * x[i];
    if (grad_weight)
        for (std::int64_t i = 0; i < d; ++i) grad_weight[i] += grad[i] * x[i] * inverse;
    const float k = dot * inverse * inverse * inverse / static_cast<float>(d);
    for (std::int64_t i = 0; i < d; ++i) grad_x[i] = grad[i] * weight[i] * inverse - x[i] * k;
}

/// In 16 lanes: kept apart by hand, since the compiler may not take a maximum in another order where there may be
/// NaN.
WB_INLINE float largest(const float* z, std::int64_t n) {
    constexpr std::int64_t lanes = 16;
    float tops[lanes], top = z[0];
    for (float& one : tops) one = z[0];
    std::int64_t i = 0;
    for (; i + lanes <= n; i += lanes)
        for (std::int64_t l = 0; l < lanes; ++l) tops[l] = z[i + l] > tops[l] ? z[i + l] : tops[l];
    for (; i < n; ++i) top = z[i] > top ? z[i] : top;
    for (const float one : tops) top = one > top ? one : top;
    return top;
}

}  // namespace

WB_KERNEL void rms_norm_forward(const float* x, const float* weight, float eps, std::int64_t rows, std::int64_t d,
                                float* out, float* inverse) {
    for (std::int64_t r = 0; r < rows; ++r) {
        const float* row = x + r * d;
        const float inv = inverse_rms(row, d, eps);
        inverse[r] = inv;
        for (std::int64_t i = 0; i < d; ++i) out[r * d + i] = row[i] * inv * weight[i];
    }
}

WB_KERNEL void rms_norm_backward(const float* grad, const float* x, const float* weight, const float* inverse,
                                 std::int64_t rows, std::int64_t d, float* grad_x, float* grad_weight) {
    for (std::int64_t r = 0; r < rows; ++r)
        rms_row_backward(grad + r * d, x + r * d, weight, inverse[r], d, grad_x + r * d, grad_weight);
}

WB_KERNEL void norm_rotate_forward(const float* x, const float* weight, const float* cos, const float* sin, float eps,
                                   std::int64_t tokens, std::int64_t heads, std::int64_t d, float* out,
                                   float* inverse) {
    const std::int64_t half = d / 2;
    for (std::int64_t t = 0; t < tokens; ++t) {
        const float *c = cos + t * half, *s = sin + t * half;
        for (std::int64_t h = 0; h < heads; ++h) {
            const float* row = x + (t * heads + h) * d;
            float* __restrict to = out + (t * heads + h) * d;
            const float inv = inverse_rms(row, d, eps);
            inverse[t * heads + h] = inv;
            for (std::int64_t i = 0; i < half; ++i) {
                const float a = row[i] * inv * weight[i], b = row[half + i] * inv * weight[half + i];
                to[i] = a * c[i] - b * s[i];
                to[half + i] = b * c[i] + a * s[i];
            }
        }
    }
}

WB_KERNEL void inverse_norms(const float* x, float eps, std::int64_t rows, std::int64_t d, float* inverse) {
    for (std::int64_t r = 0; r < rows; ++r) inverse[r] = inverse_rms(x + r * d, d, eps);
}

WB_KERNEL void norm_rotate_backward(const float* grad, const float* x, const float* weight, const float* cos,
                                    const float* sin, const float* inverse, std::int64_t tokens, std::int64_t heads,
                                    std::int64_t d, float* grad_x, float* grad_weight) {
    const std::int64_t half = d / 2;
    for (std::int64_t t = 0; t < tokens; ++t) {
        const float *c = cos + t * half, *s = sin + t * half;
        for (std::int64_t h = 0; h < heads; ++h) {
            const std::int64_t at = (t * heads + h) * d;
            const float* g = grad + at;
            float* to = grad_x + at;
            for (std::int64_t i = 0; i < half; ++i) {  // turned back
                const float a = g[i], b = g[half + i];
                to[i] = a * c[i] + b * s[i];
                to[half + i] = b * c[i] - a * s[i];
            }
            rms_row_backward(to, x + at, weight, inverse[t * heads + h], d, to, grad_weight);
        }
    }
}

WB_KERNEL void silu_gate_forward(const float* gate, const float* up, std::int64_t n, float* out) {
    for (std::int64_t i = 0; i < n; ++i) out[i] = gate[i] / (1.0f + kernel::fast_exp(-gate[i])) * up[i];
}

WB_KERNEL void silu_gate_backward(const float* grad, const float* gate, const float* up, std::int64_t n,
                                  float* grad_gate, float* grad_up) {
    // In two loops: in one, the compiler multiplies every gate by the sigmoid of the least number that fast_exp
    // takes, which is subnormal and costs 150 cycles.
    constexpr std::int64_t at_once = 256;
    float sigmoid[at_once];
    for (std::int64_t first = 0; first < n; first += at_once) {
        const std::int64_t here = std::min(at_once, n - first);
        const float *g = grad + first, *x = gate + first, *u = up + first;
        float *to_gate = grad_gate + first, *to_up = grad_up + first;
        for (std::int64_t i = 0; i < here; ++i) sigmoid[i] = 1.0f / (1.0f + kernel::fast_exp(-x[i]));
        for (std::int64_t i = 0; i < here; ++i) {
            const float silu = x[i] * sigmoid[i], of_gate = g[i] * u[i] * (sigmoid[i] + silu * (1.0f - sigmoid[i]));
            to_up[i] = g[i] * silu;
            to_gate[i] = of_gate;
        }
    }
}

WB_KERNEL void causal_softmax(float* scores, std::int64_t rows, std::int64_t columns, std::int64_t first, float scale,
                              float* log_sum) {
    for (std::int64_t r = 0; r < rows; ++r) {
        float* z = scores + r * columns;
        const std::int64_t seen = std::min(columns, first + r + 1);
        const float top = largest(z, seen);
        float sum = 0;
        for (std::int64_t i = 0; i < seen; ++i) {
            z[i] = kernel::fast_exp((z[i] - top) * scale);
            sum += z[i];
        }
        const float share = 1.0f / sum;
        for (std::int64_t i = 0; i < seen; ++i) z[i] *= share;
        for (std::int64_t i = seen; i < columns; ++i) z[i] = 0;
        log_sum[r] = top * scale + std::log(sum);
    }
}

WB_KERNEL void causal_weights(float* scores, std::int64_t rows, std::int64_t columns, std::int64_t first, float scale,
                              const float* log_sum) {
    for (std::int64_t r = 0; r < rows; ++r) {
        float* z = scores + r * columns;
        const std::int64_t seen = std::min(columns, first + r + 1);
        for (std::int64_t i = 0; i < seen; ++i) z[i] = kernel::fast_exp(z[i] * scale - log_sum[r]);
        for (std::int64_t i = seen; i < columns; ++i) z[i] = 0;
    }
}

WB_KERNEL void causal_softmax_backward(const float* p, float* grad_p, std::int64_t rows, std::int64_t columns,
                                       std::int64_t first, float scale) {
    for (std::int64_t r = 0; r < rows; ++r) {
        const float* weight = p + r * columns;
        float* g = grad_p + r * columns;
        const std::int64_t seen = std::min(columns, first + r + 1);
        float dot = 0;
        for (std::int64_t i = 0; i < seen; ++i) dot += g[i] * weight[i];
        for (std::int64_t i = 0; i < seen; ++i) g[i] = scale * weight[i] * (g[i] - dot);
        for (std::int64_t i = seen; i < columns; ++i) g[i] = 0;
    }
}

}  // namespace wb
