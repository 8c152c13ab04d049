// A model of the shape of Qwen3-0.6B with random weights, and what its benchmarks measure with.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "benchmarks/memory_peak.h"
#include "networks/qwen3.h"

namespace wb {

inline QwenConfig shape_of_qwen3(std::int64_t layers) {
    QwenConfig c;
    c.hidden_size = 1024;
    c.layers = layers;
    c.heads = 16;
    c.kv_heads = 8;
    c.head_dim = 128;
    c.intermediate_size = 3072;
    c.vocab_size = 151936;
    c.max_positions = 40960;
    c.rope_theta = 1e6;
    c.rms_norm_eps = 1e-6;
    c.tied = true;
    return c;
}

/// In bfloat16, as the models are published; deviation 0.02, norms 1.
inline void write_random_weights(const QwenConfig& c, const std::filesystem::path& folder) {
    SafetensorsWriter writer;
    const auto add = [&](const std::string& name, const std::vector<std::int64_t>& shape) {
        const auto value =
            (shape.size() == 1 ? at::ones(shape) : at::randn(shape) * 0.02).to(at::kBFloat16).contiguous();
        writer.add(name, DType::bf16, shape,
                   {static_cast<const std::byte*>(value.data_ptr()), static_cast<std::size_t>(value.numel()) * 2});
    };
    const std::int64_t h = c.hidden_size, q = c.heads * c.head_dim, kv = c.kv_heads * c.head_dim;
    add("model.embed_tokens.weight", {c.vocab_size, h});
    for (std::int64_t layer = 0; layer < c.layers; ++layer)
        for (const auto& [name, shape] : std::initializer_list<std::pair<const char*, std::vector<std::int64_t>>>{
                 {"input_layernorm", {h}},
                 {"self_attn.q_proj", {q, h}},
                 {"self_attn.k_proj", {kv, h}},
                 {"self_attn.v_proj", {kv, h}},
                 {"self_attn.o_proj", {h, q}},
                 {"self_attn.q_norm", {c.head_dim}},
                 {"self_attn.k_norm", {c.head_dim}},
                 {"post_attention_layernorm", {h}},
                 {"mlp.gate_proj", {c.intermediate_size, h}},
                 {"mlp.up_proj", {c.intermediate_size, h}},
                 {"mlp.down_proj", {h, c.intermediate_size}}})
            add("model.layers." + std::to_string(layer) + "." + name + ".weight", shape);
    add("model.norm.weight", {h});
    writer.write(folder / "model.safetensors");
}

inline QwenTexts one_text(std::int64_t tokens) {
    at::manual_seed(1);
    QwenTexts texts;
    texts.ids = at::randint(1000, {tokens}, at::kLong);
    texts.ends = {tokens};
    return texts;
}

inline double seconds_of(const std::function<void()>& f) {
    const auto start = std::chrono::steady_clock::now();
    f();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

inline double median(std::vector<double> v) {
    std::sort(v.begin(), v.end());
    return v[v.size() / 2];
}

}  // namespace wb
