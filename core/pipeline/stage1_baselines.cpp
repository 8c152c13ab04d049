// Layer: pipeline.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/stage1_baselines.h"

#include <algorithm>
#include <functional>
#include <map>

#include "pipeline/popularity.h"

namespace wb {

Stage1Baselines stage1_baselines(const Dataset& dataset, const Retriever& retriever, const std::vector<UserId>& users,
                                 const TrueItemRanks& ranks, bool for_test) {
    const PopularityBaseline popularity(dataset);
    const TrueItems& truth = for_test ? dataset.test : dataset.validation;
    std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> lists;  // (items ranked, true items) -> users
    TrueItemRanks popular;
    for (const UserId u : users) {
        const auto gone = retriever.excluded(u, for_test);
        const auto targets = truth.of(static_cast<std::size_t>(u));
        const auto inside = std::count_if(targets.begin(), targets.end(), [&](ItemId target) {
            return std::binary_search(gone.begin(), gone.end(), target);
        });
        const auto ranked = dataset.item_count() - static_cast<std::int64_t>(gone.size()) + inside;
        ++lists[{ranked, static_cast<std::int64_t>(targets.size())}];
        std::vector<RankCounts> places;
        for (const ItemId target : targets) places.push_back(popularity.full_rank(target, gone));
        popular.add_user(places);
    }
    Metrics chance;
    for (const auto& [list, count] : lists) {
        auto m = chance_metrics(list.first, list.second);
        m.users = count;
        chance = weighted_mean(chance, m);
    }
    Stage1Baselines out{chance, mean_metrics(popular), {}};
    if (users.empty() || !for_test) return out;  // the comparison takes time and is shown for the test alone
    const auto compare = [&](const char* metric, const std::function<double(const Metrics&)>& value) {
        const auto of = [&](const TrueItemRanks& list) {
            std::vector<double> values;
            for (std::size_t u = 0; u < list.users(); ++u) values.push_back(value(metrics_of_user(list.of(u))));
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
