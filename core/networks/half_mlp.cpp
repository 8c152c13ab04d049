// Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/half_mlp.h"

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
          inverse_(static_cast<std::size_t>(row_block)),
          gate_(static_cast<std::size_t>(row_block * inner_)),
          up_(gate_.size()) {}

    /// The products in front of the unit; x [rows, hidden].
    void open(const float* x, std::int64_t rows, const RightFactor& gate, const RightFactor& up) {
        rms_norm_forward(x, norm_, eps_, rows, hidden_, normed_.data(), inverse_.data());
        left_.assign(normed_.data(), rows, hidden_, Precision::bfloat16);
        gate.multiply(left_, gate_.data());
        up.multiply(left_, up_.data());
    }
    void close(const float* x, std::int64_t rows, const RightFactor& down, float* out) {
        silu_gate_rows(gate_.data(), up_.data(), inner_, rows, inner_, left_.bfloat16_rows(rows, inner_));
        std::copy_n(x, rows * hidden_, out);
        down.multiply(left_, true, out);
    }
    struct Gradients {
        std::shared_ptr<const RightFactor> gate, up, down;
    };
    /// Behind open(): the gradient of x for that of the result.
    void gradient(const float* x, const float* grad, std::int64_t rows, const Gradients& of, float* grad_x) {
        gated_.resize(gate_.size());
        left_.assign(grad, rows, hidden_, Precision::bfloat16);
        of.down->multiply(left_, gated_.data());
        silu_gate_gradient(gated_.data(), gate_.data(), up_.data(), rows * inner_, left_.bfloat16_rows(rows, inner_),
                           other_.bfloat16_rows(rows, inner_));
        of.gate->multiply(left_, false, normed_.data());
        of.up->multiply(other_, true, normed_.data());
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
                            double eps) {
        const auto x = x_in.contiguous();
        const auto& w = kept->weights;
        const std::int64_t d = x.size(1);
        auto out = at::empty_like(x);
        const auto gate = w.gate->factor(), up = w.up->factor(), down = w.down->factor();
        for_row_blocks(x, w, eps, [&](Block& one, std::int64_t from, std::int64_t rows) {
            one.open(data(x) + from * d, rows, *gate, *up);
            one.close(data(x) + from * d, rows, *down, data(out) + from * d);
        });
        ctx->save_for_backward({x});
        ctx->saved_data["kept"] = c10::IValue::make_capsule(kept);
        ctx->saved_data["eps"] = eps;
        return out;
    }
    static variable_list backward(AutogradContext* ctx, variable_list grads) {
        const auto x = ctx->get_saved_variables().front();
        const auto kept = c10::static_intrusive_pointer_cast<Kept>(ctx->saved_data["kept"].toCapsule());
        const auto& w = kept->weights;
        const auto g = grads[0].contiguous();
        const std::int64_t d = x.size(1);
        auto grad_x = at::empty_like(x);
        const auto gate = w.gate->factor(), up = w.up->factor();
        const Block::Gradients of{w.gate->factor(Side::gradient), w.up->factor(Side::gradient),
                                  w.down->factor(Side::gradient)};
        for_row_blocks(x, w, ctx->saved_data["eps"].toDouble(),
                       [&](Block& one, std::int64_t from, std::int64_t rows) {
                           one.open(data(x) + from * d, rows, *gate, *up);
                           one.gradient(data(x) + from * d, data(g) + from * d, rows, of, data(grad_x) + from * d);
                       });
        return {grad_x, Variable(), Variable()};
    }
};

}  // namespace

at::Tensor gated_residual(const at::Tensor& x, const GatedWeights& weights, double eps) {
    return GatedResidual::apply(x, c10::make_intrusive<Kept>(weights), eps);
}

}  // namespace wb
