// Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/adapted_linear.h"

#include <torch/custom_class.h>

#include <optional>
#include <stdexcept>
#include <vector>

#include "networks/fused_shared.h"
#include "tensors/split_products.h"

namespace wb {

using namespace fused;

namespace {

/// As FrozenWeight lays its numbers out for; halves want longer blocks.
constexpr std::int64_t block_rows = 128;

FloatBlock rows_of(const at::Tensor& x, std::int64_t from, std::int64_t to) {
    return block(data(x) + from * x.size(1), to - from, x.size(1));
}

/// W, as a float32 tensor or in few bits.
struct Base : torch::CustomClassHolder {
    at::Tensor values;
    std::shared_ptr<const FrozenWeight> frozen;
    std::int64_t in() const { return frozen ? frozen->in() : values.size(1); }
    std::int64_t out() const { return frozen ? frozen->out() : values.size(0); }
};

/// x W^T, or g W, a block of rows at a time.
class BaseProduct {
  public:
    BaseProduct(const Base& base, Side side, std::int64_t rows) : weight_(base.values), side_(side) {
        if (base.frozen)
            low_ = base.frozen->factor(side);
        else if (split_products_pay(rows, base.in(), base.out()))
            halves_.emplace(matrix(), block_rows);
    }
    /// What one thread needs for it.
    struct Room {
        SplitRows parts;
        LeftRows rows;
    };
    void operator()(const FloatBlock& x, Room& room, float* out) const {
        if (low_) {
            room.rows.assign(x.data, x.rows, *low_);
            low_->multiply(room.rows, false, out);
        } else if (halves_) {
            room.parts.assign(x, Halves::high_low_high);
            halves_->multiply(room.parts, false, out);
        } else {
            const auto right = matrix();
            multiply(x, right, false, out, side_ == Side::output ? weight_.size(0) : weight_.size(1));
        }
    }

  private:
    FloatBlock matrix() const {
        const auto w = rows_of(weight_, 0, weight_.size(0));
        return side_ == Side::output ? w.t() : w;
    }
    at::Tensor weight_;
    Side side_;
    std::shared_ptr<const RightFactor> low_;
    std::optional<SplitFactor> halves_;
};

class AdaptedLinear : public torch::autograd::Function<AdaptedLinear> {
  public:
    /// Without an adapter a and b have rank 0.
    static Variable forward(AutogradContext* ctx, const Variable& x_in, const Variable& dropped_in,
                            const Variable& a_in, const Variable& b_in, double scale,
                            const c10::intrusive_ptr<Base>& base, bool unread) {
        const auto x = x_in.contiguous(), dropped = dropped_in.contiguous();
        const auto a = a_in.contiguous(), b = (b_in * scale).contiguous();
        const std::int64_t rows = x.size(0), out = base->out(), rank = a.size(0);
        auto y = unread ? at::zeros({1, 1}, x.options()).expand({rows, out}) : at::empty({rows, out}, x.options());
        auto inner = at::empty({rows, rank}, x.options());
        std::optional<BaseProduct> product;
        if (!unread) product.emplace(*base, Side::output, rows);
        for_ranges(rows, [&](std::int64_t first, std::int64_t last, std::int64_t) {
            BaseProduct::Room room;
            for (std::int64_t from = first; from < last; from += block_rows) {
                const std::int64_t to = std::min(last, from + block_rows);
                float* result = data(y) + from * out;
                if (product) (*product)(rows_of(x, from, to), room, result);
                if (rank == 0) continue;
                multiply(rows_of(dropped, from, to), rows_of(a, 0, rank).t(), false, data(inner) + from * rank, rank);
                if (!unread) multiply(rows_of(inner, from, to), rows_of(b, 0, out).t(), true, result, out);
            }
        });
        ctx->save_for_backward({rank > 0 ? dropped : at::empty({0, x.size(1)}, x.options()), a, b, inner});
        ctx->saved_data["base"] = c10::IValue::make_capsule(base);
        ctx->saved_data["scale"] = scale;
        ctx->saved_data["same"] = x_in.is_same(dropped_in);
        ctx->saved_data["needs_x"] = x_in.requires_grad();
        return y;
    }

    static variable_list backward(AutogradContext* ctx, variable_list grads) {
        const auto saved = ctx->get_saved_variables();
        const auto &dropped = saved[0], &a = saved[1], &b = saved[2], &inner = saved[3];
        const auto base = c10::static_intrusive_pointer_cast<Base>(ctx->saved_data["base"].toCapsule());
        const double scale = ctx->saved_data["scale"].toDouble();
        const bool same = ctx->saved_data["same"].toBool(), needs_x = ctx->saved_data["needs_x"].toBool();
        const auto g = grads[0].contiguous();
        const std::int64_t rows = g.size(0), in = base->in(), out = base->out(), rank = a.size(0);
        auto grad_x = needs_x ? at::empty({rows, in}, g.options()) : at::Tensor();
        auto grad_dropped = needs_x && !same ? at::empty_like(dropped) : at::Tensor();
        const std::int64_t threads = at::get_num_threads();
        // Of b the transposed gradient, and a turned: with so few columns oneDNN takes half the time then or less.
        auto as = at::zeros({threads, rank, in}, g.options()), bs = at::zeros({threads, rank, out}, g.options());
        const auto a_turned = a.t().contiguous();
        std::optional<BaseProduct> product;
        if (needs_x) product.emplace(*base, Side::gradient, rows);
        const auto ranges = for_ranges(rows, [&](std::int64_t first, std::int64_t last, std::int64_t range) {
            BaseProduct::Room room;
            std::vector<float> grad_inner(static_cast<std::size_t>(block_rows * rank));
            for (std::int64_t from = first; from < last; from += block_rows) {
                const std::int64_t to = std::min(last, from + block_rows);
                const auto gradient = rows_of(g, from, to);
                if (needs_x) (*product)(gradient, room, data(grad_x) + from * in);
                if (rank == 0) continue;
                const auto of_inner = block(grad_inner.data(), to - from, rank);
                multiply(rows_of(inner, from, to).t(), gradient, true, data(bs) + range * rank * out, out);
                multiply(gradient, rows_of(b, 0, out), false, grad_inner.data(), rank);
                multiply(of_inner.t(), rows_of(dropped, from, to), true, data(as) + range * rank * in, in);
                if (needs_x)
                    multiply(of_inner, rows_of(a_turned, 0, in).t(), same,
                             (same ? data(grad_x) : data(grad_dropped)) + from * in, in);
            }
        });
        return {grad_x,
                grad_dropped,
                as.narrow(0, 0, ranges).sum(0),
                bs.narrow(0, 0, ranges).sum(0).t().contiguous() * scale,
                Variable(),
                Variable(),
                Variable()};
    }
};

}  // namespace

at::Tensor adapted_linear(const at::Tensor& x, const at::Tensor& weight, const LowRank& adapter) {
    if (weight.requires_grad()) throw std::logic_error("adapted_linear: the weight is not frozen");
    auto base = c10::make_intrusive<Base>();
    base->values = weight.contiguous();
    return AdaptedLinear::apply(x, adapter.dropped, adapter.a, adapter.b, adapter.scale, base, false);
}

at::Tensor adapted_linear(const at::Tensor& x, const std::shared_ptr<const FrozenWeight>& weight,
                          const std::optional<LowRank>& adapter, bool unread) {
    auto base = c10::make_intrusive<Base>();
    base->frozen = weight;
    if (adapter)
        return AdaptedLinear::apply(x, adapter->dropped, adapter->a, adapter->b, adapter->scale, base, unread);
    return AdaptedLinear::apply(x, x, at::empty({0, weight->in()}, x.options()),
                                at::empty({weight->out(), 0}, x.options()), 1.0, base, unread);
}

}  // namespace wb
