// Random order and popularity on the rankings of stage 1. Layer: pipeline.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "evaluation/comparison.h"
#include "evaluation/metrics.h"
#include "retrieval/retriever.h"

namespace wb {

struct Stage1Baselines {
    Metrics chance, popularity;
    /// Of the test, the retriever against popularity, paired by user: metric and comparison (difference = retriever -
    /// popularity).
    std::vector<std::pair<std::string, PairedComparison>> above_popularity;
};

/// The list of a user is the catalogue without the items that the retriever leaves out. `ranks` are the retriever's,
/// in the order of `users`.
Stage1Baselines stage1_baselines(const Dataset& dataset, const Retriever& retriever, const std::vector<UserId>& users,
                                 const TrueItemRanks& ranks, bool for_test);

}  // namespace wb
