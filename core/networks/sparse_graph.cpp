// Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/sparse_graph.h"

#include <algorithm>
#include <cmath>

namespace wb {

namespace {

/// The 0/1 matrices in both directions, each row in order of its columns.
struct Adjacency {
    SparseRows items_of_user, users_of_item;
};

Adjacency adjacency(std::int64_t users, std::int64_t items, Edges edges) {
    std::sort(edges.begin(), edges.end());
    edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
    Adjacency a;
    const auto rows = [&](SparseRows& out, std::int64_t count, std::int64_t columns, auto row_of, auto column_of) {
        out.columns_count = columns;
        out.row_begin.assign(static_cast<std::size_t>(count) + 1, 0);
        for (const auto& edge : edges) ++out.row_begin[static_cast<std::size_t>(row_of(edge)) + 1];
        for (std::size_t r = 0; r + 1 < out.row_begin.size(); ++r) out.row_begin[r + 1] += out.row_begin[r];
        auto next = out.row_begin;
        out.columns.resize(edges.size());
        out.values.assign(edges.size(), 1.0f);
        for (const auto& edge : edges)  // sorted by user, so the columns of both directions come out sorted
            out.columns[static_cast<std::size_t>(next[static_cast<std::size_t>(row_of(edge))]++)] = column_of(edge);
    };
    const auto user = [](const auto& edge) { return edge.first; };
    const auto item = [](const auto& edge) { return edge.second; };
    rows(a.items_of_user, users, items, user, item);
    rows(a.users_of_item, items, users, item, user);
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
std::shared_ptr<const SparseRows> weighted(SparseRows a, F f) {
    for (std::size_t r = 0; r + 1 < a.row_begin.size(); ++r)
        for (auto e = static_cast<std::size_t>(a.row_begin[r]); e < static_cast<std::size_t>(a.row_begin[r + 1]); ++e)
            a.values[e] = static_cast<float>(f(r, static_cast<std::size_t>(a.columns[e])));
    return std::make_shared<const SparseRows>(std::move(a));
}

}  // namespace

BipartiteGraph normalised_graph(std::int64_t users, std::int64_t items, const Edges& edges) {
    const auto a = adjacency(users, items, edges);
    const auto of_user = degrees(a.items_of_user), of_item = degrees(a.users_of_item);
    const auto weight = [&](std::size_t user, std::size_t item) {
        return 1.0 / (std::sqrt(of_user[user] + 1e-7) * std::sqrt(of_item[item] + 1e-7));
    };
    const auto to_users = weighted(a.items_of_user, weight);
    const auto to_items =
        weighted(a.users_of_item, [&](std::size_t item, std::size_t user) { return weight(user, item); });
    return {{to_users, to_items}, {to_items, to_users}};  // symmetric
}

BipartiteGraph mean_graph(std::int64_t users, std::int64_t items, const Edges& edges) {
    const auto a = adjacency(users, items, edges);
    const auto of_user = degrees(a.items_of_user), of_item = degrees(a.users_of_item);
    const auto by_row = [](const std::vector<double>& degree) {
        return [&degree](std::size_t row, std::size_t) { return 1 / degree[row]; };
    };
    const auto by_column = [](const std::vector<double>& degree) {
        return [&degree](std::size_t, std::size_t column) { return 1 / degree[column]; };
    };
    return {{weighted(a.items_of_user, by_row(of_user)), weighted(a.users_of_item, by_column(of_user))},
            {weighted(a.users_of_item, by_row(of_item)), weighted(a.items_of_user, by_column(of_item))}};
}

}  // namespace wb
