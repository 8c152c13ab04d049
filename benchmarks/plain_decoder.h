// Qwen3 written tensor by tensor in LibTorch, as a researcher would write it: the peer of the benchmarks. Not part of
// the product. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "networks/qwen3.h"

namespace wb::plain {

/// One text, all positions. Weights are turned to `type` once.
class Decoder {
  public:
    Decoder(const QwenConfig& config, const Parameters& parameters, at::ScalarType type) : c_(config) {
        for (const auto& p : parameters) weights_.push_back(p.value.detach().to(type));
    }
    /// ids [T] -> logits [T, vocabulary], or [1, vocabulary] of the last position.
    at::Tensor logits(const at::Tensor& ids, bool last_alone, const LoraAdapter* adapter = nullptr) const {
        const std::int64_t T = ids.size(0), d = c_.head_dim;
        auto x = at::embedding(weights_.front(), ids);
        const auto frequency =
            at::reciprocal(at::pow(c_.rope_theta, at::arange(0, d, 2, at::kFloat) / static_cast<double>(d)));
        const auto angle = at::outer(at::arange(T, at::kFloat), frequency);
        const auto cos = at::cat({at::cos(angle), at::cos(angle)}, 1).to(x.scalar_type());
        const auto sin = at::cat({at::sin(angle), at::sin(angle)}, 1).to(x.scalar_type());
        const auto mask =
            at::triu(at::full({T, T}, -std::numeric_limits<float>::infinity(), at::kFloat), 1).to(x.scalar_type());
        const auto turn = [&](const at::Tensor& y) {  // [heads, T, d]
            const auto parts = y.chunk(2, -1);
            return y * cos + at::cat({-parts[1], parts[0]}, -1) * sin;
        };
        for (std::int64_t layer = 0; layer < c_.layers; ++layer) {
            const auto w = [&](std::size_t i) -> const at::Tensor& {
                return weights_[1 + static_cast<std::size_t>(layer) * 11 + i];
            };
            const auto linear = [&](const char* name, const at::Tensor& y, std::size_t i) {
                const auto* pair = adapter ? adapter->find(layer, name) : nullptr;
                if (!pair) return at::linear(y, w(i));
                const auto type = y.scalar_type();
                return at::linear(y, w(i)) +
                       at::linear(at::linear(y, pair->a.to(type)), pair->b.to(type)) * adapter->settings().scale();
            };
            const auto heads = [&](const at::Tensor& y) { return y.reshape({T, -1, d}).transpose(0, 1); };
            auto h = norm(x, w(0));
            const auto q = turn(norm(heads(linear("q_proj", h, 1)), w(5)));
            const auto group = c_.heads / c_.kv_heads;
            const auto k = at::repeat_interleave(turn(norm(heads(linear("k_proj", h, 2)), w(6))), group, 0);
            const auto v = at::repeat_interleave(heads(linear("v_proj", h, 3)), group, 0);
            const auto scores = at::matmul(q, k.transpose(1, 2)) / std::sqrt(static_cast<double>(d)) + mask;
            const auto p = at::softmax(scores, -1, at::kFloat).to(x.scalar_type());
            x = x + linear("o_proj", at::matmul(p, v).transpose(0, 1).reshape({T, -1}), 4);
            h = norm(x, w(7));
            x = x + linear("down_proj", at::silu(linear("gate_proj", h, 8)) * linear("up_proj", h, 9), 10);
        }
        x = norm(x, weights_[1 + static_cast<std::size_t>(c_.layers) * 11]);
        return at::linear(last_alone ? x.slice(0, T - 1) : x, c_.tied ? weights_.front() : weights_.back());
    }

  private:
    QwenConfig c_;
    std::vector<at::Tensor> weights_;  ///< in the order of Qwen3Network::parameters()
    at::Tensor norm(const at::Tensor& x, const at::Tensor& weight) const {
        const auto y = x.to(at::kFloat);
        const auto mean = at::mean(y * y, {-1}, true);
        return (y * at::rsqrt(mean + c_.rms_norm_eps)).to(x.scalar_type()) * weight;
    }
};

}  // namespace wb::plain
