// Layer: rerank.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rerank/item_words.h"

namespace wb {

WordsOfItems words_of_items(const Dataset& dataset, const std::string& kind) {
    WordsOfItems out;
    out.words.resize(dataset.items.size());
    for (std::size_t i = 1; i < dataset.items.size(); ++i) {
        const Item& item = dataset.items[i];
        ItemWords& words = out.words[i];
        words.title = item.title;
        if (words.title.empty()) {
            ++out.untitled;
            words.title = !item.description.empty() ? item.description
                          : !item.text.empty()      ? item.text
                                                    : "item " + item.raw_id;
        }
        if (kind == "text_only") continue;
        words.more = kind == "caption" ? item.caption : item.summary;
        out.without_more += words.more.empty();
    }
    return out;
}

}  // namespace wb
