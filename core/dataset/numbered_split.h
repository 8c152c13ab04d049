// Numbering, order in time and the split by user. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dataset/raw_table.h"

namespace wb {

/// Ids in the order that numbers them: ascending by value when all are integers, else by bytes.
void sort_raw_ids(std::vector<std::string>& ids);

struct TieCounts {
    std::int64_t interactions = 0;    ///< have the time of the one before them in the user's sequence
    std::int64_t users_at_split = 0;  ///< with a tie among the last three, where these are what is split off
};

/// Numbers of the raw ids that rows are left of.
struct RawNumbers {
    std::vector<std::int32_t> users, items;  ///< by place in the table; 0 = no rows are left
};
/// Fills items (raw_id alone) and user_raw_ids of `dataset`.
RawNumbers number_ids(const RawTable& table, Dataset& dataset);

/// Fills items (raw_id alone), users and the split of `dataset` by its filter's rules for ties and split. Users with
/// fewer than three interactions are for training alone. Takes the rows out of the table, since both together would
/// take twice the memory.
TieCounts number_and_split(RawTable& table, Dataset& dataset);

}  // namespace wb
