// What a prompt says about items. Layer: rerank.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dataset/dataset.h"
#include "text/list_prompt.h"

namespace wb {

struct WordsOfItems {
    std::vector<ItemWords> words;   ///< [items + 1]
    std::int64_t untitled = 0;      ///< items whose description or number stands in the place of a title
    std::int64_t without_more = 0;  ///< items without the caption or summary that was asked for
};
/// kind: "text_only", "caption" or "semantic_summary".
WordsOfItems words_of_items(const Dataset& dataset, const std::string& kind);

}  // namespace wb
