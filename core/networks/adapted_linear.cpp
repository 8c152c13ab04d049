// Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/adapted_linear.h"

#include <optional>
#include <stdexcept>
#include <vector>

#include "networks/fused_shared.h"
#include "tensors/split_products.h"

namespace wb {

using namespace fused;

namespace {

constexpr std::int64_t block_rows = 256;

FloatBlock rows_of(const at::Tensor& x, std::int64_t from, std::int64_t to) {
    return block(data(x) + from * x.size(1), to - from, x.size(1));
}

class AdaptedLinear : public torch::autograd::Function<AdaptedLinear> {
  public:
    static Variable forward(AutogradContext* ctx, const Variable& x_in, const Variable& dropped_in,
                            const Variable& weight_in, const Variable& a_in, const Variable& b_in, double scale) {
        const auto x = x_in.contiguous(), dropped = dropped_in.contiguous(), weight = weight_in.contiguous();
        const auto a = a_in.contiguous(), b = (b_in * scale).contiguous();
        const std::int64_t rows = x.size(0), in = x.size(1), out = weight.size(0), rank = a.size(0);
        auto y = at::empty({rows, out}, x.options()), inner = at::empty({rows, rank}, x.options());
        std::optional<SplitFactor> factor;
        if (split_products_pay(rows, in, out)) factor.emplace(rows_of(weight, 0, out).t(), block_rows);
        for_ranges(rows, [&](std::int64_t first, std::int64_t last, std::int64_t) {
            SplitRows parts;
            for (std::int64_t from = first; from < last; from += block_rows) {
                const std::int64_t to = std::min(last, from + block_rows);
                float* result = data(y) + from * out;
                if (factor) {
                    parts.assign(rows_of(x, from, to), Halves::high_low_high);
                    factor->multiply(parts, false, result);
                } else {
                    multiply(rows_of(x, from, to), rows_of(weight, 0, out).t(), false, result, out);
                }
                multiply(rows_of(dropped, from, to), rows_of(a, 0, rank).t(), false, data(inner) + from * rank, rank);
                multiply(rows_of(inner, from, to), rows_of(b, 0, out).t(), true, result, out);
            }
        });
        ctx->save_for_backward({dropped, weight, a, b, inner});
        ctx->saved_data["scale"] = scale;
        ctx->saved_data["same"] = x_in.is_same(dropped_in);
        ctx->saved_data["needs_x"] = x_in.requires_grad();
        return y;
    }

    static variable_list backward(AutogradContext* ctx, variable_list grads) {
        const auto saved = ctx->get_saved_variables();
        const auto &dropped = saved[0], &weight = saved[1], &a = saved[2], &b = saved[3], &inner = saved[4];
        const double scale = ctx->saved_data["scale"].toDouble();
        const bool same = ctx->saved_data["same"].toBool(), needs_x = ctx->saved_data["needs_x"].toBool();
        const auto g = grads[0].contiguous();
        const std::int64_t rows = g.size(0), in = dropped.size(1), out = weight.size(0), rank = a.size(0);
        auto grad_x = needs_x ? at::empty_like(dropped) : at::Tensor();
        auto grad_dropped = needs_x && !same ? at::empty_like(dropped) : at::Tensor();
        const std::int64_t threads = at::get_num_threads();
        auto as = at::zeros({threads, rank, in}, g.options()), bs = at::zeros({threads, out, rank}, g.options());
        std::optional<SplitFactor> factor;
        if (needs_x && split_products_pay(rows, in, out)) factor.emplace(rows_of(weight, 0, out), block_rows);
        const auto ranges = for_ranges(rows, [&](std::int64_t first, std::int64_t last, std::int64_t range) {
            SplitRows parts;
            std::vector<float> grad_inner(static_cast<std::size_t>(block_rows * rank));
            for (std::int64_t from = first; from < last; from += block_rows) {
                const std::int64_t to = std::min(last, from + block_rows);
                const auto gradient = rows_of(g, from, to), of_inner = block(grad_inner.data(), to - from, rank);
                multiply(gradient.t(), rows_of(inner, from, to), true, data(bs) + range * out * rank, rank);
                multiply(gradient, rows_of(b, 0, out), false, grad_inner.data(), rank);
                multiply(of_inner.t(), rows_of(dropped, from, to), true, data(as) + range * rank * in, in);
                if (!needs_x) continue;
                float* result = data(grad_x) + from * in;
                if (factor) {
                    parts.assign(gradient, Halves::high_low_high);
                    factor->multiply(parts, false, result);
                } else {
                    multiply(gradient, rows_of(weight, 0, out), false, result, in);
                }
                multiply(of_inner, rows_of(a, 0, rank), same, (same ? data(grad_x) : data(grad_dropped)) + from * in,
                         in);
            }
        });
        return {grad_x,
                grad_dropped,
                Variable(),
                as.narrow(0, 0, ranges).sum(0),
                bs.narrow(0, 0, ranges).sum(0) * scale,
                Variable()};
    }
};

}  // namespace

at::Tensor adapted_linear(const at::Tensor& x, const at::Tensor& dropped, const at::Tensor& weight,
                          const at::Tensor& a, const at::Tensor& b, double scale) {
    if (weight.requires_grad()) throw std::logic_error("adapted_linear: the weight is not frozen");
    return AdaptedLinear::apply(x, dropped, weight, a, b, scale);
}

}  // namespace wb
