// Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/qwen3.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <cmath>
#include <limits>

#include "foundation/error.h"
#include "networks/adapted_linear.h"
#include "networks/decoder_ops.h"
#include "networks/fused_ops.h"
#include "networks/half_mlp.h"
#include "networks/initial_values.h"
#include "networks/recomputed.h"
#include "networks/weight_reader.h"

namespace wb {

namespace {

/// Tensors that some files have and no pass needs.
bool harmless(const std::string& name, bool tied) {
    return (tied && name == "lm_head.weight") || name.ends_with(".position_ids") || name.ends_with(".inv_freq");
}

at::Tensor first_values(const std::string& name, const std::vector<std::int64_t>& shape, std::int64_t layers,
                        Rng& rng) {
    if (name.ends_with("norm.weight")) return at::ones(shape, at::kFloat);
    const bool into_residual = name.ends_with("o_proj.weight") || name.ends_with("down_proj.weight");
    return normal_values(shape, into_residual ? 0.02 / std::sqrt(2.0 * static_cast<double>(layers)) : 0.02, rng);
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

QwenTexts QwenTexts::of(const SharedBeginnings::Pieces& pieces) {
    QwenTexts out;
    static_cast<TextLayout&>(out) = pieces.layout;
    out.ids = long_tensor({pieces.ids.begin(), pieces.ids.end()});
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

QwenRotation qwen3_rotation(const QwenConfig& config, const QwenTexts& texts, const QwenCache* cache) {
    std::vector<at::Tensor> positions;
    for (std::size_t text = 0; text < texts.ends.size(); ++text) {
        const auto number = static_cast<std::int64_t>(text);
        const std::int64_t before = cache ? cache->length(text) : texts.before(number);
        const std::int64_t end = before + texts.length(number);
        if (end > config.max_positions)
            throw UserError("A text has " + std::to_string(end) + " tokens.",
                            "The model was made for at most " + std::to_string(config.max_positions) + ".",
                            "Use shorter histories, fewer candidates or shorter titles.");
        positions.push_back(at::arange(before, end, at::kFloat));
    }
    const auto place = at::arange(0, config.head_dim, 2, at::kFloat) / static_cast<double>(config.head_dim);
    const auto frequency = at::reciprocal(at::pow(config.rope_theta, place));
    const auto angles = at::outer(at::cat(positions), frequency);
    return {at::cos(angles), at::sin(angles)};
}

const char* qwen3_head_name(const QwenConfig& config) {
    return config.tied ? qwen3_embedding_name : "lm_head.weight";
}

Qwen3Network::Qwen3Network(const QwenConfig& config, const ModelTensors& weights, bool trained) : config_(config) {
    WeightReader reader(weights);
    build([&](const std::string& name, const std::vector<std::int64_t>& shape) { return reader.take(name, shape); });
    reader.finish();
    for (const auto& p : parameters_) p.value.set_requires_grad(trained);
    tell_unused(weights);
}

Qwen3Network::Qwen3Network(const QwenConfig& config, const ModelTensors& weights, WeightFormat frozen)
    : config_(config), file_embedding_(FileRows(weights, qwen3_embedding_name)) {
    require_products(frozen);
    file_head_.emplace(weights, qwen3_head_name(config));
    WeightReader reader(weights);
    build(
        [&](const std::string& name, const std::vector<std::int64_t>& shape) {
            if (name != qwen3_embedding_name && name != qwen3_head_name(config)) return reader.take(name, shape);
            reader.check(name, shape);
            return at::Tensor();
        },
        frozen);
    reader.finish();
    tell_unused(weights);
    // Where bfloat16 is slow, attention is in float32 whatever the weights are.
    halves_ = frozen != WeightFormat::float32 && (frozen == WeightFormat::bfloat16 || pays(Precision::bfloat16));
}

Qwen3Network::Qwen3Network(const QwenConfig& config, Rng rng) : config_(config) {
    build([&](const std::string& name, const std::vector<std::int64_t>& shape) {
        return first_values(name, shape, config.layers, rng);
    });
    for (const auto& p : parameters_) p.value.set_requires_grad(true);
}

void Qwen3Network::build(const Source& source, std::optional<WeightFormat> frozen) {
    const auto& c = config_;
    const std::int64_t h = c.hidden_size, q = c.heads * c.head_dim, kv = c.kv_heads * c.head_dim;
    const auto read = [&](const std::string& name, const std::vector<std::int64_t>& shape) {
        names_.insert(name);
        return source(name, shape);
    };
    const auto take = [&](const std::string& name, const std::vector<std::int64_t>& shape) {
        const auto value = read(name, shape);
        if (value.defined()) parameters_.push_back({name, value, !name.ends_with("norm.weight")});
        return value;
    };
    embedding_ = take(qwen3_embedding_name, {c.vocab_size, h});
    for (std::int64_t number = 0; number < c.layers; ++number) {
        const auto named = [&](const char* name) {
            return "model.layers." + std::to_string(number) + "." + name + ".weight";
        };
        const auto norm = [&](const char* name, std::int64_t width) { return take(named(name), {width}); };
        const auto matrix = [&](const char* name, std::int64_t out, std::int64_t in) -> Matrix {
            if (!frozen) return {take(named(name), {out, in}), nullptr};
            const auto value = read(named(name), {out, in});
            if (!value.defined()) return {};
            const auto rows = block(value.data_ptr<float>(), out, in);
            return {{}, std::make_shared<const FrozenWeight>(std::span(&rows, 1), *frozen, true)};
        };
        layers_.push_back(
            {norm("input_layernorm", h), matrix("self_attn.q_proj", q, h), matrix("self_attn.k_proj", kv, h),
             matrix("self_attn.v_proj", kv, h), matrix("self_attn.o_proj", h, q),
             norm("self_attn.q_norm", c.head_dim), norm("self_attn.k_norm", c.head_dim),
             norm("post_attention_layernorm", h), matrix("mlp.gate_proj", c.intermediate_size, h),
             matrix("mlp.up_proj", c.intermediate_size, h), matrix("mlp.down_proj", h, c.intermediate_size)});
    }
    final_norm_ = take("model.norm.weight", {h});
    head_ = c.tied ? embedding_ : take("lm_head.weight", {c.vocab_size, h});
}

void Qwen3Network::tell_unused(const ModelTensors& weights) {
    for (const auto& [name, file] : weights.names())
        if (!names_.contains(name) && !harmless(name, config_.tied))
            notices_.push_back("The weights hold \"" + name + "\", which this model does not use.");
}

std::uint64_t Qwen3Network::frozen_bytes() const {
    std::uint64_t sum = 0;
    for (const Layer& l : layers_)
        for (const Matrix* m : {&l.q, &l.k, &l.v, &l.o, &l.gate, &l.up, &l.down})
            if (m->frozen) sum += m->frozen->bytes();
    return sum;
}

at::Tensor Qwen3Network::linear(std::int64_t layer, const char* name, const at::Tensor& x, const Matrix& weight,
                                const QwenPass& pass, bool unread) const {
    const auto* pair = pass.adapter ? pass.adapter->find(layer, name) : nullptr;
    if (!pair)
        return weight.frozen ? adapted_linear(x, weight.frozen, {}, unread) : packed_linear(x, weight.values, {});
    const auto& settings = pass.adapter->settings();
    LowRank adapter{x, pair->a, pair->b, settings.scale()};
    if (pass.dropout_key != 0 && settings.dropout > 0) {
        // Every linear layer draws its own numbers. Most of the last one reads the wanted rows alone.
        const Rng stream(pass.dropout_key, name, static_cast<std::uint64_t>(layer));
        const bool of_rows = layer + 1 == config_.layers && pass.rows.defined() && x.size(0) == pass.rows.size(0);
        adapter.dropped = fused_dropout(x, {stream.key() | 1, static_cast<float>(settings.dropout)},
                                        (of_rows ? pass.rows_before : pass.tokens_before) * x.size(1));
    }
    return weight.frozen ? adapted_linear(x, weight.frozen, adapter, unread)
                         : adapted_linear(x, weight.values, adapter);
}

at::Tensor Qwen3Network::attention(std::int64_t number, const at::Tensor& x, const QwenTexts& texts,
                                   const QwenRotation& rotation, const QwenPass& pass, const at::Tensor& rows,
                                   Kept* kept) const {
    const Layer& w = layers_[static_cast<std::size_t>(number)];
    const auto wanted = [&](const at::Tensor& t) { return rows.defined() ? at::index_select(t, 0, rows) : t; };
    const bool known = kept && kept->attention.q.defined();
    auto q = linear(number, "q_proj", wanted(x), w.q, pass, known), k = linear(number, "k_proj", x, w.k, pass, known),
         v = linear(number, "v_proj", x, w.v, pass, known);
    const bool whole = !rows.defined() && !pass.cache;
    if (whole && halves_) {
        const HeadRotation turn{w.q_norm, w.k_norm, rotation.cos, rotation.sin, config_.rms_norm_eps};
        const auto mixed = rotated_attention_in_halves(q, k, v, turn, texts, kept ? &kept->attention : nullptr);
        return linear(number, "o_proj", mixed, w.o, pass, kept && kept->again);
    }
    q = norm_rotate(q, w.q_norm, wanted(rotation.cos), wanted(rotation.sin), config_.rms_norm_eps);
    k = norm_rotate(k, w.k_norm, rotation.cos, rotation.sin, config_.rms_norm_eps);
    if (whole) return linear(number, "o_proj", causal_attention(q, k, v, texts, config_.head_dim), w.o, pass);
    const auto heads_of = [&](const at::Tensor& y) { return y.reshape({y.size(0), -1, config_.head_dim}); };
    q = heads_of(q), k = heads_of(k), v = heads_of(v);
    const auto places = rows.defined() ? rows : at::arange(x.size(0), at::kLong);
    std::vector<at::Tensor> parts;
    for (std::size_t text = 0; text < texts.ends.size(); ++text) {
        const auto number_of_text = static_cast<std::int64_t>(text);
        const std::int64_t begin = texts.begin(number_of_text), end = texts.ends[text];
        const auto seen = [&, ranges = texts.seen(number_of_text)](const at::Tensor& y) {
            std::vector<at::Tensor> all;
            for (const auto& [first, last] : ranges) all.push_back(y.slice(0, first, last));
            return at::cat(all).transpose(0, 1);
        };
        std::int64_t before = texts.before(number_of_text);
        auto keys = seen(k), values = seen(v);
        if (pass.cache) {
            auto& cached = pass.cache->layers[static_cast<std::size_t>(number)];
            if (cached.keys.size() > text && cached.keys[text].defined()) {
                before = cached.keys[text].size(1);
                keys = at::cat({cached.keys[text], keys}, 1);
                values = at::cat({cached.values[text], values}, 1);
            }
            cached.keys[text] = keys;
            cached.values[text] = values;
        }
        const auto mine = at::nonzero((places >= begin) * (places < end)).squeeze(1);
        if (mine.size(0) == 0) continue;
        const auto first = mine[0].item<std::int64_t>(), count = mine.size(0);
        parts.push_back(attend(q.slice(0, first, first + count).transpose(0, 1), keys, values,
                               places.slice(0, first, first + count) - begin + before));
    }
    return linear(number, "o_proj", at::cat(parts), w.o, pass, kept && kept->again);
}

at::Tensor Qwen3Network::attended(std::int64_t number, const at::Tensor& x, const QwenTexts& texts,
                                  const QwenRotation& rotation, const QwenPass& pass, const at::Tensor& rows,
                                  Kept* kept) const {
    const auto own = rows.defined() ? at::index_select(x, 0, rows) : x;
    const auto normed = rms_norm(x, layers_[static_cast<std::size_t>(number)].input_norm, config_.rms_norm_eps);
    return own + attention(number, normed, texts, rotation, pass, rows, kept);
}

bool Qwen3Network::keeps_products(const LoraAdapter* adapter) const {
    for (std::int64_t number = 0; number < config_.layers; ++number)
        if (!gated_at_once(number, adapter)) return false;
    return true;
}

bool Qwen3Network::gated_at_once(std::int64_t number, const LoraAdapter* adapter) const {
    const auto adapted = [&](const char* name) { return adapter && adapter->find(number, name); };
    return halves_ && !adapted("gate_proj") && !adapted("up_proj") && !adapted("down_proj");
}

at::Tensor Qwen3Network::gated(std::int64_t number, const at::Tensor& y, const QwenPass& pass,
                               const Kept* kept) const {
    const Layer& w = layers_[static_cast<std::size_t>(number)];
    if (gated_at_once(number, pass.adapter))
        return gated_residual(y, {w.post_norm, w.gate.frozen, w.up.frozen, w.down.frozen}, config_.rms_norm_eps,
                              pass.recompute ? InnerNumbers::computed_again : InnerNumbers::kept);
    const auto inner = rms_norm(y, w.post_norm, config_.rms_norm_eps);
    const auto product =
        silu_gate(linear(number, "gate_proj", inner, w.gate, pass), linear(number, "up_proj", inner, w.up, pass));
    return y + linear(number, "down_proj", product, w.down, pass, kept && kept->again);
}

at::Tensor Qwen3Network::hidden(const QwenTexts& texts, const QwenPass& pass) const {
    if (texts.ends.empty()) throw std::logic_error("Qwen3Network: no text");
    if (device_) return hidden_on_device(texts, pass);
    if (pass.cache && !texts.parents.empty()) throw std::logic_error("Qwen3Network: a cache of texts that share");
    if (pass.cache && pass.recompute) throw std::logic_error("Qwen3Network: a cache would be filled twice");
    if (pass.cache) {
        pass.cache->layers.resize(layers_.size());
        for (auto& layer : pass.cache->layers) {
            if (!layer.keys.empty() && layer.keys.size() != texts.ends.size())
                throw std::logic_error("Qwen3Network: the cache is of other texts");
        }
    }
    const auto turn = qwen3_rotation(config_, texts, pass.cache);
    if (pass.cache)
        for (auto& layer : pass.cache->layers) {
            layer.keys.resize(texts.ends.size());
            layer.values.resize(texts.ends.size());
        }
    // Whatever the pass points to lives longer than its graph: the adapter, or nothing.
    const auto again_or_not = [&pass](bool again, const at::Tensor& v, const auto& half) {
        if (!again || !at::GradMode::is_enabled()) return half(v, nullptr);
        const auto kept = std::make_shared<Kept>();
        kept->attention.keeps_factors = !pass.recompute;
        return recomputed(v, [half, kept](const at::Tensor& w) {
            const auto out = half(w, kept.get());
            if (kept->again) kept->attention = {};
            kept->again = true;
            return out;
        });
    };
    auto x = file_embedding_ ? (*file_embedding_)[texts.ids] : at::embedding(embedding_, texts.ids);
    for (std::int64_t number = 0; number < config_.layers; ++number) {
        // Of the last layer only what is wanted is computed, beside the keys and values of all.
        const auto rows = number + 1 == config_.layers ? pass.rows : at::Tensor();
        const bool products_kept = halves_ && !rows.defined() && !pass.cache;
        x = again_or_not(pass.recompute || products_kept, x, [=, this](const at::Tensor& v, Kept* kept) {
            return attended(number, v, texts, turn, pass, rows, kept);
        });
        x = again_or_not(pass.recompute && !gated_at_once(number, pass.adapter), x,
                         [=, this](const at::Tensor& v, Kept* kept) { return gated(number, v, pass, kept); });
        if (pass.watch) pass.watch(number, x);
    }
    return rms_norm(x, final_norm_, config_.rms_norm_eps);
}

at::Tensor Qwen3Network::logits(const at::Tensor& hidden, const at::Tensor& tokens) const {
    if (device_) return logits_on_device(hidden, tokens);
    if (file_head_) return tokens.defined() ? at::mm(hidden, (*file_head_)[tokens].t()) : file_head_->product(hidden);
    return at::mm(hidden, (tokens.defined() ? at::index_select(head_, 0, tokens) : head_).t());
}

void Qwen3Network::add(const LoraAdapter& adapter, double times) {
    const at::NoGradGuard no_grad;
    for (std::size_t number = 0; number < layers_.size(); ++number) {
        Layer& layer = layers_[number];
        for (const auto& [name, matrix] :
             std::initializer_list<std::pair<const char*, Matrix*>>{{"q_proj", &layer.q},
                                                                    {"k_proj", &layer.k},
                                                                    {"v_proj", &layer.v},
                                                                    {"o_proj", &layer.o},
                                                                    {"gate_proj", &layer.gate},
                                                                    {"up_proj", &layer.up},
                                                                    {"down_proj", &layer.down}}) {
            const auto delta = adapter.delta(static_cast<std::int64_t>(number), name);
            if (!delta.defined()) continue;
            if (device_ || matrix->frozen)
                throw std::logic_error("Qwen3Network: these matrices do not take adapters in");
            matrix->values.add_(delta, times);
        }
    }
}

at::Tensor label_loss(const at::Tensor& logits, const at::Tensor& labels) {
    return at::cross_entropy_loss(logits, labels);
}

}  // namespace wb
