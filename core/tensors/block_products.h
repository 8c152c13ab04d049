// Products of row-major float matrices on the calling thread, for loops that share out blocks of rows themselves.
// By oneDNN. Layer: tensors. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace wb {

/// A matrix of floats somewhere in memory, as it is stored: `stride` floats from row to row.
struct FloatBlock {
    const float* data;
    std::int64_t rows, columns, stride;
    bool transposed = false;  ///< the product takes it with rows and columns exchanged
    FloatBlock t() const { return {data, rows, columns, stride, !transposed}; }
};
inline FloatBlock block(const float* data, std::int64_t rows, std::int64_t columns) {
    return {data, rows, columns, columns, false};
}

/// out = a b, or out += a b where `add`; rows of out are `stride` floats apart.
void multiply(const FloatBlock& a, const FloatBlock& b, bool add, float* out, std::int64_t stride);

}  // namespace wb
