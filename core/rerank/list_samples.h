// Training samples of rerankers that read lists: a prefix of a user's items, and candidates with the next one among
// them. Layer: rerank.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dataset/candidate_sampling.h"
#include "dataset/dataset.h"
#include "rerank/reranker.h"

namespace wb {

enum class SamplePolicy {
    all_prefixes,      ///< every item of a training list but the first is a target once per epoch (LlamaRec)
    last_only,         ///< the last one alone
    one_random_prefix  ///< one, drawn once for the whole run
};

struct SampleRules {
    SamplePolicy policy = SamplePolicy::all_prefixes;
    std::int64_t max_per_user = 0;     ///< of an epoch, drawn anew in each; 0 = no bound
    std::int64_t max_per_epoch = 0;    ///< the same over all users; 0 = no bound
    int candidates = 50;               ///< the target among them; fewer where a user leaves too few items
    double hard_ratio = 0;             ///< share of the negatives that stage 1 would give for the same prefix
    bool exclude_prefix_only = false;  ///< negatives may be items that the user takes later
};

/// Everything is drawn from (seed, epoch, place in the epoch) alone, so that a resumed run sees the same.
class ListSamples {
  public:
    /// Throws UserError when no user has two training items.
    ListSamples(const Dataset& dataset, const SampleRules& rules, std::uint64_t seed);
    /// Draws which samples an epoch has, and their order; returns how many.
    std::int64_t begin_epoch(std::int64_t epoch);
    std::int64_t per_epoch() const { return per_epoch_; }
    int candidates() const { return rules_.candidates; }
    /// Lists like those that are evaluated: of at most so many candidates, and with stage 1's at hand. Throws
    /// std::logic_error where hard negatives are asked for and `stage1` is empty.
    void like_evaluated(int longest, PrefixLists stage1);
    /// One of this epoch's. Candidates stand in a random order, each once.
    RerankQuery draw(std::int64_t place) const;

  private:
    struct Prefix {
        UserId user;
        std::int32_t target;  ///< index into the user's training list
    };
    /// Of what stage 1 would give for this prefix, `count` at most.
    std::vector<ItemId> hard_negatives(const RerankQuery& query, const std::vector<ItemId>& seen, std::int64_t count,
                                       Rng& rng) const;
    const Dataset& dataset_;
    SampleRules rules_;
    PrefixLists stage1_;
    std::uint64_t seed_;
    NegativeSampler negatives_;
    std::vector<std::vector<Prefix>> by_user_;
    std::vector<Prefix> order_;
    std::int64_t epoch_ = 0, per_epoch_ = 0;
};

}  // namespace wb
