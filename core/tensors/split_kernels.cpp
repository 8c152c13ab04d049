// Layer: tensors.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tensors/split_kernels.h"

#include <cstring>

#include "tensors/vector_math.h"

namespace wb {

namespace {

WB_INLINE std::uint16_t rounded(float x) {
    std::uint32_t bits;
    std::memcpy(&bits, &x, 4);
    const std::uint32_t nearest = (bits + 0x7FFFu + ((bits >> 16) & 1u)) >> 16;
    const std::uint32_t quiet = (bits >> 16) | 0x40u;  // rounding could make a NaN a zero
    return static_cast<std::uint16_t>((bits & 0x7FFFFFFFu) > 0x7F800000u ? quiet : nearest);
}

WB_INLINE float widened(std::uint16_t x) {
    const std::uint32_t bits = static_cast<std::uint32_t>(x) << 16;
    float out;
    std::memcpy(&out, &bits, 4);
    return out;
}

}  // namespace

WB_KERNEL void split_bfloat16(const float* x, std::int64_t n, std::uint16_t* high, std::uint16_t* low,
                              std::uint16_t* again) {
    for (std::int64_t i = 0; i < n; ++i) {
        const std::uint16_t h = rounded(x[i]);
        high[i] = h;
        again[i] = h;
        low[i] = rounded(x[i] - widened(h));
    }
}

}  // namespace wb
