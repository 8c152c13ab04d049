// Layer: tensors.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tensors/split_products.h"

#include <dnnl.hpp>

#include "tensors/split_kernels.h"

namespace wb {

namespace {

using dnnl::memory;
using tag = memory::format_tag;
constexpr auto half = memory::data_type::bf16;

const dnnl::engine& cpu() {
    static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
    return engine;
}

bool has_tiles() {
    static const bool tiles =
        (dnnl_get_effective_cpu_isa() & dnnl_cpu_isa_avx512_core_amx) == dnnl_cpu_isa_avx512_core_amx;
    return tiles;
}

/// The library takes pointers that it may write to, and writes to none but the result's.
memory seen(const memory::desc& d, const std::uint16_t* values) {
    return memory(d, cpu(), const_cast<std::uint16_t*>(values));
}

dnnl::matmul::primitive_desc described(const memory::desc& a, const memory::desc& b, const memory::desc& out,
                                       bool add) {
    dnnl::primitive_attr attributes;
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);  // the library's own is shared between threads
    if (add) {
        dnnl::post_ops sum;
        sum.append_sum(1.0f);
        attributes.set_post_ops(sum);
    }
#if DNNL_VERSION_MAJOR >= 3
    return dnnl::matmul::primitive_desc(cpu(), a, b, out, attributes);
#else
    return dnnl::matmul::primitive_desc(dnnl::matmul::desc(a, b, out), attributes, cpu());
#endif
}

memory::desc floats(std::int64_t rows, std::int64_t columns) {
    return {{rows, columns}, memory::data_type::f32, tag::ab};
}

void run(const dnnl::matmul::primitive_desc& d, const memory& a, const memory& b, float* out) {
    dnnl::stream stream(cpu());
    dnnl::matmul(d).execute(stream, {{DNNL_ARG_SRC, a},
                                     {DNNL_ARG_WEIGHTS, b},
                                     {DNNL_ARG_DST, memory(d.dst_desc(), cpu(), out)},
                                     {DNNL_ARG_SCRATCHPAD, memory(d.scratchpad_desc(), cpu())}});
    stream.wait();
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
        described({{block_rows, in}, half, tag::ab}, {{in, out}, half, tag::any}, floats(block_rows, out), false);
    packed_->values = memory(best.weights_desc(), cpu());
    dnnl::stream stream(cpu());
    auto from = seen(stored, parts.data());
    dnnl::reorder(from, packed_->values).execute(stream, from, packed_->values);
    stream.wait();
}

SplitFactor::~SplitFactor() = default;

void SplitFactor::multiply(const SplitRows& x, bool add, float* out) const {
    const memory::desc left({x.rows(), 3 * packed_->in}, half, tag::ab);
    run(described(left, packed_->values.get_desc(), floats(x.rows(), packed_->out), add), seen(left, x.data()),
        packed_->values, out);
}

void multiply_transposed(const SplitRows& a, const SplitRows& b, bool add, float* out) {
    const memory::desc left({a.columns(), 3 * a.rows()}, half, tag::ba),
        right({3 * b.rows(), b.columns()}, half, tag::ab);
    run(described(left, right, floats(a.columns(), b.columns()), add), seen(left, a.data()), seen(right, b.data()),
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
