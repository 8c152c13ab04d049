// Runs compared user by user. Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "evaluation/comparison.h"
#include "experiment/store.h"

namespace wb::cli {

struct ComparedMetric {
    std::string name;  ///< "ndcg@10"
    PairedComparison paired;
    double p_holm = 1;            ///< of the permutation test, over the whole table
    std::string verdict() const;  ///< "better", "worse", "no evidence"
};

struct ComparedRun {
    RunId run = 0;
    bool left_out = false;  ///< did not train: no significance
    std::vector<ComparedMetric> metrics;
};

struct RunComparison {
    RunId baseline = 0;
    int stage = 0;  ///< the last stage of all runs
    std::string split;
    std::int64_t users = 0;
    std::vector<ComparedRun> others;
};

/// The first run is the baseline. Throws UserError when the runs are not comparable: other data, another last stage,
/// other users, targets or candidates, or no results per user.
RunComparison compare_runs(const Store& store, const std::vector<RunRow>& runs, const std::string& split);

}  // namespace wb::cli
