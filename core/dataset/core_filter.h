// The iterative core filter. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dataset/raw_table.h"

namespace wb {

/// Drops rows until every user left has at least `min_uc` and every item at least `min_sc`. The order of rows stays.
/// A bound of 0 or 1 drops nothing. `single_pass`: items are dropped once and then users once, after which items can
/// be below their bound again.
void core_filter(RawRows& rows, std::size_t users, std::size_t items, int min_uc, int min_sc,
                 bool single_pass = false);

}  // namespace wb
