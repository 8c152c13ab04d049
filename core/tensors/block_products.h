// Products of row-major float matrices on the calling thread, for loops that share out blocks of rows themselves.
// By oneDNN. Layer: tensors. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

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

/// A matrix whose numbers are kept as the sum of two bfloat16, which leaves out about 2^-17 of each. Where the
/// processor multiplies bfloat16 in tiles (Intel's AMX), three such products of large matrices take half the time of
/// one in float32 (docs/performance.md).
class SplitBlock {
  public:
    /// Takes the numbers of `x`, whose rows must stand one behind another.
    void assign(const FloatBlock& x);
    std::int64_t rows() const { return rows_; }
    std::int64_t columns() const { return columns_; }

  private:
    friend void multiply(const SplitBlock&, bool, const SplitBlock&, bool, bool, float*);
    std::vector<std::uint16_t> high_, low_;
    std::int64_t rows_ = 0, columns_ = 0;
};
/// out = a b, or out += a b, without the product of both low parts; each of a and b as stored or transposed. Rows of
/// out stand one behind another.
void multiply(const SplitBlock& a, bool a_transposed, const SplitBlock& b, bool b_transposed, bool add, float* out);

/// "float32" or "float32, wide ones in halves of bfloat16": how products of matrices are done on this processor.
const char* product_kinds();
/// Whether split products of [rows, in] with [in, out] are faster than float32 on this processor.
bool split_products_pay(std::int64_t rows, std::int64_t in, std::int64_t out);

}  // namespace wb
