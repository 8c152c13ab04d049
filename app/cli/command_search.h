// What the files of `rerank search` share. Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "commands.h"
#include "experiment/search.h"
#include "experiment/search_result.h"

namespace wb::cli {

void add_search_start(Arguments& search, Common& common);

/// A stored search with its runs.
struct SearchView {
    StoredSearch search;
    SearchSpec spec;
    std::vector<Combination> combinations;
    SearchResult result;
};
SearchView read_search(const Store& store, SearchId id);

/// "12 of 24 runs ended", "finished".
std::string progress_text(const SearchView& view);

/// Combinations with their validation, the best first, and the test results of the chosen one alone. `limit`: how
/// many combinations a person sees; 0 = all.
void print_search(const Common& common, const Store& store, const SearchView& view, std::size_t limit);

/// Queues what is missing and executes one run after another. Returns the exit code; the search is printed at the
/// end.
int execute_search(const Common& common, const Workspace& workspace, const std::filesystem::path& worker,
                   SearchId id);

/// "validation recall@20 of stage 1"
std::string selection_text(const std::string& select);

}  // namespace wb::cli
