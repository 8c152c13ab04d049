// Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/qwen3.h"

#include <ATen/ATen.h>

#include <cmath>
#include <limits>

#include "foundation/error.h"
#include "networks/checkpoint_layout.h"
#include "networks/fused_ops.h"

namespace wb {

namespace {

/// Tensors that some files have and no pass needs.
bool harmless(const std::string& name, bool tied) {
    return (tied && name == "lm_head.weight") || name.ends_with(".position_ids") || name.ends_with(".inv_freq");
}

/// Takes tensors out of a model's files by name and shape, and collects all that is wrong.
class WeightReader {
  public:
    WeightReader(const ModelTensors& files, bool trained, Parameters& parameters)
        : files_(files), trained_(trained), parameters_(parameters) {}
    at::Tensor take(const std::string& name, std::vector<std::int64_t> shape) {
        const auto place = files_.find(name);
        if (!place) {
            wrong_.push_back(name + " is missing");
            return {};
        }
        if (place.tensor->shape != shape) {
            wrong_.push_back(name + " has another shape");
            return {};
        }
        auto value = read_tensor(*place.file, name);
        value.set_requires_grad(trained_);
        parameters_.push_back({name, value, !name.ends_with("norm.weight")});
        return value;
    }
    std::vector<std::string> finish(bool tied) const {
        if (!wrong_.empty()) {
            std::string list;
            for (std::size_t i = 0; i < std::min<std::size_t>(wrong_.size(), 5); ++i)
                list += (i ? "; " : "") + wrong_[i];
            if (wrong_.size() > 5) list += "; and " + std::to_string(wrong_.size() - 5) + " more";
            throw UserError("The weights do not belong to the model that config.json describes.", list + ".",
                            "Download the model's folder again; all its files must be of one model.");
        }
        std::vector<std::string> notices;
        for (const auto& [name, file] : files_.names()) {
            const bool used = std::any_of(parameters_.begin(), parameters_.end(),
                                          [&, &wanted = name](const NamedParameter& p) { return p.name == wanted; });
            if (!used && !harmless(name, tied))
                notices.push_back("The weights hold \"" + name + "\", which this model does not use.");
        }
        return notices;
    }

  private:
    const ModelTensors& files_;
    bool trained_;
    Parameters& parameters_;
    std::vector<std::string> wrong_;
};

/// x / rms(x) * weight over the last dimension, in float32 (Zhang and Sennrich, NeurIPS 2019).
at::Tensor rms_norm(const at::Tensor& x, const at::Tensor& weight, double eps) {
    return x * at::rsqrt(at::mean(at::square(x), -1, true) + eps) * weight;
}

/// x [T, heads, d]: halves of a head are the two parts of d / 2 numbers that turn together (Su et al., RoFormer).
at::Tensor rotated(const at::Tensor& x, const at::Tensor& cos, const at::Tensor& sin) {
    const auto halves = x.chunk(2, -1);
    const auto c = cos.unsqueeze(1), s = sin.unsqueeze(1);
    return at::cat({halves[0] * c - halves[1] * s, halves[1] * c + halves[0] * s}, -1);
}

/// q [heads, n, d], k and v [kv_heads, m, d]; query i sees the keys 0 .. last[i]. -> [n, heads * d]
at::Tensor attend(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const at::Tensor& last) {
    const std::int64_t heads = q.size(0), n = q.size(1), d = q.size(2), group = heads / k.size(0);
    const auto keys = at::repeat_interleave(k, group, 0), values = at::repeat_interleave(v, group, 0);
    auto scores = at::bmm(q, keys.transpose(1, 2)) / std::sqrt(static_cast<double>(d));
    const auto hidden = at::arange(k.size(1), at::kLong).unsqueeze(0) > last.unsqueeze(1);
    scores = scores.masked_fill(hidden.unsqueeze(0), -std::numeric_limits<float>::infinity());
    return at::bmm(at::softmax(scores, -1), values).transpose(0, 1).reshape({n, heads * d});
}

}  // namespace

QwenTexts QwenTexts::of(const std::vector<std::vector<std::int32_t>>& texts) {
    std::vector<std::int64_t> ids;
    QwenTexts out;
    for (const auto& text : texts) {
        ids.insert(ids.end(), text.begin(), text.end());
        out.ends.push_back(static_cast<std::int64_t>(ids.size()));
    }
    out.ids = long_tensor(ids);
    return out;
}

QwenTexts QwenTexts::of_left_padded(const at::Tensor& ids, const at::Tensor& mask) {
    QwenTexts out;
    out.ids = ids.masked_select(mask.to(at::kBool));
    const auto lengths = at::cumsum(at::sum(mask, 1), 0);
    for (std::int64_t row = 0; row < lengths.size(0); ++row) out.ends.push_back(lengths[row].item<std::int64_t>());
    return out;
}

std::int64_t QwenCache::length(std::size_t text) const {
    if (layers.empty() || layers.front().keys.empty()) return 0;
    return layers.front().keys.at(text).size(1);
}

QwenCache QwenCache::repeated(std::size_t copies) const {
    QwenCache out;
    for (const Layer& layer : layers) {
        if (layer.keys.size() != 1) throw std::logic_error("QwenCache: more than one text to repeat");
        out.layers.push_back({std::vector<at::Tensor>(copies, layer.keys.front()),
                              std::vector<at::Tensor>(copies, layer.values.front())});
    }
    return out;
}

Qwen3Network::Qwen3Network(const QwenConfig& config, const ModelTensors& weights, bool trained) : config_(config) {
    const auto& c = config;
    const std::int64_t h = c.hidden_size, q = c.heads * c.head_dim, kv = c.kv_heads * c.head_dim;
    WeightReader reader(weights, trained, parameters_);
    embedding_ = reader.take("model.embed_tokens.weight", {c.vocab_size, h});
    for (std::int64_t number = 0; number < c.layers; ++number) {
        const auto take = [&](const char* name, std::vector<std::int64_t> shape) {
            return reader.take("model.layers." + std::to_string(number) + "." + name + ".weight", std::move(shape));
        };
        layers_.push_back(
            {take("input_layernorm", {h}), take("self_attn.q_proj", {q, h}), take("self_attn.k_proj", {kv, h}),
             take("self_attn.v_proj", {kv, h}), take("self_attn.o_proj", {h, q}),
             take("self_attn.q_norm", {c.head_dim}), take("self_attn.k_norm", {c.head_dim}),
             take("post_attention_layernorm", {h}), take("mlp.gate_proj", {c.intermediate_size, h}),
             take("mlp.up_proj", {c.intermediate_size, h}), take("mlp.down_proj", {h, c.intermediate_size})});
    }
    final_norm_ = reader.take("model.norm.weight", {h});
    head_ = c.tied ? embedding_ : reader.take("lm_head.weight", {c.vocab_size, h});
    notices_ = reader.finish(c.tied);
}

at::Tensor Qwen3Network::linear(std::int64_t layer, const char* name, const at::Tensor& x, const at::Tensor& weight,
                                const QwenPass& pass) const {
    const auto y = at::mm(x, weight.t());
    const auto* pair = pass.adapter ? pass.adapter->find(layer, name) : nullptr;
    if (!pair) return y;
    const auto& settings = pass.adapter->settings();
    auto input = x;
    if (pass.dropout_key != 0 && settings.dropout > 0) {
        // Every linear layer draws its own numbers.
        const Rng stream(pass.dropout_key, name, static_cast<std::uint64_t>(layer));
        input = fused_dropout(x, {stream.key() | 1, static_cast<float>(settings.dropout)});
    }
    return y + at::mm(at::mm(input, pair->a.t()), pair->b.t()) * settings.scale();
}

Qwen3Network::Rotation Qwen3Network::rotation(const QwenTexts& texts, const QwenPass& pass) const {
    std::vector<at::Tensor> positions;
    for (std::size_t text = 0; text < texts.ends.size(); ++text) {
        const std::int64_t before = pass.cache ? pass.cache->length(text) : 0;
        const std::int64_t end = before + texts.ends[text] - texts.begin(text);
        if (end > config_.max_positions)
            throw UserError("A text has " + std::to_string(end) + " tokens.",
                            "The model was made for at most " + std::to_string(config_.max_positions) + ".",
                            "Use shorter histories, fewer candidates or shorter titles.");
        positions.push_back(at::arange(before, end, at::kFloat));
    }
    const auto place = at::arange(0, config_.head_dim, 2, at::kFloat) / static_cast<double>(config_.head_dim);
    const auto frequency = at::reciprocal(at::pow(config_.rope_theta, place));
    const auto angles = at::outer(at::cat(positions), frequency);
    return {at::cos(angles), at::sin(angles)};
}

at::Tensor Qwen3Network::attention(std::int64_t number, const at::Tensor& x, const QwenTexts& texts,
                                   const Rotation& rotation, const QwenPass& pass, const at::Tensor& rows) const {
    const Layer& w = layers_[static_cast<std::size_t>(number)];
    const auto heads_of = [&](const at::Tensor& y) { return y.reshape({y.size(0), -1, config_.head_dim}); };
    const auto wanted = [&](const at::Tensor& t) { return rows.defined() ? at::index_select(t, 0, rows) : t; };
    auto q = heads_of(linear(number, "q_proj", wanted(x), w.q, pass));
    auto k = heads_of(linear(number, "k_proj", x, w.k, pass));
    const auto v = heads_of(linear(number, "v_proj", x, w.v, pass));
    q = rotated(rms_norm(q, w.q_norm, config_.rms_norm_eps), wanted(rotation.cos), wanted(rotation.sin));
    k = rotated(rms_norm(k, w.k_norm, config_.rms_norm_eps), rotation.cos, rotation.sin);
    const auto places = rows.defined() ? rows : at::arange(x.size(0), at::kLong);
    std::vector<at::Tensor> parts;
    for (std::size_t text = 0; text < texts.ends.size(); ++text) {
        const std::int64_t begin = texts.begin(text), end = texts.ends[text];
        auto keys = k.slice(0, begin, end).transpose(0, 1), values = v.slice(0, begin, end).transpose(0, 1);
        std::int64_t before = 0;
        if (pass.cache) {
            auto& kept = pass.cache->layers[static_cast<std::size_t>(number)];
            if (kept.keys.size() > text && kept.keys[text].defined()) {
                before = kept.keys[text].size(1);
                keys = at::cat({kept.keys[text], keys}, 1);
                values = at::cat({kept.values[text], values}, 1);
            }
            kept.keys[text] = keys;
            kept.values[text] = values;
        }
        const auto mine = at::nonzero((places >= begin) * (places < end)).squeeze(1);
        if (mine.size(0) == 0) continue;
        const auto first = mine[0].item<std::int64_t>(), count = mine.size(0);
        parts.push_back(attend(q.slice(0, first, first + count).transpose(0, 1), keys, values,
                               places.slice(0, first, first + count) - begin + before));
    }
    return linear(number, "o_proj", at::cat(parts), w.o, pass);
}

at::Tensor Qwen3Network::hidden(const QwenTexts& texts, const QwenPass& pass) const {
    if (texts.ends.empty()) throw std::logic_error("Qwen3Network: no text");
    if (pass.cache) {
        pass.cache->layers.resize(layers_.size());
        for (auto& layer : pass.cache->layers) {
            if (!layer.keys.empty() && layer.keys.size() != texts.ends.size())
                throw std::logic_error("Qwen3Network: the cache is of other texts");
        }
    }
    const auto turn = rotation(texts, pass);
    if (pass.cache)
        for (auto& layer : pass.cache->layers) {
            layer.keys.resize(texts.ends.size());
            layer.values.resize(texts.ends.size());
        }
    auto x = at::embedding(embedding_, texts.ids);
    for (std::size_t i = 0; i < layers_.size(); ++i) {
        const Layer& w = layers_[i];
        const auto number = static_cast<std::int64_t>(i);
        // Of the last layer only what is wanted is computed, beside the keys and values of all.
        const auto rows = i + 1 == layers_.size() ? pass.rows : at::Tensor();
        const auto own = rows.defined() ? at::index_select(x, 0, rows) : x;
        x = own + attention(number, rms_norm(x, w.input_norm, config_.rms_norm_eps), texts, turn, pass, rows);
        const auto inner = rms_norm(x, w.post_norm, config_.rms_norm_eps);
        const auto gated =
            at::silu(linear(number, "gate_proj", inner, w.gate, pass)) * linear(number, "up_proj", inner, w.up, pass);
        x = x + linear(number, "down_proj", gated, w.down, pass);
        if (pass.watch) pass.watch(number, x);
    }
    return rms_norm(x, final_norm_, config_.rms_norm_eps);
}

at::Tensor Qwen3Network::logits(const at::Tensor& hidden, const at::Tensor& tokens) const {
    return at::mm(hidden, (tokens.defined() ? at::index_select(head_, 0, tokens) : head_).t());
}

at::Tensor label_loss(const at::Tensor& logits, const at::Tensor& labels) {
    return at::cross_entropy_loss(logits, labels);
}

}  // namespace wb
