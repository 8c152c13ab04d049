// A grid or random search over settings of a method: what it is, its combinations, and whether it can be run.
// Layer: experiment. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "experiment/config.h"

namespace wb {

/// A larger search is refused.
inline constexpr std::int64_t most_search_runs = 10000;

enum class SearchKind { grid, random };
std::string search_kind_name(SearchKind kind);

/// How a value is drawn from a range; `declared`: as the parameter's declaration says.
enum class SearchScale { declared, linear, logarithmic };

/// One setting that is searched: a list of values, or a range to draw from.
struct SearchDimension {
    std::string key;                  ///< "retrieval.lr"
    std::vector<std::string> values;  ///< empty = a range
    std::string low, high;
    SearchScale scale = SearchScale::declared;
    bool whole = false;  ///< whole numbers; plan_search sets it
    bool operator==(const SearchDimension&) const = default;
};

struct SearchSpec {
    ExperimentRequest base;  ///< task, methods and every setting that is not searched
    SearchKind kind = SearchKind::grid;
    std::vector<SearchDimension> dimensions;
    std::int64_t draws = 0;  ///< of a random search: how many different combinations
    std::uint64_t search_seed = 1;
    std::vector<std::uint64_t> seeds;  ///< of the training; every combination is run with each of them
    std::string select;                ///< the metric of validation that decides: "stage1/val/recall@20"
    std::vector<std::string> tags;     ///< of every run
};

/// One value per dimension, as text.
using Combination = std::vector<std::string>;

/// Canonical JSON, as the store keeps it.
std::string search_to_json(const SearchSpec& spec);
/// Throws UserError when it is not one of ours.
SearchSpec search_from_json(const std::string& json);

/// How many there are; for a random search at most. `limit` + 1 where there are more.
std::int64_t count_combinations(const SearchSpec& spec, std::int64_t limit);
/// All, without duplicates. Follows from the spec alone, so that a stored search keeps its numbers: of a grid in the
/// order of the lists, the last dimension fastest; of a random search in the order of the draws, and fewer than asked
/// for where the lists have no more.
std::vector<Combination> combinations_of(const SearchSpec& spec);

/// "retrieval.lr=0.001, retrieval.dim=64"
std::string combination_text(const SearchSpec& spec, const Combination& values);
/// The request of one run.
ExperimentRequest search_request(const SearchSpec& spec, const Combination& values, std::uint64_t seed);

/// "stage1/val/recall@20" or "stage2/val/ndcg@10": that of the last stage that the task trains.
std::string default_selection(const std::string& task);

struct SearchPlan {
    /// Canonical: values as the declarations write them, and every other setting explicit, so that later defaults
    /// change nothing.
    SearchSpec spec;
    std::vector<Combination> combinations;
    std::vector<ExperimentConfig> configs;  ///< of each combination, with the first seed
    std::vector<Problem> problems;          ///< all of them; the rest counts only where this is empty
    std::vector<Notice> warnings;
};

/// Checks the dimensions and resolves every combination. Looks at no file.
SearchPlan plan_search(const Registry& registry, const SearchSpec& typed);

}  // namespace wb
