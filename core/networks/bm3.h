// BM3: representations of users, items and their modalities that predict each other, without negatives.
// Zhou et al., "Bootstrap Latent Representations for Multi-modal Recommendation", WWW 2023 (arXiv:2207.05969), with
// the weights and norms of the MMRec toolbox. Layer: networks. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "foundation/random.h"
#include "foundation/safetensors.h"
#include "networks/graph_ops.h"
#include "networks/parameters.h"

namespace wb {

struct Bm3Options {
    std::int64_t users = 0, items = 0;
    std::int64_t dim = 64;
    std::int64_t layers = 1;       ///< hops over the graph
    float regulariser = 0.1f;      ///< weight of the norms of both tables
    float alignment = 2.0f;        ///< weight of all terms with a modality
    float dropout = 0.3f;          ///< of the target views
    bool freeze_features = false;  ///< features stay as given instead of being trained
};

/// Users and items are counted from 0.
class Bm3Network {
  public:
    /// text, images [items, D], float32; an undefined one is absent. The graph is normalised_graph().
    Bm3Network(const Bm3Options& options, const at::Tensor& text, const at::Tensor& images, BipartiteGraph graph,
               Rng rng);

    const Bm3Options& options() const { return options_; }
    const Parameters& parameters() const { return parameters_; }

    struct Loss {
        at::Tensor total;
        double interaction = 0;  ///< user predicts item and item predicts user, 0 .. 4
        double cross_modal = 0;  ///< modalities predict the item
        double intra_modal = 0;  ///< modalities predict themselves
        double regulariser = 0;  ///< not weighted
    };
    enum class View { user, item, text, image };
    /// Makes the target of a view out of its rows [B, d].
    using Target = std::function<at::Tensor(View view, const at::Tensor& rows)>;
    /// users, items int64 [B]: pairs that occurred. dropout_key 0 = no dropout.
    Loss loss(const at::Tensor& users, const at::Tensor& items, std::uint64_t dropout_key) const;
    Loss loss(const at::Tensor& users, const at::Tensor& items, const Target& target) const;

    at::Tensor user_vectors() const;   ///< [users, d], predicted
    at::Tensor item_vectors() const;   ///< [items, d], predicted; the score is the product of both
    NodeTables graph_vectors() const;  ///< means over the hops; to the items' their own vectors are added

    /// Published names: user_embedding.weight, item_id_embedding.weight, predictor.weight, text_embedding.weight, ...
    void save(SafetensorsWriter& writer, const std::string& prefix = "") const;
    void load(const SafetensorsFile& file, const std::string& prefix = "");

  private:
    struct Modality {
        View view;
        at::Tensor features, weight, bias;
    };
    Bm3Options options_;
    BipartiteGraph graph_;
    at::Tensor users_, items_, predictor_weight_, predictor_bias_;
    std::vector<Modality> modalities_;
    Parameters parameters_;

    at::Tensor predicted(const at::Tensor& rows) const;
};

}  // namespace wb
