// What retrieval work reports beside the metrics that every table has: precision and average precision, and more
// places of the ranking. Layer: evaluation. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <span>
#include <string>

#include "evaluation/metrics.h"

namespace wb {

/// Of one user at k, as the MMRec toolbox has them: with R true items and h of them among the first k, recall h / R,
/// precision h / k, NDCG by the ideal of min(k, R) items on top, and average precision, the mean over min(k, R) of
/// (true items up to its rank) / rank for each that is among the first k.
struct MetricsAt {
    double recall = 0, precision = 0, ndcg = 0, average_precision = 0;
};
/// Exact expectations over a random order of tied groups. k >= 1; at least one true item.
MetricsAt metrics_at(std::span<const RankCounts> true_items, int k);

/// Means over users: "recall@50", "ndcg@50", and "precision@k" and "map@k" for 5, 10, 20 and 50. Empty without users.
std::map<std::string, double> catalogue_metrics(const TrueItemRanks& users);

}  // namespace wb
