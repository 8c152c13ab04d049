// Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/decoder_ops.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "networks/decoder_kernels.h"
#include "networks/fused_shared.h"
#include "networks/half_attention.h"
#include "networks/half_kernels.h"
#include "tensors/block_products.h"
#include "tensors/low_precision_kernels.h"

namespace wb {

using namespace fused;

namespace {

/// Sums over rows of what `f(first, last, sum)` adds to a [d]; undefined where it is not wanted.
template <class F>
at::Tensor summed_over_blocks(std::int64_t rows, std::int64_t d, bool wanted, const at::TensorOptions& options,
                              const F& f) {
    auto parts = wanted ? at::zeros({(rows + row_block - 1) / row_block, d}, options) : at::Tensor();
    for_blocks(rows, row_block, [&](std::int64_t from, std::int64_t to, std::int64_t block) {
        f(from, to, wanted ? data(parts) + block * d : nullptr);
    });
    return wanted ? parts.sum(0) : at::Tensor();
}

class RmsNorm : public torch::autograd::Function<RmsNorm> {
  public:
    static Variable forward(AutogradContext* ctx, const Variable& x_in, const Variable& weight, double eps) {
        const auto x = x_in.contiguous();
        const std::int64_t rows = x.size(0), d = x.size(1);
        auto out = at::empty_like(x), inverse = at::empty({rows}, x.options());
        for_blocks(rows, row_block, [&](std::int64_t from, std::int64_t to, std::int64_t) {
            rms_norm_forward(data(x) + from * d, data(weight), static_cast<float>(eps), to - from, d,
                             data(out) + from * d, data(inverse) + from);
        });
        ctx->save_for_backward({x, weight, inverse});
        ctx->saved_data["trained"] = weight.requires_grad();
        return out;
    }
    static variable_list backward(AutogradContext* ctx, variable_list grads) {
        const auto saved = ctx->get_saved_variables();
        const auto &x = saved[0], &weight = saved[1], &inverse = saved[2];
        const auto g = grads[0].contiguous();
        const std::int64_t d = x.size(1);
        auto grad_x = at::empty_like(x);
        const auto grad_weight = summed_over_blocks(x.size(0), d, ctx->saved_data["trained"].toBool(), x.options(),
                                                    [&](std::int64_t from, std::int64_t to, float* sum) {
                                                        rms_norm_backward(data(g) + from * d, data(x) + from * d,
                                                                          data(weight), data(inverse) + from,
                                                                          to - from, d, data(grad_x) + from * d, sum);
                                                    });
        return {grad_x, grad_weight, Variable()};
    }
};

class NormRotate : public torch::autograd::Function<NormRotate> {
  public:
    static Variable forward(AutogradContext* ctx, const Variable& x_in, const Variable& weight, const Variable& cos,
                            const Variable& sin, double eps) {
        const auto x = x_in.contiguous();
        const std::int64_t d = weight.size(0), width = x.size(1), heads = width / d;
        auto out = at::empty_like(x), inverse = at::empty({x.size(0), heads}, x.options());
        for_blocks(x.size(0), row_block, [&](std::int64_t from, std::int64_t to, std::int64_t) {
            norm_rotate_forward(data(x) + from * width, data(weight), data(cos) + from * d / 2,
                                data(sin) + from * d / 2, static_cast<float>(eps), to - from, heads, d,
                                data(out) + from * width, data(inverse) + from * heads);
        });
        ctx->save_for_backward({x, weight, cos, sin, inverse});
        ctx->saved_data["trained"] = weight.requires_grad();
        return out;
    }
    static variable_list backward(AutogradContext* ctx, variable_list grads) {
        const auto saved = ctx->get_saved_variables();
        const auto &x = saved[0], &weight = saved[1], &cos = saved[2], &sin = saved[3], &inverse = saved[4];
        const auto g = grads[0].contiguous();
        const std::int64_t d = weight.size(0), width = x.size(1), heads = width / d;
        auto grad_x = at::empty_like(x);
        const auto grad_weight = summed_over_blocks(
            x.size(0), d, ctx->saved_data["trained"].toBool(), x.options(),
            [&](std::int64_t from, std::int64_t to, float* sum) {
                norm_rotate_backward(data(g) + from * width, data(x) + from * width, data(weight),
                                     data(cos) + from * d / 2, data(sin) + from * d / 2, data(inverse) + from * heads,
                                     to - from, heads, d, data(grad_x) + from * width, sum);
            });
        return {grad_x, grad_weight, Variable(), Variable(), Variable()};
    }
};

class SiluGate : public torch::autograd::Function<SiluGate> {
  public:
    static Variable forward(AutogradContext* ctx, const Variable& gate_in, const Variable& up_in) {
        const auto gate = gate_in.contiguous(), up = up_in.contiguous();
        auto out = at::empty_like(gate);
        for_blocks(gate.numel(), block_elements, [&](std::int64_t from, std::int64_t to, std::int64_t) {
            silu_gate_forward(data(gate) + from, data(up) + from, to - from, data(out) + from);
        });
        ctx->save_for_backward({gate, up});
        return out;
    }
    static variable_list backward(AutogradContext* ctx, variable_list grads) {
        const auto saved = ctx->get_saved_variables();
        const auto &gate = saved[0], &up = saved[1];
        const auto g = grads[0].contiguous();
        auto grad_gate = at::empty_like(gate), grad_up = at::empty_like(up);
        for_blocks(gate.numel(), block_elements, [&](std::int64_t from, std::int64_t to, std::int64_t) {
            silu_gate_backward(data(g) + from, data(gate) + from, data(up) + from, to - from, data(grad_gate) + from,
                               data(grad_up) + from);
        });
        return {grad_gate, grad_up};
    }

  private:
    static constexpr std::int64_t block_elements = 8192;
};

/// Rows of one head of a packed [T, heads * d].
FloatBlock head_rows(const at::Tensor& x, std::int64_t row, std::int64_t rows, std::int64_t head, std::int64_t d) {
    return {data(x) + row * x.size(1) + head * d, rows, d, x.size(1), false};
}
float* head_rows(at::Tensor& x, std::int64_t row, std::int64_t head, std::int64_t d) {
    return data(x) + row * x.size(1) + head * d;
}

/// One head of what a text sees: as it lies in x, or put together in `kept`.
FloatBlock seen_rows(const at::Tensor& x, const TextLayout& layout, std::int64_t text, std::int64_t head,
                     std::int64_t d, std::vector<float>& kept) {
    const auto ranges = layout.seen(text);
    if (ranges.size() == 1) return head_rows(x, ranges[0].first, ranges[0].last - ranges[0].first, head, d);
    kept.clear();
    for (const auto& [first, last] : ranges)
        for (std::int64_t row = first; row < last; ++row) {
            const float* from = data(x) + row * x.size(1) + head * d;
            kept.insert(kept.end(), from, from + d);
        }
    return block(kept.data(), std::ssize(kept) / d, d);
}

void require_no_gradients(const TextLayout& layout, std::initializer_list<at::Tensor> factors) {
    const auto wanted = [](const at::Tensor& x) { return x.requires_grad(); };
    if (!layout.parents.empty() && at::GradMode::is_enabled() && std::any_of(factors.begin(), factors.end(), wanted))
        throw std::logic_error("attention: texts that share their beginnings have no gradients");
}

class CausalAttention : public torch::autograd::Function<CausalAttention> {
  public:
    static Variable forward(AutogradContext* ctx, const Variable& q_in, const Variable& k_in, const Variable& v_in,
                            const TextLayout& layout, std::int64_t d) {
        const auto q = q_in.contiguous(), k = k_in.contiguous(), v = v_in.contiguous();
        const std::int64_t heads = q.size(1) / d, group = heads / (k.size(1) / d);
        auto out = at::empty_like(q), log_sum = at::empty({heads, q.size(0)}, q.options());
        const float scale = 1.0f / std::sqrt(static_cast<float>(d));
        at::parallel_for(0, layout.texts() * heads, 1, [&](std::int64_t from, std::int64_t to) {
            std::vector<float> weights, kept_keys, kept_values;
            for (std::int64_t job = from; job < to; ++job) {
                const std::int64_t text = job / heads, head = job % heads, before = layout.before(text);
                const auto keys = seen_rows(k, layout, text, head / group, d, kept_keys),
                           values = seen_rows(v, layout, text, head / group, d, kept_values);
                for_query_blocks(layout, text, [&](std::int64_t begin, std::int64_t first, std::int64_t rows) {
                    const std::int64_t seen = before + first + rows;
                    const auto first_of = [seen](FloatBlock b) {
                        return FloatBlock{b.data, seen, b.columns, b.stride};
                    };
                    weights.resize(static_cast<std::size_t>(rows * seen));
                    multiply(head_rows(q, begin + first, rows, head, d), first_of(keys).t(), false, weights.data(),
                             seen);
                    causal_softmax(weights.data(), rows, seen, before + first, scale,
                                   data(log_sum) + head * q.size(0) + begin + first);
                    multiply(block(weights.data(), rows, seen), first_of(values), false,
                             head_rows(out, begin + first, head, d), out.size(1));
                });
            }
        });
        ctx->save_for_backward({q, k, v, log_sum});
        ctx->saved_data["ends"] = layout.ends;
        ctx->saved_data["d"] = d;
        return out;
    }
    static variable_list backward(AutogradContext* ctx, variable_list grads) {
        const auto saved = ctx->get_saved_variables();
        const auto &q = saved[0], &k = saved[1], &v = saved[2], &log_sum = saved[3];
        const auto g = grads[0].contiguous();
        const TextLayout layout{ctx->saved_data["ends"].toIntVector(), {}};
        const std::int64_t d = ctx->saved_data["d"].toInt();
        const std::int64_t heads = q.size(1) / d, kv_heads = k.size(1) / d, group = heads / kv_heads;
        auto grad_q = at::empty_like(q), grad_k = at::zeros_like(k), grad_v = at::zeros_like(v);
        const float scale = 1.0f / std::sqrt(static_cast<float>(d));
        // All heads that read the same keys are one job, which alone adds to the gradient of those keys.
        at::parallel_for(0, layout.texts() * kv_heads, 1, [&](std::int64_t from, std::int64_t to) {
            std::vector<float> weights, grad_weights;
            for (std::int64_t job = from; job < to; ++job) {
                const std::int64_t text = job / kv_heads, kv = job % kv_heads;
                for (std::int64_t head = kv * group; head < (kv + 1) * group; ++head)
                    for_query_blocks(layout, text, [&](std::int64_t begin, std::int64_t first, std::int64_t rows) {
                        const std::int64_t seen = first + rows;
                        const auto keys = head_rows(k, begin, seen, kv, d), values = head_rows(v, begin, seen, kv, d);
                        const auto queries = head_rows(q, begin + first, rows, head, d);
                        const auto gradient = head_rows(g, begin + first, rows, head, d);
                        weights.resize(static_cast<std::size_t>(rows * seen));
                        grad_weights.resize(weights.size());
                        const auto p = block(weights.data(), rows, seen), dp = block(grad_weights.data(), rows, seen);
                        multiply(queries, keys.t(), false, weights.data(), seen);
                        causal_weights(weights.data(), rows, seen, first, scale,
                                       data(log_sum) + head * q.size(0) + begin + first);
                        multiply(gradient, values.t(), false, grad_weights.data(), seen);
                        multiply(p.t(), gradient, true, head_rows(grad_v, begin, kv, d), v.size(1));
                        causal_softmax_backward(weights.data(), grad_weights.data(), rows, seen, first, scale);
                        multiply(dp, keys, false, head_rows(grad_q, begin + first, head, d), q.size(1));
                        multiply(dp.t(), queries, true, head_rows(grad_k, begin, kv, d), k.size(1));
                    });
            }
        });
        return {grad_q, grad_k, grad_v, Variable(), Variable()};
    }

  private:
    /// Calls f(begin of the text, first row in it, rows) for blocks of its rows.
    template <class F>
    static void for_query_blocks(const TextLayout& layout, std::int64_t text, const F& f) {
        constexpr std::int64_t query_rows = 64;  // beyond the diagonal at most half a block is computed in vain
        const std::int64_t begin = layout.begin(text), n = layout.length(text);
        for (std::int64_t first = 0; first < n; first += query_rows) f(begin, first, std::min(query_rows, n - first));
    }
};

class HalfAttention : public torch::autograd::Function<HalfAttention> {
  public:
    static Variable forward(AutogradContext* ctx, const Variable& q_in, const Variable& k_in, const Variable& v_in,
                            const HeadRotation& rotation, const TextLayout& layout, KeptAttention* kept) {
        const std::int64_t d = rotation.q_norm.size(0);
        const bool factors_known = kept && kept->q.defined();
        const auto q = factors_known ? kept->q : rounded(q_in), k = factors_known ? kept->k : rounded(k_in),
                   v = factors_known ? kept->v : rounded(v_in);
        const auto q_turned = turned(q, rotation.q_norm, rotation), k_turned = turned(k, rotation.k_norm, rotation);
        auto out = at::empty(q.sizes(), q_in.options());
        const bool known = kept && kept->result.defined();
        if (!known)
            causal_attention_bfloat16(halves_of(q_turned), halves_of(k_turned), halves_of(v), shape(q, k, d, layout),
                                      data(out));
        const auto result = known ? kept->result : rounded(out);
        convert(out.numel(), [&](std::int64_t from, std::int64_t n) {
            from_bfloat16(halves_of(result) + from, n, data(out) + from);
        });
        if (kept) {
            kept->result = result;
            if (kept->keeps_factors) kept->q = q, kept->k = k, kept->v = v;
        }
        ctx->save_for_backward(
            {q, k, q_turned, k_turned, v, rotation.q_norm, rotation.k_norm, rotation.cos, rotation.sin});
        ctx->saved_data["ends"] = layout.ends;
        ctx->saved_data["eps"] = rotation.eps;
        return out;
    }
    static variable_list backward(AutogradContext* ctx, variable_list grads) {
        const auto saved = ctx->get_saved_variables();
        const auto &q = saved[0], &k = saved[1], &q_turned = saved[2], &k_turned = saved[3], &v = saved[4];
        const HeadRotation rotation{saved[5], saved[6], saved[7], saved[8], ctx->saved_data["eps"].toDouble()};
        const auto g = grads[0].contiguous();
        const TextLayout layout{ctx->saved_data["ends"].toIntVector(), {}};
        auto of_q = at::empty(q.sizes(), g.options()), of_k = at::empty(k.sizes(), g.options()),
             grad_v = at::empty_like(of_k);
        causal_attention_bfloat16_gradient(halves_of(q_turned), halves_of(k_turned), halves_of(v), data(g),
                                           shape(q, k, rotation.q_norm.size(0), layout),
                                           {data(of_q), data(of_k), data(grad_v)});
        return {turned_back(of_q, q, rotation.q_norm, rotation),
                turned_back(of_k, k, rotation.k_norm, rotation),
                grad_v,
                Variable(),
                Variable(),
                Variable()};
    }

  private:
    static std::uint16_t* halves_of(const at::Tensor& x) {
        return reinterpret_cast<std::uint16_t*>(x.data_ptr<std::int16_t>());
    }
    static AttentionShape shape(const at::Tensor& q, const at::Tensor& k, std::int64_t d, const TextLayout& layout) {
        return {q.size(1) / d, k.size(1) / d, d, layout};
    }
    /// Calls f(first, number) for all numbers, in parallel.
    template <class F>
    static void convert(std::int64_t all, const F& f) {
        for_blocks(all, 1 << 14, [&](std::int64_t from, std::int64_t to, std::int64_t) { f(from, to - from); });
    }
    static at::Tensor rounded(const at::Tensor& x_in) {
        const auto x = x_in.contiguous();
        auto out = at::empty(x.sizes(), at::kShort);
        convert(x.numel(),
                [&](std::int64_t from, std::int64_t n) { to_bfloat16(data(x) + from, n, halves_of(out) + from); });
        return out;
    }
    static at::Tensor turned(const at::Tensor& x, const at::Tensor& norm, const HeadRotation& r) {
        const std::int64_t width = x.size(1), d = norm.size(0);
        auto out = at::empty(x.sizes(), at::kShort);
        for_blocks(x.size(0), row_block, [&](std::int64_t from, std::int64_t to, std::int64_t) {
            std::vector<float> token(static_cast<std::size_t>(width));
            for (std::int64_t t = from; t < to; ++t) {
                from_bfloat16(halves_of(x) + t * width, width, token.data());
                norm_rotate_token(token.data(), data(norm), data(r.cos) + t * d / 2, data(r.sin) + t * d / 2,
                                  static_cast<float>(r.eps), width / d, d, halves_of(out) + t * width);
            }
        });
        return out;
    }
    static at::Tensor turned_back(const at::Tensor& grad, const at::Tensor& x, const at::Tensor& norm,
                                  const HeadRotation& r) {
        const std::int64_t width = x.size(1), d = norm.size(0), heads = width / d;
        auto out = at::empty_like(grad);
        for_blocks(x.size(0), row_block, [&](std::int64_t from, std::int64_t to, std::int64_t) {
            std::vector<float> inverse(static_cast<std::size_t>((to - from) * heads)),
                rows(static_cast<std::size_t>((to - from) * width));
            from_bfloat16(halves_of(x) + from * width, std::ssize(rows), rows.data());
            inverse_norms(rows.data(), static_cast<float>(r.eps), (to - from) * heads, d, inverse.data());
            norm_rotate_backward(data(grad) + from * width, rows.data(), data(norm), data(r.cos) + from * d / 2,
                                 data(r.sin) + from * d / 2, inverse.data(), to - from, heads, d,
                                 data(out) + from * width, nullptr);
        });
        return out;
    }
};

}  // namespace

at::Tensor rms_norm(const at::Tensor& x, const at::Tensor& weight, double eps) {
    return RmsNorm::apply(x, weight, eps);
}

at::Tensor norm_rotate(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& cos, const at::Tensor& sin,
                       double eps) {
    return NormRotate::apply(x, weight, cos, sin, eps);
}

at::Tensor silu_gate(const at::Tensor& gate, const at::Tensor& up) {
    return SiluGate::apply(gate, up);
}

at::Tensor causal_attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const TextLayout& layout,
                            std::int64_t d) {
    require_no_gradients(layout, {q, k, v});
    return CausalAttention::apply(q, k, v, layout, d);
}

at::Tensor rotated_attention_in_halves(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                                       const HeadRotation& rotation, const TextLayout& layout, KeptAttention* kept) {
    require_no_gradients(layout, {q, k, v});
    if (rotation.q_norm.requires_grad() || rotation.k_norm.requires_grad())
        throw std::logic_error("rotated_attention_in_halves: norms are not trained here");
    return HalfAttention::apply(q, k, v, rotation, layout, kept);
}

}  // namespace wb
