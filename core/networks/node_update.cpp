// Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/node_update.h"

#include <vector>

#include "networks/fused_shared.h"
#include "networks/row_kernels.h"
#include "networks/sparse_products.h"
#include "tensors/block_products.h"

namespace wb {

using namespace fused;

namespace {

/// Widths, and how the joined weight is laid out.
struct Shape {
    std::int64_t own, neighbours, d, joined;
    bool concatenated() const { return joined > neighbours; }
    Shape(const at::Tensor& own_in, const at::Tensor& sent, const at::Tensor& ids, const at::Tensor& join)
        : own(own_in.size(1)), neighbours(sent.size(1)), d(ids.size(1)), joined(join.size(1)) {}
    FloatBlock of_neighbours(const float* join) const { return {join, d, neighbours, joined}; }
    FloatBlock of_self(const float* join) const { return {join + neighbours, d, d, joined}; }
};

constexpr std::int64_t block_rows = 256;

FloatBlock rows_of(const at::Tensor& x, std::int64_t from, std::int64_t to) {
    return block(data(x) + from * x.size(1), to - from, x.size(1));
}

void fill_rows(const at::Tensor& row, std::int64_t n, float* out) {
    const float* values = data(row);
    const std::int64_t d = row.numel();
    for (std::int64_t r = 0; r < n; ++r) std::copy_n(values, d, out + r * d);
}

/// `sent` is what a matrix is multiplied with to give the neighbours (`rows` of the product, all without elements),
/// or without a matrix those themselves.
class NodeUpdate : public torch::autograd::Function<NodeUpdate> {
  public:
    static Variable forward(AutogradContext* ctx, const Variable& own_in, const Variable& sent_in,
                            const Variable& ids_in, const Variable& self, const Variable& self_bias,
                            const Variable& join, const Variable& join_bias, double slope_in,
                            const SparseMatrix& matrix, const Variable& rows) {
        const auto own = own_in.contiguous(), sent = sent_in.contiguous(), ids = ids_in.contiguous();
        const auto slope = static_cast<float>(slope_in);
        const Shape shape(own, sent, ids, join);
        const std::int64_t d = shape.d;
        const auto* chosen = rows.numel() > 0 ? rows.data_ptr<std::int64_t>() : nullptr;
        auto before = at::empty_like(ids), y = at::empty_like(ids);                 // `before`: S own + c
        const auto self_t = self.t().contiguous(), join_t = join.t().contiguous();  // faster as right factors
        const auto right = block(data(self_t), shape.own, d),
                   of_neighbours = block(data(join_t), shape.neighbours, d);
        auto active = at::empty({own.size(0), shape.neighbours}, own.options());
        for_ranges(own.size(0), [&](std::int64_t first, std::int64_t last, std::int64_t) {
            std::vector<float> s(static_cast<std::size_t>(block_rows * d));
            for (std::int64_t from = first; from < last; from += block_rows) {
                const std::int64_t to = std::min(last, from + block_rows), n = to - from;
                float *t = data(before) + from * d, *out = data(y) + from * d;
                float* in = data(active) + from * shape.neighbours;
                fill_rows(self_bias, n, t);
                multiply(rows_of(own, from, to), right, true, t, d);
                leaky_plus(t, data(ids) + from * d, slope, n * d, s.data());
                const float* received = data(sent) + from * shape.neighbours;
                if (matrix.matrix) {
                    sparse_rows_times(*matrix.matrix, chosen, from, to, data(sent), shape.neighbours, in);
                    received = in;
                }
                leaky(received, slope, n * shape.neighbours, in);
                fill_rows(join_bias, n, out);
                multiply(block(in, n, shape.neighbours), of_neighbours, true, out, d);
                if (shape.concatenated())
                    multiply(block(s.data(), n, d), block(data(join_t) + shape.neighbours * d, d, d), true, out, d);
                else
                    for (std::int64_t i = 0; i < n * d; ++i) out[i] += s[static_cast<std::size_t>(i)];
                leaky(out, slope, n * d, out);
            }
        });
        ctx->save_for_backward({own, active, ids, self, join, before, y, rows});
        ctx->saved_data["slope"] = slope_in;
        ctx->saved_data["needs_own"] = own_in.requires_grad();
        if (matrix.matrix) keep_matrix(ctx, matrix);
        return y;
    }
    static variable_list backward(AutogradContext* ctx, variable_list grads) {
        const auto saved = ctx->get_saved_variables();
        const auto &own = saved[0], &active = saved[1], &ids = saved[2], &self = saved[3], &join = saved[4],
                   &before = saved[5], &y = saved[6], &rows = saved[7];
        const auto slope = static_cast<float>(ctx->saved_data["slope"].toDouble());
        const bool needs_own = ctx->saved_data["needs_own"].toBool();
        const auto g = grads[0].contiguous();
        const Shape shape(own, active, ids, join);
        const std::int64_t d = shape.d, threads = at::get_num_threads();
        at::Tensor grad_own;
        if (needs_own) grad_own = at::empty_like(own);
        auto grad_neighbours = at::empty_like(active), grad_ids = at::empty_like(ids);
        auto selves = at::zeros({threads, d, shape.own}, own.options());
        auto self_biases = at::zeros({threads, d}, own.options()), join_biases = at::zeros_like(self_biases);
        auto joins = at::zeros({threads, d, shape.joined}, own.options());
        const auto ranges = for_ranges(own.size(0), [&](std::int64_t first, std::int64_t last, std::int64_t range) {
            std::vector<float> gy_block(static_cast<std::size_t>(block_rows * d)), s_block(gy_block),
                gt_block(gy_block);
            float *gy = gy_block.data(), *s = s_block.data(), *gt = gt_block.data();
            float *grad_self = data(selves) + range * d * shape.own,
                  *grad_join = data(joins) + range * d * shape.joined;
            for (std::int64_t from = first; from < last; from += block_rows) {
                const std::int64_t to = std::min(last, from + block_rows), n = to - from;
                // A leaky unit keeps the sign, so what came out of one tells the slope as well as what went in.
                leaky_backward(data(g) + from * d, data(y) + from * d, slope, n * d, gy);
                add_rows(gy, n, d, data(join_biases) + range * d);
                const auto gradient = block(gy, n, d);

                const float* in = data(active) + from * shape.neighbours;
                float* grad_in = data(grad_neighbours) + from * shape.neighbours;
                multiply(gradient, shape.of_neighbours(data(join)), false, grad_in, shape.neighbours);
                leaky_backward(grad_in, in, slope, n * shape.neighbours, grad_in);
                multiply(gradient.t(), block(in, n, shape.neighbours), true, grad_join, shape.joined);

                const float* t = data(before) + from * d;
                float* grad_s = data(grad_ids) + from * d;
                if (shape.concatenated()) {
                    leaky_plus(t, data(ids) + from * d, slope, n * d, s);
                    multiply(gradient.t(), block(s, n, d), true, grad_join + shape.neighbours, shape.joined);
                    multiply(gradient, shape.of_self(data(join)), false, grad_s, d);
                } else {
                    std::copy_n(gy, n * d, grad_s);
                }
                leaky_backward(grad_s, t, slope, n * d, gt);
                add_rows(gt, n, d, data(self_biases) + range * d);
                multiply(block(gt, n, d).t(), rows_of(own, from, to), true, grad_self, shape.own);
                if (needs_own)
                    multiply(block(gt, n, d), block(data(self), d, shape.own), false,
                             data(grad_own) + from * shape.own, shape.own);
            }
        });
        if (ctx->saved_data.count("matrix"))
            grad_neighbours = sparse_times_gradient(kept_matrix(ctx), grad_neighbours, rows);
        const auto sum = [ranges](const at::Tensor& parts) { return parts.narrow(0, 0, ranges).sum(0); };
        return {grad_own,   grad_neighbours,  grad_ids,   sum(selves), sum(self_biases),
                sum(joins), sum(join_biases), Variable(), Variable(),  Variable()};
    }
};

}  // namespace

at::Tensor node_update(const at::Tensor& own, const at::Tensor& neighbours, const at::Tensor& ids,
                       const NodeUpdateWeights& weights, float slope) {
    return NodeUpdate::apply(own, neighbours, ids, weights.self, weights.self_bias, weights.join, weights.join_bias,
                             static_cast<double>(slope), SparseMatrix(), at::empty({0}, at::kLong));
}

at::Tensor node_update(const at::Tensor& own, const NodeMessages& neighbours, const at::Tensor& ids,
                       const NodeUpdateWeights& weights, float slope) {
    if (own.size(0) == 0) return at::zeros_like(ids);
    const auto rows = neighbours.rows.defined() ? neighbours.rows : at::empty({0}, at::kLong);
    return NodeUpdate::apply(own, neighbours.sent, ids, weights.self, weights.self_bias, weights.join,
                             weights.join_bias, static_cast<double>(slope), neighbours.matrix, rows);
}

}  // namespace wb
