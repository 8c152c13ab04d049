// Embedding, norms, GELU and dropout as one differentiable pass each. Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/fused_ops.h"

#include "networks/fused_shared.h"
#include "networks/table_ops.h"

namespace wb {

using namespace fused;

namespace {

struct NormResult {
    at::Tensor sum, normed, x_hat, inverse, mask;
};

NormResult norm_forward(const at::Tensor& branch, const at::Tensor& residual, const at::Tensor& weight,
                        const at::Tensor& bias, float eps, NormKind kind, Dropout dropout, bool want_sum) {
    const std::int64_t rows = branch.size(0), d = branch.size(1);
    NormResult r;
    r.normed = at::empty_like(branch);
    r.x_hat = at::empty_like(branch);
    r.inverse = at::empty({rows}, branch.options());
    if (want_sum) r.sum = at::empty_like(branch);
    r.mask = empty_mask({rows, d}, dropout);
    for_blocks(rows, row_block, [&](std::int64_t from, std::int64_t to, std::int64_t) {
        const std::int64_t at = from * d;
        if (r.mask.defined()) dropout_mask_range(mask_at(r.mask, at), at, (to - from) * d, dropout);
        add_norm_forward(data(branch) + at, const_mask_at(r.mask, at), dropout.scale(),
                         residual.defined() ? data(residual) + at : nullptr, data(weight), data(bias), eps, kind,
                         to - from, d, want_sum ? data(r.sum) + at : nullptr, data(r.normed) + at, data(r.x_hat) + at,
                         data(r.inverse) + from);
    });
    return r;
}

struct NormGradients {
    at::Tensor branch, residual, weight, bias;
};

NormGradients norm_backward(const at::Tensor& grad_normed, const at::Tensor& grad_sum, const at::Tensor& mask,
                            float scale, const at::Tensor& weight, float eps, NormKind kind, const at::Tensor& x_hat,
                            const at::Tensor& inverse, bool want_branch, bool want_residual) {
    const std::int64_t rows = x_hat.size(0), d = x_hat.size(1);
    NormGradients g;
    if (want_branch) g.branch = at::empty_like(x_hat);
    if (want_residual) g.residual = at::empty_like(x_hat);
    const std::int64_t blocks = (rows + row_block - 1) / row_block;
    auto partial = at::zeros({2, blocks, d}, x_hat.options());
    float* weights = data(partial);
    float* biases = weights + blocks * d;
    for_blocks(rows, row_block, [&](std::int64_t from, std::int64_t to, std::int64_t block) {
        const std::int64_t at = from * d;
        add_norm_backward(data(grad_normed) + at, grad_sum.defined() ? data(grad_sum) + at : nullptr,
                          const_mask_at(mask, at), scale, data(weight), eps, kind, data(x_hat) + at,
                          data(inverse) + from, to - from, d, want_branch ? data(g.branch) + at : nullptr,
                          want_residual ? data(g.residual) + at : nullptr, weights + block * d, biases + block * d);
    });
    auto sums = partial.sum(1);
    g.weight = sums[0];
    g.bias = sums[1];
    return g;
}

class EmbedDropoutNorm : public torch::autograd::Function<EmbedDropoutNorm> {
  public:
    static Variable forward(AutogradContext* ctx, const Variable& table, const Variable& ids, const Variable& weight,
                            const Variable& bias, double eps, std::int64_t key, double p) {
        const Dropout dropout{static_cast<std::uint64_t>(key), static_cast<float>(p)};
        auto rows = at::index_select(table, 0, ids);
        auto r = norm_forward(rows, {}, weight, bias, static_cast<float>(eps), NormKind::layer_norm, dropout, false);
        ctx->save_for_backward({ids, weight, r.x_hat, r.inverse, r.mask});
        ctx->saved_data["rows"] = table.size(0);
        ctx->saved_data["eps"] = eps;
        ctx->saved_data["scale"] = static_cast<double>(dropout.scale());
        return r.normed;
    }
    static variable_list backward(AutogradContext* ctx, variable_list grads) {
        const auto saved = ctx->get_saved_variables();
        auto g = norm_backward(grads[0].contiguous(), {}, saved[4],
                               static_cast<float>(ctx->saved_data["scale"].toDouble()), saved[1],
                               static_cast<float>(ctx->saved_data["eps"].toDouble()), NormKind::layer_norm, saved[2],
                               saved[3], true, false);
        return {scatter_rows(g.branch, saved[0], ctx->saved_data["rows"].toInt()),
                Variable(),
                g.weight,
                g.bias,
                Variable(),
                Variable(),
                Variable()};
    }
};

class AddNorm : public torch::autograd::Function<AddNorm> {
  public:
    static variable_list forward(AutogradContext* ctx, const Variable& branch, const Variable& residual,
                                 const Variable& weight, const Variable& bias, double eps, std::int64_t kind,
                                 std::int64_t key, double p, bool want_sum) {
        const Dropout dropout{static_cast<std::uint64_t>(key), static_cast<float>(p)};
        auto r = norm_forward(branch.contiguous(), residual.contiguous(), weight, bias, static_cast<float>(eps),
                              static_cast<NormKind>(kind), dropout, want_sum);
        ctx->save_for_backward({weight, r.x_hat, r.inverse, r.mask});
        ctx->saved_data["eps"] = eps;
        ctx->saved_data["kind"] = kind;
        ctx->saved_data["scale"] = static_cast<double>(dropout.scale());
        if (want_sum) return {r.normed, r.sum};
        return {r.normed};
    }
    static variable_list backward(AutogradContext* ctx, variable_list grads) {
        const auto saved = ctx->get_saved_variables();
        const auto grad_sum = grads.size() > 1 && grads[1].defined() ? grads[1].contiguous() : at::Tensor();
        const auto grad_normed = grads[0].defined() ? grads[0].contiguous() : at::zeros_like(saved[1]);
        auto g = norm_backward(
            grad_normed, grad_sum, saved[3], static_cast<float>(ctx->saved_data["scale"].toDouble()), saved[0],
            static_cast<float>(ctx->saved_data["eps"].toDouble()),
            static_cast<NormKind>(ctx->saved_data["kind"].toInt()), saved[1], saved[2], saved[3].defined(), true);
        return {saved[3].defined() ? g.branch : g.residual,
                g.residual,
                g.weight,
                g.bias,
                Variable(),
                Variable(),
                Variable(),
                Variable(),
                Variable()};
    }
};

class GeluDropout : public torch::autograd::Function<GeluDropout> {
  public:
    static Variable forward(AutogradContext* ctx, const Variable& input, std::int64_t kind, std::int64_t key,
                            double p) {
        const Dropout dropout{static_cast<std::uint64_t>(key), static_cast<float>(p)};
        const auto x = input.contiguous();
        auto out = at::empty_like(x), derivative = at::empty_like(x);
        for_blocks(x.numel(), 8192, [&](std::int64_t from, std::int64_t to, std::int64_t) {
            std::uint8_t mask[8192];
            if (dropout.active()) dropout_mask_range(mask, from, to - from, dropout);
            gelu_forward(data(x) + from, dropout.active() ? mask : nullptr, dropout.scale(),
                         static_cast<GeluKind>(kind), to - from, data(out) + from, data(derivative) + from);
        });
        ctx->save_for_backward({derivative});
        return out;
    }
    static variable_list backward(AutogradContext* ctx, variable_list grads) {
        return {grads[0] * ctx->get_saved_variables()[0], Variable(), Variable(), Variable()};
    }
};

class FusedDropout : public torch::autograd::Function<FusedDropout> {
  public:
    static Variable forward(AutogradContext* ctx, const Variable& input, std::int64_t key, double p,
                            std::int64_t before) {
        const Dropout dropout{static_cast<std::uint64_t>(key), static_cast<float>(p)};
        const auto x = input.contiguous();
        auto out = at::empty_like(x);
        auto mask = at::empty(x.sizes(), at::kByte);
        for_blocks(x.numel(), 8192, [&](std::int64_t from, std::int64_t to, std::int64_t) {
            dropout_mask_range(mask_at(mask, from), before + from, to - from, dropout);
            masked_scale(data(x) + from, mask_at(mask, from), dropout.scale(), to - from, data(out) + from);
        });
        ctx->save_for_backward({mask});
        ctx->saved_data["scale"] = static_cast<double>(dropout.scale());
        return out;
    }
    static variable_list backward(AutogradContext* ctx, variable_list grads) {
        const auto mask = ctx->get_saved_variables()[0];
        const auto g = grads[0].contiguous();
        auto out = at::empty_like(g);
        const auto scale = static_cast<float>(ctx->saved_data["scale"].toDouble());
        for_blocks(g.numel(), 8192, [&](std::int64_t from, std::int64_t to, std::int64_t) {
            masked_scale(data(g) + from, const_mask_at(mask, from), scale, to - from, data(out) + from);
        });
        return {out, Variable(), Variable(), Variable()};
    }
};

}  // namespace

at::Tensor embed_dropout_norm(const at::Tensor& table, const at::Tensor& ids, const at::Tensor& weight,
                              const at::Tensor& bias, float eps, Dropout dropout) {
    return EmbedDropoutNorm::apply(table, ids, weight, bias, static_cast<double>(eps), key_of(dropout),
                                   static_cast<double>(dropout.p));
}

at::Tensor add_norm(const at::Tensor& branch, const at::Tensor& residual, const at::Tensor& weight,
                    const at::Tensor& bias, float eps, NormKind kind, Dropout dropout) {
    return AddNorm::apply(branch, residual, weight, bias, static_cast<double>(eps), static_cast<std::int64_t>(kind),
                          key_of(dropout), static_cast<double>(dropout.p), false)[0];
}

std::pair<at::Tensor, at::Tensor> add_then_norm(const at::Tensor& branch, const at::Tensor& residual,
                                                const at::Tensor& weight, const at::Tensor& bias, float eps,
                                                NormKind kind, Dropout dropout) {
    auto r = AddNorm::apply(branch, residual, weight, bias, static_cast<double>(eps), static_cast<std::int64_t>(kind),
                            key_of(dropout), static_cast<double>(dropout.p), true);
    return {r[1], r[0]};
}

at::Tensor gelu_dropout(const at::Tensor& x, GeluKind kind, Dropout dropout) {
    return GeluDropout::apply(x, static_cast<std::int64_t>(kind), key_of(dropout), static_cast<double>(dropout.p));
}

at::Tensor fused_dropout(const at::Tensor& x, Dropout dropout, std::int64_t before) {
    if (!dropout.active()) return x;
    return FusedDropout::apply(x, key_of(dropout), static_cast<double>(dropout.p), before);
}

}  // namespace wb
