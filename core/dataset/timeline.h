// How many interactions there are in each month. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "dataset/raw_table.h"

namespace wb {

/// In order of time (UTC), months without interactions left out. Nothing where the column of times cannot hold Unix
/// seconds: no times, one before 1970 or after 2100, or all before 1990.
std::vector<MonthCount> interactions_by_month(const RawTable& table);

}  // namespace wb
