// bfloat16 in kernels: rounding, widening, and the processor's own instructions. Used by *_kernels.cpp only.
// Layer: tensors. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#include <immintrin.h>
#define WB_HALF_INSTRUCTIONS
#define WB_WIDE_SET "avx512f,avx512bw,avx512vl,avx512dq"
#define WB_WIDE_KERNEL __attribute__((target(WB_WIDE_SET)))
#define WB_WIDE_INLINE __attribute__((target(WB_WIDE_SET), always_inline)) static inline
#define WB_HALF_KERNEL __attribute__((target(WB_WIDE_SET ",avx512bf16")))
#define WB_HALF_INLINE __attribute__((target(WB_WIDE_SET ",avx512bf16"), always_inline)) static inline
#endif

#include "tensors/vector_math.h"

namespace wb::kernel {

/// To the nearest, ties to even. NaN stays NaN.
WB_INLINE std::uint16_t rounded_bfloat16(float x) {
    std::uint32_t bits;
    std::memcpy(&bits, &x, 4);
    const std::uint32_t nearest = (bits + 0x7FFFu + ((bits >> 16) & 1u)) >> 16;
    const std::uint32_t quiet = (bits >> 16) | 0x40u;  // rounding could make a NaN a zero
    return static_cast<std::uint16_t>((bits & 0x7FFFFFFFu) > 0x7F800000u ? quiet : nearest);
}

WB_INLINE float widened_bfloat16(std::uint16_t x) {
    const std::uint32_t bits = static_cast<std::uint32_t>(x) << 16;
    float out;
    std::memcpy(&out, &bits, 4);
    return out;
}

#ifdef WB_HALF_INSTRUCTIONS
inline bool has_wide_instructions() {
    static const bool native = __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
                               __builtin_cpu_supports("avx512dq");
    return native;
}
inline bool has_half_instructions() {
    static const bool native = __builtin_cpu_supports("avx512bf16") && has_wide_instructions();
    return native;
}

// The processor's own rounding: a fifth of the instructions. It takes numbers below 2^-126 for zero. The forms with a
// mask: GCC 12 warns of its own plain ones.
WB_HALF_INLINE __m256i rounded_16(__m512 x) {
    const __m256bh rounded = _mm512_cvtneps_pbh(x);
    __m256i out;
    std::memcpy(&out, &rounded, sizeof out);
    return out;
}
WB_HALF_INLINE void store_bfloat16(std::uint16_t* out, __m512 x) {
    const __m256i rounded = rounded_16(x);
    std::memcpy(out, &rounded, sizeof rounded);
}
WB_WIDE_INLINE __m512 widened_16(__m256i x) {
    return _mm512_castsi512_ps(_mm512_maskz_slli_epi32(0xFFFF, _mm512_maskz_cvtepu16_epi32(0xFFFF, x), 16));
}
#endif

}  // namespace wb::kernel
