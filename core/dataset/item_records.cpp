// What the records of an item file look like as they stand, before anything is cleaned. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/item_records.h"

#include <algorithm>
#include <array>
#include <functional>

#include "dataset/text_lines.h"

namespace wb {

namespace {

constexpr std::size_t k_examples = 3;
/// A title that stands on most records is among the first ones; the others need not be counted.
constexpr std::size_t k_titles = 65536;

bool letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool digit(char c) {
    return c >= '0' && c <= '9';
}

void take_example(std::vector<std::string>& examples, std::string_view text) {
    auto example = excerpt(text);
    if (examples.size() < k_examples && std::find(examples.begin(), examples.end(), example) == examples.end())
        examples.push_back(std::move(example));
}

std::uint64_t digest(std::string_view text) {
    return std::hash<std::string_view>{}(text);
}

}  // namespace

bool holds_markup(std::string_view text) {
    for (std::size_t i = text.find('<'); i != std::string_view::npos; i = text.find('<', i + 1)) {
        auto name = text.substr(i + 1);
        if (name.starts_with("!--")) return true;
        if (name.starts_with('/')) name.remove_prefix(1);
        std::size_t length = 0;
        while (length < name.size() && (letter(name[length]) || (length > 0 && digit(name[length])))) ++length;
        if (length == 0 || length > 12) continue;
        // "a <b" at the end, "<b>", "<br/>" and "<span class" are tags; "<b-side" and "<3" are not.
        if (length == name.size() || std::string_view("> /\t\r\n").find(name[length]) != std::string_view::npos)
            return true;
    }
    return false;
}

bool holds_script(std::string_view text) {
    static constexpr std::array<std::string_view, 6> k_pieces = {"getTime",          "function(", "function (",
                                                                 "document.getElem", "</script",  "window.ue"};
    return std::any_of(k_pieces.begin(), k_pieces.end(),
                       [&](std::string_view piece) { return text.find(piece) != std::string_view::npos; });
}

bool holds_entities(std::string_view text) {
    for (std::size_t i = text.find('&'); i != std::string_view::npos; i = text.find('&', i + 1)) {
        const auto name = text.substr(i + 1, 12);
        const auto end = name.find(';');
        if (end == std::string_view::npos || end < 2) continue;
        const auto body = name.substr(0, end);
        const bool number = body[0] == '#' && (digit(body[1]) || ((body[1] == 'x' || body[1] == 'X') && end > 2));
        if (number || std::all_of(body.begin(), body.end(), [](char c) { return letter(c) || digit(c); }))
            return true;
    }
    return false;
}

void ItemRecordCounter::add(std::string_view id, std::string_view title, std::string_view record, Known known) {
    ++counts_.records;
    counts_.of_items += known == Known::item;
    counts_.of_users_only += known == Known::user_only;
    digests_.emplace_back(digest(id), digest(record));
    title = trim(title);
    if (title.empty()) {
        ++counts_.untitled;
        return;
    }
    const auto note = [title](bool found, std::int64_t& count, std::vector<std::string>& examples) {
        if (!found) return;
        ++count;
        take_example(examples, title);
    };
    note(holds_script(title), counts_.script_titles, counts_.script_examples);
    note(holds_markup(title), counts_.markup_titles, counts_.markup_examples);
    note(holds_entities(title), counts_.entity_titles, counts_.entity_examples);
    const auto key = digest(title);
    const auto place = titles_.find(key);
    if (place == titles_.end() && titles_.size() >= k_titles) return;
    const auto count = place == titles_.end() ? titles_[key] = 1 : ++place->second;
    if (count <= counts_.same_title) return;
    counts_.same_title = count;
    counts_.commonest_title = excerpt(title);
}

void ItemRecordCounter::add_repeated(std::string_view id) {
    take_example(counts_.repeated_ids, id);
}

ItemRecordCounts ItemRecordCounter::counts() const {
    auto counts = counts_;
    auto digests = digests_;
    std::sort(digests.begin(), digests.end());
    for (std::size_t i = 0; i < digests.size();) {
        std::size_t end = i + 1;
        while (end < digests.size() && digests[end].first == digests[i].first) ++end;
        if (end - i > 1) {
            ++counts.ids_repeated;
            counts.repeated += static_cast<std::int64_t>(end - i - 1);
            counts.ids_differing += digests[i].second != digests[end - 1].second;
        }
        i = end;
    }
    return counts;
}

}  // namespace wb
