// Layer: training.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace wb {

struct AdamStep {
    float beta1, beta2, eps, step_size, second_correction, keep, gradient_scale;
};
/// value = keep * value - step_size * m / (sqrt(v) / second_correction + eps), moments updated with gradient * scale.
void adam_update(float* value, float* first, float* second, const float* gradient, std::int64_t n, const AdamStep& s);
/// The same for a gradient of zeros.
void adam_fade(float* value, float* first, float* second, std::int64_t n, const AdamStep& s);

}  // namespace wb
