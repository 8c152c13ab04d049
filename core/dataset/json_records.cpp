// Readers of reviews and product records, one record a line. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <nlohmann/json.hpp>

#include "dataset/product_record.h"
#include "dataset/python_literal.h"
#include "dataset/raw_table.h"
#include "dataset/record_fields.h"
#include "foundation/number_text.h"

namespace wb {

JsonLines json_lines_kind(std::string_view first_line) {
    RecordFields record;
    if (!record.parse_copy(first_line) || !usable_id(record.item)) return JsonLines::other;
    return record.user.empty() ? JsonLines::items : JsonLines::reviews;
}

void read_json_reviews(TextStream& file, RawTable& table, ReadContext& context) {
    RecordFields record;
    std::string_view line;
    RowCollector rows(table);
    table.has_rating = table.has_time = true;
    while (file.next(line)) {
        if (trim(line).empty()) continue;
        ++context.report.lines_read;
        if (context.report.lines_read % 4096 == 0) {
            context.stop.check();
            context.tell("read", file.share());
        }
        if (!record.parse(line)) {
            context.bad.refuse(file, file.number(), "it is no JSON object", line);
            continue;
        }
        if (!usable_id(record.user) || !usable_id(record.item) || !record.rating || !record.time) {
            context.bad.refuse(file, file.number(), "its user, item, rating or time is missing", line);
            continue;
        }
        rows.add(record.user, record.item, *record.rating, *record.time);
    }
    rows.flush();
}

void read_json_items(TextStream& file, RawTable& table, ReadContext& context) {
    RecordFields fields;
    std::string_view line;
    std::int64_t residues = 0;
    while (file.next(line)) {
        if (trim(line).empty()) continue;
        if (file.number() % 4096 == 0) {
            context.stop.check();
            context.tell("items", file.share());
        }
        const bool is_record = fields.parse(line);
        if (!usable_id(fields.item)) {
            context.bad.refuse(file, file.number(), is_record ? "its id is missing" : "it is no record", line);
            continue;
        }
        note_record(table, context, fields.item, fields.title, line);
        // Product files are far larger than what was rated, and what was rated than what the filter leaves.
        if (table.items.find(fields.item) < 0 || !table.wants(fields.item)) continue;
        const auto record = parse_record(line);
        if (!record) {
            context.bad.refuse(file, file.number(), "it is no record", line);
            continue;
        }
        bool residue = false;
        auto item = item_of_record(*record, residue);
        residues += residue;
        remember_item(table, fields.item, std::move(item));
    }
    if (residues > 0)
        context.report.notes.push_back(counted(residues, "product record holds", "product records hold") +
                                       " a piece of a web page instead of a title; it was left out.");
}

}  // namespace wb
