// Named parameters of a network, and how they go to and from safetensors. Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

namespace wb {

struct NamedParameter {
    std::string name;   ///< as in the published checkpoints
    at::Tensor value;   ///< a leaf that requires a gradient
    bool decay = true;  ///< whether weight decay applies
};
using Parameters = std::vector<NamedParameter>;

/// Number of floats in all.
std::int64_t parameter_count(const Parameters& parameters);

/// A packed batch of sequences: token ids one sequence behind the other.
struct PackedBatch {
    at::Tensor tokens;     ///< int64 [T]
    at::Tensor offsets;    ///< int64 [sequences + 1]
    at::Tensor positions;  ///< int64 [T]: place in the padded window; undefined where a network needs none
    at::Tensor rows;       ///< int64 [R]: rows of [T] that carry a label, or the last row of each sequence
    at::Tensor labels;     ///< int64 [R]
};

/// int64 tensor that owns a copy of `values`.
at::Tensor long_tensor(const std::vector<std::int64_t>& values);

}  // namespace wb
