// Layer: training.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/adam.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>

#include "training/adam_kernels.h"

namespace wb {

Adam::Adam(const Parameters& parameters, AdamOptions options) : parameters_(parameters), options_(options) {
    for (const auto& p : parameters_) {
        first_.push_back(at::zeros_like(p.value.detach()));
        second_.push_back(at::zeros_like(p.value.detach()));
    }
}

double Adam::gradient_norm() const {
    double sum = 0;
    for (const auto& p : parameters_) {
        if (!p.value.grad().defined()) continue;
        const auto g = p.value.grad().contiguous();
        sum += sum_of_squares(g.data_ptr<float>(), g.numel());
    }
    return std::sqrt(sum);
}

void Adam::step(double norm, double lr_factor) {
    ++steps_;
    const double lr = options_.lr * lr_factor;
    const double correction1 = 1 - std::pow(options_.beta1, static_cast<double>(steps_));
    const double correction2 = 1 - std::pow(options_.beta2, static_cast<double>(steps_));
    AdamStep s{};
    s.beta1 = static_cast<float>(options_.beta1);
    s.beta2 = static_cast<float>(options_.beta2);
    s.eps = static_cast<float>(options_.eps);
    s.step_size = static_cast<float>(lr / correction1);
    s.second_correction = static_cast<float>(std::sqrt(correction2));
    s.gradient_scale =
        options_.clip_norm > 0 ? static_cast<float>(std::min(1.0, options_.clip_norm / (norm + 1e-6))) : 1.0f;
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
        const auto& p = parameters_[i];
        if (!p.value.grad().defined()) continue;
        s.keep = p.decay ? static_cast<float>(1 - lr * options_.weight_decay) : 1.0f;
        const auto g = p.value.grad().contiguous();
        float* value = p.value.data_ptr<float>();
        float *m = first_[i].data_ptr<float>(), *v = second_[i].data_ptr<float>();
        const float* gradient = g.data_ptr<float>();
        at::parallel_for(0, p.value.numel(), 16384, [&](std::int64_t from, std::int64_t to) {
            adam_update(value + from, m + from, v + from, gradient + from, to - from, s);
        });
        p.value.mutable_grad().reset();
    }
}

}  // namespace wb
