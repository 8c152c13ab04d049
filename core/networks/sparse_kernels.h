// Sparse times dense, and rows of unit length, on plain arrays. Layer: networks. SPDX-License-Identifier:
// GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace wb {

/// out [d] = sum over the entries of values[e] * x[columns[e]]. x [columns, d] is row-major. `readable`: how many
/// columns may be read from `columns` on, at least `entries`; those behind the row are fetched ahead for the next
/// one.
void sparse_row_times(const std::int32_t* columns, const float* values, std::int64_t entries, std::int64_t readable,
                      const float* x, std::int64_t d, float* out);

/// out = x / max(|x|, floor) for one row of d numbers; returns what it divided by.
float unit_row(const float* x, std::int64_t d, float floor, float* out);
/// The gradient of unit_row: (g - y (y . g)) / length, without the second term where the floor was the length.
void unit_row_backward(const float* y, const float* g, std::int64_t d, float length, float floor, float* out);

}  // namespace wb
