// Qwen3 for scoring alone: weights in few bits, no gradients, activations a block of rows at a time. Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "foundation/model_tensors.h"
#include "networks/file_rows.h"
#include "networks/qwen3.h"
#include "tensors/frozen_weight.h"

namespace wb {

/// What becomes of a layer's matrices behind a pass: read_anew takes the memory of one layer, and in every pass the
/// time of reading the file.
enum class LayersAre { kept, read_anew };

class Qwen3Reading {
  public:
    /// `weights` are looked at as long as this lives: the embedding stays in the file. Throws UserError for tensors
    /// that are missing or of another shape (in layers that are read anew: in hidden), or a format that this
    /// processor does not multiply.
    Qwen3Reading(const QwenConfig& config, const ModelTensors& weights, WeightFormat format,
                 LayersAre layers = LayersAre::kept);

    /// Behind the last norm, [rows, hidden], for the places `rows` (int64) of texts.ids; undefined = all.
    at::Tensor hidden(const QwenTexts& texts, const at::Tensor& rows, const LoraAdapter* adapter = nullptr) const;
    /// hidden [n, hidden] -> [n, tokens]: the columns of `tokens` (int64), in float32.
    at::Tensor logits(const at::Tensor& hidden, const at::Tensor& tokens) const;
    WeightFormat format() const { return format_; }
    std::uint64_t weight_bytes() const;  ///< of the matrices that are kept, in their format

  private:
    struct Layer {
        std::vector<float> input_norm, q_norm, k_norm, post_norm;
        FrozenWeight qkv, o, gate_up, down;
    };
    struct Pass;
    Layer read_layer(std::int64_t number) const;

    QwenConfig config_;
    const ModelTensors& weights_;
    WeightFormat format_;
    FileRows embedding_, head_;
    std::vector<Layer> layers_;  ///< empty: each is read when its turn comes
    std::vector<float> final_norm_;
    bool halves_;  ///< attention in bfloat16
};

}  // namespace wb
