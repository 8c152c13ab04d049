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
    static Variable forward(AutogradContext* ctx, const Variable& table, const Variable& ids) {
        ctx->save_for_backward({ids});
        ctx->saved_data["rows"] = table.size(0);
        return at::index_select(table, 0, ids);
    }
    static variable_list backward(AutogradContext* ctx, variable_list grads) {
        return {scatter_rows(grads[0].contiguous(), ctx->get_saved_variables()[0], ctx->saved_data["rows"].toInt()),
                Variable()};
    }
};

at::Tensor product(const SparseRows& a, const at::Tensor& x) {
    auto out = at::empty({a.rows(), x.size(1)}, x.options());
    constexpr std::int64_t rows_per_task = 256;
    for_blocks(a.rows(), rows_per_task, [&](std::int64_t from, std::int64_t to, std::int64_t) {
        sparse_rows_times(a.row_begin.data(), a.columns.data(), a.values.data(), data(x), x.size(1), from, to,
                          data(out));
    });
    return out;
}

/// Keeps the graph alive from the forward to the backward pass.
struct GraphHolder : torch::CustomClassHolder {
    explicit GraphHolder(SparseGraph held) : graph(std::move(held)) {}
    SparseGraph graph;
};

class GraphProduct : public torch::autograd::Function<GraphProduct> {
  public:
    static Variable forward(AutogradContext* ctx, const Variable& x, const SparseGraph& graph) {
        ctx->saved_data["graph"] = c10::IValue::make_capsule(c10::make_intrusive<GraphHolder>(graph));
        return product(*graph.matrix, x.contiguous());
    }
    static variable_list backward(AutogradContext* ctx, variable_list grads) {
        const auto holder = c10::static_intrusive_pointer_cast<GraphHolder>(ctx->saved_data["graph"].toCapsule());
        return {product(*holder->graph.transposed, grads[0].contiguous()), Variable()};
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

at::Tensor gather_rows(const at::Tensor& table, const at::Tensor& ids) {
    return GatherRows::apply(table, ids);
}

at::Tensor graph_product(const SparseGraph& graph, const at::Tensor& x) {
    return GraphProduct::apply(x, graph);
}

at::Tensor bpr_loss(const at::Tensor& difference) {
    return -at::mean(at::log(at::sigmoid(difference) + 1e-10));
}

}  // namespace wb
