// A split that somebody else made, taken exactly as it is. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dataset/raw_table.h"
#include "dataset/recognise.h"

namespace wb {

/// Fills items, users and the split. Ids that are 1 .. n stay; others are numbered in ascending order.
void read_ready_split(const Source& source, Dataset& dataset, ReadContext& context);

}  // namespace wb
