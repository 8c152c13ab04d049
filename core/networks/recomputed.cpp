// Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/recomputed.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/custom_class.h>

namespace wb {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Variable;
using torch::autograd::variable_list;
using Part = std::function<at::Tensor(const at::Tensor&)>;

struct KeptPart : torch::CustomClassHolder {
    explicit KeptPart(Part p) : part(std::move(p)) {}
    Part part;
};

class Recomputed : public torch::autograd::Function<Recomputed> {
  public:
    /// `needed`: a scalar that needs a gradient, so that there is a backward pass though x may need none.
    static Variable forward(AutogradContext* ctx, const Variable& x, const Variable& /*needed*/,
                            const c10::intrusive_ptr<KeptPart>& kept) {
        ctx->save_for_backward({x});
        ctx->saved_data["part"] = c10::IValue::make_capsule(kept);
        const at::NoGradGuard no_grad;
        return kept->part(x);
    }
    static variable_list backward(AutogradContext* ctx, variable_list grads) {
        const auto kept = c10::static_intrusive_pointer_cast<KeptPart>(ctx->saved_data["part"].toCapsule());
        const auto saved = ctx->get_saved_variables().front();
        const auto x = saved.detach().set_requires_grad(saved.requires_grad());
        at::Tensor y;
        {
            const at::AutoGradMode with_grad(true);
            y = kept->part(x);
        }
        torch::autograd::backward({y}, {grads[0]});
        return {x.grad(), Variable(), Variable()};
    }
};

}  // namespace

at::Tensor recomputed(const at::Tensor& x, Part part) {
    if (!at::GradMode::is_enabled()) return part(x);
    const auto needed = at::zeros({}, x.options()).set_requires_grad(true);
    return Recomputed::apply(x, needed, c10::make_intrusive<KeptPart>(std::move(part)));
}

}  // namespace wb
