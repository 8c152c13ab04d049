// Layer: training.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/adam.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "networks/row_kernels.h"
#include "training/adam_kernels.h"

namespace wb {

Adam::Adam(const Parameters& parameters, AdamOptions options) : parameters_(parameters), options_(options) {
    for (const auto& p : parameters_) {
        first_.push_back(at::zeros_like(p.value.detach()));
        second_.push_back(at::zeros_like(p.value.detach()));
    }
}

Adam::Gradient Adam::gradient_of(const at::Tensor& parameter) {
    const auto& grad = parameter.grad();
    if (!grad.defined()) return {};
    if (!grad.is_sparse()) return {grad.contiguous(), {}};
    // The same row may stand there several times: they are added in the order in which they stand.
    const auto index = grad._indices().contiguous();
    const auto rows = grad._values().contiguous();
    const auto* id = index.data_ptr<std::int64_t>();
    std::vector<std::int64_t> order(static_cast<std::size_t>(rows.size(0)));
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [id](std::int64_t a, std::int64_t b) { return id[a] < id[b]; });
    Gradient out;
    std::vector<std::size_t> begin;  // of each id in `order`
    for (std::size_t k = 0; k < order.size(); ++k)
        if (k == 0 || id[order[k]] != out.ids.back()) {
            out.ids.push_back(id[order[k]]);
            begin.push_back(k);
        }
    begin.push_back(order.size());
    const std::int64_t d = rows.size(1);
    out.values = at::empty({static_cast<std::int64_t>(out.ids.size()), d}, rows.options());
    const float* from = rows.data_ptr<float>();
    float* to = out.values.data_ptr<float>();
    at::parallel_for(0, static_cast<std::int64_t>(out.ids.size()), 64, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t r = first; r < last; ++r) {
            const auto k = static_cast<std::size_t>(r);
            std::copy_n(from + order[begin[k]] * d, d, to + r * d);
            for (std::size_t more = begin[k] + 1; more < begin[k + 1]; ++more)
                for (std::int64_t i = 0; i < d; ++i) to[r * d + i] += from[order[more] * d + i];
        }
    });
    return out;
}

double Adam::gradient_norm() {
    // Sums over blocks of a fixed size, so that the norm does not depend on the number of threads.
    constexpr std::int64_t block = 1 << 16;
    gradients_.clear();
    double sum = 0;
    for (const auto& p : parameters_) {
        gradients_.push_back(gradient_of(p.value));
        const auto& g = gradients_.back().values;
        if (!g.defined()) continue;
        const float* values = g.data_ptr<float>();
        std::vector<double> parts(static_cast<std::size_t>((g.numel() + block - 1) / block));
        at::parallel_for(0, static_cast<std::int64_t>(parts.size()), 1, [&](std::int64_t first, std::int64_t last) {
            for (std::int64_t b = first; b < last; ++b)
                parts[static_cast<std::size_t>(b)] =
                    sum_of_squares(values + b * block, std::min(block, g.numel() - b * block));
        });
        for (const double part : parts) sum += part;
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
        const auto& g = gradients_.at(i);
        if (!g.values.defined()) continue;
        s.keep = p.decay ? static_cast<float>(1 - lr * options_.weight_decay) : 1.0f;
        float* value = p.value.data_ptr<float>();
        float *m = first_[i].data_ptr<float>(), *v = second_[i].data_ptr<float>();
        const float* gradient = g.values.data_ptr<float>();
        if (g.ids.empty()) {
            at::parallel_for(0, p.value.numel(), 16384, [&](std::int64_t from, std::int64_t to) {
                adam_update(value + from, m + from, v + from, gradient + from, to - from, s);
            });
        } else {
            const std::int64_t d = p.value.size(1);
            at::parallel_for(
                0, p.value.size(0), std::max<std::int64_t>(1, 16384 / d), [&](std::int64_t from, std::int64_t to) {
                    auto next = std::lower_bound(g.ids.begin(), g.ids.end(), from);
                    for (std::int64_t r = from; r < to;) {
                        const std::int64_t with = next == g.ids.end() ? to : std::min(*next, to);
                        adam_fade(value + r * d, m + r * d, v + r * d, (with - r) * d, s);
                        r = with;
                        if (r == to) break;
                        adam_update(value + r * d, m + r * d, v + r * d, gradient + (next - g.ids.begin()) * d, d, s);
                        ++next;
                        ++r;
                    }
                });
        }
        p.value.mutable_grad().reset();
    }
    gradients_.clear();
}

}  // namespace wb
