// Guesses about tables without a header. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/headerless.h"

#include <algorithm>
#include <set>

namespace wb {

namespace {

bool all_upper_or_digit(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
}

/// The columns of the lines that have all of them.
std::vector<std::vector<std::string>> columns_of(const std::vector<std::string>& lines, const std::string& delimiter,
                                                 std::size_t count) {
    std::vector<std::vector<std::string>> columns(count);
    FieldSplitter splitter(delimiter);
    std::vector<std::string_view> fields;
    for (const auto& line : lines) {
        if (!splitter.split(line, fields) || fields.size() < count) continue;
        for (std::size_t c = 0; c < count; ++c) columns[c].emplace_back(trim(fields[c]));
    }
    return columns;
}

/// At least nine of ten.
template <class Test>
bool mostly(const std::vector<std::string>& values, Test test) {
    const auto good = std::count_if(values.begin(), values.end(), test);
    return good > 0 && static_cast<std::size_t>(good) * 10 >= values.size() * 9;
}

}  // namespace

bool looks_like_amazon_user(std::string_view id) {
    return id.size() >= 10 && id.size() <= 21 && id[0] == 'A' && all_upper_or_digit(id);
}

bool looks_like_amazon_item(std::string_view id) {
    if (id.size() != 10 || !all_upper_or_digit(id)) return false;
    return id.starts_with("B0") ||
           std::all_of(id.begin(), id.begin() + 9, [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<TableShape> amazon_columns(const std::vector<std::string>& lines, const std::string& delimiter,
                                         std::vector<std::string>& notes) {
    const auto columns = columns_of(lines, delimiter, 4);
    if (!mostly(columns[2], parse_number) || !mostly(columns[3], parse_number)) return std::nullopt;
    const bool user_first = mostly(columns[0], looks_like_amazon_user) && mostly(columns[1], looks_like_amazon_item);
    const bool item_first = mostly(columns[0], looks_like_amazon_item) && mostly(columns[1], looks_like_amazon_user);
    if (user_first == item_first) return std::nullopt;
    notes.push_back(user_first
                        ? "The table has no header; by the form of its ids it is user, item, rating, time (as in "
                          "the Amazon files of 2014)."
                        : "The table has no header; by the form of its ids it is item, user, rating, time (as in "
                          "the Amazon files of 2018).");
    return user_first ? TableShape{delimiter, false, 0, 1, 2, 3} : TableShape{delimiter, false, 1, 0, 2, 3};
}

void swapped_column_notes(const std::vector<std::string>& lines, const TableShape& shape,
                          std::vector<std::string>& notes) {
    const auto count = static_cast<std::size_t>(std::max({shape.user, shape.item, shape.rating, shape.time})) + 1;
    const auto columns = columns_of(lines, shape.delimiter, count);
    const auto column = [&](int number) -> const std::vector<std::string>& {
        return columns[static_cast<std::size_t>(number)];
    };
    if (column(shape.user).size() < 10) return;  // too few lines to judge
    const auto above = [](double bound) {
        return [bound](const std::string& value) {
            const auto number = parse_number(value);
            return number && *number > bound;
        };
    };
    if (mostly(column(shape.user), looks_like_amazon_item) && mostly(column(shape.item), looks_like_amazon_user))
        notes.push_back(
            "User and item look swapped: the user column holds product codes, the item column reviewer codes.");
    if (shape.rating >= 0 && mostly(column(shape.rating), above(100'000'000)))
        notes.push_back("The rating column holds very large numbers: it may be the time.");
    if (shape.time >= 0 && mostly(column(shape.time), [](const std::string& value) {
            const auto number = parse_number(value);
            return number && *number >= 0 && *number <= 10;
        }))
        notes.push_back("The time column holds only small numbers: it may be the rating.");
    if (std::set<std::string>(column(shape.user).begin(), column(shape.user).end()).size() == 1)
        notes.push_back("All first lines have the same user: the user column may be another one.");
}

}  // namespace wb
