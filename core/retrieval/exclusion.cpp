// Layer: retrieval.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "retrieval/exclusion.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace wb {

Exclusion exclusion_of(std::string_view name) {
    if (name == "none") return Exclusion::none;
    if (name == "window") return Exclusion::window;
    if (name == "full") return Exclusion::full;
    throw std::logic_error("\"" + std::string(name) + "\" names no exclusion");
}

std::vector<ItemId> excluded_items(const Dataset& dataset, UserId user, bool for_test, Exclusion exclusion,
                                   std::int64_t window, bool validation_item) {
    if (exclusion == Exclusion::none) return {};
    auto items = dataset.history(user, for_test && validation_item);
    if (exclusion == Exclusion::window && static_cast<std::int64_t>(items.size()) > window)
        items.erase(items.begin(), items.end() - window);
    std::sort(items.begin(), items.end());
    items.erase(std::unique(items.begin(), items.end()), items.end());
    return items;
}

}  // namespace wb
