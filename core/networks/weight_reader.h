// Takes tensors out of a model's files by name and shape, and collects all that is wrong. Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "foundation/model_tensors.h"
#include "tensors/frozen_weight.h"

namespace wb {

class WeightReader {
  public:
    explicit WeightReader(const ModelTensors& files) : files_(files) {}
    /// As float32; undefined where it is missing or of another shape.
    at::Tensor take(const std::string& name, const std::vector<std::int64_t>& shape);
    /// Whether it could be taken.
    bool check(const std::string& name, const std::vector<std::int64_t>& shape);
    /// Throws one UserError that lists everything found wrong.
    void finish() const;

  private:
    const ModelTensors& files_;
    std::vector<std::string> wrong_;
};

/// Throws UserError where this processor does not multiply weights of that format.
void require_products(WeightFormat format);

}  // namespace wb
