// Places of true items in the ranking of the whole catalogue. Layer: retrieval.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

#include "dataset/true_items.h"
#include "evaluation/metrics.h"
#include "foundation/stop_token.h"
#include "retrieval/catalogue_ranking.h"

namespace wb {

/// vectors [users, dim] and excluded [users] (as for rank_targets) belong to `users`, each of whom has a true item.
/// The other true items of a user are candidates like all items.
TrueItemRanks rank_true_items(const DotProductModel& model, const std::vector<float>& vectors,
                              std::span<const UserId> users, const TrueItems& truth,
                              const std::vector<std::vector<ItemId>>& excluded, const StopToken& stop);

}  // namespace wb
