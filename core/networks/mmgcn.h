// MMGCN: a graph network for every modality over users and items, and their mean. Layer: networks.
// Wei et al., "MMGCN: Multi-modal Graph Convolution Network for Personalized Recommendation of Micro-video",
// ACM MM 2019 (doi:10.1145/3343031.3351034), with the choices of the MMRec toolbox (Zhou, arXiv:2302.03497).
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "foundation/random.h"
#include "foundation/safetensors.h"
#include "networks/graph_ops.h"
#include "networks/parameters.h"
#include "networks/sparse_graph.h"

namespace wb {

struct MmgcnOptions {
    std::int64_t users = 0, items = 0;
    std::int64_t dim = 64;
    std::int64_t hops = 3;
    std::int64_t image_width = 256;  ///< pictures go through a layer of this width first
    float regulariser = 0;
    bool concatenate = true;  ///< leaky(G [n; s]); else leaky(G n + s)
    /// The paper trains the id table and the users' preferences; in the reference code they stay random.
    bool train_tables = false;
    static constexpr double slope = 0.01;  ///< of all leaky units
};

/// Users and items are counted from 0; nodes are the users and behind them the items.
class MmgcnNetwork {
  public:
    /// text, images [items, D], float32; an undefined one is absent. The graph is mean_graph().
    MmgcnNetwork(const MmgcnOptions& options, const at::Tensor& text, const at::Tensor& images, BipartiteGraph graph,
                 Rng rng);

    const MmgcnOptions& options() const { return options_; }
    const Parameters& parameters() const { return parameters_; }  ///< trained
    Parameters all() const;                                       ///< and tables that are kept and not trained

    struct Loss {
        at::Tensor total;
        double bpr = 0, regulariser = 0;  ///< the second not weighted
    };
    /// int64 [B] each.
    Loss loss(const at::Tensor& users, const at::Tensor& positives, const at::Tensor& negatives) const;

    at::Tensor vectors() const;  ///< [users + items, d]; the score is a product of two rows
    /// Of one modality ("t_gcn", "v_gcn"), for tests against published numbers.
    at::Tensor vectors_of(const std::string& modality) const;

    /// Published names: v_gcn.conv_embed_1.weight, ..., id_embedding, v_gcn.preference.
    void save(SafetensorsWriter& writer, const std::string& prefix = "") const;
    void load(const SafetensorsFile& file, const std::string& prefix = "");

  private:
    struct Hop {
        at::Tensor conv, self_weight, self_bias, join_weight, join_bias;
    };
    struct Modality {
        std::string name;
        bool image;
        at::Tensor features, preference, bottleneck_weight, bottleneck_bias;  ///< features of texts: unit rows
        UnitSpread users;  ///< of a preference that is not trained; else undefined
        std::vector<Hop> hops;
    };
    struct Nodes {
        at::Tensor users, items;
    };
    /// The nodes of a batch; the last hop is computed for these alone.
    struct Batch {
        at::Tensor users, items;  ///< ids, int64
        Nodes ids;                ///< their rows of the id table
    };
    struct Forward {
        Nodes nodes;
        at::Tensor preferences;  ///< mean square of the users' table; of all modalities, that of the pictures
    };
    MmgcnOptions options_;
    BipartiteGraph graph_;
    at::Tensor ids_;
    std::vector<Modality> modalities_;
    Parameters parameters_;  ///< trained
    Parameters constants_;   ///< tables that are kept and not trained

    /// Hops of one modality that are computed for all nodes.
    std::int64_t whole_hops(const Batch* batch) const { return options_.hops - (batch ? 1 : 0); }
    /// The id table, once for every hop that reads it.
    std::vector<Nodes> whole_ids(std::int64_t readers) const;
    /// Without a batch: all nodes. ids: those of all nodes, for each of whole_hops().
    Forward forward(const Modality& m, const Nodes* ids, const Batch* batch) const;
    /// spread [items, d]: the mean of each item's users, where it is known already; else undefined.
    Nodes hop(const Hop& h, const Nodes& x, const at::Tensor& spread, const Nodes& ids, const Batch* batch) const;
    /// ids: those of all modalities behind each other.
    Forward mean_over_modalities(const std::vector<Nodes>& ids, const Batch* batch) const;
    void spread_constants();
};

}  // namespace wb
