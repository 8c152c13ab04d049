// A matrix that stays in its file and of which rows are read when they are wanted: the table of tokens.
// Layer: networks. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <string>

#include "foundation/model_tensors.h"

namespace wb {

class FileRows {
  public:
    /// `files` must live as long as this and have a tensor [rows, width] of that name.
    FileRows(const ModelTensors& files, std::string name);
    /// Rows `ids` (int64 [n]) -> float32 [n, width].
    at::Tensor operator[](const at::Tensor& ids) const;
    /// x [n, width] times all rows -> [n, rows], differentiable in x. Rows are read a block at a time, and again for
    /// the gradient, so that the matrix is never in memory.
    at::Tensor product(const at::Tensor& x) const;

  private:
    const ModelTensors& files_;
    std::string name_;
};

}  // namespace wb
