// Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/graph_ops.h"

#include "networks/fused_shared.h"
#include "networks/row_kernels.h"
#include "networks/sparse_kernels.h"
#include "networks/sparse_products.h"

namespace wb {

using namespace fused;

namespace {

constexpr std::int64_t rows_per_task = 256;

/// `ids` without elements stands for all rows: functions with a backward pass take no undefined tensors.
class SparseProduct : public torch::autograd::Function<SparseProduct> {
  public:
    static Variable forward(AutogradContext* ctx, const Variable& x, const Variable& ids,
                            const SparseMatrix& matrix) {
        keep_matrix(ctx, matrix);
        ctx->save_for_backward({ids});
        return sparse_times(*matrix.matrix, x.contiguous(), ids);
    }
    static variable_list backward(AutogradContext* ctx, variable_list grads) {
        return {sparse_times_gradient(kept_matrix(ctx), grads[0].contiguous(), ctx->get_saved_variables()[0]),
                Variable(), Variable()};
    }
};

class UnitRowsSpread : public torch::autograd::Function<UnitRowsSpread> {
  public:
    static variable_list forward(AutogradContext* ctx, const Variable& x_in, const SparseMatrix& matrix) {
        const auto x = x_in.contiguous();
        const std::int64_t n = x.size(0), d = x.size(1);
        auto y = at::empty_like(x), lengths = at::empty({n}, x.options());
        const float* in = data(x);
        float *unit = data(y), *length = data(lengths);
        for_blocks(n, rows_per_task, [&](std::int64_t from, std::int64_t to, std::int64_t) {
            for (std::int64_t r = from; r < to; ++r) length[r] = unit_row(in + r * d, d, shortest_row, unit + r * d);
        });
        keep_matrix(ctx, matrix);
        ctx->save_for_backward({y, lengths});
        // A row's length is its norm, but for those shorter than 1e-12, whose squares are nothing.
        const double mean_square = sum_of_squares(length, n) / static_cast<double>(n * d);
        return {y, sparse_times(*matrix.matrix, y), at::scalar_tensor(mean_square, x.options())};
    }
    static variable_list backward(AutogradContext* ctx, variable_list grads) {
        const auto matrix = kept_matrix(ctx);
        const auto saved = ctx->get_saved_variables();
        const auto &y = saved[0], &lengths = saved[1];
        const auto of_rows = grads[0].contiguous(), of_product = grads[1].contiguous();
        const auto& a = *matrix.transposed;
        const std::int64_t n = y.size(0), d = y.size(1);
        const float of_mean = 2 * grads[2].item<float>() / static_cast<float>(n * d);
        auto out = at::empty_like(y);
        const float *unit = data(y), *length = data(lengths), *own = data(of_rows), *spread = data(of_product);
        float* to_rows = data(out);
        for_blocks(n, rows_per_task, [&](std::int64_t from, std::int64_t to, std::int64_t) {
            for (std::int64_t r = from; r < to; ++r) {
                float* row = to_rows + r * d;
                sparse_rows_times(a, nullptr, r, r + 1, spread, d, row, {1, own, 1});
                unit_row_backward(unit + r * d, row, d, length[r], shortest_row, of_mean * length[r], row);
            }
        });
        return {out, Variable()};
    }
};

/// mean_over_hops for given halves. By Horner's rule, x + A (x + A (x + ...)), every hop is one product and a sum.
NodeTables horner(const SparseRows& to_users, const SparseRows& to_items, const NodeTables& x, std::int64_t hops,
                  float own_items) {
    const float share = 1.0f / static_cast<float>(hops + 1);
    NodeTables sum = x;
    for (std::int64_t k = 1; k <= hops; ++k) {
        const bool last = k == hops;
        const float scale = last ? share : 1.0f, items_factor = last ? share + own_items : 1.0f;
        sum = {sparse_times(to_users, sum.items, {}, {scale, data(x.users), scale}),
               sparse_times(to_items, sum.users, {}, {scale, data(x.items), items_factor})};
    }
    return sum;
}

struct GraphHolder : torch::CustomClassHolder {
    explicit GraphHolder(BipartiteGraph held) : graph(std::move(held)) {}
    BipartiteGraph graph;
};

class MeanOverHops : public torch::autograd::Function<MeanOverHops> {
  public:
    static variable_list forward(AutogradContext* ctx, const Variable& users, const Variable& items,
                                 const BipartiteGraph& graph, std::int64_t hops, double own_items) {
        ctx->saved_data["graph"] = c10::IValue::make_capsule(c10::make_intrusive<GraphHolder>(graph));
        ctx->saved_data["hops"] = hops;
        ctx->saved_data["own_items"] = own_items;
        const auto out = horner(*graph.users_from_items.matrix, *graph.items_from_users.matrix,
                                {users.contiguous(), items.contiguous()}, hops, static_cast<float>(own_items));
        return {out.users, out.items};
    }
    static variable_list backward(AutogradContext* ctx, variable_list grads) {
        const auto holder = c10::static_intrusive_pointer_cast<GraphHolder>(ctx->saved_data["graph"].toCapsule());
        const auto& graph = holder->graph;
        // The powers of the transposed graph: users receive through the transpose of what gave to the items.
        const auto out = horner(*graph.items_from_users.transposed, *graph.users_from_items.transposed,
                                {grads[0].contiguous(), grads[1].contiguous()}, ctx->saved_data["hops"].toInt(),
                                static_cast<float>(ctx->saved_data["own_items"].toDouble()));
        return {out.users, out.items, Variable(), Variable(), Variable()};
    }
};

}  // namespace

at::Tensor sparse_product(const SparseMatrix& matrix, const at::Tensor& x) {
    return SparseProduct::apply(x, at::empty({0}, at::kLong), matrix);
}

at::Tensor sparse_product_rows(const SparseMatrix& matrix, const at::Tensor& ids, const at::Tensor& x) {
    if (ids.numel() == 0) return at::zeros({0, x.size(1)}, x.options());
    return SparseProduct::apply(x, ids, matrix);
}

UnitSpread unit_rows_spread(const SparseMatrix& matrix, const at::Tensor& x) {
    const auto out = UnitRowsSpread::apply(x, matrix);
    return {out[0], out[1], out[2]};
}

NodeTables mean_over_hops(const BipartiteGraph& graph, const NodeTables& x, std::int64_t hops, float own_items) {
    if (hops == 0) return {x.users, x.items * (1 + own_items)};
    const auto out = MeanOverHops::apply(x.users, x.items, graph, hops, static_cast<double>(own_items));
    return {out[0], out[1]};
}

}  // namespace wb
