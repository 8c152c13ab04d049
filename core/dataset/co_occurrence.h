// Which items stand in the same histories as one item. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "dataset/dataset.h"
#include "foundation/stop_token.h"

namespace wb {

struct CoOccurrence {
    ItemId item = 0;
    std::int64_t users = 0;  ///< have both items
    bool operator==(const CoOccurrence&) const = default;
};

/// The `count` items that most users of `item` also have, over train, validation and test; ties by item number. One
/// pass over all histories. Throws Stopped.
std::vector<CoOccurrence> most_co_occurring(const Dataset& dataset, ItemId item, std::size_t count,
                                            const StopToken& stop = {});

/// Interactions per item over train, validation and test, [items + 1].
std::vector<std::int64_t> item_interactions(const Dataset& dataset);

}  // namespace wb
