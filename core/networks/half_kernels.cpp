// Layer: networks. Compiled with -fassociative-math: sums may be taken in any order, NaN and infinities are kept.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/half_kernels.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "tensors/bfloat16.h"
#include "tensors/vector_math.h"

namespace wb {

namespace {

using kernel::fast_exp;
using kernel::rounded_bfloat16;
using kernel::widened_bfloat16;

WB_INLINE float silu(float x) {
    return x / (1.0f + fast_exp(-x));
}

WB_KERNEL void exponentials_portably(const float* scores, std::int64_t blocks, std::int64_t all_rows,
                                     std::int64_t rows, std::int64_t first, std::int64_t group, float scale,
                                     std::uint16_t* out, float* sums) {
    constexpr std::int64_t width = attention_block;
    for (std::int64_t r = 0; r < rows; ++r) {
        const std::int64_t seen = first + r / group + 1;
        const auto place = [&](std::int64_t column) {
            return (column / width * all_rows + r) * width + column % width;
        };
        float top = scores[place(0)], sum = 0;
        for (std::int64_t i = 1; i < seen; ++i) top = scores[place(i)] > top ? scores[place(i)] : top;
        for (std::int64_t i = 0; i < blocks * width; ++i) {
            out[place(i)] = i < seen ? rounded_bfloat16(fast_exp((scores[place(i)] - top) * scale)) : 0;
            sum += widened_bfloat16(out[place(i)]);
        }
        sums[r] = sum;
    }
}

WB_KERNEL void softmax_gradients_portably(std::uint16_t* weights, const float* grad_weights, const float* sums,
                                          std::int64_t blocks, std::int64_t rows, float scale, std::uint16_t* out) {
    constexpr std::int64_t width = attention_block;
    for (std::int64_t r = 0; r < rows; ++r) {
        float dot = 0;
        for (std::int64_t b = 0; b < blocks; ++b)
            for (std::int64_t i = (b * rows + r) * width; i < (b * rows + r + 1) * width; ++i)
                dot += widened_bfloat16(weights[i]) * grad_weights[i];
        const float share = 1.0f / sums[r], mean = dot * share;
        for (std::int64_t b = 0; b < blocks; ++b)
            for (std::int64_t i = (b * rows + r) * width; i < (b * rows + r + 1) * width; ++i) {
                const float p = widened_bfloat16(weights[i]) * share;
                weights[i] = rounded_bfloat16(p);
                out[i] = rounded_bfloat16(scale * p * (grad_weights[i] - mean));
            }
    }
}

WB_KERNEL void norm_rotate_portably(const float* x, const float* weight, const float* cos, const float* sin,
                                    float eps, std::int64_t heads, std::int64_t d, std::uint16_t* out) {
    const std::int64_t half = d / 2;
    for (std::int64_t h = 0; h < heads; ++h) {
        const float* row = x + h * d;
        float square = 0;
        for (std::int64_t i = 0; i < d; ++i) square += row[i] * row[i];
        const float inverse = 1.0f / std::sqrt(square / static_cast<float>(d) + eps);
        for (std::int64_t i = 0; i < half; ++i) {
            const float a = row[i] * inverse * weight[i], b = row[half + i] * inverse * weight[half + i];
            out[h * d + i] = rounded_bfloat16(a * cos[i] - b * sin[i]);
            out[h * d + half + i] = rounded_bfloat16(b * cos[i] + a * sin[i]);
        }
    }
}

WB_KERNEL void silu_portably(const std::uint16_t* gate, const std::uint16_t* up, std::int64_t stride,
                             std::int64_t rows, std::int64_t width, std::uint16_t* out) {
    for (std::int64_t r = 0; r < rows; ++r)
        for (std::int64_t i = 0; i < width; ++i)
            out[r * width + i] =
                rounded_bfloat16(silu(widened_bfloat16(gate[r * stride + i])) * widened_bfloat16(up[r * stride + i]));
}

WB_KERNEL void silu_gradient_portably(const std::uint16_t* grad, const std::uint16_t* gate, const std::uint16_t* up,
                                      std::int64_t n, std::uint16_t* grad_gate, std::uint16_t* grad_up) {
    for (std::int64_t i = 0; i < n; ++i) {
        const float g = widened_bfloat16(grad[i]), x = widened_bfloat16(gate[i]), u = widened_bfloat16(up[i]);
        const float sigmoid = 1.0f / (1.0f + fast_exp(-x)), passed = x * sigmoid;
        grad_up[i] = rounded_bfloat16(g * passed);
        grad_gate[i] = rounded_bfloat16(g * u * (sigmoid + passed * (1.0f - sigmoid)));
    }
}

WB_KERNEL void silu_portably(const float* gates, std::int64_t rows, std::int64_t width, float* out) {
    for (std::int64_t r = 0; r < rows; ++r)
        for (std::int64_t i = 0; i < width; ++i)
            out[r * width + i] = silu(gates[2 * r * width + i]) * gates[(2 * r + 1) * width + i];
}

#ifdef WB_HALF_INSTRUCTIONS
/// exp(x) for x <= 0 within 1e-5 of it, which is far finer than bfloat16. NaN stays NaN.
WB_WIDE_INLINE __m512 exp_16(__m512 x) {
    const __m512 scaled = _mm512_mul_ps(x, _mm512_set1_ps(1.44269504088896341f));
    const __m512 whole = _mm512_maskz_roundscale_ps(0xFFFF, scaled, 8);
    const __m512 r = _mm512_sub_ps(scaled, whole);  // 2^r for |r| <= 1/2
    __m512 p = _mm512_set1_ps(1.3333558e-3f);
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(9.6181291e-3f));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(5.5504109e-2f));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(2.4022651e-1f));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(6.9314718e-1f));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(1.0f));
    return _mm512_maskz_scalef_ps(0xFFFF, p, whole);
}

WB_HALF_KERNEL void exponentials_natively(const float* scores, std::int64_t blocks, std::int64_t all_rows,
                                          std::int64_t rows, std::int64_t first, std::int64_t group, float scale,
                                          std::uint16_t* out, float* sums) {
    constexpr std::int64_t width = attention_block;
    const __m512 factor = _mm512_set1_ps(scale), lowest = _mm512_set1_ps(-3.4028235e38f);
    for (std::int64_t r = 0; r < rows; ++r) {
        const std::int64_t seen = first + r / group + 1;
        __m512 tops = lowest, sum = _mm512_setzero_ps();
        for (std::int64_t b = 0; b < blocks; ++b) {
            const float* z = scores + (b * all_rows + r) * width;
            const std::int64_t here = std::min(width, seen - b * width);
            for (std::int64_t i = 0; i < here; i += 16) {
                const auto lanes = static_cast<__mmask16>(here - i >= 16 ? 0xFFFF : (1u << (here - i)) - 1);
                tops = _mm512_maskz_max_ps(0xFFFF, tops, _mm512_mask_loadu_ps(lowest, lanes, z + i));
            }
        }
        float lane[16];
        _mm512_storeu_ps(lane, tops);
        const __m512 top = _mm512_mul_ps(_mm512_set1_ps(*std::max_element(lane, lane + 16)), factor);
        for (std::int64_t b = 0; b < blocks; ++b) {
            const float* z = scores + (b * all_rows + r) * width;
            std::uint16_t* to = out + (b * all_rows + r) * width;
            const std::int64_t here = std::min(width, seen - b * width), full = here / 16 * 16;
            std::int64_t i = 0;
            for (; i < full; i += 16) {
                const __m256i e = kernel::rounded_16(exp_16(_mm512_fmsub_ps(_mm512_loadu_ps(z + i), factor, top)));
                std::memcpy(to + i, &e, sizeof e);
                sum = _mm512_add_ps(sum, kernel::widened_16(e));
            }
            for (; i < width; i += 16) {
                const auto lanes = static_cast<__mmask16>(here > i ? (1u << (here - i)) - 1 : 0);
                const __m512 last = _mm512_fmsub_ps(_mm512_mask_loadu_ps(lowest, lanes, z + i), factor, top);
                const __m256i e = kernel::rounded_16(_mm512_maskz_mov_ps(lanes, exp_16(last)));
                std::memcpy(to + i, &e, sizeof e);
                sum = _mm512_add_ps(sum, kernel::widened_16(e));
            }
        }
        _mm512_storeu_ps(lane, sum);
        sums[r] = std::accumulate(lane, lane + 16, 0.0f);
    }
}

WB_HALF_INLINE __m512 widened_at(const std::uint16_t* x) {
    __m256i bits;
    std::memcpy(&bits, x, sizeof bits);
    return kernel::widened_16(bits);
}

WB_HALF_KERNEL void softmax_gradients_natively(std::uint16_t* weights, const float* grad_weights, const float* sums,
                                               std::int64_t blocks, std::int64_t rows, float scale,
                                               std::uint16_t* out) {
    constexpr std::int64_t width = attention_block;
    for (std::int64_t r = 0; r < rows; ++r) {
        __m512 dots = _mm512_setzero_ps();
        for (std::int64_t b = 0; b < blocks; ++b)
            for (std::int64_t i = (b * rows + r) * width; i < (b * rows + r + 1) * width; i += 16)
                dots = _mm512_fmadd_ps(widened_at(weights + i), _mm512_loadu_ps(grad_weights + i), dots);
        float lane[16];
        _mm512_storeu_ps(lane, dots);
        const __m512 mean = _mm512_set1_ps(std::accumulate(lane, lane + 16, 0.0f) / sums[r]),
                     share = _mm512_set1_ps(1.0f / sums[r]), factor = _mm512_set1_ps(scale);
        for (std::int64_t b = 0; b < blocks; ++b)
            for (std::int64_t i = (b * rows + r) * width; i < (b * rows + r + 1) * width; i += 16) {
                const __m512 p = _mm512_mul_ps(widened_at(weights + i), share);
                kernel::store_bfloat16(weights + i, p);
                const __m512 left = _mm512_sub_ps(_mm512_loadu_ps(grad_weights + i), mean);
                kernel::store_bfloat16(out + i, _mm512_mul_ps(_mm512_mul_ps(p, factor), left));
            }
    }
}

/// d a multiple of 32.
WB_HALF_KERNEL void norm_rotate_natively(const float* x, const float* weight, const float* cos, const float* sin,
                                         float eps, std::int64_t heads, std::int64_t d, std::uint16_t* out) {
    const std::int64_t half = d / 2;
    for (std::int64_t h = 0; h < heads; ++h) {
        const float* row = x + h * d;
        std::uint16_t* to = out + h * d;
        __m512 squares = _mm512_setzero_ps();
        for (std::int64_t i = 0; i < d; i += 16) {
            const __m512 v = _mm512_loadu_ps(row + i);
            squares = _mm512_fmadd_ps(v, v, squares);
        }
        float lanes[16];
        _mm512_storeu_ps(lanes, squares);
        const float square = std::accumulate(lanes, lanes + 16, 0.0f);
        const __m512 inverse = _mm512_set1_ps(1.0f / std::sqrt(square / static_cast<float>(d) + eps));
        for (std::int64_t i = 0; i < half; i += 16) {
            const __m512 a =
                _mm512_mul_ps(_mm512_mul_ps(_mm512_loadu_ps(row + i), inverse), _mm512_loadu_ps(weight + i));
            const __m512 b = _mm512_mul_ps(_mm512_mul_ps(_mm512_loadu_ps(row + half + i), inverse),
                                           _mm512_loadu_ps(weight + half + i));
            const __m512 c = _mm512_loadu_ps(cos + i), s = _mm512_loadu_ps(sin + i);
            kernel::store_bfloat16(to + i, _mm512_fmsub_ps(a, c, _mm512_mul_ps(b, s)));
            kernel::store_bfloat16(to + half + i, _mm512_fmadd_ps(b, c, _mm512_mul_ps(a, s)));
        }
    }
}

WB_WIDE_INLINE __m512 sigmoid_16(__m512 x) {
    const __m512 one = _mm512_set1_ps(1.0f);
    // exp of what is negative, so that it never overflows: 1 / (1 + e^-|x|), or its complement.
    const __m512 e = exp_16(_mm512_sub_ps(_mm512_setzero_ps(), _mm512_abs_ps(x)));
    const __m512 share = _mm512_div_ps(one, _mm512_add_ps(one, e));
    const __mmask16 negative = _mm512_cmp_ps_mask(x, _mm512_setzero_ps(), _CMP_LT_OQ);
    return _mm512_mask_mul_ps(share, negative, share, e);
}
WB_WIDE_INLINE __m512 silu_16(__m512 x) {
    return _mm512_mul_ps(x, sigmoid_16(x));
}

WB_WIDE_KERNEL void silu_widely(const float* gates, std::int64_t rows, std::int64_t width, float* out) {
    for (std::int64_t r = 0; r < rows; ++r) {
        const float *gate = gates + 2 * r * width, *up = gate + width;
        std::int64_t i = 0;
        for (; i + 16 <= width; i += 16)
            _mm512_storeu_ps(out + r * width + i,
                             _mm512_mul_ps(silu_16(_mm512_loadu_ps(gate + i)), _mm512_loadu_ps(up + i)));
        for (; i < width; ++i) out[r * width + i] = silu(gate[i]) * up[i];
    }
}

WB_HALF_KERNEL void silu_natively(const std::uint16_t* gates, const std::uint16_t* ups, std::int64_t stride,
                                  std::int64_t rows, std::int64_t width, std::uint16_t* out) {
    const std::int64_t whole = width / 16 * 16;
    for (std::int64_t r = 0; r < rows; ++r) {
        const std::uint16_t *gate = gates + r * stride, *up = ups + r * stride;
        for (std::int64_t i = 0; i < whole; i += 16)
            kernel::store_bfloat16(out + r * width + i,
                                   _mm512_mul_ps(silu_16(widened_at(gate + i)), widened_at(up + i)));
        silu_portably(gate + whole, up + whole, 0, 1, width - whole, out + r * width + whole);
    }
}

WB_HALF_KERNEL void silu_gradient_natively(const std::uint16_t* grad, const std::uint16_t* gate,
                                           const std::uint16_t* up, std::int64_t n, std::uint16_t* grad_gate,
                                           std::uint16_t* grad_up) {
    const std::int64_t whole = n / 16 * 16;
    for (std::int64_t i = 0; i < whole; i += 16) {
        const __m512 g = widened_at(grad + i), x = widened_at(gate + i), u = widened_at(up + i);
        const __m512 sigmoid = sigmoid_16(x), passed = _mm512_mul_ps(x, sigmoid);
        const __m512 slope = _mm512_fmadd_ps(passed, _mm512_sub_ps(_mm512_set1_ps(1.0f), sigmoid), sigmoid);
        kernel::store_bfloat16(grad_up + i, _mm512_mul_ps(g, passed));
        kernel::store_bfloat16(grad_gate + i, _mm512_mul_ps(_mm512_mul_ps(g, u), slope));
    }
    silu_gradient_portably(grad + whole, gate + whole, up + whole, n - whole, grad_gate + whole, grad_up + whole);
}
#endif

}  // namespace

void causal_exponentials(const float* scores, std::int64_t blocks, std::int64_t all_rows, std::int64_t rows,
                         std::int64_t first, std::int64_t group, float scale, std::uint16_t* out, float* sums) {
#ifdef WB_HALF_INSTRUCTIONS
    if (kernel::has_half_instructions())
        return exponentials_natively(scores, blocks, all_rows, rows, first, group, scale, out, sums);
#endif
    exponentials_portably(scores, blocks, all_rows, rows, first, group, scale, out, sums);
}

void softmax_gradients(std::uint16_t* weights, const float* grad_weights, const float* sums, std::int64_t blocks,
                       std::int64_t rows, float scale, std::uint16_t* out) {
#ifdef WB_HALF_INSTRUCTIONS
    if (kernel::has_half_instructions())
        return softmax_gradients_natively(weights, grad_weights, sums, blocks, rows, scale, out);
#endif
    softmax_gradients_portably(weights, grad_weights, sums, blocks, rows, scale, out);
}

WB_KERNEL void divide_rows(const float* x, const float* sums, std::int64_t rows, std::int64_t width, float* out) {
    for (std::int64_t r = 0; r < rows; ++r) {
        const float share = 1.0f / sums[r];
        for (std::int64_t i = 0; i < width; ++i) out[r * width + i] = x[r * width + i] * share;
    }
}

void norm_rotate_token(const float* x, const float* weight, const float* cos, const float* sin, float eps,
                       std::int64_t heads, std::int64_t d, std::uint16_t* out) {
#ifdef WB_HALF_INSTRUCTIONS
    if (d % 32 == 0 && kernel::has_half_instructions())
        return norm_rotate_natively(x, weight, cos, sin, eps, heads, d, out);
#endif
    norm_rotate_portably(x, weight, cos, sin, eps, heads, d, out);
}

void silu_gate_rows(const std::uint16_t* gate, const std::uint16_t* up, std::int64_t stride, std::int64_t rows,
                    std::int64_t width, std::uint16_t* out) {
#ifdef WB_HALF_INSTRUCTIONS
    if (kernel::has_half_instructions()) return silu_natively(gate, up, stride, rows, width, out);
#endif
    silu_portably(gate, up, stride, rows, width, out);
}

void silu_gate_gradient(const std::uint16_t* grad, const std::uint16_t* gate, const std::uint16_t* up, std::int64_t n,
                        std::uint16_t* grad_gate, std::uint16_t* grad_up) {
#ifdef WB_HALF_INSTRUCTIONS
    if (kernel::has_half_instructions()) return silu_gradient_natively(grad, gate, up, n, grad_gate, grad_up);
#endif
    silu_gradient_portably(grad, gate, up, n, grad_gate, grad_up);
}

void silu_gate_rows(const float* gates, std::int64_t rows, std::int64_t width, float* out) {
#ifdef WB_HALF_INSTRUCTIONS
    if (kernel::has_wide_instructions()) return silu_widely(gates, rows, width, out);
#endif
    silu_portably(gates, rows, width, out);
}

}  // namespace wb
