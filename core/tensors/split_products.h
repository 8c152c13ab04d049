// Products of wide float matrices in halves: every number is the sum of two bfloat16, which leaves out about 2^-17 of
// it, and x y = x_high y_high + x_low y_high + x_high y_low. Where the processor multiplies bfloat16 in tiles
// (Intel's AMX), that takes half the time of a product in float32 (docs/performance.md). By oneDNN. Layer: tensors.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "tensors/block_products.h"

namespace wb {

/// The order of the three parts of a row. The two factors of a product have one order each, so that the three terms
/// are one product with three times the inner length.
enum class Halves { high_low_high, high_high_low };

/// Rows of floats in halves: [rows, 3 * columns], or by the same memory [3 * rows, columns], where the parts of a row
/// follow each other.
class SplitRows {
  public:
    /// Takes the numbers of `x`, whose rows must stand one behind another.
    void assign(const FloatBlock& x, Halves order);
    std::int64_t rows() const { return rows_; }
    std::int64_t columns() const { return columns_; }
    const std::uint16_t* data() const { return parts_.data(); }

  private:
    std::vector<std::uint16_t> parts_;
    std::int64_t rows_ = 0, columns_ = 0;
};

/// A right factor, laid out once for the products with many blocks of rows. May be used by several threads at once.
class SplitFactor {
  public:
    /// b as it is stored, [in, out], or [out, in] where transposed, rows one behind another. block_rows: of most left
    /// factors.
    SplitFactor(const FloatBlock& b, std::int64_t block_rows);
    ~SplitFactor();
    /// x [n, in] in the order high_low_high -> out = x b, or out += x b; rows of out stand one behind another.
    void multiply(const SplitRows& x, bool add, float* out) const;

  private:
    struct Packed;
    std::unique_ptr<Packed> packed_;
};

/// a [n, p] in one of the two orders, b [n, q] in the other -> out [p, q] = a^T b, or out += a^T b.
void multiply_transposed(const SplitRows& a, const SplitRows& b, bool add, float* out);

/// "float32" or "float32, wide ones in halves of bfloat16": how products of matrices are done on this processor.
const char* product_kinds();
/// Whether products of [rows, in] with [in, out] are faster in halves than in float32 on this processor.
bool split_products_pay(std::int64_t rows, std::int64_t in, std::int64_t out);

}  // namespace wb
