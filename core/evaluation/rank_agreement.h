// How alike two ways of scoring order the same lists. Layer: evaluation. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace wb {

struct RankAgreement {
    std::size_t lists = 0;   ///< with two candidates or more
    double first = 1;        ///< share of lists in which both put the same candidate first
    double kendall_tau = 1;  ///< mean over the lists of tau-b (Kendall, Biometrika 1945): 1 = the same order
};

/// Lists of scores, the same candidates in the same places in both. Throws std::logic_error for other lengths.
RankAgreement rank_agreement(std::span<const std::vector<float>> one, std::span<const std::vector<float>> other);

}  // namespace wb
