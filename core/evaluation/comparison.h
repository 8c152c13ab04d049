// Paired comparison of two runs by user. Layer: evaluation.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace wb {

struct PairedComparison {
    std::int64_t users = 0;
    double mean_a = 0, mean_b = 0;
    double difference = 0;                       ///< b - a
    double interval_low = 0, interval_high = 0;  ///< 95 % percentile bootstrap over users
    double p_permutation = 1;                    ///< two-sided sign-flip test, (1 + extreme) / (1 + rounds)
    double p_t = 1, p_wilcoxon = 1;  ///< paired t; Wilcoxon signed rank (normal approximation, tie-corrected)
    std::int64_t wins = 0, ties = 0, losses = 0;  ///< of b
};

/// Values of the same users in the same order. Deterministic for a seed. Throws std::logic_error on unequal lengths.
PairedComparison compare_paired(std::span<const double> a, std::span<const double> b, std::uint64_t seed = 1,
                                int rounds = 2000);

/// Holm's step-down correction; same order as given.
std::vector<double> holm(std::span<const double> p_values);

}  // namespace wb
