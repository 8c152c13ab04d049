// Ranking of the whole catalogue for many users: rank of the target, and top-K lists. Layer: retrieval.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "dataset/dataset.h"
#include "evaluation/metrics.h"
#include "foundation/stop_token.h"

namespace wb {

/// score(user, item) = user . item + bias. Row 0 of the items is padding and never ranked.
struct DotProductModel {
    const float* items = nullptr;  ///< [item_count + 1, dim]
    const float* bias = nullptr;   ///< [item_count + 1] or null
    std::int64_t item_count = 0, dim = 0;
};

/// `fastest` screens with 16-bit integers where the processor can; the results are the same either way (tested).
enum class RankingPath { fastest, float_only };

/// users [n, dim]; targets [n], 0 = skip; excluded [n]: items that may not appear (sorted, without repeats; the
/// target is never excluded). Exact counts: equal scores are counted as equal. Runs on all threads.
std::vector<RankCounts> rank_targets(const DotProductModel& model, const float* users,
                                     std::span<const ItemId> targets,
                                     const std::vector<std::vector<ItemId>>& excluded, const StopToken& stop,
                                     RankingPath path = RankingPath::fastest);

struct RankedItem {
    ItemId item;
    float score;
};
/// The best k items per user, best first, ties by the lower item id.
std::vector<std::vector<RankedItem>> top_items(const DotProductModel& model, const float* users,
                                               std::int64_t user_count,
                                               const std::vector<std::vector<ItemId>>& excluded, int k,
                                               const StopToken& stop, RankingPath path = RankingPath::fastest);

}  // namespace wb
