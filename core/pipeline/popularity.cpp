// Layer: pipeline.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/popularity.h"

#include <algorithm>

namespace wb {

PopularityBaseline::PopularityBaseline(const Dataset& dataset)
    : count_(train_popularity(dataset)), sorted_(count_.begin() + 1, count_.end()) {
    std::sort(sorted_.begin(), sorted_.end());
}

RankCounts PopularityBaseline::full_rank(ItemId target, const std::vector<ItemId>& excluded) const {
    const std::int64_t c = count_[static_cast<std::size_t>(target)];
    const auto [low, high] = std::equal_range(sorted_.begin(), sorted_.end(), c);
    RankCounts counts{sorted_.end() - high, high - low - 1};
    for (ItemId item : excluded) {
        if (item == target) continue;
        const std::int64_t other = count_[static_cast<std::size_t>(item)];
        if (other > c)
            --counts.n_better;
        else if (other == c)
            --counts.n_equal;
    }
    return counts;
}

RankCounts PopularityBaseline::rank_in(std::span<const ItemId> candidates, std::size_t target_index) const {
    RankCounts counts;
    const std::int64_t c = count_[static_cast<std::size_t>(candidates[target_index])];
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        if (i == target_index) continue;
        const std::int64_t other = count_[static_cast<std::size_t>(candidates[i])];
        counts.n_better += other > c ? 1 : 0;
        counts.n_equal += other == c ? 1 : 0;
    }
    return counts;
}

}  // namespace wb
