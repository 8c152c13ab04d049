// The linear layer and the loss over all items. Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/fused_ops.h"

#include <vector>

#include "networks/fused_shared.h"

namespace wb {

using namespace fused;

namespace {

class PackedLinear : public torch::autograd::Function<PackedLinear> {
  public:
    static Variable forward(AutogradContext* ctx, const Variable& x_in, const Variable& weight,
                            const Variable& bias) {
        const auto x = x_in.contiguous();
        auto y = at::empty({x.size(0), weight.size(0)}, x.options());
        for_ranges(x.size(0), [&](std::int64_t from, std::int64_t to, std::int64_t) {
            auto part = y.narrow(0, from, to - from);
            if (bias.numel() > 0)
                at::addmm_out(part, bias, x.narrow(0, from, to - from), weight.t());
            else
                at::mm_out(part, x.narrow(0, from, to - from), weight.t());
        });
        ctx->save_for_backward({x, weight});
        ctx->saved_data["needs_x"] = x_in.requires_grad();
        ctx->saved_data["has_bias"] = bias.numel() > 0;
        return y;
    }
    static variable_list backward(AutogradContext* ctx, variable_list grads) {
        const auto saved = ctx->get_saved_variables();
        const auto &x = saved[0], &weight = saved[1];
        const auto g = grads[0].contiguous();
        const bool needs_x = ctx->saved_data["needs_x"].toBool(), has_bias = ctx->saved_data["has_bias"].toBool();
        at::Tensor grad_x;
        if (needs_x) grad_x = at::empty_like(x);
        const std::int64_t threads = at::get_num_threads();
        auto weights = at::empty({threads, weight.size(0), weight.size(1)}, x.options());
        auto biases = at::empty({threads, weight.size(0)}, x.options());
        const auto ranges = for_ranges(x.size(0), [&](std::int64_t from, std::int64_t to, std::int64_t range) {
            const auto part = g.narrow(0, from, to - from);
            if (needs_x) {
                auto gx = grad_x.narrow(0, from, to - from);
                at::mm_out(gx, part, weight);
            }
            auto gw = weights.select(0, range);
            at::mm_out(gw, part.t(), x.narrow(0, from, to - from));
            if (!has_bias) return;
            auto gb = biases.select(0, range);
            at::sum_out(gb, part, at::IntArrayRef{0});
        });
        return {grad_x, weights.narrow(0, 0, ranges).sum(0),
                has_bias ? biases.narrow(0, 0, ranges).sum(0) : at::Tensor()};
    }
};

class SoftmaxCrossEntropy : public torch::autograd::Function<SoftmaxCrossEntropy> {
  public:
    static Variable forward(AutogradContext* ctx, const Variable& hidden_in, const Variable& table,
                            const Variable& bias, const Variable& labels) {
        auto hidden = hidden_in.contiguous();
        const std::int64_t rows = hidden.size(0), classes = table.size(0);
        auto grad_hidden = at::empty_like(hidden);
        const std::int64_t threads = at::get_num_threads();
        auto grad_tables = at::zeros({threads, classes, table.size(1)}, table.options());
        auto grad_biases = at::zeros({threads, classes}, bias.options());
        // About half a MiB of logits at a time stays in the cache between the product, the softmax and the products
        // back.
        const std::int64_t chunk = std::clamp<std::int64_t>((std::int64_t{1} << 17) / classes, 16, 512);
        const float factor = 1.0f / static_cast<float>(rows);
        const auto* label = labels.data_ptr<std::int64_t>();
        std::vector<double> losses(static_cast<std::size_t>(threads), 0.0);
        const auto ranges = for_ranges(rows, [&](std::int64_t first, std::int64_t last, std::int64_t range) {
            auto buffer = at::empty({std::min(chunk, last - first), classes}, hidden.options());
            auto grad_table = grad_tables.select(0, range), grad_bias = grad_biases.select(0, range);
            for (std::int64_t from = first; from < last; from += chunk) {
                const std::int64_t n = std::min(chunk, last - from);
                const auto h = hidden.narrow(0, from, n);
                auto logits = buffer.narrow(0, 0, n);
                at::addmm_out(logits, bias, h, table.t());
                losses[static_cast<std::size_t>(range)] +=
                    softmax_loss_rows(data(logits), label + from, n, classes, factor);
                auto gh = grad_hidden.narrow(0, from, n);
                at::mm_out(gh, logits, table);
                grad_table.addmm_(logits.t(), h);
                grad_bias.add_(logits.sum(0));
            }
        });
        double loss = 0;
        for (double l : losses) loss += l;
        const auto grad_table = grad_tables.narrow(0, 0, ranges).sum(0);
        const auto grad_bias = grad_biases.narrow(0, 0, ranges).sum(0);
        ctx->save_for_backward({grad_hidden, grad_table, grad_bias});
        return at::scalar_tensor(loss / static_cast<double>(rows), hidden.options());
    }
    static variable_list backward(AutogradContext* ctx, variable_list grads) {
        const auto saved = ctx->get_saved_variables();
        const auto& g = grads[0];
        if (g.item<float>() == 1.0f) return {saved[0], saved[1], saved[2], Variable()};
        return {saved[0] * g, saved[1] * g, saved[2] * g, Variable()};
    }
};

}  // namespace

at::Tensor packed_linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
    // Functions with a backward pass take no undefined tensors.
    return PackedLinear::apply(x, weight, bias.defined() ? bias : at::empty({0}, x.options()));
}

at::Tensor softmax_cross_entropy(const at::Tensor& hidden, const at::Tensor& table, const at::Tensor& bias,
                                 const at::Tensor& labels) {
    return SoftmaxCrossEntropy::apply(hidden, table, bias, labels);
}

}  // namespace wb
