// Initial values of weights, drawn from a named stream. Layer: networks. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include "foundation/random.h"

namespace wb {

/// Glorot and Bengio, AISTATS 2010, for a matrix [a, b]: uniform in +-sqrt(6 / (a + b)).
at::Tensor xavier_uniform(std::int64_t a, std::int64_t b, Rng& rng);
/// The same with a normal distribution of variance 2 / (a + b).
at::Tensor xavier_normal(std::int64_t a, std::int64_t b, Rng& rng);
/// What linear layers of PyTorch start with: uniform in +-1 / sqrt(fan_in).
at::Tensor linear_default(at::IntArrayRef shape, std::int64_t fan_in, Rng& rng);

/// Normal around 0 with this deviation.
at::Tensor normal_values(at::IntArrayRef shape, double deviation, Rng& rng);

}  // namespace wb
