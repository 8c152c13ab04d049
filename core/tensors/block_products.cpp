// Layer: tensors.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tensors/block_products.h"

#include <dnnl.hpp>
#include <stdexcept>

#include "tensors/split_kernels.h"

namespace wb {

namespace {

using dnnl::memory;

const dnnl::engine& cpu() {
    static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
    return engine;
}

memory::desc stored(std::int64_t rows, std::int64_t columns, bool transposed) {
    using tag = memory::format_tag;
    const auto type = memory::data_type::bf16;
    return transposed ? memory::desc({columns, rows}, type, tag::ba) : memory::desc({rows, columns}, type, tag::ab);
}

bool has_tiles() {
    static const bool tiles =
        (dnnl_get_effective_cpu_isa() & dnnl_cpu_isa_avx512_core_amx) == dnnl_cpu_isa_avx512_core_amx;
    return tiles;
}

/// A product of two matrices of bfloat16 into one of floats.
class HalfProduct {
  public:
    HalfProduct(const memory::desc& a, const memory::desc& b, std::int64_t rows, std::int64_t columns, bool add)
        : a_(a), b_(b), out_({rows, columns}, memory::data_type::f32, memory::format_tag::ab) {
        dnnl::primitive_attr attributes;
        attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);  // the library's own is shared between threads
        if (add) {
            dnnl::post_ops sum;
            sum.append_sum(1.0f);
            attributes.set_post_ops(sum);
        }
#if DNNL_VERSION_MAJOR >= 3
        const dnnl::matmul::primitive_desc described(cpu(), a_, b_, out_, attributes);
#else
        const dnnl::matmul::primitive_desc described(dnnl::matmul::desc(a_, b_, out_), attributes, cpu());
#endif
        scratch_ = described.scratchpad_desc();
        product_ = dnnl::matmul(described);
    }
    void operator()(const std::vector<std::uint16_t>& a, const std::vector<std::uint16_t>& b, float* out) const {
        // The library writes to none but `out`.
        const auto seen = [](const memory::desc& d, const std::vector<std::uint16_t>& v) {
            return memory(d, cpu(), const_cast<std::uint16_t*>(v.data()));
        };
        dnnl::stream stream(cpu());
        product_.execute(stream, {{DNNL_ARG_SRC, seen(a_, a)},
                                  {DNNL_ARG_WEIGHTS, seen(b_, b)},
                                  {DNNL_ARG_DST, memory(out_, cpu(), out)},
                                  {DNNL_ARG_SCRATCHPAD, memory(scratch_, cpu())}});
        stream.wait();
    }

  private:
    memory::desc a_, b_, out_, scratch_;
    dnnl::matmul product_;
};

}  // namespace

void multiply(const FloatBlock& a, const FloatBlock& b, bool add, float* out, std::int64_t stride) {
    const auto letter = [](const FloatBlock& x) { return x.transposed ? 'T' : 'N'; };
    const std::int64_t rows = a.transposed ? a.columns : a.rows, inner = a.transposed ? a.rows : a.columns;
    const std::int64_t columns = b.transposed ? b.rows : b.columns;
    if (rows == 0 || columns == 0) return;
    const auto status = dnnl_sgemm(letter(a), letter(b), rows, columns, inner, 1.0f, a.data, a.stride, b.data,
                                   b.stride, add ? 1.0f : 0.0f, out, stride);
    if (status != dnnl_success) throw std::logic_error("oneDNN refused a matrix product");
}

void SplitBlock::assign(const FloatBlock& x) {
    rows_ = x.rows;
    columns_ = x.columns;
    const auto n = static_cast<std::size_t>(rows_ * columns_);
    high_.resize(n);
    low_.resize(n);
    split_bfloat16(x.data, rows_ * columns_, high_.data(), low_.data());
}

void multiply(const SplitBlock& a, bool a_transposed, const SplitBlock& b, bool b_transposed, bool add, float* out) {
    const auto left = stored(a.rows_, a.columns_, a_transposed), right = stored(b.rows_, b.columns_, b_transposed);
    const std::int64_t rows = a_transposed ? a.columns_ : a.rows_, columns = b_transposed ? b.rows_ : b.columns_;
    // The small terms first.
    HalfProduct(left, right, rows, columns, add)(a.low_, b.high_, out);
    const HalfProduct more(left, right, rows, columns, true);
    more(a.high_, b.low_, out);
    more(a.high_, b.high_, out);
}

const char* product_kinds() {
    return has_tiles() ? "float32, wide ones in halves of bfloat16" : "float32";
}

bool split_products_pay(std::int64_t rows, std::int64_t in, std::int64_t out) {
    constexpr std::int64_t least = 192;  // with narrower matrices, splitting costs what the products save
    return has_tiles() && rows >= 4 * least && in >= least && out >= least;
}

}  // namespace wb
