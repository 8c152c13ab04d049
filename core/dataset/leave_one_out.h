// Numbering, order in time and the leave-one-out split. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dataset/raw_table.h"

namespace wb {

/// Ids in the order that numbers them: ascending by value when all are integers, else by bytes.
void sort_raw_ids(std::vector<std::string>& ids);

struct TieCounts {
    std::int64_t interactions = 0;    ///< have the time of the one before them in the user's sequence
    std::int64_t users_at_split = 0;  ///< with a tie among the last three
};

/// Fills items (raw_id alone), users and the split of `dataset` by its filter's tie rule.
TieCounts number_and_split(const RawTable& table, Dataset& dataset);

}  // namespace wb
