// Weights that are not trained, held in few bits and laid out once for products with many rows. By oneDNN.
// Layer: tensors. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tensors/block_products.h"
#include "tensors/nf4.h"

namespace wb {

/// How the numbers of a product are held: float32, bfloat16 (sums in float32), or 8 bits with one scale for each row
/// of the left and each column of the right factor (sums exact).
enum class Precision { float32, bfloat16, int8 };

/// Whether this processor multiplies in that precision, and, if so, whether faster than in float32.
bool can_multiply(Precision precision);
bool pays(Precision precision);

class RightFactor;

/// Rows of a left factor, as the right factor that they are multiplied with wants them.
class LeftRows {
  public:
    /// Takes x [rows, right.in()], rows one behind another. For float32 it is looked at where it lies.
    void assign(const float* x, std::int64_t rows, const RightFactor& right);
    /// Room for rows in bfloat16, to be filled by the caller, who then says what they are multiplied with.
    std::uint16_t* bfloat16_rows(std::int64_t rows, std::int64_t columns);
    void turn_for(const RightFactor& right);

    std::int64_t rows() const { return rows_; }
    Precision precision() const { return precision_; }
    const void* data() const { return seen_ ? seen_ : static_cast<const void*>(bytes_.data()); }
    const float* scales() const { return scales_.data(); }  ///< of int8, one per row

  private:
    void resize(std::int64_t rows, std::int64_t columns, Precision precision, std::size_t item);
    void assign_8bit(std::int64_t row, const float* x, const RightFactor& right);
    const float* seen_ = nullptr;
    std::vector<std::byte> bytes_;
    std::vector<float> scales_;
    std::int64_t rows_ = 0;
    Precision precision_ = Precision::float32;
};

/// Which of the two products that a linear layer with weight W needs: x W^T, or g W for the gradient of x.
enum class Side { output, gradient };

/// W [out, in] as it lies between its uses: rows one behind another, those of int8 with a scale each.
struct StoredRows {
    /// `parts` [out_i, in] are stacked to W; their rows must stand one behind another.
    StoredRows(std::span<const FloatBlock> parts, Precision precision);
    Precision precision;
    std::int64_t in, out = 0;
    std::vector<std::byte> bytes;
    std::vector<float> scales;                                ///< of int8, one per row
    std::vector<std::int32_t> sums_of_rows, sums_of_columns;  ///< of int8
};

/// A right factor W^T or W of W [out, in], laid out for blocks of rows. May be used by several threads at once.
class RightFactor {
  public:
    explicit RightFactor(const StoredRows& rows, Side side = Side::output);
    RightFactor(std::span<const FloatBlock> parts, Precision precision, Side side = Side::output)
        : RightFactor(StoredRows(parts, precision), side) {}
    ~RightFactor();
    std::int64_t in() const;   ///< columns of x (of g)
    std::int64_t out() const;  ///< columns of the product
    Precision precision() const;
    /// What columns of the left factor are multiplied with before they are rounded to 8 bits: the scales of W's rows
    /// where those are summed over; else null.
    const float* factors() const;
    std::uint64_t bytes() const;
    /// x [n, in] in this precision -> out = x W^T, or out += x W^T, [n, out].
    void multiply(const LeftRows& x, bool add, float* out) const;
    /// The same rounded to bfloat16; not for float32.
    void multiply(const LeftRows& x, std::uint16_t* out) const;

  private:
    struct Packed;
    std::unique_ptr<Packed> packed_;
};

enum class WeightFormat { float32, bfloat16, int8, nf4 };

/// One matrix in the format wanted.
class FrozenWeight {
  public:
    /// `with_gradient`: something is to be trained in front of it.
    FrozenWeight(std::span<const FloatBlock> parts, WeightFormat format, bool with_gradient = false);
    /// For products. What is trained through needs two layouts, and 4 bits none: those are laid out at every call,
    /// nf4 in bfloat16 (float32 where that is faster).
    std::shared_ptr<const RightFactor> factor(Side side = Side::output) const;
    std::int64_t in() const { return in_; }
    std::int64_t out() const { return out_; }
    std::uint64_t bytes() const;

  private:
    std::shared_ptr<const RightFactor> factor_;  ///< laid out once, or one of those below
    std::optional<StoredRows> rows_;
    /// A part as it is alone: neither blocks nor the mean of its scales reach into the next.
    struct Part {
        Nf4Blocks blocks;
        Nf4Scales scales;
    };
    std::vector<Part> parts_;
    std::int64_t in_ = 0, out_ = 0;
};

}  // namespace wb
