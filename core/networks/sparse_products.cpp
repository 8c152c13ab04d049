// Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/sparse_products.h"

#include <algorithm>
#include <vector>

#include "networks/fused_shared.h"
#include "networks/sparse_kernels.h"
#include "networks/table_ops.h"

namespace wb {

using namespace fused;

namespace {

/// Rows [from, to) of `count` for one of `parts`, so that each has about as many entries: popular items have many.
/// `ids` may be null: all rows.
std::vector<std::int64_t> even_cuts(const SparseRows& a, const std::int64_t* ids, std::int64_t count,
                                    std::int64_t parts) {
    constexpr std::int64_t of_row = 4;  // what a row costs beside its entries, in entries
    const auto entries_of = [&](std::int64_t k) {
        const auto row = static_cast<std::size_t>(ids ? ids[k] : k);
        return a.row_begin[row + 1] - a.row_begin[row];
    };
    std::int64_t all = count * of_row;
    if (ids)
        for (std::int64_t k = 0; k < count; ++k) all += entries_of(k);
    else
        all += static_cast<std::int64_t>(a.columns.size());
    std::vector<std::int64_t> cuts{0};
    std::int64_t sum = 0;
    for (std::int64_t k = 0; k < count && std::ssize(cuts) < parts; ++k) {
        sum += entries_of(k) + of_row;
        while (std::ssize(cuts) < parts && sum * parts >= all * std::ssize(cuts)) cuts.push_back(k + 1);
    }
    cuts.resize(static_cast<std::size_t>(parts), count);
    cuts.push_back(count);
    return cuts;
}

struct MatrixHolder : torch::CustomClassHolder {
    explicit MatrixHolder(SparseMatrix held) : matrix(std::move(held)) {}
    SparseMatrix matrix;
};

}  // namespace

void sparse_rows_times(const SparseRows& a, const std::int64_t* ids, std::int64_t first, std::int64_t last,
                       const float* x, std::int64_t d, float* out, const SparseAddition& more) {
    const auto entries = static_cast<std::int64_t>(a.columns.size());
    for (std::int64_t k = first; k < last; ++k) {
        const auto row = static_cast<std::size_t>(ids ? ids[k] : k);
        const auto begin = a.row_begin[row];
        sparse_row_times(a.columns.data() + begin, a.values.data() + begin, a.row_begin[row + 1] - begin,
                         entries - begin, x, d, more.scale, more.table ? more.table + k * d : nullptr, more.factor,
                         out + (k - first) * d);
    }
}

at::Tensor sparse_times(const SparseRows& a, const at::Tensor& x, const at::Tensor& ids, const SparseAddition& more) {
    const bool some = ids.defined() && ids.numel() > 0;
    const std::int64_t d = x.size(1), count = some ? ids.size(0) : a.rows();
    auto out = at::empty({count, d}, x.options());
    const auto* rows = some ? ids.data_ptr<std::int64_t>() : nullptr;
    const float* from = data(x);  // asking a tensor for its numbers costs more than a short row
    float* to = data(out);
    const std::int64_t parts = std::clamp<std::int64_t>(count / 64, 1, at::get_num_threads());
    const auto cuts = even_cuts(a, rows, count, parts);
    at::parallel_for(0, parts, 1, [&](std::int64_t first, std::int64_t last) {
        const std::int64_t begin = cuts[static_cast<std::size_t>(first)], end = cuts[static_cast<std::size_t>(last)];
        sparse_rows_times(a, rows, begin, end, from, d, to + begin * d, more);
    });
    return out;
}

at::Tensor sparse_times_gradient(const SparseMatrix& matrix, const at::Tensor& gradient, const at::Tensor& ids) {
    const auto& a = *matrix.transposed;
    if (ids.numel() == 0) return sparse_times(a, gradient);
    return sparse_times(a, scatter_rows(gradient, ids, a.columns_count));
}

void keep_matrix(AutogradContext* ctx, const SparseMatrix& matrix) {
    ctx->saved_data["matrix"] = c10::IValue::make_capsule(c10::make_intrusive<MatrixHolder>(matrix));
}

SparseMatrix kept_matrix(AutogradContext* ctx) {
    return c10::static_intrusive_pointer_cast<MatrixHolder>(ctx->saved_data["matrix"].toCapsule())->matrix;
}

}  // namespace wb
