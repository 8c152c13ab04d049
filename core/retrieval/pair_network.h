// What a network over tables of users and items must offer so that PairRetriever can train and rank with it.
// Layer: retrieval. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "dataset/dataset.h"
#include "experiment/params.h"
#include "foundation/safetensors.h"
#include "networks/parameters.h"
#include "retrieval/item_modalities.h"

namespace wb {

/// Users and items are counted from 0.
class PairNetwork {
  public:
    virtual ~PairNetwork() = default;
    virtual const Parameters& parameters() const = 0;
    /// Parts of the last loss by series name, not weighted: "loss_bpr".
    using Parts = std::vector<std::pair<std::string, double>>;
    struct Step {
        at::Tensor loss;
        Parts parts;
    };
    /// int64 [B] each; negatives undefined where the network needs none. `key` is never 0 and names the random
    /// numbers of this update.
    virtual Step step(const at::Tensor& users, const at::Tensor& positives, const at::Tensor& negatives,
                      std::uint64_t key) const = 0;
    virtual bool needs_negatives() const = 0;
    /// score(user, item) = users[user] . items[item] + biases[item]; biases [items] may be undefined.
    struct Vectors {
        at::Tensor users, items, biases;
    };
    virtual Vectors vectors() const = 0;
    virtual void save(SafetensorsWriter& writer) const = 0;
    virtual void load(const SafetensorsFile& file) = 0;
};

std::unique_ptr<PairNetwork> make_vbpr(const Settings& settings, const Dataset& dataset, std::uint64_t seed,
                                       const ItemModalities& modalities);
std::unique_ptr<PairNetwork> make_mmgcn(const Settings& settings, const Dataset& dataset, std::uint64_t seed,
                                        const ItemModalities& modalities);
std::unique_ptr<PairNetwork> make_bm3(const Settings& settings, const Dataset& dataset, std::uint64_t seed,
                                      const ItemModalities& modalities);

}  // namespace wb
