// Layer: pipeline.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/stage1_baselines.h"

#include <algorithm>
#include <functional>

#include "pipeline/popularity.h"

namespace wb {

Stage1Baselines stage1_baselines(const Dataset& dataset, const Retriever& retriever, const std::vector<UserId>& users,
                                 const std::vector<RankCounts>& ranks, bool for_test) {
    const PopularityBaseline popularity(dataset);
    std::vector<std::int64_t> lengths;
    std::vector<RankCounts> popular;
    for (const UserId u : users) {
        const auto gone = retriever.excluded(u, for_test);
        const auto i = static_cast<std::size_t>(u);
        const ItemId target = for_test ? dataset.test[i] : dataset.validation[i];
        const bool target_inside = std::binary_search(gone.begin(), gone.end(), target);
        lengths.push_back(dataset.item_count() - static_cast<std::int64_t>(gone.size()) + (target_inside ? 1 : 0));
        popular.push_back(popularity.full_rank(target, gone));
    }
    Stage1Baselines out{mean_chance(lengths), mean_metrics(popular), {}};
    if (users.empty() || !for_test) return out;  // the comparison takes time and is shown for the test alone
    const auto compare = [&](const char* metric, const std::function<double(const Metrics&)>& value) {
        const auto of = [&](const std::vector<RankCounts>& list) {
            std::vector<double> values;
            for (const auto& counts : list) values.push_back(value(metrics_of_user(counts)));
            return values;
        };
        out.above_popularity.emplace_back(metric, compare_paired(of(popular), of(ranks)));
    };
    compare("recall@10", [](const Metrics& m) { return m.recall[2]; });
    compare("recall@20", [](const Metrics& m) { return m.recall[3]; });
    compare("ndcg@10", [](const Metrics& m) { return m.ndcg[2]; });
    return out;
}

}  // namespace wb
