// Differentiable rows of tables: what recommenders with user and item tables are made of.
// All tensors are contiguous float32 on the CPU. Layer: networks. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <utility>
#include <vector>

namespace wb {

/// How the gradient of a table of which some rows were read is kept: as a table with zeros, or the rows alone (a
/// sparse tensor, which Adam takes). Rows alone are for tables that are read in no other way.
enum class TableGradient { whole, rows };

/// Rows `ids` (int64 [n]) of table [rows, d] -> [n, d]. The gradient of repeated rows is added in the order of ids,
/// whatever the number of threads.
at::Tensor gather_rows(const at::Tensor& table, const at::Tensor& ids, TableGradient gradient = TableGradient::whole);

/// A table that is read in every layer of a network.
struct SharedTable {
    std::vector<at::Tensor> tops, rests;  ///< its first rows and the others, once for every reader
    at::Tensor rows;                      ///< some of its rows
};
/// Divided behind row `split`; `ids` int64. The gradients of all readers are added in one pass over the table.
SharedTable shared_table(const at::Tensor& table, std::int64_t split, std::int64_t readers, const at::Tensor& ids);

/// Rows `ids` of a table, and beside them the Frobenius norm of the whole table (a scalar): both gradients in one
/// pass.
std::pair<at::Tensor, at::Tensor> rows_and_norm(const at::Tensor& table, const at::Tensor& ids);

/// Every row divided by its length, or by 1e-12 where that is longer. [n, d] -> [n, d].
at::Tensor unit_rows(const at::Tensor& x);

/// Adds rows of `grad` [n, d] to rows `ids` of a table of zeros -> [table_rows, d]. No gradient.
at::Tensor scatter_rows(const at::Tensor& grad, const at::Tensor& ids, std::int64_t table_rows);

/// -mean log(1e-10 + sigmoid(x)), x = score of the positive item less that of the negative one (BPR; Rendle et al.,
/// UAI 2009, with the small number of the MMRec toolbox).
at::Tensor bpr_loss(const at::Tensor& difference);

}  // namespace wb
