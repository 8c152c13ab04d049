// The network between two attentions of a decoder, in few bits, as one differentiable operation. Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <memory>

#include "tensors/frozen_weight.h"

namespace wb {

/// Matrices that are not trained and not in float32: gate and up [inner, hidden], down [hidden, inner].
struct GatedWeights {
    at::Tensor norm;  ///< [hidden], float32
    std::shared_ptr<const FrozenWeight> gate, up, down;
};

/// x + down (silu(gate n) * up n) with n = rms_norm(x) * norm (Shazeer, arXiv:2002.05202). x [T, hidden], float32.
/// Blocks of rows stay in the cache. For the gradient of x, the only one there is, what gate and up gave is kept in
/// bfloat16, or computed again, with the same result.
enum class InnerNumbers { kept, computed_again };
at::Tensor gated_residual(const at::Tensor& x, const GatedWeights& weights, double eps,
                          InnerNumbers inner = InnerNumbers::computed_again);

}  // namespace wb
