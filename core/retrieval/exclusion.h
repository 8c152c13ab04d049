// Which items of a user's own history a ranking leaves out. Layer: retrieval.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "dataset/dataset.h"

namespace wb {

enum class Exclusion { none, window, full };

/// "none", "window", "full"; std::logic_error on another name (settings are checked by then).
Exclusion exclusion_of(std::string_view name);

/// Sorted, without repeats. `window`: number of last interactions that Exclusion::window leaves out. With
/// `validation_item` false the test ranking keeps the user's validation item, as the MMRec toolbox does.
std::vector<ItemId> excluded_items(const Dataset& dataset, UserId user, bool for_test, Exclusion exclusion,
                                   std::int64_t window, bool validation_item = true);

}  // namespace wb
