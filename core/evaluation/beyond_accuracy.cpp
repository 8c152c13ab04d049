// Layer: evaluation.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "evaluation/beyond_accuracy.h"

#include <algorithm>
#include <numeric>

#include "dataset/statistics.h"

namespace wb {

namespace {

double mean_count(std::span<const ItemId> items, const std::vector<std::int64_t>& popularity) {
    double sum = 0;
    for (const ItemId item : items) sum += static_cast<double>(popularity[static_cast<std::size_t>(item)]);
    return items.empty() ? 0 : sum / static_cast<double>(items.size());
}

ListShape shape_at(int k, const Dataset& dataset, std::span<const std::vector<ItemId>> lists,
                   const std::vector<std::int64_t>& popularity, double data_popularity) {
    ListShape shape;
    shape.k = k;
    std::vector<std::int64_t> shown(static_cast<std::size_t>(dataset.item_count()), 0);
    for (const auto& list : lists) {
        const auto top = std::span(list).first(std::min(list.size(), static_cast<std::size_t>(k)));
        for (const ItemId item : top) ++shown[static_cast<std::size_t>(item) - 1];
        shape.mean_popularity += mean_count(top, popularity);
    }
    if (!lists.empty()) shape.mean_popularity /= static_cast<double>(lists.size());
    const auto seen = std::count_if(shown.begin(), shown.end(), [](std::int64_t n) { return n > 0; });
    shape.coverage = shown.empty() ? 0 : static_cast<double>(seen) / static_cast<double>(shown.size());
    shape.gini = gini_coefficient(std::move(shown));
    if (data_popularity > 0) shape.popularity_lift = shape.mean_popularity / data_popularity - 1;
    return shape;
}

/// Those whose value is between the bounds, which are inclusive.
GroupMetrics group(std::string id, std::int64_t from, std::int64_t to, std::span<const std::int64_t> values,
                   const TrueItemRanks& ranks) {
    TrueItemRanks members;
    for (std::size_t i = 0; i < values.size(); ++i)
        if (values[i] >= from && values[i] <= to) members.add_user(ranks.of(i));
    return {std::move(id), from, to, mean_metrics(members)};
}

/// Bounds between the thirds of sorted values, so that equal values are never in two groups.
std::pair<std::int64_t, std::int64_t> thirds(std::vector<std::int64_t> values) {
    std::sort(values.begin(), values.end());
    const std::size_t n = values.size();
    return {values[(n - 1) / 3], values[2 * (n - 1) / 3]};
}

/// Largest popularity of the tail and of the middle: both are as many items, from the least popular one on, as have a
/// third (two thirds) of all training interactions.
std::pair<std::int64_t, std::int64_t> popularity_thirds(const std::vector<std::int64_t>& popularity) {
    auto sorted = popularity;
    std::sort(sorted.begin(), sorted.end());
    const auto total = static_cast<double>(std::accumulate(sorted.begin(), sorted.end(), std::int64_t{0}));
    double sum = 0;
    std::int64_t tail = 0, middle = 0;
    for (const std::int64_t count : sorted) {
        sum += static_cast<double>(count);
        if (sum <= total / 3) tail = count;
        if (sum <= 2 * total / 3) middle = count;
    }
    return {tail, std::max(tail, middle)};
}

}  // namespace

BeyondAccuracy beyond_accuracy(const Dataset& dataset, std::span<const UserId> users, const TrueItems& truth,
                               const TrueItemRanks& ranks, std::span<const std::vector<ItemId>> lists) {
    BeyondAccuracy out;
    if (users.empty()) return out;
    const auto popularity = train_popularity(dataset);
    std::vector<std::int64_t> activity, target_popularity;
    TrueItemRanks single;  // each true item by itself
    std::size_t longest = 0;
    for (std::size_t i = 0; i < users.size(); ++i) {
        const auto& train = dataset.train[static_cast<std::size_t>(users[i])];
        out.data_popularity += mean_count(train, popularity);
        activity.push_back(static_cast<std::int64_t>(train.size()));
        const auto targets = truth.of(static_cast<std::size_t>(users[i]));
        for (std::size_t t = 0; t < targets.size(); ++t) {
            target_popularity.push_back(popularity[static_cast<std::size_t>(targets[t])]);
            single.add_user(ranks.of(i).subspan(t, 1));
        }
        longest = std::max(longest, lists[i].size());
    }
    out.data_popularity /= static_cast<double>(users.size());
    for (const int k : metric_ks)
        if (k >= 5 && static_cast<std::size_t>(k) <= longest)
            out.lists.push_back(shape_at(k, dataset, lists, popularity, out.data_popularity));

    const auto [low, middle] = thirds(activity);
    const auto [least, most] = std::minmax_element(activity.begin(), activity.end());
    out.by_activity = {group("low", *least, low, activity, ranks), group("middle", low + 1, middle, activity, ranks),
                       group("high", middle + 1, *most, activity, ranks)};
    const auto [tail, body] = popularity_thirds(popularity);
    const auto top = *std::max_element(popularity.begin(), popularity.end());
    out.by_popularity = {group("cold", 0, 0, target_popularity, single),
                         group("tail", 1, tail, target_popularity, single),
                         group("middle", tail + 1, body, target_popularity, single),
                         group("head", body + 1, top, target_popularity, single)};
    return out;
}

}  // namespace wb
