// Layer: tensors.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tensors/low_precision_kernels.h"

#include <cstring>
#include <limits>

#include "tensors/bfloat16.h"
#include "tensors/vector_math.h"

namespace wb {

namespace {

/// Adding it rounds to the nearest whole number: 1.5 * 2^23.
constexpr float to_whole = 12582912.0f;

/// Bits of magnitudes are in the order of the numbers, with what is infinite and NaN above all: none of those is
/// lost.
WB_INLINE float largest_magnitude(const float* x, const float* factors, std::int64_t n) {
    std::int32_t largest = 0;
    for (std::int64_t i = 0; i < n; ++i) {
        const float y = factors ? x[i] * factors[i] : x[i];
        std::int32_t bits;
        std::memcpy(&bits, &y, 4);
        bits &= 0x7FFFFFFF;
        largest = bits > largest ? bits : largest;
    }
    float out;
    std::memcpy(&out, &largest, 4);
    return out;
}
/// What numbers are multiplied with to lie within 127; 0 where there is no such number, or only one beyond floats.
WB_INLINE float inverse_scale(float largest) {
    return largest > 1e-35f && largest <= std::numeric_limits<float>::max() ? 127.0f / largest : 0.0f;
}
WB_INLINE float scale_of(float largest) {
    return largest <= std::numeric_limits<float>::max() ? largest / 127.0f : std::numeric_limits<float>::quiet_NaN();
}

WB_INLINE std::int32_t whole(float x) {
    const float shifted = x + to_whole;
    std::int32_t bits;
    std::memcpy(&bits, &shifted, 4);
    return bits - 0x4B400000;
}

WB_KERNEL void to_bfloat16_portably(const float* x, std::int64_t n, std::uint16_t* out) {
    for (std::int64_t i = 0; i < n; ++i) out[i] = kernel::rounded_bfloat16(x[i]);
}

#ifdef WB_HALF_INSTRUCTIONS
WB_HALF_KERNEL void to_bfloat16_natively(const float* x, std::int64_t n, std::uint16_t* out) {
    std::int64_t i = 0;
    for (; i + 16 <= n; i += 16) kernel::store_bfloat16(out + i, _mm512_loadu_ps(x + i));
    for (; i < n; ++i) out[i] = kernel::rounded_bfloat16(x[i]);
}
#endif

#ifdef WB_HALF_INSTRUCTIONS
WB_WIDE_KERNEL float to_unsigned_8bit_widely(const float* x, const float* factors, std::int64_t n,
                                             std::uint8_t* out) {
    const auto at = [&](std::int64_t i, __mmask16 mask) __attribute__((always_inline, target(WB_WIDE_SET))) {
        const __m512 y = _mm512_maskz_loadu_ps(mask, x + i);
        return factors ? _mm512_maskz_mul_ps(mask, y, _mm512_maskz_loadu_ps(mask, factors + i)) : y;
    };
    const std::int64_t full = n / 16 * 16;
    const auto rest = static_cast<__mmask16>((1u << (n - full)) - 1);
    const __m512i magnitude = _mm512_set1_epi32(0x7FFFFFFF);
    const auto larger = [&](__m512i most, __m512 y) __attribute__((always_inline, target(WB_WIDE_SET))) {
        const __m512i bits = _mm512_maskz_and_epi32(0xFFFF, _mm512_castps_si512(y), magnitude);
        return _mm512_maskz_max_epi32(0xFFFF, most, bits);
    };
    __m512i most = _mm512_setzero_si512();
    for (std::int64_t i = 0; i < full; i += 16) most = larger(most, at(i, 0xFFFF));
    most = larger(most, at(full, rest));
    std::int32_t lanes[16], bits = 0;
    _mm512_storeu_si512(lanes, most);
    for (const std::int32_t lane : lanes) bits = lane > bits ? lane : bits;
    float largest;
    std::memcpy(&largest, &bits, 4);
    const __m512 inverse = _mm512_set1_ps(inverse_scale(largest));
    const __m512i zero = _mm512_set1_epi32(128);
    const auto bytes_at = [&](std::int64_t i, __mmask16 mask) __attribute__((always_inline, target(WB_WIDE_SET))) {
        const __m512i q = _mm512_maskz_cvtps_epi32(0xFFFF, _mm512_mul_ps(at(i, mask), inverse));
        return _mm512_add_epi32(q, zero);
    };
    for (std::int64_t i = 0; i < full; i += 16) {
        const __m128i bytes = _mm512_maskz_cvtepi32_epi8(0xFFFF, bytes_at(i, 0xFFFF));
        std::memcpy(out + i, &bytes, sizeof bytes);
    }
    if (rest) _mm512_mask_cvtepi32_storeu_epi8(out + full, rest, bytes_at(full, rest));
    return scale_of(largest);
}
#endif

WB_KERNEL float to_unsigned_8bit_portably(const float* x, const float* factors, std::int64_t n, std::uint8_t* out) {
    const float largest = largest_magnitude(x, factors, n), inverse = inverse_scale(largest);
    for (std::int64_t i = 0; i < n; ++i) {
        const float y = factors ? x[i] * factors[i] : x[i];
        out[i] = static_cast<std::uint8_t>(whole(y * inverse) + 128);
    }
    return scale_of(largest);
}

}  // namespace

void to_bfloat16(const float* x, std::int64_t n, std::uint16_t* out) {
#ifdef WB_HALF_INSTRUCTIONS
    if (kernel::has_half_instructions()) return to_bfloat16_natively(x, n, out);
#endif
    to_bfloat16_portably(x, n, out);
}

WB_KERNEL void from_bfloat16(const std::uint16_t* x, std::int64_t n, float* out) {
    for (std::int64_t i = 0; i < n; ++i) out[i] = kernel::widened_bfloat16(x[i]);
}

float to_unsigned_8bit(const float* x, const float* factors, std::int64_t n, std::uint8_t* out) {
#ifdef WB_HALF_INSTRUCTIONS
    if (kernel::has_wide_instructions()) return to_unsigned_8bit_widely(x, factors, n, out);
#endif
    return to_unsigned_8bit_portably(x, factors, n, out);
}

WB_KERNEL float to_signed_8bit(const float* x, std::int64_t n, std::int8_t* out) {
    const float largest = largest_magnitude(x, nullptr, n), inverse = inverse_scale(largest);
    for (std::int64_t i = 0; i < n; ++i) out[i] = static_cast<std::int8_t>(whole(x[i] * inverse));
    return scale_of(largest);
}

WB_KERNEL void from_8bit_sums(const std::int32_t* sums, const std::int32_t* column_sums, float row_scale,
                              const float* column_scales, std::int64_t n, bool add, float* out) {
    for (std::int64_t i = 0; i < n; ++i) {
        const float value = static_cast<float>(sums[i] - 128 * column_sums[i]) * row_scale * column_scales[i];
        out[i] = add ? out[i] + value : value;
    }
}

WB_KERNEL void from_8bit_sums(const std::int32_t* sums, const std::int32_t* column_sums, float row_scale,
                              const float* column_scales, std::int64_t n, std::uint16_t* out) {
    for (std::int64_t i = 0; i < n; ++i)
        out[i] = kernel::rounded_bfloat16(static_cast<float>(sums[i] - 128 * column_sums[i]) * row_scale *
                                          column_scales[i]);
}

}  // namespace wb
