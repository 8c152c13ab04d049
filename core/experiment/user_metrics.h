// What a stored result of one user counts in tables over all users. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "evaluation/metrics.h"
#include "experiment/store.h"

namespace wb {

/// The mean over the users of a run is its "overall" table: a true item outside the list counts with its place in
/// stage 1's ranking behind the list, or as missed where a run did not store that.
inline Metrics metrics_of_result(const UserResult& user) {
    if (user.better < 0) return metrics_of_absent_target();
    if (user.other_true_items.empty()) return metrics_of_user({user.better, user.equal});
    std::vector<RankCounts> places{{user.better, user.equal}};
    for (const TrueItemPlace& one : user.other_true_items) places.push_back({one.better, one.equal});
    return metrics_of_user(places);
}

}  // namespace wb
