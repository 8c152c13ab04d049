// Attention inside packed sequences as one differentiable operation. Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/fused_ops.h"

#include <cmath>
#include <vector>

#include "networks/fused_shared.h"

namespace wb {

using namespace fused;

namespace {

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

}  // namespace

at::Tensor packed_attention(const at::Tensor& qkv, const at::Tensor& offsets, std::int64_t heads, Dropout dropout) {
    return PackedAttention::apply(qkv, offsets, heads, key_of(dropout), static_cast<double>(dropout.p));
}

}  // namespace wb
