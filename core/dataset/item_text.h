// The text that a method reads about an item, and the rule that composes it. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "dataset/dataset.h"

namespace wb {

enum class TextPart { title, brand, categories, description };

/// Which facts of an item become its text, in this order. Recorded with the dataset, because methods that read texts
/// give other results with another rule.
struct TextRule {
    std::vector<TextPart> parts = {TextPart::title, TextPart::brand, TextPart::categories, TextPart::description};
    std::size_t most_characters = 2000;  ///< code points; what goes beyond is cut off
    bool operator==(const TextRule&) const = default;
};

/// The parts that the item has, divided by ". " (by a blank after a part that ends a sentence itself), cut after
/// `most_characters`. Empty when the item has none of the parts. Invalid UTF-8 is counted byte by byte.
std::string compose_item_text(const Item& item, const TextRule& rule);

/// Sets Item::text of every item and records the rule in Dataset::text_rule.
void compose_item_texts(Dataset& dataset, const TextRule& rule);

/// For the record: "title. brand. categories. description; 2,000 characters".
std::string to_text(const TextRule& rule);

/// "title,brand,categories,description", in any order and number. Throws UserError: a name that is not known, one
/// given twice, none at all.
std::vector<TextPart> text_parts_from(std::string_view list);

}  // namespace wb
