// What a search found: means over seeds, the chosen combination, and who may see test results. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "experiment/store.h"

namespace wb {

/// Finished, failed and diverged runs are not executed again, nor are those in the trash.
bool is_over(const SearchRun& run);

struct SeedMean {
    double mean = 0;
    std::optional<double> deviation;  ///< of the sample; from two values on
};
SeedMean mean_over_seeds(const std::vector<double>& values);

struct CombinationResult {
    std::vector<SearchRun> runs;       ///< one per seed that is queued
    std::optional<SeedMean> measured;  ///< set where the runs of all seeds finished, did train, and have a number
};

struct SearchResult {
    std::vector<CombinationResult> combinations;  ///< in the order of the spec
    std::int64_t over = 0;                        ///< runs that have ended for good
    bool complete = false;                        ///< all runs are there and over
    std::optional<int> best;                      ///< highest mean so far; of equals the first
    /// The best once all runs are over, and before that nothing.
    std::optional<int> chosen() const { return complete ? best : std::nullopt; }
};

/// `runs`: of Store::search_runs with the metric that decides; `seeds`: how many each combination has.
SearchResult judge_search(const std::vector<SearchRun>& runs, std::size_t combinations, std::size_t seeds,
                          std::int64_t planned_runs);

/// Before a table of runs is shown: those of a search that are not of its chosen combination keep their validation
/// metrics alone and are marked (RunRow::test_hidden), so that nobody chooses by the test items.
void keep_test_of_chosen(const Store& store, std::vector<RunRow>& rows);
/// The same for one run whose results per user are about to be shown.
bool hides_test(const Store& store, const RunRow& row);

}  // namespace wb
