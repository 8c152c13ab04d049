// What the ranking of every user is measured by. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/true_items.h"

#include <algorithm>

namespace wb {

void TrueItems::add(std::size_t user, ItemId item) {
    if (contains(user, item)) return;
    ItemId& first = first_.at(user);
    if (first == 0) {
        first = item;
        return;
    }
    all_.resize(first_.size());
    if (all_[user].empty()) all_[user].push_back(first);
    all_[user].push_back(item);
}

std::span<const ItemId> TrueItems::of(std::size_t user) const {
    if (first_.at(user) == 0) return {};
    if (!all_.empty() && !all_[user].empty()) return all_[user];
    return {&first_[user], 1};
}

bool TrueItems::contains(std::size_t user, ItemId item) const {
    const auto items = of(user);
    return std::find(items.begin(), items.end(), item) != items.end();
}

std::int64_t TrueItems::users() const {
    return static_cast<std::int64_t>(first_.size()) - std::count(first_.begin(), first_.end(), 0);
}

std::int64_t TrueItems::users_several() const {
    return std::count_if(all_.begin(), all_.end(), [](const auto& items) { return !items.empty(); });
}

}  // namespace wb
