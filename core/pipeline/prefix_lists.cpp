// Layer: pipeline.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/prefix_lists.h"

namespace wb {

PrefixLists prefix_lists(const Retrieved* stage1, int k) {
    if (!stage1) return {};
    return [&retriever = *stage1->retriever, k](UserId user, const std::vector<ItemId>& prefix,
                                                const std::vector<ItemId>& left_out) {
        const auto vector = retriever.vector_after(user, prefix);
        const auto lists = top_items(retriever.items(), vector.data(), 1, {left_out}, k, StopToken());
        std::vector<ItemId> out;
        for (const RankedItem& item : lists.front()) out.push_back(item.item);
        return out;
    };
}

}  // namespace wb
