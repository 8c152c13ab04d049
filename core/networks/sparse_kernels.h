// Sparse times dense on plain arrays. Layer: networks. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace wb {

/// out[r] = sum over the entries e of row r of values[e] * x[columns[e]], for rows first .. last - 1.
/// x [columns, d] and out [rows, d] are row-major.
void sparse_rows_times(const std::int64_t* row_begin, const std::int32_t* columns, const float* values,
                       const float* x, std::int64_t d, std::int64_t first, std::int64_t last, float* out);

}  // namespace wb
