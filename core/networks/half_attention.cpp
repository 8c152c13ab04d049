// Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/half_attention.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "networks/half_kernels.h"
#include "tensors/onednn.h"

namespace wb {

using namespace onednn;

namespace {

constexpr std::int64_t block = attention_block;  // of queries, and of keys
constexpr auto half = type::bf16;

/// One thread's memory and products for all texts: the shapes are the same for every block.
class Reader {
  public:
    Reader(const AttentionShape& shape, std::int64_t longest)
        : s_(shape),
          group_(shape.heads / shape.kv_heads),
          rows_(group_ * block),
          scores_of_(described_scores()),
          values_of_(described_values(false)),
          more_values_of_(described_values(true)),
          scores_(static_cast<std::size_t>(rows_ * ((longest + block - 1) / block * block))),
          weights_(scores_.size()),
          sums_(static_cast<std::size_t>(rows_)),
          queries_(static_cast<std::size_t>(rows_ * shape.head_dim)),
          piece_(static_cast<std::size_t>(block * shape.head_dim)),
          mixed_(queries_.size()) {}

    void read(const std::uint16_t* q, const std::uint16_t* k, const std::uint16_t* v, std::int64_t text,
              std::int64_t kv, float* out) {
        const std::int64_t d = s_.head_dim, width = s_.heads * d;
        const std::int64_t begin = s_.layout.begin(text), n = s_.layout.length(text);
        const auto ranges = s_.layout.seen(text);
        const std::int64_t before = s_.layout.before(text), all = before + n;
        const std::int64_t blocks = blocks_of(all);
        const float scale = 1.0f / std::sqrt(static_cast<float>(d));
        while (std::ssize(keys_) < blocks) {
            keys_.emplace_back(key_layout_, cpu());
            values_.emplace_back(value_layout_, cpu());
        }
        for (std::int64_t j = 0; j < blocks; ++j) {
            const std::int64_t from = j * block, rows = std::min(block, all - from);
            copy_rows(k, ranges, kv, from, rows);
            reorder(seen({{d, block}, half, tag::ba}, piece_.data()), keys_[static_cast<std::size_t>(j)]);
            copy_rows(v, ranges, kv, from, rows);
            reorder(seen({{block, d}, half, tag::ab}, piece_.data()), values_[static_cast<std::size_t>(j)]);
        }
        const memory::desc query_rows({rows_, d}, half, tag::ab);
        for (std::int64_t from = 0; from < n; from += block) {
            const std::int64_t tokens = std::min(block, n - from), seen_blocks = blocks_of(before + from + tokens);
            for (std::int64_t t = 0; t < tokens; ++t)  // the heads of a token stand side by side
                std::memcpy(queries_.data() + t * group_ * d, q + (begin + from + t) * width + kv * group_ * d,
                            static_cast<std::size_t>(group_ * d) * 2);
            for (std::int64_t j = 0; j < seen_blocks; ++j)
                scores_of_(seen(query_rows, queries_.data()), keys_[static_cast<std::size_t>(j)],
                           scores_.data() + j * rows_ * block);
            causal_exponentials(scores_.data(), seen_blocks, rows_, tokens * group_, before + from, group_, scale,
                                weights_.data(), sums_.data());
            for (std::int64_t j = 0; j < seen_blocks; ++j)
                (j == 0 ? values_of_ : more_values_of_)(seen(weight_rows(), weights_.data() + j * rows_ * block),
                                                        values_[static_cast<std::size_t>(j)], mixed_.data());
            for (std::int64_t t = 0; t < tokens; ++t)
                divide_rows(mixed_.data() + t * group_ * d, sums_.data() + t * group_, group_, d,
                            out + (begin + from + t) * width + kv * group_ * d);
        }
    }

  private:
    const AttentionShape& s_;
    std::int64_t group_, rows_;
    memory::desc key_layout_, value_layout_;
    Product scores_of_, values_of_, more_values_of_;
    std::vector<float> scores_;
    std::vector<std::uint16_t> weights_;
    std::vector<float> sums_;
    std::vector<std::uint16_t> queries_, piece_;
    std::vector<float> mixed_;
    std::vector<memory> keys_, values_;  ///< by block, laid out for products

    memory::desc weight_rows() const { return {{rows_, block}, half, tag::ab}; }
    dnnl::matmul::primitive_desc described_scores() {
        const auto d = product({{rows_, s_.head_dim}, half, tag::ab}, {{s_.head_dim, block}, half, tag::any},
                               {{rows_, block}, type::f32, tag::ab}, false);
        key_layout_ = d.weights_desc();
        return d;
    }
    dnnl::matmul::primitive_desc described_values(bool add) {
        const memory::desc result({rows_, s_.head_dim}, type::f32, tag::ab);
        if (add) return product(weight_rows(), value_layout_, result, true);
        const auto d = product(weight_rows(), {{block, s_.head_dim}, half, tag::any}, result, false);
        value_layout_ = d.weights_desc();
        return d;
    }
    static std::int64_t blocks_of(std::int64_t tokens) { return (tokens + block - 1) / block; }
    /// Rows from .. from + rows - 1 of one head of what lies in `ranges` into piece_, the rest of which becomes 0.
    void copy_rows(const std::uint16_t* x, const std::vector<TextLayout::Range>& ranges, std::int64_t kv,
                   std::int64_t from, std::int64_t rows) {
        const std::int64_t d = s_.head_dim, stride = s_.kv_heads * d;
        std::uint16_t* to = piece_.data();
        for (const auto& [first, last] : ranges) {
            const std::int64_t here = last - first;
            for (std::int64_t r = from; r < std::min(here, from + rows); ++r, to += d)
                std::memcpy(to, x + (first + r) * stride + kv * d, static_cast<std::size_t>(d) * 2);
            const std::int64_t taken = std::clamp<std::int64_t>(here - from, 0, rows);
            from = std::max<std::int64_t>(0, from - here);
            rows -= taken;
        }
        std::fill(to, piece_.data() + piece_.size(), std::uint16_t{0});
    }
};

}  // namespace

void causal_attention_bfloat16(const std::uint16_t* q, const std::uint16_t* k, const std::uint16_t* v,
                               const AttentionShape& shape, float* out) {
    at::parallel_for(0, shape.layout.texts() * shape.kv_heads, 1, [&](std::int64_t from, std::int64_t to) {
        Reader reader(shape, shape.layout.longest());
        for (std::int64_t job = from; job < to; ++job)
            reader.read(q, k, v, job / shape.kv_heads, job % shape.kv_heads, out);
    });
}

}  // namespace wb
