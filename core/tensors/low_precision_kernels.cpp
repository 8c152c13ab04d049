// Layer: tensors.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tensors/low_precision_kernels.h"

#include <cstring>

#include "tensors/bfloat16.h"
#include "tensors/vector_math.h"

namespace wb {

namespace {

/// Adding it rounds to the nearest whole number: 1.5 * 2^23.
constexpr float to_whole = 12582912.0f;

WB_INLINE float largest_magnitude(const float* x, std::int64_t n) {
    float largest = 0;
    for (std::int64_t i = 0; i < n; ++i) {
        const float magnitude = x[i] < 0 ? -x[i] : x[i];
        largest = magnitude > largest ? magnitude : largest;
    }
    return largest;
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
WB_WIDE_KERNEL float to_unsigned_8bit_widely(const float* x, std::int64_t n, std::uint8_t* out) {
    const std::int64_t full = n / 16 * 16;
    const auto rest = static_cast<__mmask16>((1u << (n - full)) - 1);
    __m512 most = _mm512_setzero_ps();
    for (std::int64_t i = 0; i < full; i += 16)
        most = _mm512_maskz_max_ps(0xFFFF, most, _mm512_abs_ps(_mm512_loadu_ps(x + i)));
    most = _mm512_maskz_max_ps(0xFFFF, most, _mm512_abs_ps(_mm512_maskz_loadu_ps(rest, x + full)));
    float lanes[16], largest = 0;
    _mm512_storeu_ps(lanes, most);
    for (const float lane : lanes) largest = lane > largest ? lane : largest;
    const __m512 inverse = _mm512_set1_ps(largest > 0 ? 127.0f / largest : 0.0f);
    const __m512i zero = _mm512_set1_epi32(128);
    for (std::int64_t i = 0; i < full; i += 16) {
        const __m512i q = _mm512_maskz_cvtps_epi32(0xFFFF, _mm512_mul_ps(_mm512_loadu_ps(x + i), inverse));
        const __m128i bytes = _mm512_maskz_cvtepi32_epi8(0xFFFF, _mm512_add_epi32(q, zero));
        std::memcpy(out + i, &bytes, sizeof bytes);
    }
    if (rest) {
        const __m512i q =
            _mm512_maskz_cvtps_epi32(0xFFFF, _mm512_mul_ps(_mm512_maskz_loadu_ps(rest, x + full), inverse));
        _mm512_mask_cvtepi32_storeu_epi8(out + full, rest, _mm512_add_epi32(q, zero));
    }
    return largest / 127.0f;
}
#endif

WB_KERNEL float to_unsigned_8bit_portably(const float* x, std::int64_t n, std::uint8_t* out) {
    const float largest = largest_magnitude(x, n), inverse = largest > 0 ? 127.0f / largest : 0.0f;
    for (std::int64_t i = 0; i < n; ++i) out[i] = static_cast<std::uint8_t>(whole(x[i] * inverse) + 128);
    return largest / 127.0f;
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

float to_unsigned_8bit(const float* x, std::int64_t n, std::uint8_t* out) {
#ifdef WB_HALF_INSTRUCTIONS
    if (kernel::has_wide_instructions()) return to_unsigned_8bit_widely(x, n, out);
#endif
    return to_unsigned_8bit_portably(x, n, out);
}

WB_KERNEL float to_signed_8bit(const float* x, std::int64_t n, std::int8_t* out) {
    const float largest = largest_magnitude(x, n), inverse = largest > 0 ? 127.0f / largest : 0.0f;
    for (std::int64_t i = 0; i < n; ++i) out[i] = static_cast<std::int8_t>(whole(x[i] * inverse));
    return largest / 127.0f;
}

WB_KERNEL void from_8bit_sums(const std::int32_t* sums, const std::int32_t* column_sums, float row_scale,
                              const float* column_scales, std::int64_t n, bool add, float* out) {
    for (std::int64_t i = 0; i < n; ++i) {
        const float value = static_cast<float>(sums[i] - 128 * column_sums[i]) * row_scale * column_scales[i];
        out[i] = add ? out[i] + value : value;
    }
}

}  // namespace wb
