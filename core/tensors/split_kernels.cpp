// Layer: tensors.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tensors/split_kernels.h"

#include <cstring>

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#include <immintrin.h>
#define WB_HALF_INSTRUCTIONS
#endif

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

WB_INLINE void split_one(float x, std::uint16_t& high, std::uint16_t& low, std::uint16_t& again) {
    high = again = rounded(x);
    low = rounded(x - widened(high));
}

WB_KERNEL void split_portably(const float* x, std::int64_t n, std::uint16_t* high, std::uint16_t* low,
                              std::uint16_t* again) {
    for (std::int64_t i = 0; i < n; ++i) split_one(x[i], high[i], low[i], again[i]);
}

#ifdef WB_HALF_INSTRUCTIONS
/// The processor's own rounding: a fifth of the instructions. It takes numbers below 2^-126 for zero.
__attribute__((target("avx512f,avx512bw,avx512vl,avx512bf16"))) void split_natively(const float* x, std::int64_t n,
                                                                                    std::uint16_t* high,
                                                                                    std::uint16_t* low,
                                                                                    std::uint16_t* again) {
    std::int64_t i = 0;
    for (; i + 16 <= n; i += 16) {
        const __m512 all = _mm512_loadu_ps(x + i);
        __m256i top;
        const __m256bh rounded_all = _mm512_cvtneps_pbh(all);
        std::memcpy(&top, &rounded_all, sizeof top);
        // The forms with a mask: GCC 12 warns of its own plain ones.
        const __m512 widened_all =
            _mm512_castsi512_ps(_mm512_maskz_slli_epi32(0xFFFF, _mm512_maskz_cvtepu16_epi32(0xFFFF, top), 16));
        const __m256bh rounded_rest = _mm512_cvtneps_pbh(_mm512_sub_ps(all, widened_all));
        __m256i rest;
        std::memcpy(&rest, &rounded_rest, sizeof rest);
        std::memcpy(high + i, &top, sizeof top);
        std::memcpy(low + i, &rest, sizeof rest);
        std::memcpy(again + i, &top, sizeof top);
    }
    for (; i < n; ++i) split_one(x[i], high[i], low[i], again[i]);
}
#endif

}  // namespace

void split_bfloat16(const float* x, std::int64_t n, std::uint16_t* high, std::uint16_t* low, std::uint16_t* again) {
#ifdef WB_HALF_INSTRUCTIONS
    static const bool native = __builtin_cpu_supports("avx512bf16") && __builtin_cpu_supports("avx512bw");
    if (native) return split_natively(x, n, high, low, again);
#endif
    split_portably(x, n, high, low, again);
}

}  // namespace wb
