// Layer: tensors.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tensors/split_kernels.h"

#include "tensors/bfloat16.h"

namespace wb {

using namespace kernel;

namespace {

WB_INLINE void split_one(float x, std::uint16_t& high, std::uint16_t& low, std::uint16_t& again) {
    high = again = rounded_bfloat16(x);
    low = rounded_bfloat16(x - widened_bfloat16(high));
}

WB_KERNEL void split_portably(const float* x, std::int64_t n, std::uint16_t* high, std::uint16_t* low,
                              std::uint16_t* again) {
    for (std::int64_t i = 0; i < n; ++i) split_one(x[i], high[i], low[i], again[i]);
}

#ifdef WB_HALF_INSTRUCTIONS
WB_HALF_KERNEL void split_natively(const float* x, std::int64_t n, std::uint16_t* high, std::uint16_t* low,
                                   std::uint16_t* again) {
    std::int64_t i = 0;
    for (; i + 16 <= n; i += 16) {
        const __m512 all = _mm512_loadu_ps(x + i);
        const __m256i top = rounded_16(all);
        store_bfloat16(low + i, _mm512_sub_ps(all, widened_16(top)));
        std::memcpy(high + i, &top, sizeof top);
        std::memcpy(again + i, &top, sizeof top);
    }
    for (; i < n; ++i) split_one(x[i], high[i], low[i], again[i]);
}
#endif

}  // namespace

void split_bfloat16(const float* x, std::int64_t n, std::uint16_t* high, std::uint16_t* low, std::uint16_t* again) {
#ifdef WB_HALF_INSTRUCTIONS
    if (has_half_instructions()) return split_natively(x, n, high, low, again);
#endif
    split_portably(x, n, high, low, again);
}

}  // namespace wb
