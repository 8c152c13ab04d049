// What can be said about a prepared dataset: sizes, distributions, coverage, leaks. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/statistics.h"

#include <algorithm>
#include <array>

namespace wb {

Histogram count_histogram(const std::vector<std::int64_t>& values) {
    Histogram histogram;
    if (values.empty()) return histogram;
    const auto [smallest, largest] = std::minmax_element(values.begin(), values.end());
    std::vector<std::int64_t> edges = {0, 1, 2, 3, 5};
    for (std::int64_t decade = 10; edges.back() <= *largest; decade *= 10)
        for (const std::int64_t step : std::array<std::int64_t, 4>{1, 2, 3, 5}) edges.push_back(decade * step);
    const auto first = std::prev(std::upper_bound(edges.begin(), edges.end(), *smallest));
    const auto last = std::upper_bound(edges.begin(), edges.end(), *largest);
    edges = {first, std::next(last)};
    histogram.edges.assign(edges.begin(), edges.end());
    histogram.counts.assign(edges.size() - 1, 0);
    for (const auto value : values)
        ++histogram.counts[static_cast<std::size_t>(std::upper_bound(edges.begin(), edges.end(), value) -
                                                    edges.begin() - 1)];
    return histogram;
}

double gini_coefficient(std::vector<std::int64_t> values) {
    std::sort(values.begin(), values.end());
    double weighted = 0, total = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        weighted += (2.0 * static_cast<double>(i + 1) - static_cast<double>(values.size()) - 1) *
                    static_cast<double>(values[i]);
        total += static_cast<double>(values[i]);
    }
    return total > 0 ? weighted / (static_cast<double>(values.size()) * total) : 0;
}

DatasetStatistics dataset_statistics(const Dataset& dataset) {
    DatasetStatistics result;
    result.users = dataset.user_count();
    result.items = dataset.item_count();
    const auto in_train = train_popularity(dataset);
    auto popularity = in_train;
    std::vector<std::int64_t> lengths;
    std::vector<ItemId> seen;
    for (std::size_t user = 1; user < dataset.train.size(); ++user) {
        const auto& train = dataset.train[user];
        seen = train;
        const auto take = [&](const TrueItems& truth, std::int64_t& targets, std::int64_t& cold) {
            for (const ItemId target : truth.of(user)) {
                ++targets;
                ++popularity[static_cast<std::size_t>(target)];
                cold += in_train[static_cast<std::size_t>(target)] == 0;
                result.leaks += std::find(seen.begin(), seen.end(), target) != seen.end();
                seen.push_back(target);
            }
        };
        take(dataset.validation, result.targets_validation, result.cold_targets_validation);
        take(dataset.test, result.targets_test, result.cold_targets_test);
        lengths.push_back(static_cast<std::int64_t>(seen.size()));
        result.interactions += lengths.back();
        std::sort(seen.begin(), seen.end());
        result.duplicate_pairs += seen.end() - std::unique(seen.begin(), seen.end());
    }
    for (std::size_t i = 1; i < dataset.items.size(); ++i) {
        const Item& item = dataset.items[i];
        result.cold_items += in_train[i] == 0;
        result.items_with_title += !item.title.empty();
        result.items_with_text += !item.text.empty();
        result.items_with_image += !item.image.empty();
        result.items_with_caption += !item.caption.empty();
        result.items_with_summary += !item.summary.empty();
        result.items_with_image_url += !item.image_url.empty();
    }
    if (!popularity.empty()) popularity.erase(popularity.begin());
    result.history_length = count_histogram(lengths);
    result.item_popularity = count_histogram(popularity);
    result.gini = gini_coefficient(popularity);
    if (result.users > 0) {
        result.mean_length = static_cast<double>(result.interactions) / static_cast<double>(result.users);
        if (result.items > 0)
            result.density = static_cast<double>(result.interactions - result.duplicate_pairs) /
                             (static_cast<double>(result.users) * static_cast<double>(result.items));
    }
    return result;
}

}  // namespace wb
