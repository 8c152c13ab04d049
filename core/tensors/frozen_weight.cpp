// Layer: tensors.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tensors/frozen_weight.h"

#include <ATen/Parallel.h>

#include <map>
#include <mutex>
#include <numeric>
#include <stdexcept>
#include <tuple>

#include "tensors/low_precision_kernels.h"
#include "tensors/onednn.h"

namespace wb {

using namespace onednn;

namespace {

/// The blocks of rows that most products have.
constexpr std::int64_t usual_rows = 128;

type left_type(Precision p) {
    return p == Precision::float32 ? type::f32 : p == Precision::bfloat16 ? type::bf16 : type::u8;
}
type right_type(Precision p) {
    return p == Precision::float32 ? type::f32 : p == Precision::bfloat16 ? type::bf16 : type::s8;
}
type sum_type(Precision p) {
    return p == Precision::int8 ? type::s32 : type::f32;
}

bool is_of_intel() {
#if defined(__x86_64__)
    return __builtin_cpu_is("intel");
#else
    return false;
#endif
}

}  // namespace

bool can_multiply(Precision precision) {
    switch (precision) {
        case Precision::float32:
            return true;
        case Precision::bfloat16:
            return has(dnnl_cpu_isa_avx512_core);  // by widening, where there are no instructions of its own
        case Precision::int8:
            return has(dnnl_cpu_isa_avx512_core_vnni);  // older ones lose the upper bits of sums
    }
    return false;
}

bool pays(Precision precision) {
    if (precision == Precision::int8) return can_multiply(precision);
    // Without tiles, Intel's instruction for bfloat16 is half as fast as float32 (docs/performance.md).
    return precision == Precision::bfloat16 &&
           (has_tiles() || (has(dnnl_cpu_isa_avx512_core_bf16) && !is_of_intel()));
}

void LeftRows::resize(std::int64_t rows, std::int64_t columns, Precision precision, std::size_t item) {
    rows_ = rows;
    precision_ = precision;
    seen_ = nullptr;
    const std::size_t wanted = static_cast<std::size_t>(rows * columns) * item;
    if (bytes_.size() < wanted) bytes_.resize(wanted);
}

std::uint16_t* LeftRows::bfloat16_rows(std::int64_t rows, std::int64_t columns) {
    resize(rows, columns, Precision::bfloat16, 2);
    return reinterpret_cast<std::uint16_t*>(bytes_.data());
}

void LeftRows::assign_8bit(std::int64_t row, const float* x, const RightFactor& right) {
    scales_[static_cast<std::size_t>(row)] = to_unsigned_8bit(
        x, right.factors(), right.in(), reinterpret_cast<std::uint8_t*>(bytes_.data()) + row * right.in());
}

void LeftRows::assign(const float* x, std::int64_t rows, const RightFactor& right) {
    const std::int64_t columns = right.in();
    if (right.precision() == Precision::bfloat16) return to_bfloat16(x, rows * columns, bfloat16_rows(rows, columns));
    if (right.precision() == Precision::float32) {
        rows_ = rows;
        precision_ = Precision::float32;
        seen_ = x;
        return;
    }
    resize(rows, columns, Precision::int8, 1);
    scales_.resize(static_cast<std::size_t>(rows));
    for (std::int64_t r = 0; r < rows; ++r) assign_8bit(r, x + r * columns, right);
}

void LeftRows::turn_for(const RightFactor& right) {
    if (precision_ != Precision::bfloat16) throw std::logic_error("LeftRows: no rows in bfloat16");
    if (right.precision() == Precision::bfloat16) return;
    if (right.precision() == Precision::float32) throw std::logic_error("LeftRows: rounded for a product in float32");
    precision_ = Precision::int8;
    scales_.resize(static_cast<std::size_t>(rows_));
    thread_local std::vector<float> row;
    row.resize(static_cast<std::size_t>(right.in()));
    // A row of 8 bits takes the place of its first half, or of rows before it.
    for (std::int64_t r = 0; r < rows_; ++r) {
        from_bfloat16(reinterpret_cast<const std::uint16_t*>(bytes_.data()) + r * right.in(), right.in(), row.data());
        assign_8bit(r, row.data(), right);
    }
}

namespace {

/// How right factors of one shape are laid out, and the products with them: making one costs as much as a tenth of
/// computing it, so that all factors of a shape share them.
class Layouts {
  public:
    Layouts(std::int64_t in, std::int64_t columns, Precision precision)
        : precision_(precision),
          right_(onednn::product({{usual_rows, in}, left_type(precision), tag::ab},
                                 {{in, columns}, right_type(precision), tag::any},
                                 {{usual_rows, columns}, sum_type(precision), tag::ab}, false)
                     .weights_desc()) {}
    static const Layouts& of(std::int64_t in, std::int64_t columns, Precision precision) {
        static std::mutex mutex;
        static std::map<std::tuple<std::int64_t, std::int64_t, Precision>, Layouts> all;
        const std::lock_guard lock(mutex);
        return all.try_emplace({in, columns, precision}, in, columns, precision).first->second;
    }
    const memory::desc& right() const { return right_; }
    const SharedProduct& product(std::int64_t rows, bool add, type out_type) const {
        const std::lock_guard lock(mutex_);
        const auto found = made_.find({rows, add, out_type});
        if (found != made_.end()) return found->second;
        const auto in = sizes_of(right_)[0], columns = sizes_of(right_)[1];
        return made_
            .emplace(std::tuple(rows, add, out_type),
                     onednn::product({{rows, in}, left_type(precision_), tag::ab}, right_,
                                     {{rows, columns}, out_type, tag::ab}, add))
            .first->second;
    }

  private:
    Precision precision_;
    memory::desc right_;
    mutable std::mutex mutex_;
    mutable std::map<std::tuple<std::int64_t, bool, type>, SharedProduct> made_;
};

/// Numbers per column block of oneDNN's layouts for bfloat16, where `d` has one of those; else 0.
std::int64_t pair_block(const memory::desc& d) {
    constexpr std::pair<tag, std::int64_t> layouts[] = {
        {tag::BA16a64b2a, 64}, {tag::BA16a48b2a, 48}, {tag::BA16a32b2a, 32}, {tag::BA16a16b2a, 16}};
    const auto sizes = sizes_of(d);
    for (const auto& [name, columns] : layouts)
        if (sizes[0] % 32 == 0 && sizes[1] % columns == 0 && d == memory::desc(sizes, type::bf16, name))
            return columns;
    return 0;
}

/// W [out, in] in bfloat16 as the right factor W^T in such a layout, where 16 pairs of neighbours of a row lie under
/// each other, for `block` rows of W. Lines that are read and written next are asked for ahead: the library's way
/// waits for them, and takes two to three times as long.
void lay_out_pairs(const std::byte* rows, std::int64_t out, std::int64_t in, std::int64_t block, std::byte* to) {
    constexpr std::int64_t pairs = 16, line = 4 * pairs, ahead = 6;
    const std::int64_t lines = 2 * in / line;
    at::parallel_for(0, out / block, 1, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t b = first; b < last; ++b)
            for (std::int64_t l = 0; l < lines; ++l) {
                const std::byte* from = rows + b * block * 2 * in + l * line;
                std::byte* tile = to + (b * lines + l) * block * line;
                for (std::int64_t r = 0; r < block; ++r) {
                    const std::byte* row = from + r * 2 * in;
                    __builtin_prefetch(row + ahead * line, 0, 2);
                    __builtin_prefetch(tile + (block + r) * line, 1);
#pragma GCC unroll 16
                    for (std::int64_t p = 0; p < pairs; ++p) std::memcpy(tile + (p * block + r) * 4, row + p * 4, 4);
                }
            }
    });
}

}  // namespace

StoredRows::StoredRows(std::span<const FloatBlock> parts, Precision wanted)
    : precision(wanted), in(parts.front().columns) {
    for (const FloatBlock& part : parts) out += part.rows;
    bytes.resize(static_cast<std::size_t>(out * in) * memory::data_type_size(right_type(precision)));
    std::byte* to = bytes.data();
    for (const FloatBlock& part : parts) {
        const auto n = part.rows * part.columns;
        if (precision == Precision::float32) {
            std::memcpy(to, part.data, static_cast<std::size_t>(n) * 4);
            to += n * 4;
        } else if (precision == Precision::bfloat16) {
            to_bfloat16(part.data, n, reinterpret_cast<std::uint16_t*>(to));
            to += n * 2;
        } else {
            sums_of_columns.resize(static_cast<std::size_t>(in));
            for (std::int64_t r = 0; r < part.rows; ++r, to += part.columns) {
                auto* row = reinterpret_cast<std::int8_t*>(to);
                scales.push_back(to_signed_8bit(part.data + r * part.columns, part.columns, row));
                sums_of_rows.push_back(std::accumulate(row, row + in, std::int32_t{0}));
                for (std::size_t i = 0; i < sums_of_columns.size(); ++i) sums_of_columns[i] += row[i];
            }
        }
    }
}

struct RightFactor::Packed {
    std::int64_t in, out;
    Precision precision;
    /// Columns of W^T that are multiplied at once. Sums of 8-bit numbers are turned into floats while they are in the
    /// cache.
    std::int64_t columns;
    struct Part {
        const Layouts* layouts;
        memory values;
    };
    std::vector<Part> parts;
    // Of int8: numbers for each column of the product, and for each of the left factor's.
    std::vector<float> scales, factors;
    std::vector<std::int32_t> column_sums;

    std::int64_t width(std::size_t part) const {
        return std::min(columns, out - static_cast<std::int64_t>(part) * columns);
    }
    /// Gives the sums of a part, its columns and their first to `f`, row by row.
    template <class F>
    void for_8bit_sums(const LeftRows& x, const F& f) const {
        thread_local std::vector<std::int32_t> sums;
        sums.resize(static_cast<std::size_t>(x.rows() * columns));
        for (std::size_t part = 0; part < parts.size(); ++part) {
            const std::int64_t first = static_cast<std::int64_t>(part) * columns, n = width(part);
            run(x, part, false, type::s32, sums.data());
            for (std::int64_t r = 0; r < x.rows(); ++r)
                f(sums.data() + r * n, column_sums.data() + first, x.scales()[r], scales.data() + first, n,
                  r * out + first);
        }
    }
    void run(const LeftRows& x, std::size_t part, bool add, type out_type, void* to) const {
        if (x.precision() != precision) throw std::logic_error("RightFactor: rows in another precision");
        const memory::desc left({x.rows(), in}, left_type(precision), tag::ab);
        parts[part].layouts->product(x.rows(), add, out_type)(seen(left, x.data()), parts[part].values, to);
    }
};

RightFactor::RightFactor(const StoredRows& rows, Side side) : packed_(std::make_unique<Packed>()) {
    const bool gradient = side == Side::gradient;
    const Precision precision = rows.precision;
    if (!can_multiply(precision)) throw std::logic_error("RightFactor: not in this precision on this processor");
    auto& p = *packed_;
    p.precision = precision;
    p.in = gradient ? rows.out : rows.in;
    p.out = gradient ? rows.in : rows.out;
    if (precision == Precision::int8) {
        p.column_sums = gradient ? rows.sums_of_columns : rows.sums_of_rows;
        p.scales = gradient ? std::vector<float>(static_cast<std::size_t>(p.out), 1.0f) : rows.scales;
        if (gradient) p.factors = rows.scales;
    }
    const std::int64_t item = static_cast<std::int64_t>(memory::data_type_size(right_type(precision)));
    p.columns = precision == Precision::int8 ? std::min<std::int64_t>(p.out, 1024) : p.out;
    for (std::int64_t first = 0; first < p.out; first += p.columns) {
        const std::int64_t columns = std::min(p.columns, p.out - first);
        const auto strides = gradient ? memory::dims{rows.in, 1} : memory::dims{1, rows.in};
        const memory::desc stored({p.in, columns}, right_type(precision), strides);
        const std::byte* from = rows.bytes.data() + first * (gradient ? 1 : rows.in) * item;
        const auto& layouts = Layouts::of(p.in, columns, precision);
        p.parts.push_back({&layouts, memory(layouts.right(), cpu())});
        const auto& values = p.parts.back().values;
        const auto block = gradient || precision != Precision::bfloat16 ? 0 : pair_block(layouts.right());
        if (block > 0)
            lay_out_pairs(from, columns, p.in, block, static_cast<std::byte*>(values.get_data_handle()));
        else
            reorder(seen(stored, from), values);
    }
}

RightFactor::~RightFactor() = default;

std::int64_t RightFactor::in() const {
    return packed_->in;
}
std::int64_t RightFactor::out() const {
    return packed_->out;
}
Precision RightFactor::precision() const {
    return packed_->precision;
}
const float* RightFactor::factors() const {
    return packed_->factors.empty() ? nullptr : packed_->factors.data();
}
std::uint64_t RightFactor::bytes() const {
    std::uint64_t sum = 8 * packed_->scales.size() + 4 * packed_->factors.size();
    for (const auto& part : packed_->parts) sum += part.values.get_desc().get_size();
    return sum;
}

void RightFactor::multiply(const LeftRows& x, bool add, float* out) const {
    const auto& p = *packed_;
    if (p.precision != Precision::int8) return p.run(x, 0, add, type::f32, out);
    p.for_8bit_sums(x, [&](const std::int32_t* sums, const std::int32_t* column_sums, float row_scale,
                           const float* scales, std::int64_t n, std::int64_t place) {
        from_8bit_sums(sums, column_sums, row_scale, scales, n, add, out + place);
    });
}

void RightFactor::multiply(const LeftRows& x, std::uint16_t* out) const {
    const auto& p = *packed_;
    if (p.precision == Precision::bfloat16) return p.run(x, 0, false, type::bf16, out);
    if (p.precision == Precision::float32) throw std::logic_error("RightFactor: float32 is not rounded");
    p.for_8bit_sums(x, [&](const std::int32_t* sums, const std::int32_t* column_sums, float row_scale,
                           const float* scales, std::int64_t n, std::int64_t place) {
        from_8bit_sums(sums, column_sums, row_scale, scales, n, out + place);
    });
}

FrozenWeight::FrozenWeight(std::span<const FloatBlock> parts, WeightFormat format, bool with_gradient)
    : in_(parts.front().columns) {
    for (const FloatBlock& part : parts) out_ += part.rows;
    if (format != WeightFormat::nf4) {
        rows_.emplace(parts, format == WeightFormat::float32    ? Precision::float32
                             : format == WeightFormat::bfloat16 ? Precision::bfloat16
                                                                : Precision::int8);
        if (with_gradient) return;
        factor_ = std::make_shared<const RightFactor>(*rows_);
        rows_.reset();
        return;
    }
    for (const FloatBlock& part : parts) {
        auto blocks = to_nf4({part.data, static_cast<std::size_t>(part.rows * part.columns)});
        auto scales = to_8bit(blocks.scales);
        blocks.scales = {};
        parts_.push_back({std::move(blocks), std::move(scales)});
    }
}

std::shared_ptr<const RightFactor> FrozenWeight::factor(Side side) const {
    if (factor_) {
        if (side == Side::gradient) throw std::logic_error("FrozenWeight: made without a gradient");
        return factor_;
    }
    if (rows_) return std::make_shared<const RightFactor>(*rows_, side);
    std::vector<float> all(static_cast<std::size_t>(in_ * out_));
    float* out = all.data();
    for (const auto& [blocks, kept] : parts_) {
        const auto scales = kept.restored();
        at::parallel_for(0, std::ssize(scales), 256, [&](std::int64_t from, std::int64_t to) {
            const std::int64_t first = from * blocks.block, last = std::min(blocks.count, to * blocks.block);
            from_nf4(blocks.packed.data(), scales.data(), blocks.block, first, last - first, out + first);
        });
        out += blocks.count;
    }
    const auto rows = block(all.data(), out_, in_);
    return std::make_shared<const RightFactor>(
        std::span(&rows, 1), pays(Precision::bfloat16) ? Precision::bfloat16 : Precision::float32, side);
}

std::uint64_t FrozenWeight::bytes() const {
    if (factor_) return factor_->bytes();
    if (rows_) return rows_->bytes.size() + rows_->scales.size() * sizeof(float);
    std::uint64_t sum = 0;
    for (const auto& [blocks, scales] : parts_)
        sum += blocks.packed.size() + scales.codes.size() + scales.largest.size() * sizeof(float);
    return sum;
}

}  // namespace wb
