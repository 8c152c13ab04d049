// Readers of interaction tables and sequences. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/raw_table.h"

#include <algorithm>
#include <array>
#include <span>

#include "dataset/labelled_split.h"

namespace wb {

bool RawTable::wants(std::string_view item) const {
    if (wanted.empty()) return true;
    const auto place = items.find(item);
    return place >= 0 && wanted[static_cast<std::size_t>(place)];
}

void RowCollector::add(std::string_view user, std::string_view item, double rating, double time) {
    ids_ += user;
    ids_ += item;
    rows_.push_back({user.size(), item.size(), rating, time});
    if (rows_.size() == k_rows) flush();
}

void RowCollector::flush() {
    std::array<std::string_view, k_rows> users, items;
    std::array<std::int32_t, k_rows> user_places{}, item_places{};
    std::string_view rest = ids_;
    for (std::size_t r = 0; r < rows_.size(); ++r) {
        users[r] = rest.substr(0, rows_[r].user_size);
        items[r] = rest.substr(rows_[r].user_size, rows_[r].item_size);
        rest.remove_prefix(rows_[r].user_size + rows_[r].item_size);
    }
    table_.users.index_of(std::span(users).first(rows_.size()), user_places.data());
    table_.items.index_of(std::span(items).first(rows_.size()), item_places.data());
    for (std::size_t r = 0; r < rows_.size(); ++r)
        table_.rows.push_back({user_places[r], item_places[r], rows_[r].rating, rows_[r].time});
    rows_.clear();
    ids_.clear();
}

void BadLines::refuse(const TextStream& file, std::int64_t line, const std::string& reason, std::string_view text) {
    if (!skip_)
        throw BadLineError(
            "Line " + std::to_string(line) + " of \"" + file.path().string() + "\" cannot be read: " + reason + ".",
            "The line is: " + excerpt(text),
            "Correct the line, or skip such lines with --skip-bad-lines, which counts them.");
    ++report_.lines_refused;
    if (report_.first_refused.size() < 3) report_.first_refused.push_back({file.name(), line, reason, excerpt(text)});
}

bool usable_id(std::string_view id) {
    return !id.empty() && id.size() <= 1000 && std::none_of(id.begin(), id.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == '\x7f';
    });
}

std::string parse_row(const std::vector<std::string_view>& fields, const TableShape& shape, ParsedRow& row) {
    const auto last =
        static_cast<std::size_t>(std::max({shape.user, shape.item, shape.rating, shape.time, shape.label}));
    if (fields.size() <= last)
        return "it has " + std::to_string(fields.size()) + " fields instead of at least " + std::to_string(last + 1);
    const auto column = [&](int number) { return trim(fields[static_cast<std::size_t>(number)]); };
    row.user = column(shape.user);
    row.item = column(shape.item);
    if (!usable_id(row.user) || !usable_id(row.item))
        return std::string(usable_id(row.user) ? "the item" : "the user") + " is empty or holds control characters";
    if (shape.rating >= 0) {
        const auto rating = parse_number(column(shape.rating));
        if (!rating) return "the rating \"" + excerpt(column(shape.rating)) + "\" is not a number";
        row.rating = *rating;
    }
    if (shape.time >= 0) {
        const auto time = parse_number(column(shape.time));
        if (!time) return "the time \"" + excerpt(column(shape.time)) + "\" is not a number";
        row.time = *time;
    }
    if (shape.label >= 0) {
        const auto label = split_label(column(shape.label));
        if (!label)
            return "the part of the split \"" + excerpt(column(shape.label)) + "\" is not train, validation or test";
        row.label = *label;
    }
    return {};
}

void read_interactions(TextStream& file, const TableShape& shape, RawTable& table, ReadContext& context) {
    FieldSplitter splitter(shape.delimiter);
    std::vector<std::string_view> fields;
    std::string_view line;
    table.has_rating = shape.rating >= 0;
    table.has_time = shape.time >= 0;
    bool header = shape.header;
    ParsedRow parsed;
    RowCollector rows(table);
    while (file.next_record(line, shape.delimiter)) {
        if (trim(line).empty()) continue;
        if (header) {
            header = false;
            continue;
        }
        ++context.report.lines_read;
        if (context.report.lines_read % 8192 == 0) {
            context.stop.check();
            context.tell("read", file.share());
        }
        const auto problem = splitter.split(line, fields) ? parse_row(fields, shape, parsed) : k_open_quote;
        if (!problem.empty()) {
            context.bad.refuse(file, file.number(), problem, line);
            continue;
        }
        rows.add(parsed.user, parsed.item, parsed.rating, parsed.time);
        if (shape.label >= 0) table.labels.push_back(parsed.label);
    }
    rows.flush();
}

void read_sequences(TextStream& file, RawTable& table, ReadContext& context) {
    std::vector<std::string_view> tokens;
    std::string_view line;
    while (file.next(line)) {
        split_blanks(line, tokens);
        if (tokens.empty()) continue;
        ++context.report.lines_read;
        if (context.report.lines_read % 8192 == 0) {
            context.stop.check();
            context.tell("read", file.share());
        }
        if (tokens.size() < 2) {
            context.bad.refuse(file, file.number(), "there is a user and no item", line);
            continue;
        }
        if (!std::all_of(tokens.begin(), tokens.end(), usable_id)) {
            context.bad.refuse(file, file.number(), "an id holds control characters", line);
            continue;
        }
        const auto user = table.users.index_of(tokens[0]);
        for (std::size_t i = 1; i < tokens.size(); ++i)
            table.rows.push_back({user, table.items.index_of(tokens[i]), 0, 0});
    }
}

}  // namespace wb
