// Layer: networks.
// Channels are worked on in blocks that stay in registers while time runs: one pass over memory per direction.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/lru_scan_kernels.h"

#include "tensors/vector_math.h"

namespace wb {

namespace {

constexpr std::int64_t block = 32;

template <std::int64_t width>
WB_INLINE void forward_block(const float* z, const float* carry, LruCoefficients c, std::int64_t steps,
                             std::int64_t channels, float* h, std::int64_t n) {
    float re[width] = {}, im[width] = {}, lr[width] = {}, li[width] = {}, g[width] = {};
    for (std::int64_t i = 0; i < n; ++i) {
        lr[i] = c.lambda_re[i];
        li[i] = c.lambda_im[i];
        g[i] = c.gamma[i];
    }
    for (std::int64_t t = 0; t < steps; ++t) {
        const float keep = carry[t];
        const float *zr = z + t * 2 * channels, *zi = zr + channels;
        float *hr = h + t * 2 * channels, *hi = hr + channels;
        for (std::int64_t i = 0; i < n; ++i) {
            const float a = keep * re[i], b = keep * im[i];
            const float new_re = g[i] * zr[i] + lr[i] * a - li[i] * b;
            const float new_im = g[i] * zi[i] + lr[i] * b + li[i] * a;
            re[i] = new_re;
            im[i] = new_im;
            hr[i] = new_re;
            hi[i] = -new_im;
        }
    }
}

template <std::int64_t width>
WB_INLINE void backward_block(const float* grad_h, const float* z, const float* h, const float* carry,
                              LruCoefficients c, std::int64_t steps, std::int64_t channels, float* grad_z,
                              float* grad_lr, float* grad_li, float* grad_g, std::int64_t n) {
    float dre[width] = {}, dim[width] = {}, lr[width] = {}, li[width] = {}, g[width] = {};
    float slr[width] = {}, sli[width] = {}, sg[width] = {};
    for (std::int64_t i = 0; i < n; ++i) {
        lr[i] = c.lambda_re[i];
        li[i] = c.lambda_im[i];
        g[i] = c.gamma[i];
    }
    float keep_next = 0;
    for (std::int64_t t = steps - 1; t >= 0; --t) {
        const float *gr = grad_h + t * 2 * channels, *gi = gr + channels;
        const float *zr = z + t * 2 * channels, *zi = zr + channels;
        float *dzr = grad_z + t * 2 * channels, *dzi = dzr + channels;
        const float keep = carry[t];
        // The state before this slot, as stored in h; at t = 0 carry is 0 and any finite row will do.
        const float *pr = h + (t > 0 ? t - 1 : 0) * 2 * channels, *pi = pr + channels;
        for (std::int64_t i = 0; i < n; ++i) {
            // d state_t = its own output gradient + conj(lambda) carry_{t+1} d state_{t+1}
            const float a = gr[i] + keep_next * (lr[i] * dre[i] + li[i] * dim[i]);
            const float b = -gi[i] + keep_next * (lr[i] * dim[i] - li[i] * dre[i]);
            dre[i] = a;
            dim[i] = b;
            dzr[i] = g[i] * a;
            dzi[i] = g[i] * b;
            sg[i] += a * zr[i] + b * zi[i];
            const float before_re = keep * pr[i], before_im = -keep * pi[i];
            slr[i] += a * before_re + b * before_im;
            sli[i] += b * before_re - a * before_im;
        }
        keep_next = keep;
    }
    for (std::int64_t i = 0; i < n; ++i) {
        grad_lr[i] += slr[i];
        grad_li[i] += sli[i];
        grad_g[i] += sg[i];
    }
}

}  // namespace

WB_KERNEL void lru_scan_forward(const float* z, const float* carry, LruCoefficients c, std::int64_t steps,
                                std::int64_t channels, float* h) {
    std::int64_t first = 0;
    for (; first + block <= channels; first += block)
        forward_block<block>(z + first, carry, {c.lambda_re + first, c.lambda_im + first, c.gamma + first}, steps,
                             channels, h + first, block);
    if (first < channels)
        forward_block<block>(z + first, carry, {c.lambda_re + first, c.lambda_im + first, c.gamma + first}, steps,
                             channels, h + first, channels - first);
}

WB_KERNEL void lru_scan_backward(const float* grad_h, const float* z, const float* h, const float* carry,
                                 LruCoefficients c, std::int64_t steps, std::int64_t channels, float* grad_z,
                                 float* grad_lambda_re, float* grad_lambda_im, float* grad_gamma) {
    std::int64_t first = 0;
    for (; first < channels; first += block) {
        const LruCoefficients part{c.lambda_re + first, c.lambda_im + first, c.gamma + first};
        const std::int64_t n = channels - first < block ? channels - first : block;
        if (n == block)
            backward_block<block>(grad_h + first, z + first, h + first, carry, part, steps, channels, grad_z + first,
                                  grad_lambda_re + first, grad_lambda_im + first, grad_gamma + first, block);
        else
            backward_block<block>(grad_h + first, z + first, h + first, carry, part, steps, channels, grad_z + first,
                                  grad_lambda_re + first, grad_lambda_im + first, grad_gamma + first, n);
    }
}

}  // namespace wb
