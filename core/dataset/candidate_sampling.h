// Drawing the negatives of a candidate list. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "dataset/candidates.h"
#include "foundation/random.h"

namespace wb {

/// Draws different items that a user never touched.
class NegativeSampler {
  public:
    NegativeSampler(const Dataset& dataset, CandidateSampling sampling);
    /// How many items outside `seen` (ascending, each once) can be drawn at all.
    std::int64_t available(const std::vector<ItemId>& seen) const;
    /// `count` of them, at most available(). uniform: each set is equally likely. popularity: one after the other,
    /// each with a probability proportional to its number of training interactions among those that are left.
    std::vector<ItemId> draw(const std::vector<ItemId>& seen, int count, Rng& rng) const;

  private:
    std::vector<ItemId> draw_by_popularity(const std::vector<ItemId>& seen, int count, Rng& rng) const;
    CandidateSampling sampling_;
    ItemId items_ = 0;
    std::vector<std::int64_t> weights_;  ///< [items + 1], of popularity
    std::vector<std::uint64_t> sums_;    ///< [items + 1]: weights of the items up to and with this one
    std::int64_t drawable_ = 0;          ///< items with a weight
};

}  // namespace wb
