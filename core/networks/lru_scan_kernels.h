// The linear recurrence of LRURec, fused with its input scaling, on plain float arrays. Layer: networks.
// Retrieval method: Yue et al., "Linear Recurrent Units for Sequential Recommendation", WSDM 2024, section 3.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace wb {

/// Per channel: lambda = exp(-nu + i theta), gamma. All [channels].
struct LruCoefficients {
    const float *lambda_re, *lambda_im, *gamma;
};

/// One sequence of `steps` slots. z and h are [steps, 2 * channels]: real parts, then imaginary parts.
///   u_t = gamma z_t,   state_t = u_t + carry[t] lambda state_{t-1},   h_t = (Re state_t, -Im state_t)
/// The sign makes the output projection one real product. carry[0] must be 0.
void lru_scan_forward(const float* z, const float* carry, LruCoefficients c, std::int64_t steps,
                      std::int64_t channels, float* h);

/// Gradients for one sequence. grad_z is written; grad_lambda_re, grad_lambda_im and grad_gamma [channels] are added
/// to.
void lru_scan_backward(const float* grad_h, const float* z, const float* h, const float* carry, LruCoefficients c,
                       std::int64_t steps, std::int64_t channels, float* grad_z, float* grad_lambda_re,
                       float* grad_lambda_im, float* grad_gamma);

}  // namespace wb
