// Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/mmgcn.h"

#include <ATen/ATen.h>

#include <stdexcept>

#include "networks/checkpoint_layout.h"
#include "networks/fused_ops.h"
#include "networks/initial_values.h"
#include "networks/table_ops.h"

namespace wb {

namespace {

at::Tensor leaky(const at::Tensor& x) {
    return at::leaky_relu(x, MmgcnOptions::slope);
}

}  // namespace

MmgcnNetwork::MmgcnNetwork(const MmgcnOptions& options, const at::Tensor& text, const at::Tensor& images,
                           SparseGraph graph, Rng rng)
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
        Modality m{name, image, features, {}, {}, {}, {}};
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
}

at::Tensor MmgcnNetwork::forward(const Modality& m) const {
    auto features = m.features;
    if (m.image) features = packed_linear(features, m.bottleneck_weight, m.bottleneck_bias);
    auto x = at::cat({m.preference, features}, 0);
    x = x / at::clamp_min(at::norm(x, 2, {1}, true), 1e-12);
    for (const auto& h : m.hops) {
        const auto none = at::zeros({h.conv.size(1)}, x.options());
        const auto neighbours = leaky(graph_product(graph_, packed_linear(x, h.conv.t(), none)));
        const auto self = leaky(packed_linear(x, h.self_weight, h.self_bias)) + ids_;
        x = options_.concatenate ? leaky(packed_linear(at::cat({neighbours, self}, 1), h.join_weight, h.join_bias))
                                 : leaky(packed_linear(neighbours, h.join_weight, h.join_bias) + self);
    }
    return x;
}

at::Tensor MmgcnNetwork::vectors() const {
    at::Tensor sum;
    for (const auto& m : modalities_) sum = sum.defined() ? sum + forward(m) : forward(m);
    return sum / static_cast<double>(modalities_.size());
}

at::Tensor MmgcnNetwork::vectors_of(const std::string& modality) const {
    for (const auto& m : modalities_)
        if (m.name == modality) return forward(m);
    throw std::logic_error("MMGCN has no modality " + modality);
}

MmgcnNetwork::Loss MmgcnNetwork::loss(const at::Tensor& users, const at::Tensor& positives,
                                      const at::Tensor& negatives) const {
    const auto all = vectors();
    const auto items = at::cat({positives, negatives}) + options_.users;
    const std::int64_t batch = users.size(0);
    const auto u = gather_rows(all, users), v = gather_rows(all, items);
    const auto difference = at::sum(u * (v.narrow(0, 0, batch) - v.narrow(0, batch, batch)), 1);
    const auto bpr = -at::mean(at::log_sigmoid(difference));
    // The user's row stands once beside the positive and once beside the negative item: means over 2B rows.
    auto norms = at::mean(at::square(gather_rows(ids_, users))) + at::mean(at::square(gather_rows(ids_, items)));
    for (const auto& m : modalities_)
        if (m.image) norms = norms + at::mean(at::square(m.preference));
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
}

}  // namespace wb
