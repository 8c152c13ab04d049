// Floats as sums of two bfloat16. Layer: tensors. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace wb {

/// high = x rounded to bfloat16 (to the nearest, ties to even), twice; low = the rest, rounded likewise. NaN stays
/// NaN.
void split_bfloat16(const float* x, std::int64_t n, std::uint16_t* high, std::uint16_t* low, std::uint16_t* again);

}  // namespace wb
