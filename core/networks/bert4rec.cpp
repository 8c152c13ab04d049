// Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/bert4rec.h"

#include <ATen/ATen.h>

#include <cmath>

#include "networks/checkpoint_layout.h"
#include "networks/fused_ops.h"

namespace wb {

namespace {

at::Tensor normal(at::IntArrayRef shape, Rng& rng) {
    auto t = at::empty(shape, at::kFloat);
    float* v = t.data_ptr<float>();
    for (std::int64_t i = 0; i < t.numel(); ++i) v[i] = static_cast<float>(rng.normal());
    return t;
}

at::Tensor uniform(at::IntArrayRef shape, std::int64_t fan_in, Rng& rng) {
    auto t = at::empty(shape, at::kFloat);
    const double bound = 1.0 / std::sqrt(static_cast<double>(fan_in));
    float* v = t.data_ptr<float>();
    for (std::int64_t i = 0; i < t.numel(); ++i) v[i] = static_cast<float>((2 * rng.uniform() - 1) * bound);
    return t;
}

}  // namespace

Bert4RecNetwork::Bert4RecNetwork(const Bert4RecOptions& options, Rng rng) : options_(options) {
    const std::int64_t d = options.dim, v = options.items + 2;
    const auto keep = [this](std::string name, at::Tensor value, bool decay) {
        value.set_requires_grad(true);
        parameters_.push_back({std::move(name), value, decay});
        return value;
    };
    token_ = keep("bert.embedding.token.weight", normal({v, d}, rng), true);
    token_.detach()[0].zero_();
    position_ = keep("bert.embedding.position.pe.weight", normal({options.max_len, d}, rng), true);
    for (std::int64_t k = 0; k < options.blocks; ++k) {
        const std::string base = "bert.transformer_blocks." + std::to_string(k) + ".";
        Block b;
        b.norm1_a = keep(base + "input_sublayer.norm.a_2", at::ones({d}), false);
        b.norm1_b = keep(base + "input_sublayer.norm.b_2", at::zeros({d}), false);
        b.qkv_weight = keep(base + "attention.linear_layers.weight", uniform({3 * d, d}, d, rng), true);
        b.qkv_bias = keep(base + "attention.linear_layers.bias", uniform({3 * d}, d, rng), false);
        b.out_weight = keep(base + "attention.output_linear.weight", uniform({d, d}, d, rng), true);
        b.out_bias = keep(base + "attention.output_linear.bias", uniform({d}, d, rng), false);
        b.norm2_a = keep(base + "output_sublayer.norm.a_2", at::ones({d}), false);
        b.norm2_b = keep(base + "output_sublayer.norm.b_2", at::zeros({d}), false);
        b.w1 = keep(base + "feed_forward.w_1.weight", uniform({4 * d, d}, d, rng), true);
        b.b1 = keep(base + "feed_forward.w_1.bias", uniform({4 * d}, d, rng), false);
        b.w2 = keep(base + "feed_forward.w_2.weight", uniform({d, 4 * d}, 4 * d, rng), true);
        b.b2 = keep(base + "feed_forward.w_2.bias", uniform({d}, 4 * d, rng), false);
        blocks_.push_back(std::move(b));
    }
    output_weight_ = keep("out.weight", uniform({options.items + 1, d}, d, rng), true);
    output_bias_ = keep("out.bias", uniform({options.items + 1}, d, rng), false);
}

at::Tensor Bert4RecNetwork::run(const PackedBatch& batch, std::uint64_t dropout_key,
                                std::vector<at::Tensor>* trace) const {
    std::uint64_t layer = 0;
    const auto dropout = [&] {
        return dropout_key == 0 ? Dropout{}
                                : Dropout{dropout_key + 0x9E3779B97F4A7C15ull * ++layer, options_.dropout};
    };
    auto x =
        fused_dropout(at::embedding(token_, batch.tokens) + at::embedding(position_, batch.positions), dropout());
    if (trace) trace->push_back(x);
    const auto eps = Bert4RecOptions::norm_eps;
    at::Tensor normed =
        add_norm(x, at::zeros_like(x), blocks_[0].norm1_a, blocks_[0].norm1_b, eps, NormKind::unbiased_std, {});
    for (std::size_t k = 0; k < blocks_.size(); ++k) {
        const auto& b = blocks_[k];
        const auto qkv = packed_linear(normed, b.qkv_weight, b.qkv_bias);                       // [T, d] -> [T, 3d]
        const auto attended = packed_attention(qkv, batch.offsets, options_.heads, dropout());  // [T, d]
        const auto mixed = packed_linear(attended, b.out_weight, b.out_bias);
        const auto [middle, middle_normed] =
            add_then_norm(mixed, x, b.norm2_a, b.norm2_b, eps, NormKind::unbiased_std, dropout());
        const auto wide =
            gelu_dropout(packed_linear(middle_normed, b.w1, b.b1), GeluKind::tanh, dropout());  // [T, 4d]
        const auto narrow = packed_linear(wide, b.w2, b.b2);
        if (k + 1 < blocks_.size()) {
            // The block's own dropout comes between this sum and the next norm.
            const auto out = fused_dropout(fused_dropout(narrow, dropout()) + middle, dropout());
            x = out;
            normed = add_norm(x, at::zeros_like(x), blocks_[k + 1].norm1_a, blocks_[k + 1].norm1_b, eps,
                              NormKind::unbiased_std, {});
        } else {
            x = fused_dropout(fused_dropout(narrow, dropout()) + middle, dropout());
        }
        if (trace) trace->push_back(x);
    }
    return x;
}

at::Tensor Bert4RecNetwork::forward(const PackedBatch& batch, std::uint64_t dropout_key) const {
    return run(batch, dropout_key, nullptr);
}

std::vector<at::Tensor> Bert4RecNetwork::activations(const PackedBatch& batch) const {
    std::vector<at::Tensor> trace;
    run(batch, 0, &trace);
    return trace;
}

at::Tensor Bert4RecNetwork::loss(const PackedBatch& batch, std::uint64_t dropout_key) const {
    const auto hidden = at::index_select(forward(batch, dropout_key), 0, batch.rows);
    return softmax_cross_entropy(hidden, output_weight_, output_bias_, batch.labels);
}

at::Tensor Bert4RecNetwork::hidden_at_rows(const PackedBatch& batch) const {
    return at::index_select(forward(batch, 0), 0, batch.rows);
}

at::Tensor Bert4RecNetwork::scores(const PackedBatch& batch) const {
    return at::addmm(output_bias_, hidden_at_rows(batch), output_weight_.t());
}

// Query, key and value are one product here and three linear layers in the published checkpoint.
std::vector<std::pair<std::string, at::Tensor>> Bert4RecNetwork::published_layout(const NamedParameter& parameter,
                                                                                  const at::Tensor& value) {
    const auto& name = parameter.name;
    const auto at = name.find("linear_layers.");
    if (at == std::string::npos) return {{name, value}};
    const std::string head = name.substr(0, at) + "linear_layers.", tail = name.substr(at + 14);
    const auto parts = value.chunk(3, 0);
    std::vector<std::pair<std::string, at::Tensor>> out;
    for (std::size_t i = 0; i < 3; ++i) out.emplace_back(head + std::to_string(i) + "." + tail, parts[i]);
    return out;
}

void Bert4RecNetwork::save(SafetensorsWriter& writer, const std::string& prefix) const {
    for (const auto& p : parameters_)
        for (const auto& [name, tensor] : published_layout(p, p.value.detach()))
            add_tensor(writer, prefix + name, tensor);
}

void Bert4RecNetwork::load(const SafetensorsFile& file, const std::string& prefix) {
    LayoutReader reader(file, prefix);
    for (const auto& p : parameters_)
        for (const auto& [name, tensor] : published_layout(p, p.value.detach())) reader.copy(name, tensor);
    reader.finish("BERT4Rec");
}

}  // namespace wb
