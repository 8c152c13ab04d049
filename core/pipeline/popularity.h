// The popularity baseline: items ranked by their number of training interactions. Layer: pipeline.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "dataset/dataset.h"
#include "evaluation/metrics.h"

namespace wb {

class PopularityBaseline {
  public:
    explicit PopularityBaseline(const Dataset& dataset);
    /// Over the whole catalogue without `excluded` (sorted, unique; the target is never excluded).
    RankCounts full_rank(ItemId target, const std::vector<ItemId>& excluded) const;
    RankCounts rank_in(std::span<const ItemId> candidates, std::size_t target_index) const;

  private:
    std::vector<std::int64_t> count_;   ///< [items + 1]
    std::vector<std::int64_t> sorted_;  ///< counts of items 1.., ascending
};

}  // namespace wb
