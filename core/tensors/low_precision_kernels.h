// Numbers in 16 and in 8 bits. Rows are row-major. Layer: tensors. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace wb {

/// bfloat16, to the nearest, ties to even. NaN stays NaN.
void to_bfloat16(const float* x, std::int64_t n, std::uint16_t* out);
void from_bfloat16(const std::uint16_t* x, std::int64_t n, float* out);

/// out = round(y / scale) + 128 with y = x * factors (x itself where those are null) and scale = max |y| / 127, which
/// is returned: 1 to 255; 128 is zero. Where y has a NaN or an infinite number, the scale is none either.
float to_unsigned_8bit(const float* x, const float* factors, std::int64_t n, std::uint8_t* out);
/// out = round(x / scale), -127 to 127.
float to_signed_8bit(const float* x, std::int64_t n, std::int8_t* out);

/// out = (sums - 128 column_sums) * row_scale * column_scales, or out += the same.
void from_8bit_sums(const std::int32_t* sums, const std::int32_t* column_sums, float row_scale,
                    const float* column_scales, std::int64_t n, bool add, float* out);
/// The same rounded to bfloat16.
void from_8bit_sums(const std::int32_t* sums, const std::int32_t* column_sums, float row_scale,
                    const float* column_scales, std::int64_t n, std::uint16_t* out);

}  // namespace wb
