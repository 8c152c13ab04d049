// The iterative core filter. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/core_filter.h"

namespace wb {

void core_filter(RawRows& rows, std::size_t users, std::size_t items, int min_uc, int min_sc, bool single_pass) {
    std::vector<std::int64_t> count;
    const auto drop = [&](std::size_t kinds, int bound, std::int32_t RawRow::*member) {
        count.assign(kinds, 0);
        for (const RawRow& row : rows) ++count[static_cast<std::size_t>(row.*member)];
        return std::erase_if(rows,
                             [&](const RawRow& row) { return count[static_cast<std::size_t>(row.*member)] < bound; });
    };
    for (;;) {
        const auto dropped = drop(items, min_sc, &RawRow::item) + drop(users, min_uc, &RawRow::user);
        if (dropped == 0 || single_pass) return;
    }
}

}  // namespace wb
