// VBPR: matrix factorisation that also looks at features of items. Layer: networks.
// He and McAuley, "VBPR: Visual Bayesian Personalized Ranking from Implicit Feedback", AAAI 2016 (arXiv:1510.01784),
// in the form of the MMRec toolbox (Zhou, arXiv:2302.03497): text beside pictures, no biases, the norm not squared.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "foundation/random.h"
#include "foundation/safetensors.h"
#include "networks/parameters.h"

namespace wb {

struct VbprOptions {
    std::int64_t users = 0, items = 0;
    std::int64_t dim = 64;      ///< d; a user has 2d numbers, half for the item's id, half for its features
    float regulariser = 0;      ///< weight of the norms
    bool paper_biases = false;  ///< the paper's item bias and visual bias beside the reference's form
};

/// Users and items are counted from 0.
class VbprNetwork {
  public:
    /// features [items, D], float32, constant: text first, then pictures.
    VbprNetwork(const VbprOptions& options, at::Tensor features, Rng rng);

    const VbprOptions& options() const { return options_; }
    const Parameters& parameters() const { return parameters_; }

    struct Loss {
        at::Tensor total;                 ///< what is trained
        double bpr = 0, regulariser = 0;  ///< its parts, the second not weighted
    };
    /// int64 [B] each. Only the rows of the batch are projected.
    Loss loss(const at::Tensor& users, const at::Tensor& positives, const at::Tensor& negatives) const;

    const at::Tensor& user_vectors() const { return users_; }  ///< [users, 2d]
    at::Tensor item_vectors() const;                           ///< [items, 2d]: id | projected features
    at::Tensor item_biases() const;                            ///< [items]; undefined without paper_biases

    /// Published names: u_embedding, i_embedding, item_linear.weight, item_linear.bias.
    void save(SafetensorsWriter& writer, const std::string& prefix = "") const;
    void load(const SafetensorsFile& file, const std::string& prefix = "");

  private:
    VbprOptions options_;
    at::Tensor features_, users_, items_, weight_, bias_, item_bias_, visual_bias_;
    Parameters parameters_;
};

}  // namespace wb
