// Layer: networks.
// A block of columns of the result stays in registers while the entries of a row are added to it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/sparse_kernels.h"

#include "networks/vector_math.h"

namespace wb {

namespace {

constexpr std::int64_t block = 64;

template <bool whole>
WB_INLINE void row_block(const std::int32_t* columns, const float* values, std::int64_t entries, const float* x,
                         std::int64_t d, std::int64_t width, float* out) {
    const std::int64_t n = whole ? block : width;
    float sum[block] = {};
    for (std::int64_t e = 0; e < entries; ++e) {
        const float* row = x + columns[e] * d;
        const float value = values[e];
        for (std::int64_t i = 0; i < n; ++i) sum[i] += value * row[i];
    }
    for (std::int64_t i = 0; i < n; ++i) out[i] = sum[i];
}

}  // namespace

WB_KERNEL void sparse_rows_times(const std::int64_t* row_begin, const std::int32_t* columns, const float* values,
                                 const float* x, std::int64_t d, std::int64_t first, std::int64_t last, float* out) {
    for (std::int64_t r = first; r < last; ++r) {
        const std::int64_t begin = row_begin[r], entries = row_begin[r + 1] - begin;
        std::int64_t c = 0;
        for (; c + block <= d; c += block)
            row_block<true>(columns + begin, values + begin, entries, x + c, d, block, out + r * d + c);
        if (c < d) row_block<false>(columns + begin, values + begin, entries, x + c, d, d - c, out + r * d + c);
    }
}

}  // namespace wb
