// Qwen3Network on another device than the processor, by LibTorch's own operations. Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <torch/version.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>

#include "networks/qwen3.h"
#include "networks/recomputed.h"
#include "networks/weight_reader.h"

namespace wb {

namespace {

/// rms_norm over the last dimension.
at::Tensor normed(const at::Tensor& x, const at::Tensor& weight, double eps) {
    return x * at::rsqrt(at::mean(at::square(x), -1, true) + eps) * weight;
}

/// x [T, heads, d] with its halves turned; cos and sin [T, 1, d / 2].
at::Tensor turned(const at::Tensor& x, const at::Tensor& cos, const at::Tensor& sin) {
    const auto halves = x.chunk(2, -1);
    return at::cat({halves[0] * cos - halves[1] * sin, halves[1] * cos + halves[0] * sin}, -1);
}

/// q [heads, n, d] of the last places of what k and v [heads, m, d] are of; each sees the places up to its own.
at::Tensor attend(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v) {
    const std::int64_t n = q.size(1), m = k.size(1);
#if TORCH_VERSION_MAJOR >= 2
    const auto one = [](const at::Tensor& x) { return x.unsqueeze(0); };
    if (n == m) return at::scaled_dot_product_attention(one(q), one(k), one(v), {}, 0.0, true).squeeze(0);
    const auto seen = at::ones({n, m}, q.options().dtype(at::kBool)).tril(m - n);
    return at::scaled_dot_product_attention(one(q), one(k), one(v), seen, 0.0, false).squeeze(0);
#else
    const auto hidden = at::ones({n, m}, q.options().dtype(at::kBool)).triu(m - n + 1);
    const auto scores = at::bmm(q, k.transpose(1, 2)).to(at::kFloat) / std::sqrt(static_cast<double>(q.size(2)));
    const auto weights = at::softmax(scores.masked_fill(hidden, -std::numeric_limits<float>::infinity()), -1);
    return at::bmm(weights.to(v.scalar_type()), v);
#endif
}

/// x with a share of its numbers set to zero and the rest made larger. The same key gives the same numbers.
at::Tensor dropped(const at::Tensor& x, double share, std::uint64_t key) {
    auto generator = at::globalContext().defaultGenerator(x.device());
    {
        const std::lock_guard lock(generator.mutex());
        generator.set_current_seed(key);
    }
    return x * at::empty_like(x).bernoulli_(1 - share, generator) / (1 - share);
}

}  // namespace

Qwen3Network::Qwen3Network(const QwenConfig& config, const ModelTensors& weights, c10::Device device,
                           at::ScalarType held)
    : config_(config), device_(device) {
    WeightReader reader(weights);
    build([&](const std::string& name, const std::vector<std::int64_t>& shape) {
        const auto value = reader.take(name, shape);
        return value.defined() ? value.to(device, name.ends_with("norm.weight") ? at::kFloat : held) : value;
    });
    reader.finish();
    tell_unused(weights);
}

at::Tensor Qwen3Network::linear_on_device(std::int64_t layer, const char* name, const at::Tensor& x,
                                          const Matrix& weight, const QwenPass& pass) const {
    const auto y = at::linear(x.to(weight.values.scalar_type()), weight.values).to(at::kFloat);
    const auto* pair = pass.adapter ? pass.adapter->find(layer, name) : nullptr;
    if (!pair) return y;
    const auto& settings = pass.adapter->settings();
    auto read = x;
    if (pass.dropout_key != 0 && settings.dropout > 0)
        read = dropped(x, settings.dropout,
                       Rng(pass.dropout_key, name, static_cast<std::uint64_t>(layer),
                           static_cast<std::uint64_t>(pass.tokens_before))
                           .key());
    return y + at::linear(at::linear(read, pair->a.to(*device_)), pair->b.to(*device_)) * settings.scale();
}

at::Tensor Qwen3Network::layer_on_device(std::int64_t number, const at::Tensor& x, const QwenTexts& texts,
                                         const QwenRotation& rotation, const QwenPass& pass) const {
    const Layer& w = layers_[static_cast<std::size_t>(number)];
    const auto held = w.q.values.scalar_type();
    const auto linear = [&](const char* name, const at::Tensor& y, const Matrix& weight) {
        return linear_on_device(number, name, y, weight, pass);
    };
    const auto heads_of = [&](const at::Tensor& y) { return y.reshape({y.size(0), -1, config_.head_dim}); };
    const auto cos = rotation.cos.unsqueeze(1), sin = rotation.sin.unsqueeze(1);
    const auto eps = config_.rms_norm_eps;
    auto h = normed(x, w.input_norm, eps);
    const auto q = turned(normed(heads_of(linear("q_proj", h, w.q)), w.q_norm, eps), cos, sin).to(held),
               k = turned(normed(heads_of(linear("k_proj", h, w.k)), w.k_norm, eps), cos, sin).to(held),
               v = heads_of(linear("v_proj", h, w.v)).to(held);
    std::vector<at::Tensor> mixed;
    for (std::int64_t text = 0; text < texts.texts(); ++text) {
        const auto seen = [&, ranges = texts.seen(text)](const at::Tensor& y) {
            std::vector<at::Tensor> all;
            for (const auto& [first, last] : ranges) all.push_back(y.slice(0, first, last));
            return at::repeat_interleave(at::cat(all).transpose(0, 1), config_.heads / config_.kv_heads, 0);
        };
        const auto own = q.slice(0, texts.begin(text), texts.begin(text) + texts.length(text)).transpose(0, 1);
        mixed.push_back(attend(own, seen(k), seen(v)).transpose(0, 1).reshape({texts.length(text), -1}));
    }
    const auto y = x + linear("o_proj", at::cat(mixed).to(at::kFloat), w.o);
    h = normed(y, w.post_norm, eps);
    return y + linear("down_proj", at::silu(linear("gate_proj", h, w.gate)) * linear("up_proj", h, w.up), w.down);
}

at::Tensor Qwen3Network::hidden_on_device(const QwenTexts& texts, const QwenPass& pass) const {
    if (pass.cache) throw std::logic_error("Qwen3Network: no cache on another device");
    const auto there = [this](const at::Tensor& t) { return t.to(*device_); };
    const auto angles = qwen3_rotation(config_, texts, nullptr);
    const QwenRotation rotation{there(angles.cos), there(angles.sin)};
    auto x = at::embedding(embedding_, there(texts.ids)).to(at::kFloat);
    for (std::int64_t number = 0; number < config_.layers; ++number) {
        const auto layer = [=, this](const at::Tensor& v) {
            return layer_on_device(number, v, texts, rotation, pass);
        };
        x = pass.recompute ? recomputed(x, layer) : layer(x);
        if (pass.watch) pass.watch(number, x);
    }
    if (pass.rows.defined()) x = at::index_select(x, 0, there(pass.rows));
    return normed(x, final_norm_, config_.rms_norm_eps).to(at::kCPU);
}

at::Tensor Qwen3Network::logits_on_device(const at::Tensor& hidden, const at::Tensor& tokens) const {
    const auto rows = tokens.defined() ? at::index_select(head_, 0, tokens.to(*device_)) : head_;
    const auto there = hidden.to(*device_);
    // Logits that are rounded to bfloat16 have eight bits: many letters would be equal. Products in float32 cost
    // little of a few rows; the whole vocabulary would take too much memory at once.
    constexpr std::int64_t block = 16384;
    std::vector<at::Tensor> parts;
    for (std::int64_t from = 0; from < rows.size(0); from += block)
        parts.push_back(at::linear(there, rows.slice(0, from, std::min(from + block, rows.size(0))).to(at::kFloat)));
    return at::cat(parts, 1).to(at::kCPU);
}

}  // namespace wb
