// What is kept of a validation, to be looked at while the run works. Layer: pipeline.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "experiment/events.h"
#include "rerank/reranker.h"

namespace wb {

inline constexpr std::size_t entropy_bins = 20;
inline constexpr std::size_t snapshot_lists = 50;  ///< about 20 kB with 20 candidates each

/// Of the lists that `reranker` gives probabilities for: how even those are, and `snapshot_lists` of them evenly over
/// all, whole. `scores` [lists], of each one per candidate; what is not finite is left out.
SnapshotEvent list_snapshot(const Reranker& reranker, const std::vector<RerankQuery>& lists,
                            const std::vector<std::vector<float>>& scores, std::int64_t update, double epoch);

}  // namespace wb
