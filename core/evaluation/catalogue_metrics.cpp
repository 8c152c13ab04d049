// Layer: evaluation.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "evaluation/catalogue_metrics.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace wb {

MetricsAt metrics_at(std::span<const RankCounts> true_items, int k) {
    if (true_items.empty() || k < 1) throw std::logic_error("metrics_at: no true items, or no place");
    MetricsAt out;
    for (const RankCounts& one : true_items) {
        const auto of_better = std::count_if(true_items.begin(), true_items.end(),
                                             [&](const RankCounts& other) { return other.n_better < one.n_better; });
        const auto in_group = std::count_if(true_items.begin(), true_items.end(),
                                            [&](const RankCounts& other) { return other.n_better == one.n_better; });
        const std::int64_t group = one.n_equal + 1;
        const auto size = static_cast<double>(group);
        // At place t of its tied group, others of the group stand before it with the same chance each.
        const double before_each =
            group > 1 ? static_cast<double>(in_group - 1) / static_cast<double>(group - 1) : 0.0;
        for (std::int64_t t = 0; t < group && one.n_better + t < k; ++t) {
            const auto rank = static_cast<double>(one.n_better + t + 1);
            out.recall += 1 / size;
            out.ndcg += 1 / std::log2(rank + 1) / size;
            out.average_precision +=
                (1 + static_cast<double>(of_better) + before_each * static_cast<double>(t)) / rank / size;
        }
    }
    const auto most = std::min<std::size_t>(true_items.size(), static_cast<std::size_t>(k));
    double ideal = 0;
    for (std::size_t rank = 1; rank <= most; ++rank) ideal += 1 / std::log2(static_cast<double>(rank) + 1);
    out.precision = out.recall / k;
    out.recall /= static_cast<double>(true_items.size());
    out.ndcg /= ideal;
    out.average_precision /= static_cast<double>(most);
    return out;
}

std::map<std::string, double> catalogue_metrics(const TrueItemRanks& users) {
    std::map<std::string, double> sums;
    const auto count = static_cast<double>(users.users());
    for (std::size_t u = 0; u < users.users(); ++u)
        for (const int k : {5, 10, 20, 50}) {
            const auto m = metrics_at(users.of(u), k);
            const std::string at = "@" + std::to_string(k);
            sums["precision" + at] += m.precision / count;
            sums["map" + at] += m.average_precision / count;
            if (k != 50) continue;  // the others are in every table
            sums["recall" + at] += m.recall / count;
            sums["ndcg" + at] += m.ndcg / count;
        }
    return sums;
}

}  // namespace wb
