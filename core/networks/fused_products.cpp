// The linear layer and the loss over all items. Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/fused_ops.h"

#include <optional>
#include <vector>

#include "networks/fused_shared.h"
#include "tensors/split_products.h"

namespace wb {

using namespace fused;

namespace {

constexpr std::int64_t split_rows = 256;  // a block and both of its halves stay in the cache of a core

FloatBlock rows_of(const at::Tensor& x, std::int64_t from, std::int64_t to) {
    return block(data(x) + from * x.size(1), to - from, x.size(1));
}

/// Calls f(first, last) for blocks of the rows from .. to.
template <class F>
void for_split_blocks(std::int64_t from, std::int64_t to, const F& f) {
    for (; from < to; from += split_rows) f(from, std::min(to, from + split_rows));
}

class PackedLinear : public torch::autograd::Function<PackedLinear> {
  public:
    static Variable forward(AutogradContext* ctx, const Variable& x_in, const Variable& weight_in,
                            const Variable& bias) {
        const auto x = x_in.contiguous(), weight = weight_in.contiguous();
        const std::int64_t in = x.size(1), out = weight.size(0);
        auto y = at::empty({x.size(0), out}, x.options());
        const bool split = split_products_pay(x.size(0), in, out), has_bias = bias.numel() > 0;
        std::optional<SplitFactor> factor;
        if (split) factor.emplace(rows_of(weight, 0, out).t(), split_rows);
        // As a right factor that is not transposed it is up to a tenth faster, which pays for the copy.
        const bool turned = !split && x.size(0) >= 16 * in;
        const auto weight_t = turned ? weight.t().contiguous() : at::Tensor();
        const auto right = turned ? rows_of(weight_t, 0, in) : rows_of(weight, 0, out).t();
        for_ranges(x.size(0), [&](std::int64_t from, std::int64_t to, std::int64_t) {
            auto part = y.narrow(0, from, to - from);
            if (has_bias) part.copy_(bias.unsqueeze(0).expand_as(part));
            if (!split) {
                multiply(rows_of(x, from, to), right, has_bias, data(part), out);
                return;
            }
            SplitRows rows;
            for_split_blocks(from, to, [&](std::int64_t first, std::int64_t last) {
                rows.assign(rows_of(x, first, last), Halves::high_low_high);
                factor->multiply(rows, has_bias, data(y) + first * out);
            });
        });
        ctx->save_for_backward({x, weight});
        ctx->saved_data["needs_x"] = x_in.requires_grad();
        ctx->saved_data["trained"] = weight_in.requires_grad();
        ctx->saved_data["has_bias"] = has_bias;
        return y;
    }
    static variable_list backward(AutogradContext* ctx, variable_list grads) {
        const auto saved = ctx->get_saved_variables();
        const auto &x = saved[0], &weight = saved[1];
        const auto g = grads[0].contiguous();
        const std::int64_t in = x.size(1), out = weight.size(0);
        const bool needs_x = ctx->saved_data["needs_x"].toBool(), has_bias = ctx->saved_data["has_bias"].toBool();
        const bool trained = ctx->saved_data["trained"].toBool();
        at::Tensor grad_x;
        if (needs_x) grad_x = at::empty_like(x);
        const std::int64_t threads = at::get_num_threads();
        auto weights = at::empty({trained ? threads : 0, out, in}, x.options());
        auto biases = at::empty({threads, out}, x.options());
        const bool split = split_products_pay(x.size(0), in, out);
        std::optional<SplitFactor> factor;
        if (split && needs_x) factor.emplace(rows_of(weight, 0, out), split_rows);
        const auto ranges = for_ranges(x.size(0), [&](std::int64_t from, std::int64_t to, std::int64_t range) {
            float* grad_weight = trained ? data(weights) + range * out * in : nullptr;
            if (split) {
                SplitRows rows, gradient;
                for_split_blocks(from, to, [&](std::int64_t first, std::int64_t last) {
                    gradient.assign(rows_of(g, first, last), Halves::high_low_high);
                    if (needs_x) factor->multiply(gradient, false, data(grad_x) + first * in);
                    if (!trained) return;
                    rows.assign(rows_of(x, first, last), Halves::high_high_low);
                    multiply_transposed(gradient, rows, first > from, grad_weight);
                });
            } else {
                if (needs_x)
                    multiply(rows_of(g, from, to), rows_of(weight, 0, out), false, data(grad_x) + from * in, in);
                if (trained) multiply(rows_of(g, from, to).t(), rows_of(x, from, to), false, grad_weight, in);
            }
            if (!has_bias) return;
            auto gb = biases.select(0, range);
            at::sum_out(gb, g.narrow(0, from, to - from), at::IntArrayRef{0});
        });
        return {grad_x, trained ? weights.narrow(0, 0, ranges).sum(0) : at::Tensor(),
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
