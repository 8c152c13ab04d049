// Layer: networks. Compiled with -fassociative-math: sums may be taken in any order, NaN and infinities are kept.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/row_kernels.h"

#include <algorithm>
#include <cmath>

#include "tensors/vector_math.h"

namespace wb {

WB_KERNEL void add_norm_forward(const float* branch, const std::uint8_t* mask, float scale, const float* residual,
                                const float* weight, const float* bias, float eps, NormKind kind, std::int64_t rows,
                                std::int64_t d, float* sum, float* normed, float* x_hat, float* inverse) {
    for (std::int64_t r = 0; r < rows; ++r) {
        const float* b = branch + r * d;
        float* hat = x_hat + r * d;
        if (mask) {
            const std::uint8_t* m = mask + r * d;
            for (std::int64_t i = 0; i < d; ++i) hat[i] = b[i] * (static_cast<float>(m[i]) * scale);
        } else {
            for (std::int64_t i = 0; i < d; ++i) hat[i] = b[i];
        }
        if (residual) {
            const float* x = residual + r * d;
            for (std::int64_t i = 0; i < d; ++i) hat[i] += x[i];
        }
        if (sum) {
            float* s = sum + r * d;
            for (std::int64_t i = 0; i < d; ++i) s[i] = hat[i];
        }
        float mean = 0;
        for (std::int64_t i = 0; i < d; ++i) mean += hat[i];
        mean /= static_cast<float>(d);
        float square = 0;
        for (std::int64_t i = 0; i < d; ++i) {
            hat[i] -= mean;
            square += hat[i] * hat[i];
        }
        const float inv = kind == NormKind::layer_norm ? 1.0f / std::sqrt(square / static_cast<float>(d) + eps)
                                                       : 1.0f / (std::sqrt(square / static_cast<float>(d - 1)) + eps);
        inverse[r] = inv;
        float* out = normed + r * d;
        for (std::int64_t i = 0; i < d; ++i) {
            hat[i] *= inv;
            out[i] = hat[i] * weight[i] + bias[i];
        }
    }
}

WB_KERNEL void add_norm_backward(const float* grad_normed, const float* grad_sum, const std::uint8_t* mask,
                                 float scale, const float* weight, float eps, NormKind kind, const float* x_hat,
                                 const float* inverse, std::int64_t rows, std::int64_t d, float* grad_branch,
                                 float* grad_residual, float* grad_weight, float* grad_bias) {
    for (std::int64_t r = 0; r < rows; ++r) {
        const float* g = grad_normed + r * d;
        const float* hat = x_hat + r * d;
        const float inv = inverse[r];
        float mean = 0, dot = 0;
        for (std::int64_t i = 0; i < d; ++i) {
            const float gh = g[i] * weight[i];
            mean += gh;
            dot += gh * hat[i];
            grad_weight[i] += g[i] * hat[i];
            grad_bias[i] += g[i];
        }
        mean /= static_cast<float>(d);
        float k;
        if (kind == NormKind::layer_norm) {
            k = inv * dot / static_cast<float>(d);
        } else {
            const float deviation = 1.0f / inv - eps;
            k = deviation > 0 ? dot / (static_cast<float>(d - 1) * deviation) : 0.0f;
        }
        float* ds = grad_residual ? grad_residual + r * d : grad_branch + r * d;
        for (std::int64_t i = 0; i < d; ++i) ds[i] = inv * (g[i] * weight[i] - mean) - k * hat[i];
        if (grad_sum) {
            const float* gs = grad_sum + r * d;
            for (std::int64_t i = 0; i < d; ++i) ds[i] += gs[i];
        }
        if (grad_branch) {
            float* gb = grad_branch + r * d;
            if (mask) {
                const std::uint8_t* m = mask + r * d;
                for (std::int64_t i = 0; i < d; ++i) gb[i] = ds[i] * (static_cast<float>(m[i]) * scale);
            } else if (gb != ds) {
                for (std::int64_t i = 0; i < d; ++i) gb[i] = ds[i];
            }
        }
    }
}

WB_KERNEL void gelu_forward(const float* x, const std::uint8_t* mask, float scale, GeluKind kind, std::int64_t n,
                            float* out, float* derivative) {
    if (kind == GeluKind::erf)
        for (std::int64_t i = 0; i < n; ++i) kernel::gelu_erf(x[i], out[i], derivative[i]);
    else
        for (std::int64_t i = 0; i < n; ++i) kernel::gelu_tanh(x[i], out[i], derivative[i]);
    if (mask)
        for (std::int64_t i = 0; i < n; ++i) {
            const float keep = static_cast<float>(mask[i]) * scale;
            out[i] *= keep;
            derivative[i] *= keep;
        }
}

WB_KERNEL double softmax_loss_rows(float* logits, const std::int64_t* labels, std::int64_t rows, std::int64_t classes,
                                   float factor) {
    double loss = 0;
    for (std::int64_t r = 0; r < rows; ++r) {
        float* z = logits + r * classes;
        float top = z[0];
        for (std::int64_t i = 1; i < classes; ++i) top = z[i] > top ? z[i] : top;
        const float target = z[labels[r]];
        float sum = 0;
        for (std::int64_t i = 0; i < classes; ++i) {
            z[i] = kernel::fast_exp(z[i] - top);
            sum += z[i];
        }
        loss += std::log(static_cast<double>(sum)) - static_cast<double>(target - top);
        const float share = factor / sum;
        for (std::int64_t i = 0; i < classes; ++i) z[i] *= share;
        z[labels[r]] -= factor;
    }
    return loss;
}

WB_KERNEL void softmax_rows(float* values, std::int64_t rows, std::int64_t columns, float scale) {
    for (std::int64_t r = 0; r < rows; ++r) {
        float* z = values + r * columns;
        float top = z[0];
        for (std::int64_t i = 1; i < columns; ++i) top = z[i] > top ? z[i] : top;
        float sum = 0;
        for (std::int64_t i = 0; i < columns; ++i) {
            z[i] = kernel::fast_exp((z[i] - top) * scale);
            sum += z[i];
        }
        const float share = 1.0f / sum;
        for (std::int64_t i = 0; i < columns; ++i) z[i] *= share;
    }
}

WB_KERNEL void softmax_backward_rows(const float* p, float* grad_p, std::int64_t rows, std::int64_t columns,
                                     float scale) {
    for (std::int64_t r = 0; r < rows; ++r) {
        const float* q = p + r * columns;
        float* g = grad_p + r * columns;
        float dot = 0;
        for (std::int64_t i = 0; i < columns; ++i) dot += q[i] * g[i];
        for (std::int64_t i = 0; i < columns; ++i) g[i] = scale * q[i] * (g[i] - dot);
    }
}

WB_KERNEL void masked_scale(const float* in, const std::uint8_t* mask, float scale, std::int64_t n, float* out) {
    for (std::int64_t i = 0; i < n; ++i) out[i] = in[i] * (static_cast<float>(mask[i]) * scale);
}

WB_KERNEL void leaky(const float* x, float slope, std::int64_t n, float* out) {
    for (std::int64_t i = 0; i < n; ++i) out[i] = x[i] > 0.0f ? x[i] : slope * x[i];
}

WB_KERNEL void leaky_plus(const float* x, const float* plus, float slope, std::int64_t n, float* out) {
    for (std::int64_t i = 0; i < n; ++i) out[i] = (x[i] > 0.0f ? x[i] : slope * x[i]) + plus[i];
}

WB_KERNEL void leaky_backward(const float* g, const float* x, float slope, std::int64_t n, float* out) {
    for (std::int64_t i = 0; i < n; ++i) out[i] = x[i] > 0.0f ? g[i] : slope * g[i];
}

WB_KERNEL void add_rows(const float* x, std::int64_t n, std::int64_t d, float* sum) {
    constexpr std::int64_t width = 64;  // of the sum, so much stays in registers
    for (std::int64_t c = 0; c < d; c += width) {
        const std::int64_t w = std::min(width, d - c);
        float part[width] = {};
        if (w == width)
            for (std::int64_t r = 0; r < n; ++r)
                for (std::int64_t i = 0; i < width; ++i) part[i] += x[r * d + c + i];
        else
            for (std::int64_t r = 0; r < n; ++r)
                for (std::int64_t i = 0; i < w; ++i) part[i] += x[r * d + c + i];
        for (std::int64_t i = 0; i < w; ++i) sum[c + i] += part[i];
    }
}

WB_KERNEL void scaled(const float* in, float scale, std::int64_t n, float* out) {
    for (std::int64_t i = 0; i < n; ++i) out[i] = in[i] * scale;
}

WB_KERNEL double sum_of_squares(const float* values, std::int64_t n) {
    double sum = 0;
    for (std::int64_t i = 0; i < n; ++i) sum += static_cast<double>(values[i]) * static_cast<double>(values[i]);
    return sum;
}

}  // namespace wb
