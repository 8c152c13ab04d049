// Places of true items in the ranking of the whole catalogue. Layer: retrieval.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "retrieval/true_item_ranks.h"

#include <stdexcept>

namespace wb {

namespace {

/// Every user as often as there are true items of that user, which is once after leave-one-out.
struct Cases {
    std::vector<float> vectors;
    std::vector<std::vector<ItemId>> excluded;
};

Cases repeated(const std::vector<float>& vectors, std::size_t dim, std::span<const UserId> users,
               const TrueItems& truth, const std::vector<std::vector<ItemId>>& excluded, std::size_t cases) {
    Cases out;
    out.vectors.reserve(cases * dim);
    out.excluded.reserve(cases);
    for (std::size_t row = 0; row < users.size(); ++row)
        for (std::size_t i = 0; i < truth.of(static_cast<std::size_t>(users[row])).size(); ++i) {
            const float* vector = vectors.data() + row * dim;
            out.vectors.insert(out.vectors.end(), vector, vector + dim);
            out.excluded.push_back(excluded[row]);
        }
    return out;
}

}  // namespace

TrueItemRanks rank_true_items(const DotProductModel& model, const std::vector<float>& vectors,
                              std::span<const UserId> users, const TrueItems& truth,
                              const std::vector<std::vector<ItemId>>& excluded, const StopToken& stop) {
    std::vector<ItemId> targets;
    for (const UserId user : users) {
        const auto items = truth.of(static_cast<std::size_t>(user));
        if (items.empty()) throw std::logic_error("rank_true_items: a user without a true item");
        targets.insert(targets.end(), items.begin(), items.end());
    }
    std::vector<RankCounts> ranks;
    if (targets.size() == users.size()) {
        ranks = rank_targets(model, vectors.data(), targets, excluded, stop);
    } else {
        const auto cases =
            repeated(vectors, static_cast<std::size_t>(model.dim), users, truth, excluded, targets.size());
        ranks = rank_targets(model, cases.vectors.data(), targets, cases.excluded, stop);
    }
    TrueItemRanks out;
    std::size_t next = 0;
    for (const UserId user : users) {
        const auto count = truth.of(static_cast<std::size_t>(user)).size();
        out.add_user(std::span(ranks).subspan(next, count));
        next += count;
    }
    return out;
}

}  // namespace wb
