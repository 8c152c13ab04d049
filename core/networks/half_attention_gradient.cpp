// Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "networks/half_attention.h"
#include "networks/half_kernels.h"
#include "tensors/low_precision_kernels.h"
#include "tensors/onednn.h"

namespace wb {

using namespace onednn;

namespace {

constexpr std::int64_t block = attention_block;  // of queries, and of keys
constexpr auto half = type::bf16;

/// A right factor in the layout that a product likes best.
class Packed {
  public:
    explicit Packed(const memory::desc& layout) : values_(layout, cpu()) {}
    /// From rows one behind another, or from their transpose.
    void assign(const std::uint16_t* rows, bool transposed) {
        const auto sizes = sizes_of(values_.get_desc());
        reorder(seen({sizes, half, transposed ? tag::ba : tag::ab}, rows), values_);
    }
    const memory& values() const { return values_; }

  private:
    memory values_;
};

/// One thread's memory and products for all heads of all texts.
class Gradient {
  public:
    Gradient(const AttentionShape& shape, std::int64_t longest)
        : s_(shape),
          d_(shape.head_dim),
          group_(shape.heads / shape.kv_heads),
          rows_(group_ * block),
          // [rows, d] x [d, block]: scores, and the gradients of weights
          scores_of_(described(rows_, d_, block, tag::ab, false)),
          // [rows, block] x [block, d]: the gradient of queries
          queries_of_(described(rows_, block, d_, tag::ab, false)),
          more_queries_of_(described(rows_, block, d_, tag::ab, true)),
          // [block, rows] x [rows, d], the left one transposed: gradients of keys and values
          keys_of_(described(block, rows_, d_, tag::ba, true)),
          queries_(size(rows_ * d_)),
          gradients_(queries_.size()),
          packed_queries_(layout(block, rows_, d_, tag::ba)),
          packed_gradients_(layout(block, rows_, d_, tag::ba)),
          piece_(size(block * d_)),
          sums_(size(rows_)),

          mixed_(queries_.size()) {
        const std::int64_t blocks = (longest + block - 1) / block;
        scores_.resize(size(rows_ * block * blocks));
        weights_.resize(scores_.size());
        grad_scores_.resize(scores_.size());
        grad_keys_.resize(size(blocks * block * d_));
        grad_values_.resize(grad_keys_.size());
        for (std::int64_t j = 0; j < blocks; ++j) {
            keys_t_.emplace_back(layout(rows_, d_, block, tag::ab));
            values_t_.emplace_back(layout(rows_, d_, block, tag::ab));
            keys_.emplace_back(layout(rows_, block, d_, tag::ab));
        }
    }

    void run(const std::uint16_t* q, const std::uint16_t* k, const std::uint16_t* v, const float* grad,
             std::int64_t begin, std::int64_t n, std::int64_t kv, const AttentionGradients& out) {
        const std::int64_t width = s_.heads * d_, kv_width = s_.kv_heads * d_, blocks = (n + block - 1) / block;
        const std::int64_t first_head = kv * group_ * d_;
        const float scale = 1.0f / std::sqrt(static_cast<float>(d_));
        for (std::size_t j = 0; j < static_cast<std::size_t>(blocks); ++j) {
            const std::int64_t from = static_cast<std::int64_t>(j) * block, tokens = std::min(block, n - from);
            gather(k + (begin + from) * kv_width + kv * d_, kv_width, tokens, block, d_, piece_);
            keys_t_[j].assign(piece_.data(), true);
            keys_[j].assign(piece_.data(), false);
            gather(v + (begin + from) * kv_width + kv * d_, kv_width, tokens, block, d_, piece_);
            values_t_[j].assign(piece_.data(), true);
        }
        std::fill_n(grad_keys_.begin(), blocks * block * d_, 0.0f);
        std::fill_n(grad_values_.begin(), blocks * block * d_, 0.0f);
        for (std::int64_t i = 0; i < blocks; ++i) {
            const std::int64_t from = i * block, tokens = std::min(block, n - from), rows = tokens * group_;
            gather(q + (begin + from) * width + first_head, width, tokens, block, group_ * d_, queries_);
            packed_queries_.assign(queries_.data(), false);
            for (std::int64_t t = 0; t < tokens; ++t)
                to_bfloat16(grad + (begin + from + t) * width + first_head, group_ * d_,
                            gradients_.data() + t * group_ * d_);
            std::fill(gradients_.begin() + rows * d_, gradients_.end(), std::uint16_t{0});
            packed_gradients_.assign(gradients_.data(), false);

            for (std::int64_t j = 0; j <= i; ++j)
                scores_of_(left(queries_, 0, rows_, d_), at(keys_t_, j).values(), at_block(scores_, j));
            causal_exponentials(scores_.data(), i + 1, rows_, rows, from, group_, scale, weights_.data(),
                                sums_.data());
            std::fill(sums_.begin() + rows, sums_.end(), 1.0f);
            for (std::int64_t j = 0; j <= i && rows < rows_; ++j)
                std::fill_n(at_block(weights_, j) + rows * block, (rows_ - rows) * block, std::uint16_t{0});

            for (std::int64_t j = 0; j <= i; ++j)
                scores_of_(left(gradients_, 0, rows_, d_), at(values_t_, j).values(), at_block(scores_, j));
            softmax_gradients(weights_.data(), scores_.data(), sums_.data(), i + 1, rows_, scale,
                              grad_scores_.data());

            for (std::int64_t j = 0; j <= i; ++j) {
                const std::int64_t place = j * rows_ * block;
                keys_of_(transposed(weights_, place), packed_gradients_.values(),
                         grad_values_.data() + j * block * d_);
                keys_of_(transposed(grad_scores_, place), packed_queries_.values(),
                         grad_keys_.data() + j * block * d_);
                (j == 0 ? queries_of_ : more_queries_of_)(left(grad_scores_, place, rows_, block),
                                                          at(keys_, j).values(), mixed_.data());
            }
            for (std::int64_t t = 0; t < tokens; ++t)
                std::memcpy(out.q + (begin + from + t) * width + first_head, mixed_.data() + t * group_ * d_,
                            static_cast<std::size_t>(group_ * d_) * sizeof(float));
        }
        for (std::int64_t t = 0; t < n; ++t) {
            const std::int64_t place = (begin + t) * kv_width + kv * d_;
            std::copy_n(grad_keys_.data() + t * d_, d_, out.k + place);
            std::copy_n(grad_values_.data() + t * d_, d_, out.v + place);
        }
    }

  private:
    using Halves = std::vector<std::uint16_t>;
    using Floats = std::vector<float>;
    static std::size_t size(std::int64_t n) { return static_cast<std::size_t>(n); }

    static dnnl::matmul::primitive_desc described(std::int64_t rows, std::int64_t inner, std::int64_t columns,
                                                  tag left_tag, bool add) {
        return product({{rows, inner}, half, left_tag}, {{inner, columns}, half, tag::any},
                       {{rows, columns}, type::f32, tag::ab}, add);
    }
    static memory::desc layout(std::int64_t rows, std::int64_t inner, std::int64_t columns, tag left_tag) {
        return described(rows, inner, columns, left_tag, false).weights_desc();
    }
    template <class T>
    static T& at(std::vector<T>& all, std::int64_t j) {
        return all[static_cast<std::size_t>(j)];
    }
    template <class T>
    T* at_block(std::vector<T>& all, std::int64_t j) const {
        return all.data() + j * rows_ * block;
    }
    static memory left(const Halves& all, std::int64_t place, std::int64_t rows, std::int64_t columns) {
        return seen({{rows, columns}, half, tag::ab}, all.data() + place);
    }
    memory transposed(const Halves& all, std::int64_t place) const {
        return seen({{block, rows_}, half, tag::ba}, all.data() + place);
    }
    /// `rows` rows of `all`, the first `there` of which are copied and the others 0.
    static void gather(const std::uint16_t* from, std::int64_t stride, std::int64_t there, std::int64_t rows,
                       std::int64_t columns, Halves& to) {
        for (std::int64_t r = 0; r < there; ++r)
            std::memcpy(to.data() + r * columns, from + r * stride, static_cast<std::size_t>(columns) * 2);
        std::fill(to.begin() + there * columns, to.begin() + rows * columns, std::uint16_t{0});
    }

    const AttentionShape& s_;
    std::int64_t d_, group_, rows_;
    Product scores_of_, queries_of_, more_queries_of_, keys_of_;
    Halves queries_, gradients_;
    Packed packed_queries_, packed_gradients_;
    Halves piece_;
    Floats sums_, mixed_;
    Floats scores_;                 ///< by block of keys, [rows, block] each; then the gradients of weights
    Halves weights_, grad_scores_;  ///< laid out alike
    Floats grad_keys_, grad_values_;
    std::vector<Packed> keys_t_, values_t_, keys_;  ///< by block
};

}  // namespace

void causal_attention_bfloat16_gradient(const std::uint16_t* q, const std::uint16_t* k, const std::uint16_t* v,
                                        const float* grad, const AttentionShape& shape,
                                        const AttentionGradients& out) {
    at::parallel_for(0, shape.layout.texts() * shape.kv_heads, 1, [&](std::int64_t from, std::int64_t to) {
        Gradient gradient(shape, shape.layout.longest());
        for (std::int64_t job = from; job < to; ++job) {
            const std::int64_t text = job / shape.kv_heads;
            gradient.run(q, k, v, grad, shape.layout.begin(text), shape.layout.length(text), job % shape.kv_heads,
                         out);
        }
    });
}

}  // namespace wb
