// Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/initial_values.h"

#include <ATen/ATen.h>

#include <cmath>

namespace wb {

namespace {

template <class Draw>
at::Tensor drawn(at::IntArrayRef shape, Draw draw) {
    auto t = at::empty(shape, at::kFloat);
    float* v = t.data_ptr<float>();
    for (std::int64_t i = 0; i < t.numel(); ++i) v[i] = static_cast<float>(draw());
    return t;
}

}  // namespace

at::Tensor xavier_uniform(std::int64_t a, std::int64_t b, Rng& rng) {
    const double bound = std::sqrt(6.0 / static_cast<double>(a + b));
    return drawn({a, b}, [&] { return bound * (2 * rng.uniform() - 1); });
}

at::Tensor xavier_normal(std::int64_t a, std::int64_t b, Rng& rng) {
    const double deviation = std::sqrt(2.0 / static_cast<double>(a + b));
    return drawn({a, b}, [&] { return deviation * rng.normal(); });
}

at::Tensor normal_values(at::IntArrayRef shape, double deviation, Rng& rng) {
    return drawn(shape, [&] { return deviation * rng.normal(); });
}

at::Tensor linear_default(at::IntArrayRef shape, std::int64_t fan_in, Rng& rng) {
    const double bound = 1 / std::sqrt(static_cast<double>(fan_in));
    return drawn(shape, [&] { return bound * (2 * rng.uniform() - 1); });
}

}  // namespace wb
