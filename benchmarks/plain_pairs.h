// VBPR, BM3 and MMGCN written tensor by tensor over whole tables, as the public toolboxes do: the peer of the
// benchmarks. Weights are those of our networks, by their published names. Not part of the product.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

#include "benchmarks/plain_models.h"
#include "networks/bm3.h"
#include "networks/mmgcn.h"
#include "networks/vbpr.h"

namespace wb::plain {

/// The graph as one coalesced sparse tensor over users and, behind them, items.
inline at::Tensor sparse_tensor(const BipartiteGraph& graph) {
    const SparseRows &to_users = *graph.users_from_items.matrix, &to_items = *graph.items_from_users.matrix;
    const std::int64_t users = to_users.rows(), nodes = users + to_items.rows();
    std::vector<std::int64_t> rows, columns;
    std::vector<float> values;
    const auto add = [&](const SparseRows& a, std::int64_t first_row, std::int64_t first_column) {
        for (std::int64_t r = 0; r < a.rows(); ++r)
            for (auto e = static_cast<std::size_t>(a.row_begin[static_cast<std::size_t>(r)]);
                 e < static_cast<std::size_t>(a.row_begin[static_cast<std::size_t>(r) + 1]); ++e) {
                rows.push_back(first_row + r);
                columns.push_back(first_column + a.columns[e]);
                values.push_back(a.values[e]);
            }
    };
    add(to_users, 0, users);
    add(to_items, users, 0);
    const auto index = at::stack({long_tensor(rows), long_tensor(columns)});
    return at::sparse_coo_tensor(index, at::tensor(values), {nodes, nodes}, at::kFloat).coalesce();
}

inline at::Tensor log_sigmoid_bpr(const at::Tensor& difference) {
    return -at::mean(at::log(1e-10 + at::sigmoid(difference)));
}

inline at::Tensor vbpr_loss(const VbprOptions& o, const Weights& w, const at::Tensor& features,
                            const at::Tensor& users, const at::Tensor& positives, const at::Tensor& negatives) {
    const auto visual = at::linear(features, w.at("item_linear.weight"), w.at("item_linear.bias"));
    const auto items = at::cat({w.at("i_embedding"), visual}, 1);
    const auto u = w.at("u_embedding").index({users}), pos = items.index({positives}), neg = items.index({negatives});
    const auto bpr = log_sigmoid_bpr((u * pos).sum(1) - (u * neg).sum(1));
    return bpr + o.regulariser * (u.norm() + pos.norm() + neg.norm()) / static_cast<double>(users.size(0));
}

inline at::Tensor bm3_loss(const Bm3Options& o, const Weights& w, const at::Tensor& graph, const at::Tensor& users,
                           const at::Tensor& items, bool train) {
    const auto tables = at::cat({w.at("user_embedding.weight"), w.at("item_id_embedding.weight")});
    auto layer = tables, sum = tables;
    for (std::int64_t k = 0; k < o.layers; ++k) {
        layer = at::mm(graph, layer);
        sum = sum + layer;
    }
    const auto mean = sum / static_cast<double>(o.layers + 1);
    const auto h_u = mean.narrow(0, 0, o.users),
               h_i = mean.narrow(0, o.users, o.items) + w.at("item_id_embedding.weight");
    const auto predict = [&](const at::Tensor& x) {
        return at::linear(x, w.at("predictor.weight"), w.at("predictor.bias"));
    };
    const auto target = [&](const at::Tensor& x) { return at::dropout(x.detach(), o.dropout, train); };
    const auto distance = [](const at::Tensor& a, const at::Tensor& b) {
        return 1 - at::cosine_similarity(a, b, 1, 1e-8).mean();
    };
    const auto target_u = target(h_u), target_i = target(h_i), online_u = predict(h_u), online_i = predict(h_i);
    auto loss = distance(online_u.index({users}), target_i.index({items})) +
                distance(online_i.index({items}), target_u.index({users}));
    for (const char* name : {"text", "image"}) {
        const auto features = w.find(std::string(name) + "_embedding.weight");
        if (features == w.end()) continue;
        const auto projected = at::linear(features->second, w.at(std::string(name) + "_trs.weight"),
                                          w.at(std::string(name) + "_trs.bias"));
        const auto own_target = target(projected), online = predict(projected);
        loss = loss + o.alignment * (distance(online.index({items}), target_i.index({items})) +
                                     distance(online.index({items}), own_target.index({items})));
    }
    return loss + o.regulariser * (h_u.norm() + h_i.norm()) / static_cast<double>(o.items);
}

/// Of the form that concatenates and trains its tables.
inline at::Tensor mmgcn_loss(const MmgcnOptions& o, const Weights& w, const at::Tensor& text,
                             const at::Tensor& images, const at::Tensor& graph, const at::Tensor& users,
                             const at::Tensor& positives, const at::Tensor& negatives) {
    const auto& ids = w.at("id_embedding");
    const auto leaky = [](const at::Tensor& x) { return at::leaky_relu(x, MmgcnOptions::slope); };
    const auto forward = [&](const std::string& name, at::Tensor features) {
        if (name == "v_gcn") features = at::linear(features, w.at("v_gcn.MLP.weight"), w.at("v_gcn.MLP.bias"));
        auto x = at::cat({w.at(name + ".preference"), features});
        x = x / at::clamp_min(at::norm(x, 2, {1}, true), 1e-12);
        for (std::int64_t k = 1; k <= o.hops; ++k) {
            const auto n = std::to_string(k);
            const auto neighbours = leaky(at::mm(graph, at::mm(x, w.at(name + ".conv_embed_" + n + ".weight"))));
            const auto self = leaky(at::linear(x, w.at(name + ".linear_layer" + n + ".weight"),
                                               w.at(name + ".linear_layer" + n + ".bias"))) +
                              ids;
            x = leaky(at::linear(at::cat({neighbours, self}, 1), w.at(name + ".g_layer" + n + ".weight"),
                                 w.at(name + ".g_layer" + n + ".bias")));
        }
        return x;
    };
    const auto all = (forward("v_gcn", images) + forward("t_gcn", text)) / 2;
    const auto pos = positives + o.users, neg = negatives + o.users;
    const auto u = all.index({users});
    const auto bpr = -at::mean(at::log_sigmoid((u * all.index({pos})).sum(1) - (u * all.index({neg})).sum(1)));
    const auto norms =
        (ids.index({at::cat({users, users})}).square() + ids.index({at::cat({pos, neg})}).square()).mean() +
        w.at("v_gcn.preference").square().mean();
    return bpr + o.regulariser * norms;
}

}  // namespace wb::plain
