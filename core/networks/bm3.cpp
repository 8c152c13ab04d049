// Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/bm3.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include "networks/checkpoint_layout.h"
#include "networks/cosine_distance.h"
#include "networks/fused_ops.h"
#include "networks/initial_values.h"
#include "networks/table_ops.h"

namespace wb {

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

NodeTables Bm3Network::graph_vectors() const {
    return mean_over_hops(graph_, {users_, items_}, options_.layers, 1.0f);
}

Bm3Network::Loss Bm3Network::loss(const at::Tensor& users, const at::Tensor& items, std::uint64_t dropout_key) const {
    return loss(users, items, [&](View view, const at::Tensor& rows) {
        if (dropout_key == 0) return rows;
        return fused_dropout(
            rows, {dropout_key + 0x9E3779B97F4A7C15ull * (static_cast<std::uint64_t>(view) + 1), options_.dropout});
    });
}

Bm3Network::Loss Bm3Network::loss(const at::Tensor& users, const at::Tensor& items, const Target& target) const {
    const auto all = graph_vectors();
    const auto [u, user_norm] = rows_and_norm(all.users, users);
    const auto [i, item_norm] = rows_and_norm(all.items, items);
    const auto item_target = target(View::item, i.detach());
    const auto interaction =
        cosine_distance(predicted(u), item_target) + cosine_distance(predicted(i), target(View::user, u.detach()));
    auto cross = at::zeros({}), intra = at::zeros({});
    for (const auto& m : modalities_) {
        const auto rows = packed_linear(gather_rows(m.features, items, TableGradient::rows), m.weight, m.bias);
        const auto prediction = predicted(rows);
        cross = cross + cosine_distance(prediction, item_target);
        intra = intra + cosine_distance(prediction, target(m.view, rows.detach()));
    }
    const auto norms = (user_norm + item_norm) / options_.items;
    return {interaction + options_.alignment * (cross + intra) + options_.regulariser * norms,
            interaction.item<double>(), cross.item<double>(), intra.item<double>(), norms.item<double>()};
}

at::Tensor Bm3Network::user_vectors() const {
    at::NoGradGuard no_grad;
    return predicted(graph_vectors().users);
}

at::Tensor Bm3Network::item_vectors() const {
    at::NoGradGuard no_grad;
    return predicted(graph_vectors().items);
}

void Bm3Network::save(SafetensorsWriter& writer, const std::string& prefix) const {
    save_parameters(parameters_, writer, prefix);
}

void Bm3Network::load(const SafetensorsFile& file, const std::string& prefix) {
    load_parameters(parameters_, file, prefix, "BM3");
}

}  // namespace wb
