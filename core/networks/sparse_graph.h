// Who interacted with what, as sparse matrices between users and items. Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace wb {

/// Compressed rows: row r has columns[row_begin[r] .. row_begin[r + 1]) with the values beside them.
struct SparseRows {
    std::int64_t columns_count = 0;
    std::vector<std::int64_t> row_begin = {0};
    std::vector<std::int32_t> columns;
    std::vector<float> values;
    std::int64_t rows() const { return static_cast<std::int64_t>(row_begin.size()) - 1; }
};

/// A matrix and its transpose, which the backward pass of a product needs. Made once, shared by all steps.
struct SparseMatrix {
    std::shared_ptr<const SparseRows> matrix, transposed;
};

/// (user, item) pairs, both counted from 0; a repeated pair counts once.
using Edges = std::vector<std::pair<std::int32_t, std::int32_t>>;

/// A graph between users and items in two halves. Kept apart, a network may choose for each half whether to project
/// before or behind the product, and no table of users and items behind each other has to be put together.
struct BipartiteGraph {
    SparseMatrix users_from_items;  ///< [users, items]
    SparseMatrix items_from_users;  ///< [items, users]
};

/// D^-1/2 A D^-1/2 with 1e-7 added to every degree inside the root, no self loops (BM3).
BipartiteGraph normalised_graph(std::int64_t users, std::int64_t items, const Edges& edges);
/// D^-1 A: the mean over the neighbours; a node without any gets 0 (MMGCN).
BipartiteGraph mean_graph(std::int64_t users, std::int64_t items, const Edges& edges);

}  // namespace wb
