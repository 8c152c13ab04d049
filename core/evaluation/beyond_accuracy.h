// What recommendation lists are like besides being right: how much of the catalogue they show, how popular it is, and
// whom and what the hits are for. Layer: evaluation.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "dataset/dataset.h"
#include "evaluation/metrics.h"

namespace wb {

/// The lists of all users, cut after k items.
struct ListShape {
    int k = 0;
    double coverage = 0;  ///< share of the catalogue that is in at least one list
    double gini = 0;      ///< of how often each item is in a list: 0 all alike, towards 1 few items in all lists
    double mean_popularity = 0;  ///< training interactions of a recommended item, mean over users of list means
    /// mean_popularity / data_popularity - 1: 0 = as popular as what users had themselves (popularity lift;
    /// Abdollahpouri et al., "The Connection Between Popularity Bias, Calibration, and Fairness in Recommendation",
    /// RecSys 2020)
    double popularity_lift = 0;
};

/// Users, or true items, with something in common, and their metrics.
struct GroupMetrics {
    std::string id;                 ///< "low", "middle", "high"; "cold", "tail", "middle", "head"
    std::int64_t from = 0, to = 0;  ///< length of the history, or training interactions of the item, both inclusive
    Metrics metrics;                ///< metrics.users: how many users, or true items; 0 = the group is empty
};

struct BeyondAccuracy {
    double data_popularity =
        0;  ///< training interactions of an item, mean over users of means over their training items
    std::vector<ListShape> lists;           ///< for the k of metric_ks from 5 on that the lists are long enough for
    std::vector<GroupMetrics> by_activity;  ///< thirds of the users by the length of their training history
    /// By the true item: without any training interaction; then the least popular items that have a third of all
    /// training interactions, the next third, the rest.
    std::vector<GroupMetrics> by_popularity;
};

/// Of users with a true item in `truth`: the places of these, in its order, and the list, best item first.
BeyondAccuracy beyond_accuracy(const Dataset& dataset, std::span<const UserId> users, const TrueItems& truth,
                               const TrueItemRanks& ranks, std::span<const std::vector<ItemId>> lists);

}  // namespace wb
