// Layer: retrieval.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "retrieval/training_pairs.h"

#include <algorithm>

namespace wb {

TrainingPairs::TrainingPairs(const Dataset& dataset) {
    std::vector<std::int32_t> place(static_cast<std::size_t>(dataset.item_count()), -1);
    for (UserId u = 1; u <= dataset.user_count(); ++u)
        for (const ItemId item : dataset.train[static_cast<std::size_t>(u)]) {
            pairs_.push_back({u - 1, item - 1});
            place[static_cast<std::size_t>(item) - 1] = 0;
        }
    for (std::size_t i = 0; i < place.size(); ++i) {
        if (place[i] < 0) continue;
        place[i] = static_cast<std::int32_t>(trained_items_.size());
        trained_items_.push_back(static_cast<std::int32_t>(i));
    }
    seen_begin_.push_back(0);
    for (UserId u = 1; u <= dataset.user_count(); ++u) {
        const auto begin = static_cast<std::ptrdiff_t>(seen_.size());
        for (const ItemId item : dataset.train[static_cast<std::size_t>(u)])
            seen_.push_back(place[static_cast<std::size_t>(item) - 1]);
        std::sort(seen_.begin() + begin, seen_.end());
        seen_.erase(std::unique(seen_.begin() + begin, seen_.end()), seen_.end());
        seen_begin_.push_back(seen_.size());
        if (seen_.size() > static_cast<std::size_t>(begin) && !has_negative(u - 1)) ++saturated_users_;
    }
}

std::int32_t TrainingPairs::draw_negative(std::int32_t user, Rng& rng) const {
    const std::int32_t* seen = seen_.data() + seen_begin_[static_cast<std::size_t>(user)];
    const std::size_t count = seen_count(user);
    const auto wanted = static_cast<std::int32_t>(rng.below(trained_items_.size() - count));
    // Before the k-th seen place stand seen[k] - k unseen ones; the answer is `wanted` plus the seen places before
    // it.
    std::size_t low = 0, high = count;
    while (low < high) {
        const std::size_t middle = (low + high) / 2;
        if (seen[middle] - static_cast<std::int32_t>(middle) <= wanted)
            low = middle + 1;
        else
            high = middle;
    }
    return trained_items_[static_cast<std::size_t>(wanted) + low];
}

}  // namespace wb
