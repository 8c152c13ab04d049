// Readers of reviews and product records, one record a line. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <nlohmann/json.hpp>

#include "dataset/python_literal.h"
#include "dataset/raw_table.h"

namespace wb {

namespace {

using nlohmann::json;

const json* member(const json& record, std::initializer_list<const char*> names) {
    for (const char* name : names)
        if (const auto found = record.find(name); found != record.end() && !found->is_null()) return &*found;
    return nullptr;
}

/// Variants of a product share their parent, and product records are by parent where there is one.
const json* item_member(const json& record) {
    return member(record, {"parent_asin", "asin", "item_id", "itemId", "raw_id", "id"});
}

const json* user_member(const json& record) {
    return member(record, {"reviewerID", "user_id", "userId", "user"});
}

std::string id_text(const json* value) {
    if (!value) return {};
    if (value->is_string()) return std::string(trim(value->get_ref<const std::string&>()));
    return value->is_number_integer() ? value->dump() : std::string();
}

std::optional<double> number_value(const json* value) {
    if (!value) return std::nullopt;
    if (value->is_number()) return value->get<double>();
    return value->is_string() ? parse_number(value->get_ref<const std::string&>()) : std::nullopt;
}

/// A string, or the strings of a list with blanks between.
std::string text_value(const json* value) {
    if (!value) return {};
    if (value->is_string()) return plain_from_html(value->get_ref<const std::string&>());
    std::string text;
    if (value->is_array())
        for (const auto& part : *value)
            if (part.is_string()) text += part.get_ref<const std::string&>() + " ";
    return plain_from_html(text);
}

/// Pages that were not parsed left pieces of mark-up and of scripts in the place of titles.
bool page_residue(const json* title) {
    if (!title || !title->is_string()) return false;
    const auto& text = title->get_ref<const std::string&>();
    return trim(text).starts_with("<span") || text.find("getTime") != std::string::npos;
}

}  // namespace

JsonLines json_lines_kind(const std::string& first_line) {
    const auto record = parse_record(first_line);
    if (!record || !item_member(*record)) return JsonLines::other;
    return user_member(*record) ? JsonLines::reviews : JsonLines::items;
}

void read_json_reviews(TextStream& file, RawTable& table, ReadContext& context) {
    std::string_view line;
    table.has_rating = table.has_time = true;
    while (file.next(line)) {
        if (trim(line).empty()) continue;
        ++context.report.lines_read;
        if (context.report.lines_read % 4096 == 0) {
            context.stop.check();
            context.tell("read", file.share());
        }
        const auto record = parse_record(line);
        if (!record) {
            context.bad.refuse(file, file.number(), "it is no JSON object", line);
            continue;
        }
        const auto user = id_text(user_member(*record)), item = id_text(item_member(*record));
        const auto rating = number_value(member(*record, {"overall", "rating"}));
        const auto time = number_value(member(*record, {"unixReviewTime", "timestamp", "sort_timestamp", "time"}));
        if (!usable_id(user) || !usable_id(item) || !rating || !time) {
            context.bad.refuse(file, file.number(), "its user, item, rating or time is missing", line);
            continue;
        }
        table.rows.push_back({table.users.index_of(user), table.items.index_of(item), *rating, *time});
    }
}

void read_json_items(TextStream& file, RawTable& table, ReadContext& context) {
    std::string_view line;
    std::int64_t residue = 0;
    while (file.next(line)) {
        if (trim(line).empty()) continue;
        if (file.number() % 4096 == 0) {
            context.stop.check();
            context.tell("items", file.share());
        }
        const auto record = parse_record(line);
        const auto id = record ? id_text(item_member(*record)) : std::string();
        if (!usable_id(id)) {
            context.bad.refuse(file, file.number(), record ? "its id is missing" : "it is no record", line);
            continue;
        }
        const auto* title = member(*record, {"title"});
        note_record(table, context, id, title && title->is_string() ? title->get_ref<const std::string&>() : "", line);
        if (table.items.find(id) < 0) continue;  // product files are far larger than what was rated
        Item item;
        if (page_residue(title))
            ++residue;
        else
            item.title = text_value(title);
        item.description = text_value(member(*record, {"description", "text"}));
        item.caption = text_value(member(*record, {"caption"}));
        item.summary = text_value(member(*record, {"summary"}));
        remember_item(table, id, std::move(item));
    }
    if (residue > 0)
        context.report.notes.push_back(
            std::to_string(residue) +
            " product records hold a piece of a web page instead of a title; it was left out.");
}

}  // namespace wb
