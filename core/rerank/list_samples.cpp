// Layer: rerank.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rerank/list_samples.h"

#include <algorithm>
#include <cmath>

#include "foundation/error.h"

namespace wb {

ListSamples::ListSamples(const Dataset& dataset, const SampleRules& rules, std::uint64_t seed)
    : dataset_(dataset), rules_(rules), seed_(seed), negatives_(dataset, CandidateSampling::uniform) {
    for (UserId user = 1; user <= dataset.user_count(); ++user) {
        const auto length = static_cast<std::int32_t>(dataset.train[static_cast<std::size_t>(user)].size());
        if (length < 2) continue;
        std::vector<Prefix> mine;
        if (rules.policy == SamplePolicy::all_prefixes) {
            for (std::int32_t target = 1; target < length; ++target) mine.push_back({user, target});
        } else if (rules.policy == SamplePolicy::last_only) {
            mine.push_back({user, length - 1});
        } else {
            Rng rng(seed, "list samples prefix", static_cast<std::uint64_t>(user));
            const auto before = rng.below(static_cast<std::uint64_t>(length) - 1);
            mine.push_back({user, static_cast<std::int32_t>(before) + 1});
        }
        const auto count = static_cast<std::int64_t>(mine.size());
        per_epoch_ += rules.max_per_user > 0 ? std::min(count, rules.max_per_user) : count;
        by_user_.push_back(std::move(mine));
    }
    if (by_user_.empty())
        throw UserError("No user has two training items.",
                        "A sample is made of what a user had and the item that came next.",
                        "Prepare the dataset with a lower filter, or check its split.");
    if (rules.max_per_epoch > 0) per_epoch_ = std::min(per_epoch_, rules.max_per_epoch);
}

std::int64_t ListSamples::begin_epoch(std::int64_t epoch) {
    epoch_ = epoch;
    order_.clear();
    for (std::size_t user = 0; user < by_user_.size(); ++user) {
        auto mine = by_user_[user];
        const auto most = static_cast<std::size_t>(rules_.max_per_user);
        if (most > 0 && mine.size() > most) {
            Rng rng(seed_, "list samples of a user", static_cast<std::uint64_t>(epoch), user);
            rng.shuffle(mine);
            mine.resize(most);
        }
        order_.insert(order_.end(), mine.begin(), mine.end());
    }
    Rng rng(seed_, "list samples order", static_cast<std::uint64_t>(epoch));
    rng.shuffle(order_);
    order_.resize(static_cast<std::size_t>(per_epoch_));
    return per_epoch_;
}

void ListSamples::like_evaluated(int longest, PrefixLists stage1) {
    if (rules_.hard_ratio > 0 && !stage1)
        throw std::logic_error("hard negatives without stage 1");  // the method's declaration refuses that
    rules_.candidates = std::min(rules_.candidates, longest);
    stage1_ = std::move(stage1);
}

std::vector<ItemId> ListSamples::hard_negatives(const RerankQuery& query, const std::vector<ItemId>& seen,
                                                std::int64_t count, Rng& rng) const {
    if (count <= 0) return {};
    auto list = stage1_(query.user, query.history, seen);
    rng.shuffle(list);
    if (std::ssize(list) > count) list.resize(static_cast<std::size_t>(count));
    return list;
}

RerankQuery ListSamples::draw(std::int64_t place) const {
    const Prefix& prefix = order_.at(static_cast<std::size_t>(place));
    const auto& items = dataset_.train[static_cast<std::size_t>(prefix.user)];
    const auto target = items.begin() + prefix.target;
    RerankQuery q;
    q.user = prefix.user;
    q.history.assign(items.begin(), target);
    std::vector<ItemId> seen(items.begin(), rules_.exclude_prefix_only ? target + 1 : items.end());
    std::sort(seen.begin(), seen.end());
    seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
    Rng rng(seed_, "list samples negatives", static_cast<std::uint64_t>(epoch_), static_cast<std::uint64_t>(place));
    const auto wanted = std::min<std::int64_t>(rules_.candidates - 1, negatives_.available(seen));
    q.candidates = hard_negatives(q, seen, std::llround(rules_.hard_ratio * static_cast<double>(wanted)), rng);
    seen.insert(seen.end(), q.candidates.begin(), q.candidates.end());
    std::sort(seen.begin(), seen.end());
    for (const ItemId item : negatives_.draw(seen, static_cast<int>(wanted - std::ssize(q.candidates)), rng))
        q.candidates.push_back(item);
    q.candidates.push_back(*target);
    rng.shuffle(q.candidates);
    q.target =
        static_cast<std::size_t>(std::find(q.candidates.begin(), q.candidates.end(), *target) - q.candidates.begin());
    return q;
}

}  // namespace wb
