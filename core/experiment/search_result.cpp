// Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/search_result.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "experiment/search.h"

namespace wb {

namespace {

std::optional<SeedMean> measured(const CombinationResult& combination, std::size_t seeds) {
    if (combination.runs.size() < seeds || seeds == 0) return std::nullopt;
    std::vector<double> values;
    for (const SearchRun& run : combination.runs) {
        if (run.status != RunStatus::finished || run.untrained || !run.value || !std::isfinite(*run.value))
            return std::nullopt;
        values.push_back(*run.value);
    }
    return mean_over_seeds(values);
}

/// Runs of the chosen combination; none while the search goes on, or where its spec cannot be read.
std::set<RunId> chosen_runs(const Store& store, SearchId id) {
    const auto search = store.find_search(id);
    if (!search) return {};
    std::set<RunId> chosen;
    try {
        const SearchSpec spec = search_from_json(search->spec_json);
        const std::vector<SearchRun> runs = store.search_runs(id, spec.select);
        const int last = runs.empty() ? -1 : runs.back().combination;
        const SearchResult result =
            judge_search(runs, static_cast<std::size_t>(last + 1), spec.seeds.size(), search->planned_runs);
        if (const auto best = result.chosen())
            for (const SearchRun& run : result.combinations[static_cast<std::size_t>(*best)].runs)
                chosen.insert(run.run);
    } catch (const UserError&) {
        return {};
    }
    return chosen;
}

/// "stage1/val/mrr", "stage2/val_chance/recall@10"
bool is_validation(const std::string& metric) {
    const std::size_t slash = metric.find('/');
    return slash != std::string::npos && metric.compare(slash + 1, 3, "val") == 0;
}

}  // namespace

SeedMean mean_over_seeds(const std::vector<double>& values) {
    SeedMean result;
    const auto count = static_cast<double>(values.size());
    if (values.empty()) return result;
    result.mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
    if (values.size() < 2) return result;
    double squares = 0;
    for (const double value : values) squares += (value - result.mean) * (value - result.mean);
    result.deviation = std::sqrt(squares / (count - 1));
    return result;
}

bool is_over(const SearchRun& run) {
    return run.deleted || run.status == RunStatus::finished || run.status == RunStatus::failed ||
           run.status == RunStatus::diverged;
}

SearchResult judge_search(const std::vector<SearchRun>& runs, std::size_t combinations, std::size_t seeds,
                          std::int64_t planned_runs) {
    SearchResult result;
    result.combinations.resize(combinations);
    for (const SearchRun& run : runs) {
        if (run.combination < 0 || static_cast<std::size_t>(run.combination) >= combinations) continue;
        result.combinations[static_cast<std::size_t>(run.combination)].runs.push_back(run);
        result.over += is_over(run) ? 1 : 0;
    }
    std::optional<double> best;
    for (std::size_t c = 0; c < combinations; ++c) {
        const auto& found = result.combinations[c].measured = measured(result.combinations[c], seeds);
        if (!found || (best && found->mean <= *best)) continue;
        best = found->mean;
        result.best = static_cast<int>(c);
    }
    result.complete = result.over >= planned_runs;
    return result;
}

void keep_test_of_chosen(const Store& store, std::vector<RunRow>& rows) {
    std::map<SearchId, std::set<RunId>> chosen;
    for (RunRow& row : rows) {
        if (row.search == 0) continue;
        auto found = chosen.find(row.search);
        if (found == chosen.end()) found = chosen.emplace(row.search, chosen_runs(store, row.search)).first;
        if (found->second.contains(row.id)) continue;
        row.test_hidden = true;
        std::erase_if(row.metrics, [](const auto& metric) { return !is_validation(metric.first); });
    }
}

bool hides_test(const Store& store, const RunRow& row) {
    std::vector<RunRow> rows{row};
    keep_test_of_chosen(store, rows);
    return rows.front().test_hidden;
}

}  // namespace wb
