// Who interacted with what, as sparse matrices over users and items. Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/sparse_graph.h"

#include <algorithm>
#include <cmath>

namespace wb {

namespace {

/// The 0/1 matrix over users and items, in both directions, each row in order of its columns.
SparseRows adjacency(std::int64_t users, std::int64_t items, Edges edges) {
    std::sort(edges.begin(), edges.end());
    edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
    SparseRows a;
    const auto nodes = static_cast<std::size_t>(users + items), first_item = static_cast<std::size_t>(users);
    a.columns_count = users + items;
    a.row_begin.assign(nodes + 1, 0);
    for (const auto& [user, item] : edges) {
        ++a.row_begin[static_cast<std::size_t>(user) + 1];
        ++a.row_begin[first_item + static_cast<std::size_t>(item) + 1];
    }
    for (std::size_t n = 0; n < nodes; ++n) a.row_begin[n + 1] += a.row_begin[n];
    auto next = a.row_begin;
    a.columns.resize(2 * edges.size());
    a.values.assign(2 * edges.size(), 1.0f);
    for (const auto& [user, item] : edges) {  // sorted by user, so the rows of the items come out sorted, too
        a.columns[static_cast<std::size_t>(next[static_cast<std::size_t>(user)]++)] =
            static_cast<std::int32_t>(users) + item;
        a.columns[static_cast<std::size_t>(next[first_item + static_cast<std::size_t>(item)]++)] = user;
    }
    return a;
}

std::vector<double> degrees(const SparseRows& a) {
    std::vector<double> degree;
    for (std::size_t r = 0; r + 1 < a.row_begin.size(); ++r)
        degree.push_back(static_cast<double>(a.row_begin[r + 1] - a.row_begin[r]));
    return degree;
}

/// Every value becomes f(row, column).
template <class F>
SparseRows weighted(SparseRows a, F f) {
    for (std::size_t r = 0; r + 1 < a.row_begin.size(); ++r)
        for (auto e = static_cast<std::size_t>(a.row_begin[r]); e < static_cast<std::size_t>(a.row_begin[r + 1]); ++e)
            a.values[e] = static_cast<float>(f(r, static_cast<std::size_t>(a.columns[e])));
    return a;
}

}  // namespace

SparseGraph normalised_graph(std::int64_t users, std::int64_t items, const Edges& edges) {
    auto a = adjacency(users, items, edges);
    const auto degree = degrees(a);
    const auto matrix = std::make_shared<const SparseRows>(weighted(std::move(a), [&](std::size_t r, std::size_t c) {
        return 1.0 / (std::sqrt(degree[r] + 1e-7) * std::sqrt(degree[c] + 1e-7));
    }));
    return {matrix, matrix};  // symmetric
}

SparseGraph mean_graph(std::int64_t users, std::int64_t items, const Edges& edges) {
    const auto a = adjacency(users, items, edges);
    const auto degree = degrees(a);
    return {
        std::make_shared<const SparseRows>(weighted(a, [&](std::size_t r, std::size_t) { return 1 / degree[r]; })),
        std::make_shared<const SparseRows>(weighted(a, [&](std::size_t, std::size_t c) { return 1 / degree[c]; }))};
}

}  // namespace wb
