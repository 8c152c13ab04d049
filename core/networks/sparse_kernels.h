// Sparse times dense, rows of unit length, cosines, on plain arrays. Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace wb {

/// out [d] = scale * (sum over the entries of values[e] * x[columns[e]]) + plus_factor * plus. x [columns, d] is
/// row-major; plus [d] may be null. `readable`: how many columns may be read from `columns` on, at least `entries`;
/// those behind the row are fetched ahead for the next one.
void sparse_row_times(const std::int32_t* columns, const float* values, std::int64_t entries, std::int64_t readable,
                      const float* x, std::int64_t d, float scale, const float* plus, float plus_factor, float* out);

/// Rows are not divided by less than this.
inline constexpr float shortest_row = 1e-12f;
/// out = x / max(|x|, floor) for one row of d numbers; returns what it divided by.
float unit_row(const float* x, std::int64_t d, float floor, float* out);
/// The gradient of unit_row: (g - y (y . g)) / length, without the second term where the floor was the length; and
/// `plus` times y beside it. out may be g.
void unit_row_backward(const float* y, const float* g, std::int64_t d, float length, float floor, float plus,
                       float* out);

/// The cosine of x and y [d], and weight times its gradient for x in `gradient`. Lengths are at least 1e-8.
float cosine_row(const float* x, const float* y, std::int64_t d, float weight, float* gradient);

}  // namespace wb
