// From a checked search to queued runs; goes on where an earlier program was interrupted. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "experiment/search.h"
#include "experiment/store.h"
#include "experiment/workspace.h"

namespace wb {

/// All that stands in the way of running these combinations here.
std::vector<Problem> check_against_workspace(const SearchPlan& plan, const Workspace& workspace, Store& store,
                                             const Registry& registry = builtin_methods());

/// Writes into the spec which earlier run's lists and which features are taken, so that they are the same for all
/// runs, whatever is trained or imported until the last one is queued.
void settle_search(SearchPlan& plan, const Workspace& workspace, const Store& store,
                   const Registry& registry = builtin_methods());

/// Stores the search and queues its first runs, in one transaction. `plan` has no problems. An empty name becomes
/// "VBPR on sample".
SearchId create_search(Store& store, const Workspace& workspace, const SearchPlan& plan, const std::string& name,
                       const Registry& registry = builtin_methods());

/// Queues the next runs that are not there yet, as many as go into a short transaction. False when all are there.
/// Several programs may do this at once.
bool queue_search_runs(Store& store, const Workspace& workspace, SearchId search,
                       const Registry& registry = builtin_methods());

/// Throws UserError when there is none.
StoredSearch existing_search(const Store& store, SearchId id);

/// "lr", or "retrieval.lr" where both stages have one that is searched.
std::vector<std::string> short_keys(const SearchSpec& spec);

}  // namespace wb
