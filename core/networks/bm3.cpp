// Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/bm3.h"

#include <ATen/ATen.h>

#include "networks/checkpoint_layout.h"
#include "networks/fused_ops.h"
#include "networks/initial_values.h"
#include "networks/table_ops.h"

namespace wb {

namespace {

/// 1 - mean over the rows of the cosine; the target gets no gradient.
at::Tensor distance(const at::Tensor& prediction, const at::Tensor& target) {
    return 1 - at::mean(at::cosine_similarity(prediction, target, 1, 1e-8));
}

}  // namespace

Bm3Network::Bm3Network(const Bm3Options& options, const at::Tensor& text, const at::Tensor& images,
                       BipartiteGraph graph, Rng rng)
    : options_(options), graph_(std::move(graph)) {
    const std::int64_t d = options.dim;
    const auto keep = [this](std::string name, at::Tensor value) {
        value.set_requires_grad(true);
        parameters_.push_back({std::move(name), value, true});
        return value;
    };
    users_ = keep("user_embedding.weight", xavier_uniform(options.users, d, rng));
    items_ = keep("item_id_embedding.weight", xavier_uniform(options.items, d, rng));
    predictor_weight_ = keep("predictor.weight", xavier_normal(d, d, rng));
    predictor_bias_ = keep("predictor.bias", linear_default({d}, d, rng));
    const auto add = [&](View view, const std::string& name, const at::Tensor& features) {
        if (!features.defined()) return;
        const std::int64_t width = features.size(1);
        Modality m{view, features, {}, {}};
        if (!options.freeze_features) m.features = keep(name + "_embedding.weight", features.clone());
        m.weight = keep(name + "_trs.weight", xavier_normal(d, width, rng));
        m.bias = keep(name + "_trs.bias", linear_default({d}, width, rng));
        modalities_.push_back(std::move(m));
    };
    add(View::image, "image", images);
    add(View::text, "text", text);
}

at::Tensor Bm3Network::predicted(const at::Tensor& rows) const {
    return packed_linear(rows, predictor_weight_, predictor_bias_);
}

std::pair<at::Tensor, at::Tensor> Bm3Network::graph_vectors() const {
    auto users = users_, items = items_, user_sum = users_, item_sum = items_;
    for (std::int64_t k = 0; k < options_.layers; ++k) {
        const auto next_users = sparse_product(graph_.users_from_items, items);
        items = sparse_product(graph_.items_from_users, users);
        users = next_users;
        user_sum = user_sum + users;
        item_sum = item_sum + items;
    }
    const double share = 1.0 / static_cast<double>(options_.layers + 1);
    return {user_sum * share, item_sum * share};
}

Bm3Network::Loss Bm3Network::loss(const at::Tensor& users, const at::Tensor& items, std::uint64_t dropout_key) const {
    return loss(users, items, [&](View view, const at::Tensor& rows) {
        if (dropout_key == 0) return rows;
        return fused_dropout(
            rows, {dropout_key + 0x9E3779B97F4A7C15ull * (static_cast<std::uint64_t>(view) + 1), options_.dropout});
    });
}

Bm3Network::Loss Bm3Network::loss(const at::Tensor& users, const at::Tensor& items, const Target& target) const {
    const auto [all_users, own_items] = graph_vectors();
    const auto all_items = own_items + items_;
    const auto u = gather_rows(all_users, users), i = gather_rows(all_items, items);
    const auto item_target = target(View::item, i.detach());
    const auto interaction =
        distance(predicted(u), item_target) + distance(predicted(i), target(View::user, u.detach()));
    auto cross = at::zeros({}), intra = at::zeros({});
    for (const auto& m : modalities_) {
        const auto rows = packed_linear(gather_rows(m.features, items, TableGradient::rows), m.weight, m.bias);
        const auto prediction = predicted(rows);
        cross = cross + distance(prediction, item_target);
        intra = intra + distance(prediction, target(m.view, rows.detach()));
    }
    const auto norms = (at::norm(all_users) + at::norm(all_items)) / options_.items;
    return {interaction + options_.alignment * (cross + intra) + options_.regulariser * norms,
            interaction.item<double>(), cross.item<double>(), intra.item<double>(), norms.item<double>()};
}

at::Tensor Bm3Network::user_vectors() const {
    at::NoGradGuard no_grad;
    return predicted(graph_vectors().first);
}

at::Tensor Bm3Network::item_vectors() const {
    at::NoGradGuard no_grad;
    return predicted(graph_vectors().second + items_);
}

void Bm3Network::save(SafetensorsWriter& writer, const std::string& prefix) const {
    save_parameters(parameters_, writer, prefix);
}

void Bm3Network::load(const SafetensorsFile& file, const std::string& prefix) {
    load_parameters(parameters_, file, prefix, "BM3");
}

}  // namespace wb
