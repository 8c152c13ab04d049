// Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/half_mlp.h"

#include <ATen/core/grad_mode.h>
#include <torch/custom_class.h>

#include <vector>

#include "networks/decoder_kernels.h"
#include "networks/fused_shared.h"
#include "networks/half_kernels.h"

namespace wb {

using namespace fused;

namespace {

struct Kept : torch::CustomClassHolder {
    explicit Kept(const GatedWeights& w) : weights(w) {}
    GatedWeights weights;
};

/// What one thread needs for a block of rows, and the steps that both directions share.
class Block {
  public:
    Block(const GatedWeights& w, double eps)
        : norm_(data(w.norm)),
          eps_(static_cast<float>(eps)),
          hidden_(w.gate->in()),
          inner_(w.gate->out()),
          normed_(static_cast<std::size_t>(row_block * hidden_)),
          inverse_(static_cast<std::size_t>(row_block)) {}

    /// What gate and up give for a block of rows, each [rows, inner].
    struct Inner {
        std::uint16_t *gate, *up;
    };
    /// Room for it that the next block takes again.
    Inner passing() {
        gate_.resize(static_cast<std::size_t>(row_block * inner_));
        up_.resize(gate_.size());
        return {gate_.data(), up_.data()};
    }
    /// The products in front of the unit; x [rows, hidden].
    void open(const float* x, std::int64_t rows, const RightFactor& gate, const RightFactor& up, const Inner& out) {
        rms_norm_forward(x, norm_, eps_, rows, hidden_, normed_.data(), inverse_.data());
        left_.assign(normed_.data(), rows, gate);
        gate.multiply(left_, out.gate);
        up.multiply(left_, out.up);
    }
    void close(const float* x, std::int64_t rows, const RightFactor& down, const Inner& inner, float* out) {
        silu_gate_rows(inner.gate, inner.up, inner_, rows, inner_, left_.bfloat16_rows(rows, inner_));
        left_.turn_for(down);
        std::copy_n(x, rows * hidden_, out);
        down.multiply(left_, true, out);
    }
    struct Gradients {
        std::shared_ptr<const RightFactor> gate, up, down;
    };
    /// The gradient of x for that of the result.
    void gradient(const float* x, const float* grad, std::int64_t rows, const Gradients& of, const Inner& inner,
                  float* grad_x) {
        gated_.resize(static_cast<std::size_t>(row_block * inner_));
        left_.assign(grad, rows, *of.down);
        of.down->multiply(left_, gated_.data());
        silu_gate_gradient(gated_.data(), inner.gate, inner.up, rows * inner_, left_.bfloat16_rows(rows, inner_),
                           other_.bfloat16_rows(rows, inner_));
        left_.turn_for(*of.gate);
        other_.turn_for(*of.up);
        of.gate->multiply(left_, false, normed_.data());
        of.up->multiply(other_, true, normed_.data());
        inverse_norms(x, eps_, rows, hidden_, inverse_.data());
        rms_norm_backward(normed_.data(), x, norm_, inverse_.data(), rows, hidden_, grad_x, nullptr);
        for (std::int64_t i = 0; i < rows * hidden_; ++i) grad_x[i] += grad[i];
    }

  private:
    const float* norm_;
    float eps_;
    std::int64_t hidden_, inner_;
    std::vector<float> normed_, inverse_;
    std::vector<std::uint16_t> gate_, up_, gated_;
    LeftRows left_, other_;
};

/// Calls f(block, first row, rows) for blocks of rows, in parallel.
template <class F>
void for_row_blocks(const at::Tensor& x, const GatedWeights& w, double eps, const F& f) {
    for_ranges(x.size(0), [&](std::int64_t first, std::int64_t last, std::int64_t) {
        Block one(w, eps);
        for (std::int64_t from = first; from < last; from += row_block)
            f(one, from, std::min(row_block, last - from));
    });
}

class GatedResidual : public torch::autograd::Function<GatedResidual> {
  public:
    static Variable forward(AutogradContext* ctx, const Variable& x_in, const c10::intrusive_ptr<Kept>& kept,
                            double eps, bool keep) {
        const auto x = x_in.contiguous();
        const auto& w = kept->weights;
        const std::int64_t d = x.size(1), inner = w.gate->out();
        auto out = at::empty_like(x);
        const auto room = [&] { return at::empty({keep ? x.size(0) : 0, inner}, at::kShort); };
        auto gates = room(), ups = room();
        const auto gate = w.gate->factor(), up = w.up->factor(), down = w.down->factor();
        for_row_blocks(x, w, eps, [&](Block& one, std::int64_t from, std::int64_t rows) {
            const auto numbers = keep ? kept_rows(gates, ups, from) : one.passing();
            one.open(data(x) + from * d, rows, *gate, *up, numbers);
            one.close(data(x) + from * d, rows, *down, numbers, data(out) + from * d);
        });
        ctx->save_for_backward({x, gates, ups});
        ctx->saved_data["kept"] = c10::IValue::make_capsule(kept);
        ctx->saved_data["eps"] = eps;
        return out;
    }
    static variable_list backward(AutogradContext* ctx, variable_list grads) {
        const auto saved = ctx->get_saved_variables();
        const auto& x = saved[0];
        auto gates = saved[1], ups = saved[2];
        const bool known = gates.size(0) > 0;
        const auto kept = c10::static_intrusive_pointer_cast<Kept>(ctx->saved_data["kept"].toCapsule());
        const auto& w = kept->weights;
        const auto g = grads[0].contiguous();
        const std::int64_t d = x.size(1);
        auto grad_x = at::empty_like(x);
        const auto gate = known ? nullptr : w.gate->factor(), up = known ? nullptr : w.up->factor();
        const Block::Gradients of{w.gate->factor(Side::gradient), w.up->factor(Side::gradient),
                                  w.down->factor(Side::gradient)};
        for_row_blocks(
            x, w, ctx->saved_data["eps"].toDouble(), [&](Block& one, std::int64_t from, std::int64_t rows) {
                const auto numbers = known ? kept_rows(gates, ups, from) : one.passing();
                if (!known) one.open(data(x) + from * d, rows, *gate, *up, numbers);
                one.gradient(data(x) + from * d, data(g) + from * d, rows, of, numbers, data(grad_x) + from * d);
            });
        return {grad_x, Variable(), Variable(), Variable()};
    }

  private:
    static Block::Inner kept_rows(at::Tensor& gates, at::Tensor& ups, std::int64_t from) {
        const auto rows = [from](at::Tensor& x) {
            return reinterpret_cast<std::uint16_t*>(x.data_ptr<std::int16_t>()) + from * x.size(1);
        };
        return {rows(gates), rows(ups)};
    }
};

}  // namespace

at::Tensor gated_residual(const at::Tensor& x, const GatedWeights& weights, double eps, InnerNumbers inner) {
    const bool keep = inner == InnerNumbers::kept && at::GradMode::is_enabled() && x.requires_grad();
    return GatedResidual::apply(x, c10::make_intrusive<Kept>(weights), eps, keep);
}

}  // namespace wb
