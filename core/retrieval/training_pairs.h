// Who had what in training, as pairs, and items that a user had not (BPR's negatives). Layer: retrieval.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "dataset/dataset.h"
#include "foundation/random.h"

namespace wb {

/// Users and items are counted from 0 here, as the networks over tables do.
class TrainingPairs {
  public:
    explicit TrainingPairs(const Dataset& dataset);

    struct Pair {
        std::int32_t user, item;
    };
    /// Every training interaction, in order of users and time; a repeated one counts again.
    const std::vector<Pair>& pairs() const { return pairs_; }
    /// Users that had every item of training, and so have no negative one.
    std::int64_t saturated_users() const { return saturated_users_; }
    bool has_negative(std::int32_t user) const { return seen_count(user) < trained_items_.size(); }
    /// Uniform over the items that occur in training and that the user had not in training. The n-th such item is
    /// looked up, so that one draw is enough however much the user had. Only for users with has_negative().
    std::int32_t draw_negative(std::int32_t user, Rng& rng) const;

  private:
    std::vector<Pair> pairs_;
    std::vector<std::int32_t> trained_items_;  ///< sorted
    std::vector<std::size_t> seen_begin_;      ///< [users + 1] into seen_
    std::vector<std::int32_t> seen_;           ///< per user: places in trained_items_, sorted, without repeats
    std::int64_t saturated_users_ = 0;

    std::size_t seen_count(std::int32_t user) const {
        const auto u = static_cast<std::size_t>(user);
        return seen_begin_[u + 1] - seen_begin_[u];
    }
};

}  // namespace wb
