// What can be said about a prepared dataset: sizes, distributions, coverage, leaks. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "dataset/dataset.h"

namespace wb {

/// Bin b holds the values x with edges[b] <= x < edges[b + 1]; counts has one entry less than edges. No values, no
/// edges.
struct Histogram {
    std::vector<double> edges;
    std::vector<std::int64_t> counts;
    bool operator==(const Histogram&) const = default;
};

/// Interactions are those of train, validation and test together unless it says otherwise.
struct DatasetStatistics {
    std::int64_t users = 0, items = 0, interactions = 0;
    double density = 0;                                               ///< different user-item pairs / (users x items)
    double mean_length = 0;                                           ///< interactions per user
    Histogram history_length;                                         ///< users by number of interactions
    Histogram item_popularity;                                        ///< items by number of interactions
    std::int64_t cold_items = 0;                                      ///< never in train
    std::int64_t cold_targets_validation = 0, cold_targets_test = 0;  ///< users whose true item is cold
    std::int64_t targets_validation = 0, targets_test = 0;            ///< users that have a true item
    std::int64_t items_with_title = 0, items_with_text = 0, items_with_image = 0, items_with_caption = 0,
                 items_with_summary = 0, items_with_image_url = 0;
    std::int64_t duplicate_pairs = 0;  ///< interactions with an item that the user had before
    std::int64_t leaks = 0;  ///< true items that stand in what the model sees: train, for test also validation
    double gini = 0;         ///< of the items' numbers of interactions: 0 = all equal, towards 1 = all with one item
};

/// From the dataset alone. Takes O(interactions) time and 8 bytes per item beside the result.
DatasetStatistics dataset_statistics(const Dataset& dataset);

/// Bins at 0, 1, 2, 3, 5, 10, 20, 30, 50, 100, ... up to the first edge above the largest value, beginning at the
/// last edge that is not above the smallest. `values` are not negative.
Histogram count_histogram(const std::vector<std::int64_t>& values);

/// Gini coefficient of `values` (none negative): 0 when all are equal or there are none.
double gini_coefficient(std::vector<std::int64_t> values);

}  // namespace wb
