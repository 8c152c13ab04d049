// The network of LRURec: stacked linear recurrent units over item sequences. Layer: networks.
// Yue et al., "Linear Recurrent Units for Sequential Recommendation", WSDM 2024 (arXiv:2310.02367).
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "foundation/random.h"
#include "foundation/safetensors.h"
#include "networks/dropout_kernels.h"
#include "networks/parameters.h"

namespace wb {

struct LruRecOptions {
    std::int64_t items = 0;  ///< without padding
    std::int64_t dim = 64;   ///< d
    std::int64_t blocks = 2;
    float dropout = 0.2f;                              ///< after the embedding and in the feed-forward part
    float recurrent_dropout = 0.2f;                    ///< on the output of the recurrent unit
    std::int64_t channels() const { return 2 * dim; }  ///< H complex channels
    std::int64_t feed_forward() const { return 4 * dim; }
    static constexpr float norm_eps = 1e-5f;
};

class LruRecNetwork {
  public:
    /// Draws the initial weights of the paper's ring initialisation and a truncated normal for the rest.
    LruRecNetwork(const LruRecOptions& options, Rng rng);

    const LruRecOptions& options() const { return options_; }
    /// Complex weights are real tensors with the parts stacked; decay holds for all but biases and norms.
    const Parameters& parameters() const { return parameters_; }

    /// batch -> hidden states [T, d]. Token 0 is padding: the state does not pass it. dropout_key 0 = evaluation
    /// mode; otherwise it names the update, and every layer draws its own mask from it.
    at::Tensor forward(const PackedBatch& batch, std::uint64_t dropout_key) const;
    /// Mean softmax cross-entropy at batch.rows with batch.labels.
    at::Tensor loss(const PackedBatch& batch, std::uint64_t dropout_key) const;
    const at::Tensor& item_embedding() const { return token_; }   ///< [items + 1, d]
    const at::Tensor& item_bias() const { return output_bias_; }  ///< [items + 1]

    /// Published names (embedding.token.weight, model.lru_blocks.0.lru_layer.in_proj.weight.real, ...).
    void save(SafetensorsWriter& writer, const std::string& prefix = "") const;
    /// Throws UserError for missing or mismatched tensors.
    void load(const SafetensorsFile& file, const std::string& prefix = "");
    /// A parameter in the layout of the published checkpoint: (name, tensor) pairs. Also used for gradients.
    static std::vector<std::pair<std::string, at::Tensor>> published_layout(const NamedParameter& parameter,
                                                                            const at::Tensor& value);

    /// Activations after the embedding, each recurrent unit and each block (tests against published numbers).
    std::vector<at::Tensor> activations(const PackedBatch& batch) const;

  private:
    struct Block {
        at::Tensor params_log, in_weight, in_bias, out_weight, out_bias;
        at::Tensor norm1_weight, norm1_bias, w1, b1, w2, b2, norm2_weight, norm2_bias;
    };
    LruRecOptions options_;
    at::Tensor token_, norm_weight_, norm_bias_, output_bias_;
    std::vector<Block> blocks_;
    Parameters parameters_;

    at::Tensor run(const PackedBatch& batch, std::uint64_t dropout_key, std::vector<at::Tensor>* trace) const;
};

}  // namespace wb
