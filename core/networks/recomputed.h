// A part of a network whose inner activations are not kept but computed again in the backward pass. Layer: networks.
// Chen et al., "Training Deep Nets with Sublinear Memory Cost", arXiv:1604.06174.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>

namespace wb {

/// part(x), of which x alone is kept. `part` is called once more in the backward pass and must make the same graph
/// then, of the same numbers; only the result itself is not read. Leaves that it reads get their gradients then.
/// Without a backward pass: part(x).
at::Tensor recomputed(const at::Tensor& x, std::function<at::Tensor(const at::Tensor&)> part);

}  // namespace wb
