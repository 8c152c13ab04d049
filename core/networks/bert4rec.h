// The network of BERT4Rec in the form of the common PyTorch port: pre-norm bidirectional encoder. Layer: networks.
// Sun et al., "BERT4Rec: Sequential Recommendation with Bidirectional Encoder Representations from Transformer",
// CIKM 2019 (arXiv:1904.06690).
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

#include "foundation/random.h"
#include "foundation/safetensors.h"
#include "networks/parameters.h"

namespace wb {

struct Bert4RecOptions {
    std::int64_t items = 0;  ///< 1 .. items; items + 1 is the mask
    std::int64_t dim = 64, heads = 2, blocks = 2, max_len = 100;
    float dropout = 0.1f;
    std::int64_t mask_token() const { return items + 1; }
    static constexpr float norm_eps = 1e-6f;
};

class Bert4RecNetwork {
  public:
    /// Linear layers uniform in +-1/sqrt(fan in), embeddings N(0, 1), norms 1 and 0.
    Bert4RecNetwork(const Bert4RecOptions& options, Rng rng);
    const Bert4RecOptions& options() const { return options_; }
    const Parameters& parameters() const { return parameters_; }

    /// Packed tokens without padding, with `positions` in the left-padded window of max_len -> hidden states [T, d].
    at::Tensor forward(const PackedBatch& batch, std::uint64_t dropout_key) const;
    /// Mean cross-entropy over items + 1 classes (class 0 is never a target) at batch.rows.
    at::Tensor loss(const PackedBatch& batch, std::uint64_t dropout_key) const;
    /// Scores of all items + 1 output columns at batch.rows: [R, items + 1].
    at::Tensor scores(const PackedBatch& batch) const;
    /// Hidden states at batch.rows [R, d], to be multiplied with chosen rows of the output layer.
    at::Tensor hidden_at_rows(const PackedBatch& batch) const;
    const at::Tensor& output_weight() const { return output_weight_; }  ///< [items + 1, d]
    const at::Tensor& output_bias() const { return output_bias_; }      ///< [items + 1]

    /// Published names (bert.embedding.token.weight, bert.transformer_blocks.0.attention.linear_layers.0.weight,
    /// ...).
    void save(SafetensorsWriter& writer, const std::string& prefix = "") const;
    void load(const SafetensorsFile& file, const std::string& prefix = "");
    static std::vector<std::pair<std::string, at::Tensor>> published_layout(const NamedParameter& parameter,
                                                                            const at::Tensor& value);
    /// Activations after the embedding and after each block (tests).
    std::vector<at::Tensor> activations(const PackedBatch& batch) const;

  private:
    struct Block {
        at::Tensor norm1_a, norm1_b, qkv_weight, qkv_bias, out_weight, out_bias;
        at::Tensor norm2_a, norm2_b, w1, b1, w2, b2;
    };
    Bert4RecOptions options_;
    at::Tensor token_, position_, output_weight_, output_bias_;
    std::vector<Block> blocks_;
    Parameters parameters_;
    at::Tensor run(const PackedBatch& batch, std::uint64_t dropout_key, std::vector<at::Tensor>* trace) const;
};

}  // namespace wb
