// The text that a method reads about an item, and the rule that composes it. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/item_text.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "dataset/text_lines.h"
#include "foundation/error.h"

namespace wb {

namespace {

constexpr std::array<std::pair<TextPart, const char*>, 4> k_names = {{{TextPart::title, "title"},
                                                                      {TextPart::brand, "brand"},
                                                                      {TextPart::categories, "categories"},
                                                                      {TextPart::description, "description"}}};

std::string_view part_of(const Item& item, TextPart part) {
    switch (part) {
        case TextPart::title:
            return trim(item.title);
        case TextPart::brand:
            return trim(item.brand);
        case TextPart::categories:
            return trim(item.categories);
        case TextPart::description:
            return trim(item.description);
    }
    throw std::logic_error("a part of an item's text without a value");
}

std::string name_of(TextPart part) {
    for (const auto& [one, name] : k_names)
        if (one == part) return name;
    throw std::logic_error("a part of an item's text without a name");
}

void cut_characters(std::string& text, std::size_t most) {
    std::size_t characters = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool goes_on = (static_cast<unsigned char>(text[i]) & 0xc0) == 0x80;
        if (goes_on || ++characters <= most) continue;
        text.resize(i);
        text.resize(trim(text).size());  // it begins with no blank, so only the end can lose some
        return;
    }
}

}  // namespace

std::string compose_item_text(const Item& item, const TextRule& rule) {
    std::string text;
    for (const TextPart part : rule.parts) {
        const auto words = part_of(item, part);
        if (words.empty()) continue;
        if (!text.empty()) text += std::string_view(".!?:;").find(text.back()) != std::string_view::npos ? " " : ". ";
        text += words;
    }
    cut_characters(text, rule.most_characters);
    return text;
}

void compose_item_texts(Dataset& dataset, const TextRule& rule) {
    for (std::size_t i = 1; i < dataset.items.size(); ++i)
        dataset.items[i].text = compose_item_text(dataset.items[i], rule);
    dataset.text_rule = to_text(rule);
}

std::string to_text(const TextRule& rule) {
    std::string text;
    for (const TextPart part : rule.parts) text += (text.empty() ? "" : ". ") + name_of(part);
    auto number = std::to_string(rule.most_characters);
    for (auto place = static_cast<std::ptrdiff_t>(number.size()) - 3; place > 0; place -= 3)
        number.insert(static_cast<std::size_t>(place), ",");
    return text + "; " + number + " characters";
}

std::vector<TextPart> text_parts_from(std::string_view list) {
    const auto refuse = [&](const std::string& why) {
        throw UserError("\"" + excerpt(list) + "\" does not say which facts make up the text of an item.", why,
                        "Use some of title, brand, categories, description, for example --text-fields "
                        "title,categories.");
    };
    std::vector<TextPart> parts;
    while (true) {
        const auto comma = list.find(',');
        const auto name = lower_ascii(trim(list.substr(0, comma)));
        const auto found =
            std::find_if(k_names.begin(), k_names.end(), [&](const auto& one) { return one.second == name; });
        if (found == k_names.end()) refuse("\"" + excerpt(name) + "\" is no fact of an item that can be read.");
        if (std::find(parts.begin(), parts.end(), found->first) != parts.end())
            refuse("\"" + name + "\" stands there twice.");
        parts.push_back(found->first);
        if (comma == std::string_view::npos) return parts;
        list.remove_prefix(comma + 1);
    }
}

}  // namespace wb
