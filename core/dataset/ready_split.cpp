// A split that somebody else made, taken exactly as it is. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/ready_split.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "dataset/numbered_split.h"
#include "foundation/error.h"

namespace wb {

namespace {

using nlohmann::json;

/// Number in a split file -> raw id, from items.tsv or users.tsv; and what the table says about items.
using RawNames = std::unordered_map<std::string, std::string>;

void read_names(TextStream& file, const char* number_column, RawNames& names, ReadContext& context) {
    std::string_view line;
    std::string delimiter;
    if (!file.next(line)) return;
    const auto header = header_fields(line, delimiter);
    const auto column = [&](std::string_view name) {
        return static_cast<std::size_t>(std::find(header.begin(), header.end(), name) - header.begin());
    };
    const auto number = column(number_column), raw = column("raw_id");
    if (number == header.size() || raw == header.size()) return;
    FieldSplitter splitter(delimiter);
    std::vector<std::string_view> fields;
    while (file.next_record(line, delimiter)) {
        if (trim(line).empty()) continue;
        if (!splitter.split(line, fields) || fields.size() <= std::max(number, raw) ||
            !usable_id(trim(fields[raw]))) {
            context.bad.refuse(file, file.number(), "its number or raw id is missing", line);
            continue;
        }
        names.insert_or_assign(std::string(trim(fields[number])), std::string(trim(fields[raw])));
    }
}

void read_jsonl_items(TextStream& file, RawNames& names, RawTable& table, ReadContext& context) {
    std::string_view line;
    while (file.next(line)) {
        if (trim(line).empty()) continue;
        try {
            const json object = json::parse(line);
            Item item;
            item.raw_id = object.at("raw_id").get<std::string>();
            item.title = object.value("title", "");
            item.text = object.value("text", "");
            item.description = object.value("description", "");
            item.brand = object.value("brand", "");
            item.categories = object.value("categories", "");
            item.caption = object.value("caption", "");
            item.summary = object.value("summary", "");
            item.image = object.value("image", "");
            item.image_url = object.value("image_url", "");
            // Folders that others made have a text alone; in ours it is composed of what stands beside it.
            if (item.description.empty() && item.brand.empty() && item.categories.empty() && item.text != item.title)
                item.description = item.text;
            note_record(table, context, item.raw_id, item.title, line);
            names.insert_or_assign(std::to_string(object.at("item").get<std::int64_t>()), item.raw_id);
            table.item_facts.insert_or_assign(std::string(item.raw_id), item);
        } catch (const json::exception&) {
            context.bad.refuse(file, file.number(), "it is no item in JSON", line);
        }
    }
}

struct SplitLine {
    std::int32_t user;
    std::vector<std::int32_t> items;
};

std::vector<SplitLine> read_split_file(TextStream& file, bool needs_item, RawTable& table, ReadContext& context) {
    std::vector<SplitLine> split;
    std::vector<std::string_view> tokens;
    std::string_view line;
    while (file.next(line)) {
        split_blanks(line, tokens);
        if (tokens.empty()) continue;
        ++context.report.lines_read;
        if (context.report.lines_read % 1024 == 0) context.stop.check();
        if (needs_item && tokens.size() < 2) {
            context.bad.refuse(file, file.number(), "it needs a user and at least one item", line);
            continue;
        }
        if (!std::all_of(tokens.begin(), tokens.end(), usable_id)) {
            context.bad.refuse(file, file.number(), "an id holds control characters", line);
            continue;
        }
        SplitLine entry{table.users.index_of(tokens[0]), {}};
        for (std::size_t i = 1; i < tokens.size(); ++i) entry.items.push_back(table.items.index_of(tokens[i]));
        split.push_back(std::move(entry));
    }
    return split;
}

std::vector<std::int32_t> numbers_of(const IdIndex& ids) {
    std::vector<std::string> sorted;
    for (std::size_t i = 0; i < ids.size(); ++i) sorted.emplace_back(ids.id(i));
    sort_raw_ids(sorted);
    std::vector<std::int32_t> numbers(ids.size());
    for (std::size_t n = 0; n < sorted.size(); ++n)
        numbers[static_cast<std::size_t>(ids.find(sorted[n]))] = static_cast<std::int32_t>(n + 1);
    return numbers;
}

std::string raw_name(const RawNames& names, const std::string& id) {
    const auto found = names.find(id);
    return found == names.end() ? id : found->second;
}

}  // namespace

void read_ready_split(const Source& source, Dataset& dataset, ReadContext& context) {
    RawTable table;
    RawNames item_names, user_names;
    const auto digest = [&](TextStream& file) { context.report.digests.emplace_back(file.name(), file.digest()); };
    const auto read_split = [&](const std::filesystem::path& path, bool needs_item) {
        TextStream file(path);
        auto split = read_split_file(file, needs_item, table, context);
        digest(file);
        return split;
    };
    const auto train = read_split(source.interactions, false);
    const auto known_users = table.users.size();
    const auto validation = read_split(source.validation, true);
    const auto test = read_split(source.test, true);
    if (table.users.size() > known_users)
        throw UserError("User " + std::string(table.users.id(known_users)) + " of the ready split has no line in \"" +
                            source.interactions.string() + "\".",
                        "Every user of the validation and test files needs a training sequence.",
                        "Add the missing line, or remove the user from the other two files.");
    if (!source.items.empty()) {
        TextStream file(source.items);
        if (source.items.extension() == ".jsonl") {
            read_jsonl_items(file, item_names, table, context);
        } else {
            read_items_table(file, table, context);
            TextStream again(source.items);
            read_names(again, "item", item_names, context);
        }
        digest(file);
        // Items of the table that nobody touched belong to the catalogue, too.
        for (const auto& [number, raw] : item_names) table.items.index_of(number);
        if (item_names.empty())
            for (const auto& [raw, item] : table.item_facts) table.items.index_of(raw);
    }
    if (!source.users.empty()) {
        TextStream file(source.users);
        read_names(file, "user", user_names, context);
        digest(file);
    }

    const auto user_number = numbers_of(table.users);
    const auto item_number = numbers_of(table.items);
    dataset.user_raw_ids.assign(table.users.size() + 1, {});
    for (std::size_t u = 0; u < table.users.size(); ++u)
        dataset.user_raw_ids[static_cast<std::size_t>(user_number[u])] =
            raw_name(user_names, std::string(table.users.id(u)));
    dataset.items.assign(table.items.size() + 1, {});
    for (std::size_t i = 0; i < table.items.size(); ++i) {
        const auto raw = raw_name(item_names, std::string(table.items.id(i)));
        Item& item = dataset.items[static_cast<std::size_t>(item_number[i])];
        if (const auto facts = table.item_facts.find(raw); facts != table.item_facts.end()) item = facts->second;
        item.raw_id = raw;
    }
    const auto users = dataset.user_raw_ids.size();
    dataset.train.assign(users, {});
    dataset.validation.assign(users);
    dataset.test.assign(users);
    for (const auto& line : train) {
        auto& sequence = dataset.train[static_cast<std::size_t>(user_number[static_cast<std::size_t>(line.user)])];
        for (const auto item : line.items) sequence.push_back(item_number[static_cast<std::size_t>(item)]);
        dataset.interactions += static_cast<std::int64_t>(line.items.size());
    }
    const auto take = [&](const std::vector<SplitLine>& lines, TrueItems& targets,
                          const std::filesystem::path& path) {
        for (const auto& line : lines) {
            const auto user = static_cast<std::size_t>(user_number[static_cast<std::size_t>(line.user)]);
            if (!targets.of(user).empty())
                throw UserError("User " + std::string(table.users.id(static_cast<std::size_t>(line.user))) +
                                    " stands twice in \"" + path.string() + "\".",
                                "All items of a user belong into one line.", "Join the two lines, or remove one.");
            for (const auto item : line.items) targets.add(user, item_number[static_cast<std::size_t>(item)]);
            dataset.interactions += static_cast<std::int64_t>(targets.of(user).size());
        }
    };
    take(validation, dataset.validation, source.validation);
    take(test, dataset.test, source.test);
    if (dataset.interactions == 0)
        throw UserError(
            "The ready split in \"" + source.interactions.parent_path().string() + "\" holds no interactions.",
            "All its lines are empty or were refused.", "Check the three files.");
}

}  // namespace wb
