// The linear recurrence as one differentiable operation. Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/fused_ops.h"

#include <cmath>
#include <vector>

#include "networks/fused_shared.h"
#include "networks/lru_scan_kernels.h"

namespace wb {

using namespace fused;

namespace {

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

}  // namespace

at::Tensor lru_scan(const at::Tensor& z, const at::Tensor& params_log, const at::Tensor& carry,
                    const at::Tensor& offsets) {
    return LruScan::apply(z.contiguous(), params_log, carry, offsets);
}

}  // namespace wb
