// Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/vbpr.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include "networks/checkpoint_layout.h"
#include "networks/fused_ops.h"
#include "networks/initial_values.h"
#include "networks/table_ops.h"

namespace wb {

VbprNetwork::VbprNetwork(const VbprOptions& options, at::Tensor features, Rng rng)
    : options_(options), features_(std::move(features)) {
    const std::int64_t d = options.dim, width = features_.size(1);
    const auto keep = [this](std::string name, at::Tensor value) {
        value.set_requires_grad(true);
        parameters_.push_back({std::move(name), value, true});
        return value;
    };
    users_ = keep("u_embedding", xavier_uniform(options.users, 2 * d, rng));
    items_ = keep("i_embedding", xavier_uniform(options.items, d, rng));
    weight_ = keep("item_linear.weight", xavier_normal(d, width, rng));
    bias_ = keep("item_linear.bias", at::zeros({d}));
    if (!options.paper_biases) return;
    item_bias_ = keep("item_bias", at::zeros({options.items, 1}));
    visual_bias_ = keep("visual_bias", at::zeros({1, width}));
}

VbprNetwork::Loss VbprNetwork::loss(const at::Tensor& users, const at::Tensor& positives,
                                    const at::Tensor& negatives) const {
    const std::int64_t batch = users.size(0);
    const auto items = at::cat({positives, negatives});
    const auto features = at::index_select(features_, 0, items);
    const auto u = gather_rows(users_, users, TableGradient::rows);
    const auto v =
        at::cat({gather_rows(items_, items, TableGradient::rows), packed_linear(features, weight_, bias_)}, 1);
    const auto pos = v.narrow(0, 0, batch), neg = v.narrow(0, batch, batch);
    auto difference = at::sum(u * (pos - neg), 1);
    if (options_.paper_biases) {
        const auto biases = gather_rows(item_bias_, items, TableGradient::rows) + at::mm(features, visual_bias_.t());
        difference = difference + (biases.narrow(0, 0, batch) - biases.narrow(0, batch, batch)).squeeze(1);
    }
    const auto bpr = bpr_loss(difference);
    const auto norms = (at::norm(u) + at::norm(pos) + at::norm(neg)) / batch;
    return {bpr + options_.regulariser * norms, bpr.item<double>(), norms.item<double>()};
}

at::Tensor VbprNetwork::item_vectors() const {
    at::NoGradGuard no_grad;
    return at::cat({items_, at::addmm(bias_, features_, weight_.t())}, 1);
}

at::Tensor VbprNetwork::item_biases() const {
    if (!options_.paper_biases) return {};
    at::NoGradGuard no_grad;
    return (item_bias_ + at::mm(features_, visual_bias_.t())).squeeze(1);
}

void VbprNetwork::save(SafetensorsWriter& writer, const std::string& prefix) const {
    save_parameters(parameters_, writer, prefix);
}

void VbprNetwork::load(const SafetensorsFile& file, const std::string& prefix) {
    load_parameters(parameters_, file, prefix, "VBPR");
}

}  // namespace wb
