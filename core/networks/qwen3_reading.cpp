// Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/qwen3_reading.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>

#include <cmath>
#include <optional>
#include <stdexcept>

#include "foundation/error.h"
#include "networks/decoder_kernels.h"
#include "networks/decoder_ops.h"
#include "networks/half_attention.h"
#include "networks/half_kernels.h"
#include "networks/weight_reader.h"
#include "tensors/low_precision_kernels.h"

namespace wb {

namespace {

/// Rows whose activations are computed together: what one thread holds of them stays in its cache.
constexpr std::int64_t block_rows = 128;

/// Room for at least n numbers; what was there before may stay.
template <class T>
void grow(std::vector<T>& v, std::int64_t n) {
    if (std::ssize(v) < n) v.resize(static_cast<std::size_t>(n));
}

/// A pair of an adapter, ready for products: `scale` is in b.
struct Addition {
    at::Tensor a, b;
    std::int64_t first_column = 0;
};

}  // namespace

/// One pass: its buffers, and what a block of rows goes through.
struct Qwen3Reading::Pass {
    const QwenConfig& c;
    const LoraAdapter* adapter;
    bool halves;
    at::Tensor cos, sin;

    /// What one thread needs for a block.
    struct Room {
        LeftRows rows;
        std::vector<float> normed, wide, gated, inverse, inner;
        std::vector<std::uint16_t> gates;
    };
    mutable std::vector<Room> rooms{static_cast<std::size_t>(at::get_num_threads())};

    std::vector<Addition> additions(std::int64_t layer,
                                    std::initializer_list<std::pair<const char*, std::int64_t>> names) const {
        std::vector<Addition> out;
        if (!adapter) return out;
        for (const auto& [name, first] : names)
            if (const auto* pair = adapter->find(layer, name))
                out.push_back({pair->a.contiguous(), (pair->b * adapter->settings().scale()).contiguous(), first});
        return out;
    }
    /// y [rows, width] += (x A^T) B^T, each at its columns.
    static void add(const std::vector<Addition>& additions, const float* x, std::int64_t rows, float* y,
                    std::int64_t width, std::vector<float>& inner) {
        for (const Addition& one : additions) {
            const std::int64_t rank = one.a.size(0), in = one.a.size(1);
            grow(inner, rows * rank);
            multiply(block(x, rows, in), block(one.a.data_ptr<float>(), rank, in).t(), false, inner.data(), rank);
            multiply(block(inner.data(), rows, rank), block(one.b.data_ptr<float>(), one.b.size(0), rank).t(), true,
                     y + one.first_column, width);
        }
    }
    template <class F>
    void for_blocks(std::int64_t rows, const F& f) const {
        at::parallel_for(0, (rows + block_rows - 1) / block_rows, 1, [&](std::int64_t from, std::int64_t to) {
            Room& room = rooms[static_cast<std::size_t>(at::get_thread_num())];
            for (std::int64_t b = from; b < to; ++b)
                f(b * block_rows, std::min(rows - b * block_rows, block_rows), room);
        });
    }
    void norm(const float* x, const std::vector<float>& weight, std::int64_t rows, Room& room) const {
        grow(room.normed, rows * c.hidden_size);
        grow(room.inverse, rows);
        rms_norm_forward(x, weight.data(), static_cast<float>(c.rms_norm_eps), rows, c.hidden_size,
                         room.normed.data(), room.inverse.data());
    }

    /// x [T, hidden] -> what attention gives, [T, heads * head_dim].
    at::Tensor attention(const Layer& w, std::int64_t number, const at::Tensor& x, const TextLayout& layout) const {
        const std::int64_t T = x.size(0), h = c.hidden_size, q = c.heads * c.head_dim, kv = c.kv_heads * c.head_dim;
        const auto kind = at::TensorOptions().dtype(halves ? at::kShort : at::kFloat);
        auto qs = at::empty({T, q}, kind), ks = at::empty({T, kv}, kind), vs = at::empty({T, kv}, kind);
        const auto factor = w.qkv.factor();
        const auto added = additions(number, {{"q_proj", 0}, {"k_proj", q}, {"v_proj", q + kv}});
        const std::int64_t width = q + 2 * kv;
        const float eps = static_cast<float>(c.rms_norm_eps);
        for_blocks(T, [&](std::int64_t from, std::int64_t rows, Room& room) {
            norm(x.data_ptr<float>() + from * h, w.input_norm, rows, room);
            grow(room.wide, rows * width);
            room.rows.assign(room.normed.data(), rows, *factor);
            factor->multiply(room.rows, false, room.wide.data());
            add(added, room.normed.data(), rows, room.wide.data(), width, room.inner);
            grow(room.inverse, c.heads);
            // A token at a time, so that what is turned goes straight to its place.
            for (std::int64_t t = 0; t < rows; ++t) {
                const float* row = room.wide.data() + t * width;
                const float *turn_cos = cos.data_ptr<float>() + (from + t) * c.head_dim / 2,
                            *turn_sin = sin.data_ptr<float>() + (from + t) * c.head_dim / 2;
                const auto turned = [&](const float* heads, const std::vector<float>& weight, std::int64_t count,
                                        at::Tensor& out) {
                    const std::int64_t place = (from + t) * count * c.head_dim;
                    if (halves)
                        norm_rotate_token(heads, weight.data(), turn_cos, turn_sin, eps, count, c.head_dim,
                                          halves_of(out) + place);
                    else
                        norm_rotate_forward(heads, weight.data(), turn_cos, turn_sin, eps, 1, count, c.head_dim,
                                            out.data_ptr<float>() + place, room.inverse.data());
                };
                turned(row, w.q_norm, c.heads, qs);
                turned(row + q, w.k_norm, c.kv_heads, ks);
                if (halves)
                    to_bfloat16(row + q + kv, kv, halves_of(vs) + (from + t) * kv);
                else
                    std::copy_n(row + q + kv, kv, vs.data_ptr<float>() + (from + t) * kv);
            }
        });
        if (!halves) return causal_attention(qs, ks, vs, layout, c.head_dim);
        auto out = at::empty({T, q}, at::kFloat);
        causal_attention_bfloat16(halves_of(qs), halves_of(ks), halves_of(vs),
                                  {c.heads, c.kv_heads, c.head_dim, layout}, out.data_ptr<float>());
        return out;
    }

    /// x += o(mixed), then x += down(silu(gate) * up), both behind their norms; for the rows of x alone.
    void rest(const Layer& w, std::int64_t number, const at::Tensor& mixed, at::Tensor& x) const {
        const std::int64_t h = c.hidden_size, q = c.heads * c.head_dim, wide = c.intermediate_size;
        const auto o = w.o.factor(), gate_up = w.gate_up.factor(), down = w.down.factor();
        const auto to_o = additions(number, {{"o_proj", 0}}), to_down = additions(number, {{"down_proj", 0}}),
                   to_gates = additions(number, {{"gate_proj", 0}, {"up_proj", wide}});
        const bool short_way = gate_up->precision() == Precision::bfloat16 && to_gates.empty() && to_down.empty();
        for_blocks(x.size(0), [&](std::int64_t from, std::int64_t rows, Room& room) {
            float* own = x.data_ptr<float>() + from * h;
            const float* of_heads = mixed.data_ptr<float>() + from * q;
            room.rows.assign(of_heads, rows, *o);
            o->multiply(room.rows, true, own);
            add(to_o, of_heads, rows, own, h, room.inner);
            norm(own, w.post_norm, rows, room);
            room.rows.assign(room.normed.data(), rows, *gate_up);
            if (short_way) {
                grow(room.gates, 2 * rows * wide);
                gate_up->multiply(room.rows, room.gates.data());
                silu_gate_rows(room.gates.data(), room.gates.data() + wide, 2 * wide, rows, wide,
                               room.rows.bfloat16_rows(rows, wide));
            } else {
                grow(room.wide, 2 * rows * wide);
                grow(room.gated, rows * wide);
                gate_up->multiply(room.rows, false, room.wide.data());
                add(to_gates, room.normed.data(), rows, room.wide.data(), 2 * wide, room.inner);
                silu_gate_rows(room.wide.data(), rows, wide, room.gated.data());
                room.rows.assign(room.gated.data(), rows, *down);
            }
            down->multiply(room.rows, true, own);
            add(to_down, room.gated.data(), rows, own, h, room.inner);
        });
    }

    static std::uint16_t* halves_of(const at::Tensor& t) {
        return reinterpret_cast<std::uint16_t*>(t.data_ptr<std::int16_t>());
    }
};

Qwen3Reading::Layer Qwen3Reading::read_layer(std::int64_t number) const {
    const auto& c = config_;
    const std::int64_t h = c.hidden_size, q = c.heads * c.head_dim, kv = c.kv_heads * c.head_dim,
                       wide = c.intermediate_size;
    WeightReader reader(weights_);
    const auto take = [&](const char* name, const std::vector<std::int64_t>& shape) {
        return reader.take("model.layers." + std::to_string(number) + "." + name + ".weight", shape);
    };
    const auto norm = [&](const char* name, std::int64_t width) {
        const auto value = take(name, {width});
        return value.defined() ? std::vector<float>(value.data_ptr<float>(), value.data_ptr<float>() + width)
                               : std::vector<float>();
    };
    const auto frozen = [&](const std::vector<std::pair<const char*, std::vector<std::int64_t>>>& names) {
        std::vector<at::Tensor> kept;
        std::vector<FloatBlock> parts;
        for (const auto& [name, shape] : names) {
            kept.push_back(take(name, shape));
            reader.finish();
            parts.push_back(block(kept.back().data_ptr<float>(), shape[0], shape[1]));
        }
        return FrozenWeight(parts, format_);
    };
    Layer layer{norm("input_layernorm", h),
                norm("self_attn.q_norm", c.head_dim),
                norm("self_attn.k_norm", c.head_dim),
                norm("post_attention_layernorm", h),
                frozen({{"self_attn.q_proj", {q, h}}, {"self_attn.k_proj", {kv, h}}, {"self_attn.v_proj", {kv, h}}}),
                frozen({{"self_attn.o_proj", {h, q}}}),
                frozen({{"mlp.gate_proj", {wide, h}}, {"mlp.up_proj", {wide, h}}}),
                frozen({{"mlp.down_proj", {h, wide}}})};
    return layer;
}

Qwen3Reading::Qwen3Reading(const QwenConfig& config, const ModelTensors& weights, WeightFormat format,
                           LayersAre layers)
    : config_(config),
      weights_(weights),
      format_(format),
      embedding_(weights, qwen3_embedding_name),
      head_(weights, qwen3_head_name(config)) {
    require_products(format);
    WeightReader reader(weights);
    const auto norm = reader.take("model.norm.weight", {config.hidden_size});
    for (const auto& name : {qwen3_embedding_name, qwen3_head_name(config)})
        reader.check(name, {config.vocab_size, config.hidden_size});
    reader.finish();
    final_norm_.assign(norm.data_ptr<float>(), norm.data_ptr<float>() + config.hidden_size);
    if (layers == LayersAre::kept)
        for (std::int64_t number = 0; number < config.layers; ++number) layers_.push_back(read_layer(number));
    // Where bfloat16 is slow, attention is in float32 whatever the weights are.
    halves_ = format != WeightFormat::float32 && (format == WeightFormat::bfloat16 || pays(Precision::bfloat16));
}

at::Tensor Qwen3Reading::hidden(const QwenTexts& texts, const at::Tensor& rows, const LoraAdapter* adapter) const {
    if (texts.ends.empty()) throw std::logic_error("Qwen3Reading: no text");
    const at::NoGradGuard no_grad;
    const auto turn = qwen3_rotation(config_, texts, nullptr);
    const Pass pass{config_, adapter, halves_, turn.cos, turn.sin};
    auto x = embedding_[texts.ids];
    for (std::int64_t number = 0; number < config_.layers; ++number) {
        std::optional<Layer> read;
        if (layers_.empty()) read = read_layer(number);
        const Layer& layer = read ? *read : layers_[static_cast<std::size_t>(number)];
        auto mixed = pass.attention(layer, number, x, texts);
        if (number + 1 == config_.layers && rows.defined()) {  // of the last layer only what is wanted
            mixed = at::index_select(mixed, 0, rows);
            x = at::index_select(x, 0, rows);
        }
        pass.rest(layer, number, mixed, x);
    }
    auto out = at::empty_like(x), inverse = at::empty({x.size(0)}, x.options());
    rms_norm_forward(x.data_ptr<float>(), final_norm_.data(), static_cast<float>(config_.rms_norm_eps), x.size(0),
                     config_.hidden_size, out.data_ptr<float>(), inverse.data_ptr<float>());
    return out;
}

at::Tensor Qwen3Reading::logits(const at::Tensor& hidden, const at::Tensor& tokens) const {
    const at::NoGradGuard no_grad;
    return at::mm(hidden, head_[tokens].t());
}

std::uint64_t Qwen3Reading::weight_bytes() const {
    std::uint64_t sum = 0;
    for (const Layer& layer : layers_)
        sum += layer.qkv.bytes() + layer.o.bytes() + layer.gate_up.bytes() + layer.down.bytes();
    return sum;
}

}  // namespace wb
