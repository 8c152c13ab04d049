// Ranking metrics with exact treatment of ties, and their values under chance. Layer: evaluation.
// With one true item per user Recall@K and Hit@K are the same number by definition; both are printed.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace wb {

/// Where the target stands: candidates with a higher score, and *other* candidates with exactly its score.
struct RankCounts {
    std::int64_t n_better = 0;
    std::int64_t n_equal = 0;
    double mean_rank() const { return 1.0 + static_cast<double>(n_better) + static_cast<double>(n_equal) / 2.0; }
};

/// Places of the true items of some users, those of one user side by side.
class TrueItemRanks {
  public:
    void add_user(std::span<const RankCounts> ranks) {
        ranks_.insert(ranks_.end(), ranks.begin(), ranks.end());
        ends_.push_back(ranks_.size());
    }
    std::size_t users() const { return ends_.size(); }
    std::span<const RankCounts> of(std::size_t user) const {
        const std::size_t begin = user == 0 ? 0 : ends_[user - 1];
        return std::span(ranks_).subspan(begin, ends_[user] - begin);
    }

  private:
    std::vector<RankCounts> ranks_;
    std::vector<std::size_t> ends_;
};

/// Counts for the target at `target_index`. NaN scores count as worse than everything; a NaN target ties with NaNs.
RankCounts rank_counts(std::span<const float> scores, std::size_t target_index);

inline constexpr std::array<int, 4> metric_ks{1, 5, 10, 20};

/// What runs are compared by, everywhere; Holm's correction is over these.
inline constexpr std::array compared_metrics{"recall@1", "recall@5", "recall@10", "recall@20",
                                             "ndcg@5",   "ndcg@10",  "ndcg@20",   "mrr"};

/// The metrics of one table: recall@k, ndcg@k, hit@k for metric_ks, and mrr over the whole list.
struct Metrics {
    std::array<double, 4> recall{};  ///< share of the user's true items among the first k
    std::array<double, 4> ndcg{};    ///< gain of the true items among the first k, of the largest that is possible
    std::array<double, 4> hit{};     ///< some true item is among the first k
    double mrr = 0;                  ///< 1 / rank of the first true item
    std::int64_t users = 0;          ///< how many users the mean is over

    /// ("recall@1", v), ..., ("ndcg@20", v), ("hit@1", v), ..., ("mrr", v): the names used everywhere.
    std::vector<std::pair<std::string, double>> named() const;
};

/// The exact expectation over a random order of the tied group: the mean of each metric over the ranks
/// n_better+1 .. n_better+n_equal+1. users = 1.
Metrics metrics_of_user(const RankCounts& counts);
/// The same for a user with several true items, from the place of each in the ranking of all (the others among the
/// candidates). Exact expectations again; the order of `true_items` does not matter. Recall is their mean, and the
/// ideal of NDCG@k has min(k, number of true items) of them on top, as in the MMRec toolbox. users = 1.
Metrics metrics_of_user(std::span<const RankCounts> true_items);
/// The target cannot be ranked (outside the list): all zero, users = 1.
Metrics metrics_of_absent_target();
/// Mean over users with one true item each.
Metrics mean_metrics(std::span<const RankCounts> users);
Metrics mean_metrics(const TrueItemRanks& users);
/// Exact expectation for one target in a uniformly random order of n candidates.
Metrics chance_metrics(std::int64_t n);
/// The same for a user with `true_items` of them among the n.
Metrics chance_metrics(std::int64_t n, std::int64_t true_items);
/// Mean of chance_metrics over lists of these lengths.
Metrics mean_chance(std::span<const std::int64_t> list_lengths);
/// overall = (n_a * a + n_b * b) / (n_a + n_b), per metric.
Metrics weighted_mean(const Metrics& a, const Metrics& b);

/// Entropy, peak and spread of a probability vector; N = size.
struct DistributionStats {
    double entropy = 0;             ///< natural logarithm
    double normalised_entropy = 0;  ///< entropy / ln N; 0 when N = 1
    double top_probability = 0;
    double margin = 0;  ///< top-1 minus top-2
};
DistributionStats distribution_stats(std::span<const float> probabilities);

/// softmax in double, returned as float; the sum is 1 within 1e-6. All -inf or a NaN gives an empty vector.
std::vector<float> softmax(std::span<const float> scores);

}  // namespace wb
