// A linear layer that is not trained, with a low-rank adapter or without, as one differentiable operation.
// Layer: networks. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <memory>
#include <optional>

#include "tensors/frozen_weight.h"

namespace wb {

/// Adds scale (dropped A^T) B^T: `dropped` [T, in] is what the layer reads, or that with some numbers set to zero.
struct LowRank {
    at::Tensor dropped, a, b;  ///< [T, in], [r, in], [out, r]
    double scale = 1;
};

/// x W^T and what the adapter adds. x [T, in], weight float32 [out, in] -> [T, out]. Gradients go to x, dropped, a
/// and b; the weight gets none.
at::Tensor adapted_linear(const at::Tensor& x, const at::Tensor& weight, const LowRank& adapter);
/// The same with W in few bits. x is rounded to the precision of its products, the gradient of x comes from products
/// in the same precision, and what the adapter does is in float32.
/// `unread`: nobody reads the result, it is wanted for its gradients alone, and zeros stand in its place.
at::Tensor adapted_linear(const at::Tensor& x, const std::shared_ptr<const FrozenWeight>& weight,
                          const std::optional<LowRank>& adapter, bool unread = false);

}  // namespace wb
