// Products with a sparse matrix outside autograd, and how a function of autograd keeps the matrix. Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/csrc/autograd/custom_function.h>

#include "networks/sparse_graph.h"

namespace wb {

/// What is added to a product: factor * table, row by row; and what the product is multiplied with before.
struct SparseAddition {
    float scale = 1;
    const float* table = nullptr;
    float factor = 0;
};

/// Rows first .. last of the product a x on this thread; those named by ids[first .. last) where ids is not null.
/// x [columns, d], out: row `first` of the result.
void sparse_rows_times(const SparseRows& a, const std::int64_t* ids, std::int64_t first, std::int64_t last,
                       const float* x, std::int64_t d, float* out, const SparseAddition& more = {});

/// a x, or its rows `ids` (int64; without elements: all). x [columns, d], contiguous float32.
at::Tensor sparse_times(const SparseRows& a, const at::Tensor& x, const at::Tensor& ids = {},
                        const SparseAddition& more = {});

/// The gradient of x in such a product, from that of the result.
at::Tensor sparse_times_gradient(const SparseMatrix& matrix, const at::Tensor& gradient, const at::Tensor& ids);

/// Keeps the matrix alive from the forward to the backward pass.
void keep_matrix(torch::autograd::AutogradContext* ctx, const SparseMatrix& matrix);
SparseMatrix kept_matrix(torch::autograd::AutogradContext* ctx);

}  // namespace wb
