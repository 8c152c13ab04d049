// The same networks written tensor by tensor on padded batches, as a researcher would write them: the peer of the
// benchmarks and the formula that tests hold the kernels against. Not part of the product.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "networks/bert4rec.h"
#include "networks/lrurec.h"

namespace wb::plain {

using Weights = std::map<std::string, at::Tensor>;

inline Weights by_name(const Parameters& parameters) {
    Weights w;
    for (const auto& p : parameters) w[p.name] = p.value;
    return w;
}

/// Left-padded [batch, length] tokens and labels from a packed batch; length 0 = the longest sequence.
struct Padded {
    at::Tensor tokens, labels;
};
inline Padded pad(const PackedBatch& batch, std::int64_t length) {
    const auto* offset = batch.offsets.data_ptr<std::int64_t>();
    const std::int64_t rows = batch.offsets.size(0) - 1;
    if (length == 0)
        for (std::int64_t b = 0; b < rows; ++b) length = std::max(length, offset[b + 1] - offset[b]);
    auto packed_labels = at::zeros({batch.tokens.size(0)}, at::kLong);
    packed_labels.index_copy_(0, batch.rows, batch.labels);
    Padded out{at::zeros({rows, length}, at::kLong), at::zeros({rows, length}, at::kLong)};
    for (std::int64_t b = 0; b < rows; ++b) {
        const std::int64_t n = offset[b + 1] - offset[b];
        out.tokens[b].narrow(0, length - n, n).copy_(batch.tokens.narrow(0, offset[b], n));
        out.labels[b].narrow(0, length - n, n).copy_(packed_labels.narrow(0, offset[b], n));
    }
    return out;
}

/// The recurrence by doubling, log2(length) passes: u [B, L, 2H] (real | imaginary) with L a power of two, mask [B,
/// L].
inline at::Tensor doubling_scan(const at::Tensor& u, const at::Tensor& nu, const at::Tensor& theta,
                                const at::Tensor& mask) {
    const std::int64_t batch = u.size(0), length = u.size(1), channels = u.size(2) / 2;
    auto re = u.narrow(2, 0, channels), im = u.narrow(2, channels, channels);
    for (std::int64_t chunk = 2; chunk <= length; chunk *= 2) {
        const std::int64_t half = chunk / 2;
        const auto j = at::arange(1, half + 1, u.options()).unsqueeze(1);  // [half, 1]
        const auto size = at::exp(-j * nu), angle = j * theta;             // [half, H]
        const auto pr = size * at::cos(angle), pi = size * at::sin(angle);
        const auto r = re.reshape({batch * length / chunk, chunk, channels});
        const auto i = im.reshape({batch * length / chunk, chunk, channels});
        const auto m = mask.reshape({batch * length / chunk, chunk}).narrow(1, half - 1, 1).unsqueeze(2);
        const auto ar = r.narrow(1, half - 1, 1) * m, ai = i.narrow(1, half - 1, 1) * m;
        const auto br = r.narrow(1, half, half) + pr * ar - pi * ai;
        const auto bi = i.narrow(1, half, half) + pr * ai + pi * ar;
        re = at::cat({r.narrow(1, 0, half), br}, 1).reshape({batch, length, channels});
        im = at::cat({i.narrow(1, 0, half), bi}, 1).reshape({batch, length, channels});
    }
    return at::cat({re, -im}, 2);
}

/// Hidden states [B, L, d] of the last L slots.
inline at::Tensor lrurec_forward(const LruRecOptions& o, const Weights& w, const at::Tensor& tokens, bool train) {
    const std::int64_t length = tokens.size(1), d = o.dim;
    std::int64_t scan_length = 1;
    while (scan_length < length) scan_length *= 2;
    auto mask = (tokens != 0).to(at::kFloat);
    auto x = at::layer_norm(at::dropout(at::embedding(w.at("embedding.token.weight"), tokens), o.dropout, train), {d},
                            w.at("embedding.layer_norm.weight"), w.at("embedding.layer_norm.bias"), 1e-5);
    const std::int64_t extra = scan_length - length;
    x = at::constant_pad_nd(x, {0, 0, extra, 0});
    mask = at::constant_pad_nd(mask, {extra, 0});
    for (std::int64_t k = 0; k < o.blocks; ++k) {
        const std::string unit = "model.lru_blocks." + std::to_string(k) + ".lru_layer.";
        const std::string feed = "model.lru_blocks." + std::to_string(k) + ".feed_forward.";
        const auto logs = w.at(unit + "params_log");
        const auto nu = at::exp(logs[0]), theta = at::exp(logs[1]), gamma = at::exp(logs[2]);
        const auto u =
            at::linear(x, w.at(unit + "in_proj.weight"), w.at(unit + "in_proj.bias")) * at::cat({gamma, gamma});
        const auto state = doubling_scan(u, nu, theta, mask);
        const auto out = at::linear(state, w.at(unit + "out_proj.weight"), w.at(unit + "out_proj.bias"));
        const auto y = at::layer_norm(at::dropout(out, o.recurrent_dropout, train) + x, {d},
                                      w.at(unit + "layer_norm.weight"), w.at(unit + "layer_norm.bias"), 1e-5);
        const auto a = at::dropout(at::gelu(at::linear(y, w.at(feed + "w_1.weight"), w.at(feed + "w_1.bias"))),
                                   o.dropout, train);
        x = at::layer_norm(
            at::dropout(at::linear(a, w.at(feed + "w_2.weight"), w.at(feed + "w_2.bias")), o.dropout, train) + y, {d},
            w.at(feed + "layer_norm.weight"), w.at(feed + "layer_norm.bias"), 1e-5);
    }
    return x.narrow(1, extra, length);
}

inline at::Tensor lrurec_loss(const LruRecOptions& o, const Weights& w, const Padded& batch, bool train) {
    const auto hidden = lrurec_forward(o, w, batch.tokens, train);
    const auto scores = at::matmul(hidden, w.at("embedding.token.weight").t()) + w.at("model.bias");
    return at::cross_entropy_loss(scores.reshape({-1, o.items + 1}), batch.labels.reshape({-1}), {},
                                  at::Reduction::Mean, 0);
}

inline at::Tensor bert_norm(const at::Tensor& x, const at::Tensor& a, const at::Tensor& b) {
    return a * (x - x.mean(-1, true)) / (x.std(-1, true, true) + 1e-6) + b;
}

inline at::Tensor bert4rec_forward(const Bert4RecOptions& o, const Weights& w, const at::Tensor& tokens, bool train) {
    const std::int64_t batch = tokens.size(0), length = tokens.size(1), d = o.dim, hd = d / o.heads;
    const auto position = w.at("bert.embedding.position.pe.weight").narrow(0, o.max_len - length, length);
    auto x = at::dropout(at::embedding(w.at("bert.embedding.token.weight"), tokens, 0) + position, o.dropout, train);
    const auto hidden_keys = (tokens == 0).view({batch, 1, 1, length});
    for (std::int64_t k = 0; k < o.blocks; ++k) {
        const std::string base = "bert.transformer_blocks." + std::to_string(k) + ".";
        const auto n1 = bert_norm(x, w.at(base + "input_sublayer.norm.a_2"), w.at(base + "input_sublayer.norm.b_2"));
        const auto weight = w.at(base + "attention.linear_layers.weight").chunk(3),
                   bias = w.at(base + "attention.linear_layers.bias").chunk(3);
        const auto head = [&](std::size_t i) {
            return at::linear(n1, weight[i], bias[i]).view({batch, length, o.heads, hd}).transpose(1, 2);
        };
        auto scores = at::matmul(head(0), head(1).transpose(2, 3)) / std::sqrt(static_cast<double>(hd));
        scores = scores.masked_fill(hidden_keys, -1e9);
        const auto p = at::dropout(at::softmax(scores, -1), o.dropout, train);
        const auto mixed = at::matmul(p, head(2)).transpose(1, 2).reshape({batch, length, d});
        x = x + at::dropout(at::linear(mixed, w.at(base + "attention.output_linear.weight"),
                                       w.at(base + "attention.output_linear.bias")),
                            o.dropout, train);
        const auto n2 =
            bert_norm(x, w.at(base + "output_sublayer.norm.a_2"), w.at(base + "output_sublayer.norm.b_2"));
        const auto a = at::dropout(
            at::gelu(at::linear(n2, w.at(base + "feed_forward.w_1.weight"), w.at(base + "feed_forward.w_1.bias")),
                     "tanh"),
            o.dropout, train);
        x = x +
            at::dropout(at::linear(a, w.at(base + "feed_forward.w_2.weight"), w.at(base + "feed_forward.w_2.bias")),
                        o.dropout, train);
        x = at::dropout(x, o.dropout, train);
    }
    return x;
}

inline at::Tensor bert4rec_loss(const Bert4RecOptions& o, const Weights& w, const Padded& batch, bool train) {
    const auto scores = at::linear(bert4rec_forward(o, w, batch.tokens, train), w.at("out.weight"), w.at("out.bias"));
    return at::cross_entropy_loss(scores.reshape({-1, o.items + 1}), batch.labels.reshape({-1}), {},
                                  at::Reduction::Mean, 0);
}

}  // namespace wb::plain
