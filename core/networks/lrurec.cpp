// Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/lrurec.h"

#include <ATen/ATen.h>

#include <cmath>
#include <numbers>

#include "networks/checkpoint_layout.h"
#include "networks/fused_ops.h"

namespace wb {

namespace {

at::Tensor truncated_normal(at::IntArrayRef shape, Rng& rng) {
    auto t = at::empty(shape, at::kFloat);
    float* v = t.data_ptr<float>();
    for (std::int64_t i = 0; i < t.numel(); ++i) {
        double x;
        do x = rng.normal();
        while (x < -2.0 || x > 2.0);
        v[i] = static_cast<float>(0.02 * x);
    }
    return t;
}

/// nu, theta and gamma of |lambda| in [0.8, 0.99], uniform over the area of the ring (Orvieto et al., ICML 2023).
at::Tensor ring_parameters(std::int64_t channels, Rng& rng) {
    auto t = at::empty({3, channels}, at::kFloat);
    float* v = t.data_ptr<float>();
    constexpr double low = 0.8 * 0.8, high = 0.99 * 0.99;
    for (std::int64_t i = 0; i < channels; ++i) {
        const double u1 = rng.uniform(), u2 = std::max(rng.uniform(), 1e-12);
        const double nu = -0.5 * std::log(u1 * (high - low) + low);
        v[i] = static_cast<float>(std::log(nu));
        v[channels + i] = static_cast<float>(std::log(2 * std::numbers::pi * u2));
        v[2 * channels + i] = static_cast<float>(0.5 * std::log(1 - std::exp(-2 * nu)));
    }
    return t;
}

}  // namespace

LruRecNetwork::LruRecNetwork(const LruRecOptions& options, Rng rng) : options_(options) {
    const std::int64_t d = options.dim, h = options.channels(), f = options.feed_forward(), v = options.items + 1;
    const auto keep = [this](std::string name, at::Tensor value, bool decay) {
        value.set_requires_grad(true);
        parameters_.push_back({std::move(name), value, decay});
        return value;
    };
    token_ = keep("embedding.token.weight", truncated_normal({v, d}, rng), true);
    norm_weight_ = keep("embedding.layer_norm.weight", at::ones({d}), false);
    norm_bias_ = keep("embedding.layer_norm.bias", at::zeros({d}), false);
    output_bias_ = keep("model.bias", truncated_normal({v}, rng), false);
    for (std::int64_t k = 0; k < options.blocks; ++k) {
        const std::string unit = "model.lru_blocks." + std::to_string(k) + ".lru_layer.";
        const std::string feed = "model.lru_blocks." + std::to_string(k) + ".feed_forward.";
        Block b;
        b.params_log = keep(unit + "params_log", ring_parameters(h, rng), true);
        b.in_weight = keep(unit + "in_proj.weight", truncated_normal({2 * h, d}, rng), true);
        b.in_bias = keep(unit + "in_proj.bias", truncated_normal({2 * h}, rng), false);
        b.out_weight = keep(unit + "out_proj.weight", truncated_normal({d, 2 * h}, rng), true);
        b.out_bias = keep(unit + "out_proj.bias", truncated_normal({d}, rng), false);
        b.norm1_weight = keep(unit + "layer_norm.weight", at::ones({d}), false);
        b.norm1_bias = keep(unit + "layer_norm.bias", at::zeros({d}), false);
        b.w1 = keep(feed + "w_1.weight", truncated_normal({f, d}, rng), true);
        b.b1 = keep(feed + "w_1.bias", truncated_normal({f}, rng), false);
        b.w2 = keep(feed + "w_2.weight", truncated_normal({d, f}, rng), true);
        b.b2 = keep(feed + "w_2.bias", truncated_normal({d}, rng), false);
        b.norm2_weight = keep(feed + "layer_norm.weight", at::ones({d}), false);
        b.norm2_bias = keep(feed + "layer_norm.bias", at::zeros({d}), false);
        blocks_.push_back(std::move(b));
    }
}

at::Tensor LruRecNetwork::run(const PackedBatch& batch, std::uint64_t dropout_key,
                              std::vector<at::Tensor>* trace) const {
    std::uint64_t layer = 0;
    const auto dropout = [&](float p) {
        return dropout_key == 0 ? Dropout{} : Dropout{dropout_key + 0x9E3779B97F4A7C15ull * ++layer, p};
    };
    // The state does not pass a padding slot, nor the border between two sequences.
    const std::int64_t slots = batch.tokens.size(0);
    auto carry = at::empty({slots}, at::kFloat);
    const auto* token = batch.tokens.data_ptr<std::int64_t>();
    float* c = carry.data_ptr<float>();
    for (std::int64_t t = 0; t < slots; ++t) c[t] = t > 0 && token[t - 1] != 0 ? 1.0f : 0.0f;
    const auto* offset = batch.offsets.data_ptr<std::int64_t>();
    for (std::int64_t s = 0; s + 1 < batch.offsets.size(0); ++s) c[offset[s]] = 0.0f;

    auto x = embed_dropout_norm(token_, batch.tokens, norm_weight_, norm_bias_, LruRecOptions::norm_eps,
                                dropout(options_.dropout));
    if (trace) trace->push_back(x);
    for (const auto& b : blocks_) {
        const auto z = packed_linear(x, b.in_weight, b.in_bias);         // [T, d] -> [T, 2H]
        const auto h = lru_scan(z, b.params_log, carry, batch.offsets);  // [T, 2H]
        const auto o = packed_linear(h, b.out_weight, b.out_bias);       // [T, 2H] -> [T, d]
        const auto y = add_norm(o, x, b.norm1_weight, b.norm1_bias, LruRecOptions::norm_eps, NormKind::layer_norm,
                                dropout(options_.recurrent_dropout));
        if (trace) trace->push_back(y);
        const auto a =
            gelu_dropout(packed_linear(y, b.w1, b.b1), GeluKind::erf, dropout(options_.dropout));  // [T, 4d]
        x = add_norm(packed_linear(a, b.w2, b.b2), y, b.norm2_weight, b.norm2_bias, LruRecOptions::norm_eps,
                     NormKind::layer_norm, dropout(options_.dropout));
        if (trace) trace->push_back(x);
    }
    return x;
}

at::Tensor LruRecNetwork::forward(const PackedBatch& batch, std::uint64_t dropout_key) const {
    return run(batch, dropout_key, nullptr);
}

std::vector<at::Tensor> LruRecNetwork::activations(const PackedBatch& batch) const {
    std::vector<at::Tensor> trace;
    run(batch, 0, &trace);
    return trace;
}

at::Tensor LruRecNetwork::loss(const PackedBatch& batch, std::uint64_t dropout_key) const {
    auto hidden = forward(batch, dropout_key);
    if (batch.rows.size(0) != hidden.size(0)) hidden = at::index_select(hidden, 0, batch.rows);
    return softmax_cross_entropy(hidden, token_, output_bias_, batch.labels);
}

// Complex tensors are published as NAME.real and NAME.imag. Ours stack the parts: rows for the input projection
// (real | imaginary), columns for the output projection, whose input is (Re h | -Im h). Only the real part of the
// output bias has an effect.
std::vector<std::pair<std::string, at::Tensor>> LruRecNetwork::published_layout(const NamedParameter& parameter,
                                                                                const at::Tensor& value) {
    const auto& name = parameter.name;
    if (name.find("in_proj.") != std::string::npos) {
        const auto parts = value.chunk(2, 0);
        return {{name + ".real", parts[0]}, {name + ".imag", parts[1]}};
    }
    if (name.ends_with("out_proj.weight")) {
        const auto parts = value.chunk(2, 1);
        return {{name + ".real", parts[0]}, {name + ".imag", parts[1]}};
    }
    if (name.ends_with("out_proj.bias")) return {{name + ".real", value}};
    return {{name, value}};
}

void LruRecNetwork::save(SafetensorsWriter& writer, const std::string& prefix) const {
    for (const auto& p : parameters_) {
        for (const auto& [name, tensor] : published_layout(p, p.value.detach()))
            add_tensor(writer, prefix + name, tensor);
        if (p.name.ends_with("out_proj.bias"))
            add_tensor(writer, prefix + p.name + ".imag", at::zeros_like(p.value.detach()));
    }
}

void LruRecNetwork::load(const SafetensorsFile& file, const std::string& prefix) {
    LayoutReader reader(file, prefix);
    for (const auto& p : parameters_)
        for (const auto& [name, tensor] : published_layout(p, p.value.detach())) reader.copy(name, tensor);
    reader.finish("LRURec");
}

}  // namespace wb
