// Layer: training.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/adam_kernels.h"

#include <cmath>

#include "tensors/vector_math.h"

namespace wb {

WB_KERNEL void adam_update(float* value, float* first, float* second, const float* gradient, std::int64_t n,
                           const AdamStep& s) {
    const AdamStep c = s;
    for (std::int64_t i = 0; i < n; ++i) {
        const float g = gradient[i] * c.gradient_scale;
        const float m = c.beta1 * first[i] + (1.0f - c.beta1) * g;
        const float v = c.beta2 * second[i] + (1.0f - c.beta2) * g * g;
        first[i] = m;
        second[i] = v;
        value[i] = c.keep * value[i] - c.step_size * m / (std::sqrt(v) / c.second_correction + c.eps);
    }
}

WB_KERNEL void adam_fade(float* value, float* first, float* second, std::int64_t n, const AdamStep& s) {
    const AdamStep c = s;
    for (std::int64_t i = 0; i < n; ++i) {
        const float m = c.beta1 * first[i], v = c.beta2 * second[i];
        first[i] = m;
        second[i] = v;
        value[i] = c.keep * value[i] - c.step_size * m / (std::sqrt(v) / c.second_correction + c.eps);
    }
}

}  // namespace wb
