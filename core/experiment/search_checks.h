// Parts of plan_search. Layer: experiment, private.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include "experiment/search.h"

namespace wb::search_detail {

bool trains(const std::string& task, Stage stage);

/// Writes keys, values and ranges of the dimensions as the declarations do. `first_values`: a good value of each
/// dimension that has one. False where a problem keeps them from being expanded.
bool check_dimensions(const Registry& registry, SearchSpec& spec, std::vector<Problem>& problems,
                      std::map<std::string, std::string>& first_values);

}  // namespace wb::search_detail
