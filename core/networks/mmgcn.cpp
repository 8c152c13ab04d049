// Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/mmgcn.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <stdexcept>

#include "networks/checkpoint_layout.h"
#include "networks/fused_ops.h"
#include "networks/graph_ops.h"
#include "networks/initial_values.h"
#include "networks/node_update.h"
#include "networks/table_ops.h"

namespace wb {

MmgcnNetwork::MmgcnNetwork(const MmgcnOptions& options, const at::Tensor& text, const at::Tensor& images,
                           BipartiteGraph graph, Rng rng)
    : options_(options), graph_(std::move(graph)) {
    const std::int64_t d = options.dim;
    const auto keep = [this](std::string name, at::Tensor value) {
        value.set_requires_grad(true);
        parameters_.push_back({std::move(name), value, true});
        return value;
    };
    const auto keep_table = [&](std::string name, at::Tensor value) {
        if (options.train_tables) return keep(std::move(name), value);
        constants_.push_back({std::move(name), value, true});
        return value;
    };
    const auto add = [&](const std::string& name, bool image, const at::Tensor& features) {
        if (!features.defined()) return;
        Modality m{name, image, image ? features : unit_rows(features), {}, {}, {}, {}, {}};
        std::int64_t width = features.size(1);
        if (image) {
            m.bottleneck_weight =
                keep(name + ".MLP.weight", linear_default({options.image_width, width}, width, rng));
            m.bottleneck_bias = keep(name + ".MLP.bias", linear_default({options.image_width}, width, rng));
            width = options.image_width;
        }
        m.preference = keep_table(name + ".preference", xavier_normal(options.users, width, rng));
        for (std::int64_t k = 1; k <= options.hops; ++k) {
            const auto number = std::to_string(k);
            const std::int64_t joined = options.concatenate ? width + d : width;
            Hop h;
            h.conv = keep(name + ".conv_embed_" + number + ".weight", xavier_normal(width, width, rng));
            h.self_weight = keep(name + ".linear_layer" + number + ".weight", xavier_normal(d, width, rng));
            h.self_bias = keep(name + ".linear_layer" + number + ".bias", linear_default({d}, width, rng));
            // The reference gives the first of these layers another start than the ones behind it.
            h.join_weight = keep(name + ".g_layer" + number + ".weight",
                                 k == 1 ? xavier_normal(d, joined, rng) : linear_default({d, joined}, joined, rng));
            h.join_bias = keep(name + ".g_layer" + number + ".bias", linear_default({d}, joined, rng));
            m.hops.push_back(std::move(h));
            width = d;
        }
        modalities_.push_back(std::move(m));
    };
    add("v_gcn", true, images);
    add("t_gcn", false, text);
    ids_ = keep_table("id_embedding", xavier_normal(options.users + options.items, d, rng));
    spread_constants();
}

/// What no update changes is computed once.
void MmgcnNetwork::spread_constants() {
    if (options_.train_tables) return;
    const at::NoGradGuard no_grad;
    for (Modality& m : modalities_) m.users = unit_rows_spread(graph_.items_from_users, m.preference);
}

MmgcnNetwork::Nodes MmgcnNetwork::hop(const Hop& h, const Nodes& x, const at::Tensor& spread, const Nodes& ids,
                                      const Batch* batch) const {
    const auto weight = h.conv.t();
    const auto none = at::Tensor();
    // mean(x A) = mean(x) A: the product with A is done where there are fewer rows, on the items' side of both
    // halves.
    const auto messages = packed_linear(x.items, weight, none);
    const auto& i = graph_.items_from_users;
    const auto means = [&] {
        if (spread.defined()) return batch ? gather_rows(spread, batch->items) : spread;
        return batch ? sparse_product_rows(i, batch->items, x.users) : sparse_product(i, x.users);
    };
    const auto to_items = packed_linear(means(), weight, none);
    const Nodes own = batch ? Nodes{gather_rows(x.users, batch->users), gather_rows(x.items, batch->items)} : x;
    const NodeUpdateWeights weights{h.self_weight, h.self_bias, h.join_weight, h.join_bias};
    const NodeMessages to_users{graph_.users_from_items, messages, batch ? batch->users : none};
    return {node_update(own.users, to_users, ids.users, weights, MmgcnOptions::slope),
            node_update(own.items, to_items, ids.items, weights, MmgcnOptions::slope)};
}

std::vector<MmgcnNetwork::Nodes> MmgcnNetwork::whole_ids(std::int64_t readers) const {
    return {static_cast<std::size_t>(readers),
            {ids_.narrow(0, 0, options_.users), ids_.narrow(0, options_.users, options_.items)}};
}

MmgcnNetwork::Forward MmgcnNetwork::forward(const Modality& m, const Nodes* ids, const Batch* batch) const {
    const auto users = m.users.rows.defined() ? m.users : unit_rows_spread(graph_.items_from_users, m.preference);
    Nodes x{users.rows,
            m.image ? unit_rows(packed_linear(m.features, m.bottleneck_weight, m.bottleneck_bias)) : m.features};
    for (std::size_t k = 0; k < m.hops.size(); ++k) {
        const bool of_batch = batch && k + 1 == m.hops.size();
        x = hop(m.hops[k], x, k == 0 ? users.product : at::Tensor(), of_batch ? batch->ids : ids[k],
                of_batch ? batch : nullptr);
    }
    return {x, users.mean_square};
}

MmgcnNetwork::Forward MmgcnNetwork::mean_over_modalities(const std::vector<Nodes>& ids, const Batch* batch) const {
    Nodes sum;
    at::Tensor norms;
    const Nodes* next = ids.data();
    for (const auto& m : modalities_) {
        const auto [x, preferences] = forward(m, next, batch);
        next += whole_hops(batch);
        sum = sum.users.defined() ? Nodes{sum.users + x.users, sum.items + x.items} : x;
        if (m.image) norms = preferences;
    }
    const double share = 1.0 / static_cast<double>(modalities_.size());
    return {{sum.users * share, sum.items * share}, norms};
}

at::Tensor MmgcnNetwork::vectors() const {
    const auto readers = whole_hops(nullptr) * static_cast<std::int64_t>(modalities_.size());
    const auto all = mean_over_modalities(whole_ids(readers), nullptr).nodes;
    return at::cat({all.users, all.items});
}

at::Tensor MmgcnNetwork::vectors_of(const std::string& modality) const {
    for (const auto& m : modalities_) {
        if (m.name != modality) continue;
        const auto x = forward(m, whole_ids(whole_hops(nullptr)).data(), nullptr).nodes;
        return at::cat({x.users, x.items});
    }
    throw std::logic_error("MMGCN has no modality " + modality);
}

MmgcnNetwork::Loss MmgcnNetwork::loss(const at::Tensor& users, const at::Tensor& positives,
                                      const at::Tensor& negatives) const {
    const auto items = at::cat({positives, negatives});
    const std::int64_t batch = users.size(0);
    Batch nodes{users, items, {}};
    const auto readers = whole_hops(&nodes) * static_cast<std::int64_t>(modalities_.size());
    const auto shared = shared_table(ids_, options_.users, readers, at::cat({users, items + options_.users}));
    nodes.ids = {shared.rows.narrow(0, 0, batch), shared.rows.narrow(0, batch, 2 * batch)};
    std::vector<Nodes> ids;
    for (std::size_t k = 0; k < shared.tops.size(); ++k) ids.push_back({shared.tops[k], shared.rests[k]});
    const auto [x, preferences] = mean_over_modalities(ids, &nodes);
    const auto difference = at::sum(x.users * (x.items.narrow(0, 0, batch) - x.items.narrow(0, batch, batch)), 1);
    const auto bpr = -at::mean(at::log_sigmoid(difference));
    // The user's row stands once beside the positive and once beside the negative item: means over 2B rows.
    auto norms = at::mean(at::square(nodes.ids.users)) + at::mean(at::square(nodes.ids.items));
    if (preferences.defined()) norms = norms + preferences;
    return {bpr + options_.regulariser * norms, bpr.item<double>(), norms.item<double>()};
}

Parameters MmgcnNetwork::all() const {
    auto both = parameters_;
    both.insert(both.end(), constants_.begin(), constants_.end());
    return both;
}

void MmgcnNetwork::save(SafetensorsWriter& writer, const std::string& prefix) const {
    save_parameters(all(), writer, prefix);
}

void MmgcnNetwork::load(const SafetensorsFile& file, const std::string& prefix) {
    load_parameters(all(), file, prefix, "MMGCN");
    spread_constants();
}

}  // namespace wb
