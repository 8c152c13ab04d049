// Which items stand in the same histories as one item. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/co_occurrence.h"

#include <algorithm>

namespace wb {

namespace {

/// Calls `use` for every interaction of a user.
template <class Use>
void for_each_item(const Dataset& dataset, std::size_t user, Use use) {
    for (const ItemId item : dataset.train[user]) use(item);
    for (const ItemId item : dataset.validation.of(user)) use(item);
    for (const ItemId item : dataset.test.of(user)) use(item);
}

}  // namespace

std::vector<CoOccurrence> most_co_occurring(const Dataset& dataset, ItemId item, std::size_t count,
                                            const StopToken& stop) {
    const auto items = static_cast<std::size_t>(dataset.item_count()) + 1;
    std::vector<std::int64_t> shared(items, 0);
    std::vector<std::size_t> counted_for(items, 0);  // an item that a user has twice counts once
    for (std::size_t user = 1; user < dataset.train.size(); ++user) {
        if (user % 1024 == 0) stop.check();
        const auto& train = dataset.train[user];
        if (!dataset.validation.contains(user, item) && !dataset.test.contains(user, item) &&
            std::find(train.begin(), train.end(), item) == train.end())
            continue;
        for_each_item(dataset, user, [&](ItemId other) {
            const auto place = static_cast<std::size_t>(other);
            if (other == item || counted_for[place] == user) return;
            counted_for[place] = user;
            ++shared[place];
        });
    }
    std::vector<CoOccurrence> found;
    for (std::size_t other = 1; other < items; ++other)
        if (shared[other] > 0) found.push_back({static_cast<ItemId>(other), shared[other]});
    const auto more = [](const CoOccurrence& a, const CoOccurrence& b) {
        return a.users != b.users ? a.users > b.users : a.item < b.item;
    };
    const auto kept = static_cast<std::ptrdiff_t>(std::min(count, found.size()));
    std::partial_sort(found.begin(), found.begin() + kept, found.end(), more);
    found.resize(static_cast<std::size_t>(kept));
    return found;
}

std::vector<std::int64_t> item_interactions(const Dataset& dataset) {
    std::vector<std::int64_t> counts(static_cast<std::size_t>(dataset.item_count()) + 1, 0);
    for (std::size_t user = 1; user < dataset.train.size(); ++user)
        for_each_item(dataset, user, [&](ItemId item) { ++counts[static_cast<std::size_t>(item)]; });
    return counts;
}

}  // namespace wb
