// Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/parameters.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace wb {

std::int64_t parameter_count(const Parameters& parameters) {
    std::int64_t n = 0;
    for (const auto& p : parameters) n += p.value.numel();
    return n;
}

at::Tensor long_tensor(const std::vector<std::int64_t>& values) {
    auto t = at::empty({static_cast<std::int64_t>(values.size())}, at::kLong);
    std::copy(values.begin(), values.end(), t.data_ptr<std::int64_t>());
    return t;
}

}  // namespace wb
