// Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/sparse_products.h"

#include "networks/fused_shared.h"
#include "networks/sparse_kernels.h"
#include "networks/table_ops.h"

namespace wb {

using namespace fused;

namespace {

constexpr std::int64_t rows_per_task = 256;

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
    for_blocks(count, rows_per_task, [&](std::int64_t first, std::int64_t last, std::int64_t) {
        sparse_rows_times(a, rows, first, last, from, d, to + first * d, more);
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
