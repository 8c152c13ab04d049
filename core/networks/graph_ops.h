// Differentiable products with the graph between users and items. All tensors are contiguous float32 on the CPU.
// Layer: networks. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include "networks/sparse_graph.h"

namespace wb {

/// matrix x. x [columns, d] -> [rows, d].
at::Tensor sparse_product(const SparseMatrix& matrix, const at::Tensor& x);
/// Rows `ids` (int64 [n]) of the same product -> [n, d], for the price of those rows.
at::Tensor sparse_product_rows(const SparseMatrix& matrix, const at::Tensor& ids, const at::Tensor& x);

struct UnitSpread {
    at::Tensor rows;         ///< x with rows of unit length (table_ops.h)
    at::Tensor product;      ///< the matrix times those
    at::Tensor mean_square;  ///< of all numbers of x, a scalar
};
/// As one operation the gradients of all three meet row by row, without passes over tables that are larger than a
/// cache.
UnitSpread unit_rows_spread(const SparseMatrix& matrix, const at::Tensor& x);

struct NodeTables {
    at::Tensor users, items;  ///< [users, d], [items, d]
};
/// The mean of x, A x, ..., A^hops x, where A is the graph over users and items together (LightGCN; He et al., SIGIR
/// 2020, arXiv:2002.02126); to the items' mean, own_items times the items of x are added.
NodeTables mean_over_hops(const BipartiteGraph& graph, const NodeTables& x, std::int64_t hops, float own_items = 0);

}  // namespace wb
