// Drawing the negatives of a candidate list. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/candidate_sampling.h"

#include <algorithm>
#include <unordered_set>

namespace wb {

namespace {

/// The item that is `rank`-th (from 0) among those not in the ascending `seen`.
ItemId untouched(const std::vector<ItemId>& seen, ItemId rank) {
    std::size_t low = 0, high = seen.size();
    while (low < high) {  // the number of seen items below the answer
        const auto middle = (low + high) / 2;
        if (seen[middle] - 1 - static_cast<ItemId>(middle) > rank)
            high = middle;
        else
            low = middle + 1;
    }
    return rank + 1 + static_cast<ItemId>(low);
}

/// Floyd's algorithm on ranks.
std::vector<ItemId> draw_uniform(const std::vector<ItemId>& seen, ItemId items, int count, Rng& rng) {
    const auto available = items - static_cast<ItemId>(seen.size());
    std::unordered_set<ItemId> chosen;
    std::vector<ItemId> negatives;
    for (ItemId last = available - count; last < available; ++last) {
        auto rank = static_cast<ItemId>(rng.below(static_cast<std::uint64_t>(last) + 1));
        if (!chosen.insert(rank).second) {
            rank = last;
            chosen.insert(rank);
        }
        negatives.push_back(untouched(seen, rank));
    }
    return negatives;
}

/// The first place whose running sum is above `point`.
std::size_t place_of(const std::vector<std::uint64_t>& sums, std::uint64_t point) {
    return static_cast<std::size_t>(std::upper_bound(sums.begin(), sums.end(), point) - sums.begin());
}

}  // namespace

NegativeSampler::NegativeSampler(const Dataset& dataset, CandidateSampling sampling)
    : sampling_(sampling), items_(dataset.item_count()) {
    if (sampling_ == CandidateSampling::uniform) return;
    weights_ = train_popularity(dataset);
    std::uint64_t sum = 0;
    for (const auto weight : weights_) {
        sum += static_cast<std::uint64_t>(weight);
        sums_.push_back(sum);
        drawable_ += weight > 0;
    }
}

std::int64_t NegativeSampler::available(const std::vector<ItemId>& seen) const {
    if (sampling_ == CandidateSampling::uniform) return items_ - static_cast<std::int64_t>(seen.size());
    return drawable_ - std::count_if(seen.begin(), seen.end(),
                                     [this](ItemId item) { return weights_[static_cast<std::size_t>(item)] > 0; });
}

std::vector<ItemId> NegativeSampler::draw(const std::vector<ItemId>& seen, int count, Rng& rng) const {
    return sampling_ == CandidateSampling::uniform ? draw_uniform(seen, items_, count, rng)
                                                   : draw_by_popularity(seen, count, rng);
}

std::vector<ItemId> NegativeSampler::draw_by_popularity(const std::vector<ItemId>& seen, int count, Rng& rng) const {
    std::vector<ItemId> negatives;
    std::unordered_set<ItemId> gone(seen.begin(), seen.end());
    const auto wanted = static_cast<std::size_t>(count);
    // Rejecting what is gone draws from what is left with the right probabilities. Where the user had most of what is
    // popular that takes long, and the rest is drawn from a table of what is left, with the same probabilities.
    for (std::size_t tries = 0; negatives.size() < wanted && tries < 20 * wanted; ++tries) {
        const auto item = static_cast<ItemId>(place_of(sums_, rng.below(sums_.back())));
        if (gone.insert(item).second) negatives.push_back(item);
    }
    if (negatives.size() == wanted) return negatives;
    std::vector<ItemId> left;
    std::vector<std::uint64_t> sums;
    for (ItemId item = 1; item <= items_; ++item)
        if (weights_[static_cast<std::size_t>(item)] > 0 && !gone.contains(item)) left.push_back(item);
    while (negatives.size() < wanted) {
        sums.clear();
        std::uint64_t sum = 0;
        for (const ItemId item : left)
            sums.push_back(sum += static_cast<std::uint64_t>(weights_[static_cast<std::size_t>(item)]));
        const auto place = place_of(sums, rng.below(sum));
        negatives.push_back(left[place]);
        left.erase(left.begin() + static_cast<std::ptrdiff_t>(place));
    }
    return negatives;
}

}  // namespace wb
