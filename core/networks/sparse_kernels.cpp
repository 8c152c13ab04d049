// Layer: networks.
// A block of columns of the result stays in registers while the entries of a row are added to it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/sparse_kernels.h"

#include <algorithm>
#include <cmath>

#include "tensors/vector_math.h"

namespace wb {

namespace {

constexpr std::int64_t block = 64;
constexpr std::int64_t ahead = 64;  // rows of x fetched before they are needed: they lie anywhere, and memory is slow

template <bool whole>
WB_INLINE void row_block(const std::int32_t* columns, const float* values, std::int64_t entries,
                         std::int64_t readable, const float* x, std::int64_t d, std::int64_t width, float scale,
                         const float* plus, float plus_factor, float* out) {
    const std::int64_t n = whole ? block : width;
    float sum[block] = {};
    for (std::int64_t e = 0; e < entries; ++e) {
        const float* row = x + columns[e] * d;
        const float value = values[e];
        if (e + ahead < readable) {
            const float* later = x + columns[e + ahead] * d;
            for (std::int64_t i = 0; i < n; i += 16) __builtin_prefetch(later + i, 0, 2);
        }
        for (std::int64_t i = 0; i < n; ++i) sum[i] += value * row[i];
    }
    if (plus)
        for (std::int64_t i = 0; i < n; ++i) out[i] = scale * sum[i] + plus_factor * plus[i];
    else
        for (std::int64_t i = 0; i < n; ++i) out[i] = scale * sum[i];
}

}  // namespace

WB_KERNEL void sparse_row_times(const std::int32_t* columns, const float* values, std::int64_t entries,
                                std::int64_t readable, const float* x, std::int64_t d, float scale, const float* plus,
                                float plus_factor, float* out) {
    const auto at = [plus](std::int64_t c) { return plus ? plus + c : nullptr; };
    std::int64_t c = 0;
    for (; c + block <= d; c += block)
        row_block<true>(columns, values, entries, readable, x + c, d, block, scale, at(c), plus_factor, out + c);
    if (c < d)
        row_block<false>(columns, values, entries, readable, x + c, d, d - c, scale, at(c), plus_factor, out + c);
}

WB_KERNEL float unit_row(const float* x, std::int64_t d, float floor, float* out) {
    float squares = 0;
    for (std::int64_t i = 0; i < d; ++i) squares += x[i] * x[i];
    const float length = std::max(std::sqrt(squares), floor), factor = 1.0f / length;
    for (std::int64_t i = 0; i < d; ++i) out[i] = x[i] * factor;
    return length;
}

WB_KERNEL void unit_row_backward(const float* y, const float* g, std::int64_t d, float length, float floor,
                                 float plus, float* out) {
    float product = 0;
    if (length > floor)
        for (std::int64_t i = 0; i < d; ++i) product += y[i] * g[i];
    const float factor = 1.0f / length, own = plus - product * factor;
    for (std::int64_t i = 0; i < d; ++i) out[i] = g[i] * factor + own * y[i];
}

WB_KERNEL float cosine_row(const float* x, const float* y, std::int64_t d, float weight, float* gradient) {
    float product = 0, xx = 0, yy = 0;
    for (std::int64_t i = 0; i < d; ++i) {
        product += x[i] * y[i];
        xx += x[i] * x[i];
        yy += y[i] * y[i];
    }
    const float least = 1e-8f;
    const float length = std::max(std::sqrt(xx), least), both = length * std::max(std::sqrt(yy), least);
    const float cosine = product / both;
    // Where the floor is the length, it does not change with x.
    const float own = std::sqrt(xx) > least ? weight * cosine / (length * length) : 0.0f, other = weight / both;
    for (std::int64_t i = 0; i < d; ++i) gradient[i] = other * y[i] - own * x[i];
    return cosine;
}

}  // namespace wb
