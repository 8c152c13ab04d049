// The first rows of what would be imported, before anything is. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/preview.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "dataset/python_literal.h"
#include "dataset/text_lines.h"
#include "dataset/text_stream.h"

namespace wb {

namespace {

void add_problem(SourcePreview& preview, const TextStream& file, const std::string& reason, std::string_view line) {
    preview.problems.push_back({file.name(), file.number(), reason, excerpt(line)});
}

/// Numbers from 1, with the names of the known parts in their places.
std::vector<std::string> invented_header(const TableShape& shape, std::size_t columns) {
    std::vector<std::string> header;
    for (std::size_t c = 0; c < columns; ++c) header.push_back(std::to_string(c + 1));
    const auto name = [&](int column, const char* title) {
        if (column >= 0 && static_cast<std::size_t>(column) < columns)
            header[static_cast<std::size_t>(column)] = title;
    };
    name(shape.user, "user");
    name(shape.item, "item");
    name(shape.rating, "rating");
    name(shape.time, "time");
    return header;
}

void preview_table(TextStream& file, std::size_t rows, SourcePreview& preview) {
    const TableShape& shape = preview.shape;
    FieldSplitter splitter(shape.delimiter);
    std::vector<std::string_view> fields;
    std::string_view line;
    std::size_t columns = 0;
    while (preview.rows.size() < rows && file.next_record(line, shape.delimiter)) {
        if (trim(line).empty()) continue;
        const bool whole = splitter.split(line, fields);
        std::vector<std::string> row;
        for (const auto field : fields) row.push_back(excerpt(trim(field)));
        if (shape.header && preview.header.empty()) {
            preview.header = std::move(row);
            continue;
        }
        columns = std::max(columns, row.size());
        preview.rows.push_back(std::move(row));
        ParsedRow parsed;
        const auto problem = whole ? parse_row(fields, shape, parsed) : std::string(k_open_quote);
        if (preview.question.empty() && !problem.empty()) add_problem(preview, file, problem, line);
    }
    if (!shape.header) preview.header = invented_header(shape, columns);
}

void preview_sequences(TextStream& file, std::size_t rows, SourcePreview& preview) {
    preview.header = {"user", preview.source_format == SourceFormat::pairs ? "item" : "items"};
    std::vector<std::string_view> tokens;
    std::string_view line;
    while (preview.rows.size() < rows && file.next(line)) {
        split_blanks(line, tokens);
        if (tokens.empty()) continue;
        std::string items;
        for (std::size_t i = 1; i < tokens.size(); ++i) items += (i > 1 ? " " : "") + std::string(tokens[i]);
        preview.rows.push_back({excerpt(tokens[0]), excerpt(items)});
        if (tokens.size() < 2) add_problem(preview, file, "there is a user and no item", line);
    }
}

std::string value_text(const nlohmann::json& value) {
    if (value.is_string()) return excerpt(value.get_ref<const std::string&>());
    if (value.is_null()) return {};
    return excerpt(value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

void preview_records(TextStream& file, std::size_t rows, SourcePreview& preview) {
    std::string_view line;
    while (preview.rows.size() < rows && file.next(line)) {
        if (trim(line).empty()) continue;
        const auto record = parse_record(line);
        if (!record) {
            preview.rows.push_back({excerpt(line)});
            add_problem(preview, file, "it is no JSON object", line);
            continue;
        }
        for (const auto& [name, value] : record->items())
            if (std::find(preview.header.begin(), preview.header.end(), name) == preview.header.end())
                preview.header.push_back(name);
        std::vector<std::string> row;
        for (const auto& name : preview.header) {
            const auto value = record->find(name);
            row.push_back(value == record->end() ? std::string() : value_text(*value));
        }
        preview.rows.push_back(std::move(row));
        if (json_lines_kind(line) != JsonLines::reviews)
            add_problem(preview, file, "its user or item is missing", line);
    }
}

}  // namespace

SourcePreview preview_source(const ImportRequest& request, std::size_t rows) {
    const auto source = recognise_with_question(request);
    SourcePreview preview;
    preview.format = format_title(source);
    preview.source_format = source.format;
    preview.shape = source.shape;
    preview.files = source_files(source);
    preview.notes = source.notes;
    if (source.question) preview.question = source.question->what();
    TextStream file(source.interactions);
    switch (source.format) {
        case SourceFormat::reviews:
            preview_records(file, rows, preview);
            break;
        case SourceFormat::sequences:
        case SourceFormat::pairs:
        case SourceFormat::p5:
        case SourceFormat::ready_split:
            preview_sequences(file, rows, preview);
            break;
        case SourceFormat::movielens_1998:
        case SourceFormat::movielens_1m:
        case SourceFormat::movielens_latest:
        case SourceFormat::split_tables:
            preview_table(file, rows, preview);
            break;
        case SourceFormat::table:
        case SourceFormat::labelled_table:
        case SourceFormat::recbole:
        case SourceFormat::mmrec:
            preview.columns_can_change = true;
            preview_table(file, rows, preview);
            break;
    }
    return preview;
}

}  // namespace wb
