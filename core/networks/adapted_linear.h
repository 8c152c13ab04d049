// A frozen linear layer with a low-rank adapter, as one differentiable operation. Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace wb {

/// x W^T + scale (dropped A^T) B^T. x and dropped [T, in] (the same tensor where nothing is dropped), weight [out,
/// in], a [r, in], b [out, r] -> [T, out]. Gradients go to x, dropped, a and b; the weight gets none.
at::Tensor adapted_linear(const at::Tensor& x, const at::Tensor& dropped, const at::Tensor& weight,
                          const at::Tensor& a, const at::Tensor& b, double scale);

}  // namespace wb
