// Layer: networks. The autograd shells around the kernels.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/fused_ops.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "networks/lru_scan_kernels.h"

namespace wb {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Variable;
using torch::autograd::variable_list;

constexpr std::int64_t row_block = 128;  // fixed, so that sums over rows do not depend on the number of threads

float* data(at::Tensor& t) {
    return t.data_ptr<float>();
}
const float* data(const at::Tensor& t) {
    return t.data_ptr<float>();
}

/// Calls f(first, last, block) for blocks of rows, in parallel.
template <class F>
void for_blocks(std::int64_t rows, std::int64_t per_block, const F& f) {
    const std::int64_t blocks = (rows + per_block - 1) / per_block;
    at::parallel_for(0, blocks, 1, [&](std::int64_t from, std::int64_t to) {
        for (std::int64_t b = from; b < to; ++b) f(b * per_block, std::min(rows, (b + 1) * per_block), b);
    });
}

at::Tensor empty_mask(at::IntArrayRef shape, const Dropout& dropout) {
    return dropout.active() ? at::empty(shape, at::kByte) : at::Tensor();
}

/// Calls f(first, last, range) for one range of rows per thread. Inside, a matrix product runs on one thread.
template <class F>
std::int64_t for_ranges(std::int64_t rows, const F& f) {
    constexpr std::int64_t least_rows = 32;
    const std::int64_t ranges = std::clamp<std::int64_t>(rows / least_rows, 1, at::get_num_threads());
    at::parallel_for(0, ranges, 1, [&](std::int64_t from, std::int64_t to) {
        at::AutoDispatchBelowADInplaceOrView no_autograd;
        for (std::int64_t r = from; r < to; ++r) f(rows * r / ranges, rows * (r + 1) / ranges, r);
    });
    return ranges;
}

std::uint8_t* mask_at(at::Tensor& mask, std::int64_t element) {
    return mask.defined() ? mask.data_ptr<std::uint8_t>() + element : nullptr;
}
const std::uint8_t* const_mask_at(const at::Tensor& mask, std::int64_t element) {
    return mask.defined() ? mask.data_ptr<std::uint8_t>() + element : nullptr;
}

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

/// Adds rows of `grad` to table rows `ids`. Threads own ranges of the table, so the order of additions is fixed.
at::Tensor scatter_rows(const at::Tensor& grad, const at::Tensor& ids, std::int64_t table_rows) {
    const std::int64_t rows = grad.size(0), d = grad.size(1);
    auto out = at::zeros({table_rows, d}, grad.options());
    const auto* id = ids.data_ptr<std::int64_t>();
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
    static Variable forward(AutogradContext* ctx, const Variable& input, std::int64_t key, double p) {
        const Dropout dropout{static_cast<std::uint64_t>(key), static_cast<float>(p)};
        const auto x = input.contiguous();
        auto out = at::empty_like(x);
        auto mask = at::empty(x.sizes(), at::kByte);
        for_blocks(x.numel(), 8192, [&](std::int64_t from, std::int64_t to, std::int64_t) {
            dropout_mask_range(mask_at(mask, from), from, to - from, dropout);
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
        return {out, Variable(), Variable()};
    }
};

struct LruHost {
    std::vector<float> lambda_re, lambda_im, gamma;
    explicit LruHost(const at::Tensor& params_log) {
        const std::int64_t h = params_log.size(1);
        const float* p = data(params_log);
        for (std::int64_t i = 0; i < h; ++i) {
            const double nu = std::exp(static_cast<double>(p[i])), theta = std::exp(static_cast<double>(p[h + i]));
            lambda_re.push_back(static_cast<float>(std::exp(-nu) * std::cos(theta)));
            lambda_im.push_back(static_cast<float>(std::exp(-nu) * std::sin(theta)));
            gamma.push_back(static_cast<float>(std::exp(static_cast<double>(p[2 * h + i]))));
        }
    }
    LruCoefficients view() const { return {lambda_re.data(), lambda_im.data(), gamma.data()}; }
};

class LruScan : public torch::autograd::Function<LruScan> {
  public:
    static Variable forward(AutogradContext* ctx, const Variable& z, const Variable& params_log,
                            const Variable& carry, const Variable& offsets) {
        const LruHost c(params_log);
        auto h = at::empty_like(z);
        const auto* offset = offsets.data_ptr<std::int64_t>();
        const std::int64_t width = z.size(1);
        at::parallel_for(0, offsets.size(0) - 1, 1, [&](std::int64_t from, std::int64_t to) {
            for (std::int64_t s = from; s < to; ++s)
                lru_scan_forward(data(z) + offset[s] * width, data(carry) + offset[s], c.view(),
                                 offset[s + 1] - offset[s], width / 2, data(h) + offset[s] * width);
        });
        ctx->save_for_backward({z, params_log, carry, offsets, h});
        return h;
    }
    static variable_list backward(AutogradContext* ctx, variable_list grads) {
        const auto saved = ctx->get_saved_variables();
        const auto &z = saved[0], &params_log = saved[1], &carry = saved[2], &offsets = saved[3], &h = saved[4];
        const auto grad_h = grads[0].contiguous();
        const LruHost c(params_log);
        const std::int64_t width = z.size(1), channels = width / 2, sequences = offsets.size(0) - 1;
        const auto* offset = offsets.data_ptr<std::int64_t>();
        auto grad_z = at::empty_like(z);
        auto partial = at::zeros({sequences, 3, channels}, z.options());
        at::parallel_for(0, sequences, 1, [&](std::int64_t from, std::int64_t to) {
            for (std::int64_t s = from; s < to; ++s) {
                float* p = data(partial) + s * 3 * channels;
                const std::int64_t at = offset[s] * width;
                lru_scan_backward(data(grad_h) + at, data(z) + at, data(h) + at, data(carry) + offset[s], c.view(),
                                  offset[s + 1] - offset[s], channels, data(grad_z) + at, p, p + channels,
                                  p + 2 * channels);
            }
        });
        const auto sums = partial.sum(0);
        auto grad_log = at::empty_like(params_log);
        const float *s = data(sums), *p = data(params_log);
        float* g = data(grad_log);
        for (std::int64_t i = 0; i < channels; ++i) {
            const float gr = s[i], gi = s[channels + i], lr = c.lambda_re[static_cast<std::size_t>(i)],
                        li = c.lambda_im[static_cast<std::size_t>(i)];
            g[i] = -(gr * lr + gi * li) * std::exp(p[i]);
            g[channels + i] = (gi * lr - gr * li) * std::exp(p[channels + i]);
            g[2 * channels + i] = s[2 * channels + i] * c.gamma[static_cast<std::size_t>(i)];
        }
        return {grad_z, grad_log, Variable(), Variable()};
    }
};

/// A [rows, columns] view of `base` with a row stride, without copying.
at::Tensor strided(float* base, std::int64_t rows, std::int64_t columns, std::int64_t stride) {
    return at::from_blob(base, {rows, columns}, {stride, 1}, at::kFloat);
}

class PackedAttention : public torch::autograd::Function<PackedAttention> {
  public:
    static Variable forward(AutogradContext* ctx, const Variable& qkv_in, const Variable& offsets, std::int64_t heads,
                            std::int64_t key, double p) {
        const Dropout dropout{static_cast<std::uint64_t>(key), static_cast<float>(p)};
        auto qkv = qkv_in.contiguous();
        const std::int64_t d = qkv.size(1) / 3, hd = d / heads, sequences = offsets.size(0) - 1;
        const auto* offset = offsets.data_ptr<std::int64_t>();
        std::vector<std::int64_t> place(static_cast<std::size_t>(sequences) + 1, 0);  // of each sequence's weights
        for (std::int64_t s = 0; s < sequences; ++s) {
            const std::int64_t n = offset[s + 1] - offset[s];
            place[static_cast<std::size_t>(s) + 1] = place[static_cast<std::size_t>(s)] + heads * n * n;
        }
        auto weights = at::empty({place.back()}, qkv.options());
        auto mask = empty_mask({place.back()}, dropout);
        auto out = at::empty({qkv.size(0), d}, qkv.options());
        const float scale = 1.0f / std::sqrt(static_cast<float>(hd));
        at::parallel_for(0, sequences * heads, 1, [&](std::int64_t from, std::int64_t to) {
            at::AutoDispatchBelowADInplaceOrView no_autograd;
            std::vector<float> dropped;
            for (std::int64_t job = from; job < to; ++job) {
                const std::int64_t s = job / heads, head = job % heads, n = offset[s + 1] - offset[s];
                float* q = data(qkv) + offset[s] * 3 * d + head * hd;
                const std::int64_t at = place[static_cast<std::size_t>(s)] + head * n * n;
                auto scores = at::from_blob(data(weights) + at, {n, n}, at::kFloat);
                at::mm_out(scores, strided(q, n, hd, 3 * d), strided(q + d, n, hd, 3 * d).t());
                softmax_rows(data(weights) + at, n, n, scale);
                if (mask.defined()) {
                    dropped.resize(static_cast<std::size_t>(n * n));
                    dropout_mask_range(mask_at(mask, at), at, n * n, dropout);
                    masked_scale(data(weights) + at, mask_at(mask, at), dropout.scale(), n * n, dropped.data());
                    scores = at::from_blob(dropped.data(), {n, n}, at::kFloat);
                }
                auto o = strided(data(out) + offset[s] * d + head * hd, n, hd, d);
                at::mm_out(o, scores, strided(q + 2 * d, n, hd, 3 * d));
            }
        });
        ctx->save_for_backward({qkv, offsets, weights, mask});
        ctx->saved_data["heads"] = heads;
        ctx->saved_data["place"] = place;
        ctx->saved_data["scale"] = static_cast<double>(dropout.scale());
        return out;
    }
    static variable_list backward(AutogradContext* ctx, variable_list grads) {
        const auto saved = ctx->get_saved_variables();
        auto qkv = saved[0], weights = saved[2];
        const auto& offsets = saved[1];
        const auto& mask = saved[3];
        auto grad_out = grads[0].contiguous();
        const std::int64_t heads = ctx->saved_data["heads"].toInt();
        const auto place = ctx->saved_data["place"].toIntVector();
        const auto drop_scale = static_cast<float>(ctx->saved_data["scale"].toDouble());
        const std::int64_t d = qkv.size(1) / 3, hd = d / heads, sequences = offsets.size(0) - 1;
        const auto* offset = offsets.data_ptr<std::int64_t>();
        const float scale = 1.0f / std::sqrt(static_cast<float>(hd));
        auto grad = at::empty_like(qkv);
        at::parallel_for(0, sequences * heads, 1, [&](std::int64_t from, std::int64_t to) {
            at::AutoDispatchBelowADInplaceOrView no_autograd;
            std::vector<float> buffer, dropped;
            for (std::int64_t job = from; job < to; ++job) {
                const std::int64_t s = job / heads, head = job % heads, n = offset[s + 1] - offset[s];
                const std::int64_t row = offset[s] * 3 * d + head * hd;
                float *q = data(qkv) + row, *gq = data(grad) + row;
                const std::int64_t at = place[static_cast<std::size_t>(s)] + head * n * n;
                float* p = data(weights) + at;
                float* used = p;
                if (mask.defined()) {
                    dropped.resize(static_cast<std::size_t>(n * n));
                    masked_scale(p, const_mask_at(mask, at), drop_scale, n * n, dropped.data());
                    used = dropped.data();
                }
                auto go = strided(data(grad_out) + offset[s] * d + head * hd, n, hd, d);
                auto gv = strided(gq + 2 * d, n, hd, 3 * d);
                at::mm_out(gv, at::from_blob(used, {n, n}, at::kFloat).t(), go);
                buffer.resize(static_cast<std::size_t>(n * n));
                auto gp = at::from_blob(buffer.data(), {n, n}, at::kFloat);
                at::mm_out(gp, go, strided(q + 2 * d, n, hd, 3 * d).t());
                if (mask.defined())
                    masked_scale(buffer.data(), const_mask_at(mask, at), drop_scale, n * n, buffer.data());
                softmax_backward_rows(p, buffer.data(), n, n, scale);
                auto gq_view = strided(gq, n, hd, 3 * d), gk_view = strided(gq + d, n, hd, 3 * d);
                at::mm_out(gq_view, gp, strided(q + d, n, hd, 3 * d));
                at::mm_out(gk_view, gp.t(), strided(q, n, hd, 3 * d));
            }
        });
        return {grad, Variable(), Variable(), Variable(), Variable()};
    }
};

class PackedLinear : public torch::autograd::Function<PackedLinear> {
  public:
    static Variable forward(AutogradContext* ctx, const Variable& x_in, const Variable& weight,
                            const Variable& bias) {
        const auto x = x_in.contiguous();
        auto y = at::empty({x.size(0), weight.size(0)}, x.options());
        for_ranges(x.size(0), [&](std::int64_t from, std::int64_t to, std::int64_t) {
            auto part = y.narrow(0, from, to - from);
            at::addmm_out(part, bias, x.narrow(0, from, to - from), weight.t());
        });
        ctx->save_for_backward({x, weight});
        return y;
    }
    static variable_list backward(AutogradContext* ctx, variable_list grads) {
        const auto saved = ctx->get_saved_variables();
        const auto &x = saved[0], &weight = saved[1];
        const auto g = grads[0].contiguous();
        auto grad_x = at::empty_like(x);
        const std::int64_t threads = at::get_num_threads();
        auto weights = at::empty({threads, weight.size(0), weight.size(1)}, x.options());
        auto biases = at::empty({threads, weight.size(0)}, x.options());
        const auto ranges = for_ranges(x.size(0), [&](std::int64_t from, std::int64_t to, std::int64_t range) {
            const auto part = g.narrow(0, from, to - from);
            auto gx = grad_x.narrow(0, from, to - from);
            at::mm_out(gx, part, weight);
            auto gw = weights.select(0, range);
            at::mm_out(gw, part.t(), x.narrow(0, from, to - from));
            auto gb = biases.select(0, range);
            at::sum_out(gb, part, at::IntArrayRef{0});
        });
        return {grad_x, weights.narrow(0, 0, ranges).sum(0), biases.narrow(0, 0, ranges).sum(0)};
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

std::int64_t key_of(const Dropout& d) {
    return static_cast<std::int64_t>(d.key);
}

}  // namespace

at::Tensor packed_linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
    return PackedLinear::apply(x, weight, bias);
}

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

at::Tensor fused_dropout(const at::Tensor& x, Dropout dropout) {
    if (!dropout.active()) return x;
    return FusedDropout::apply(x, key_of(dropout), static_cast<double>(dropout.p));
}

at::Tensor lru_scan(const at::Tensor& z, const at::Tensor& params_log, const at::Tensor& carry,
                    const at::Tensor& offsets) {
    return LruScan::apply(z.contiguous(), params_log, carry, offsets);
}

at::Tensor packed_attention(const at::Tensor& qkv, const at::Tensor& offsets, std::int64_t heads, Dropout dropout) {
    return PackedAttention::apply(qkv, offsets, heads, key_of(dropout), static_cast<double>(dropout.p));
}

at::Tensor softmax_cross_entropy(const at::Tensor& hidden, const at::Tensor& table, const at::Tensor& bias,
                                 const at::Tensor& labels) {
    return SoftmaxCrossEntropy::apply(hidden, table, bias, labels);
}

}  // namespace wb
