// Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/table_ops.h"

#include "networks/fused_shared.h"
#include "networks/sparse_kernels.h"

namespace wb {

using namespace fused;

namespace {

class GatherRows : public torch::autograd::Function<GatherRows> {
  public:
    static Variable forward(AutogradContext* ctx, const Variable& table, const Variable& ids, bool rows_alone) {
        ctx->save_for_backward({ids});
        ctx->saved_data["rows"] = table.size(0);
        ctx->saved_data["rows_alone"] = rows_alone;
        return at::index_select(table, 0, ids);
    }
    static variable_list backward(AutogradContext* ctx, variable_list grads) {
        const auto ids = ctx->get_saved_variables()[0];
        const auto g = grads[0].contiguous();
        const auto rows = ctx->saved_data["rows"].toInt();
        if (ctx->saved_data["rows_alone"].toBool())
            return {at::_sparse_coo_tensor_unsafe(ids.unsqueeze(0), g, {rows, g.size(1)},
                                                  g.options().layout(at::kSparse)),
                    Variable(), Variable()};
        return {scatter_rows(g, ids, rows), Variable(), Variable()};
    }
};

/// Rows `ids` of the product, or all where ids is null.
at::Tensor product(const SparseRows& a, const at::Tensor& x, const std::int64_t* ids, std::int64_t count) {
    const std::int64_t d = x.size(1);
    auto out = at::empty({count, d}, x.options());
    constexpr std::int64_t rows_per_task = 256;
    for_blocks(count, rows_per_task, [&](std::int64_t from, std::int64_t to, std::int64_t) {
        for (std::int64_t k = from; k < to; ++k) {
            const auto row = static_cast<std::size_t>(ids ? ids[k] : k);
            const auto begin = a.row_begin[row];
            sparse_row_times(a.columns.data() + begin, a.values.data() + begin, a.row_begin[row + 1] - begin,
                             static_cast<std::int64_t>(a.columns.size()) - begin, data(x), d, data(out) + k * d);
        }
    });
    return out;
}

/// Keeps the matrix alive from the forward to the backward pass.
struct MatrixHolder : torch::CustomClassHolder {
    explicit MatrixHolder(SparseMatrix held) : matrix(std::move(held)) {}
    SparseMatrix matrix;
};

/// `ids` without elements stands for all rows: functions with a backward pass take no undefined tensors.
class SparseProduct : public torch::autograd::Function<SparseProduct> {
  public:
    static Variable forward(AutogradContext* ctx, const Variable& x, const Variable& ids,
                            const SparseMatrix& matrix) {
        ctx->saved_data["matrix"] = c10::IValue::make_capsule(c10::make_intrusive<MatrixHolder>(matrix));
        ctx->save_for_backward({ids});
        return ids.numel() > 0 ? product(*matrix.matrix, x.contiguous(), ids.data_ptr<std::int64_t>(), ids.size(0))
                               : product(*matrix.matrix, x.contiguous(), nullptr, matrix.matrix->rows());
    }
    static variable_list backward(AutogradContext* ctx, variable_list grads) {
        const auto holder = c10::static_intrusive_pointer_cast<MatrixHolder>(ctx->saved_data["matrix"].toCapsule());
        const auto ids = ctx->get_saved_variables()[0];
        const auto& transposed = *holder->matrix.transposed;
        auto g = grads[0].contiguous();
        if (ids.numel() > 0) g = scatter_rows(g, ids, transposed.columns_count);
        return {product(transposed, g, nullptr, transposed.rows()), Variable(), Variable()};
    }
};

class UnitRows : public torch::autograd::Function<UnitRows> {
  public:
    static constexpr float floor = 1e-12f;
    static Variable forward(AutogradContext* ctx, const Variable& x_in) {
        const auto x = x_in.contiguous();
        const std::int64_t d = x.size(1);
        auto y = at::empty_like(x), lengths = at::empty({x.size(0)}, x.options());
        for_blocks(x.size(0), row_block, [&](std::int64_t from, std::int64_t to, std::int64_t) {
            for (std::int64_t r = from; r < to; ++r)
                data(lengths)[r] = unit_row(data(x) + r * d, d, floor, data(y) + r * d);
        });
        ctx->save_for_backward({y, lengths});
        return y;
    }
    static variable_list backward(AutogradContext* ctx, variable_list grads) {
        const auto saved = ctx->get_saved_variables();
        const auto &y = saved[0], &lengths = saved[1];
        const auto g = grads[0].contiguous();
        const std::int64_t d = y.size(1);
        auto out = at::empty_like(y);
        for_blocks(y.size(0), row_block, [&](std::int64_t from, std::int64_t to, std::int64_t) {
            for (std::int64_t r = from; r < to; ++r)
                unit_row_backward(data(y) + r * d, data(g) + r * d, d, data(lengths)[r], floor, data(out) + r * d);
        });
        return {out};
    }
};

}  // namespace

at::Tensor scatter_rows(const at::Tensor& grad, const at::Tensor& ids, std::int64_t table_rows) {
    const std::int64_t rows = grad.size(0), d = grad.size(1);
    auto out = at::zeros({table_rows, d}, grad.options());
    const auto* id = ids.data_ptr<std::int64_t>();
    // Threads own ranges of the table, so the order of additions is fixed.
    at::parallel_for(0, table_rows, std::max<std::int64_t>(1, table_rows / at::get_num_threads()),
                     [&](std::int64_t from, std::int64_t to) {
                         for (std::int64_t r = 0; r < rows; ++r) {
                             if (id[r] < from || id[r] >= to) continue;
                             float* o = data(out) + id[r] * d;
                             const float* g = data(grad) + r * d;
                             for (std::int64_t i = 0; i < d; ++i) o[i] += g[i];
                         }
                     });
    return out;
}

at::Tensor gather_rows(const at::Tensor& table, const at::Tensor& ids, TableGradient gradient) {
    return GatherRows::apply(table, ids, gradient == TableGradient::rows);
}

at::Tensor sparse_product(const SparseMatrix& matrix, const at::Tensor& x) {
    return SparseProduct::apply(x, at::empty({0}, at::kLong), matrix);
}

at::Tensor sparse_product_rows(const SparseMatrix& matrix, const at::Tensor& ids, const at::Tensor& x) {
    if (ids.numel() == 0) return at::zeros({0, x.size(1)}, x.options());
    return SparseProduct::apply(x, ids, matrix);
}

at::Tensor unit_rows(const at::Tensor& x) {
    return UnitRows::apply(x);
}

at::Tensor bpr_loss(const at::Tensor& difference) {
    return -at::mean(at::log(at::sigmoid(difference) + 1e-10));
}

}  // namespace wb
