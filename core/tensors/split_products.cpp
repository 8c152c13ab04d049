// Layer: tensors.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tensors/split_products.h"

#include "tensors/onednn.h"
#include "tensors/split_kernels.h"

namespace wb {

using namespace onednn;

namespace {

constexpr auto half = type::bf16;

memory::desc floats(std::int64_t rows, std::int64_t columns) {
    return {{rows, columns}, type::f32, tag::ab};
}

}  // namespace

void SplitRows::assign(const FloatBlock& x, Halves order) {
    rows_ = x.rows;
    columns_ = x.columns;
    parts_.resize(static_cast<std::size_t>(3 * rows_ * columns_));
    const std::int64_t low = order == Halves::high_low_high ? 1 : 2;
    for (std::int64_t r = 0; r < rows_; ++r) {
        std::uint16_t* row = parts_.data() + 3 * r * columns_;
        split_bfloat16(x.data + r * x.stride, columns_, row, row + low * columns_, row + (3 - low) * columns_);
    }
}

struct SplitFactor::Packed {
    std::int64_t in, out;
    memory values;
};

SplitFactor::SplitFactor(const FloatBlock& b, std::int64_t block_rows) : packed_(std::make_unique<Packed>()) {
    packed_->in = b.transposed ? b.columns : b.rows;
    packed_->out = b.transposed ? b.rows : b.columns;
    const std::int64_t in = 3 * packed_->in, out = packed_->out;
    SplitRows parts;
    // The parts of the inner dimension stand behind each other, as in a row of the left factor: in every row of
    // [out, in], and in the whole of [in, out].
    parts.assign(b.transposed ? block(b.data, b.rows, b.columns) : block(b.data, 1, b.rows * b.columns),
                 Halves::high_high_low);
    const memory::desc stored =
        b.transposed ? memory::desc({in, out}, half, tag::ba) : memory::desc({in, out}, half, tag::ab);
    const auto best =
        product({{block_rows, in}, half, tag::ab}, {{in, out}, half, tag::any}, floats(block_rows, out), false);
    packed_->values = memory(best.weights_desc(), cpu());
    reorder(seen(stored, parts.data()), packed_->values);
}

SplitFactor::~SplitFactor() = default;

void SplitFactor::multiply(const SplitRows& x, bool add, float* out) const {
    const memory::desc left({x.rows(), 3 * packed_->in}, half, tag::ab);
    Product(product(left, packed_->values.get_desc(), floats(x.rows(), packed_->out), add))(seen(left, x.data()),
                                                                                            packed_->values, out);
}

void multiply_transposed(const SplitRows& a, const SplitRows& b, bool add, float* out) {
    const memory::desc left({a.columns(), 3 * a.rows()}, half, tag::ba),
        right({3 * b.rows(), b.columns()}, half, tag::ab);
    Product(product(left, right, floats(a.columns(), b.columns()), add))(seen(left, a.data()), seen(right, b.data()),
                                                                         out);
}

const char* product_kinds() {
    return has_tiles() ? "float32, wide ones in halves of bfloat16" : "float32";
}

bool split_products_pay(std::int64_t rows, std::int64_t in, std::int64_t out) {
    constexpr std::int64_t least = 192;  // with narrower matrices, splitting costs what the products save
    return has_tiles() && rows >= 4 * least && in >= least && out >= least;
}

}  // namespace wb
