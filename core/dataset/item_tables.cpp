// Readers of item tables: the MovieLens files and plain tables with a header. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>

#include "dataset/raw_table.h"
#include "dataset/titles.h"

namespace wb {

namespace {

std::string genre_text(std::string_view genres) {
    genres = trim(genres);
    if (genres == "(no genres listed)") return {};
    std::string text;
    for (const char c : genres) text += c == '|' ? std::string(", ") : std::string(1, c);
    return text;
}

/// "Item_ID:token" and "itemId" are the same name.
std::string plain_name(std::string_view name) {
    std::string plain;
    for (const char c : lower_ascii(trim(name.substr(0, name.find(':')))))
        if (c != '_' && c != '-' && c != ' ') plain += c;
    return plain;
}

/// The first of `names` that the header has, so that the order of `names` is the preference.
int column_named(const std::vector<std::string>& header, std::initializer_list<std::string_view> names) {
    for (const auto name : names)
        for (std::size_t i = 0; i < header.size(); ++i)
            if (plain_name(header[i]) == name) return static_cast<int>(i);
    return -1;
}

}  // namespace

void note_record(const RawTable& table, ReadContext& context, std::string_view id, std::string_view title,
                 std::string_view record) {
    const bool item = table.items.find(id) >= 0;
    const bool user = !item && table.users.find(id) >= 0;
    using Known = ItemRecordCounter::Known;
    context.item_records.add(id, title, record, item ? Known::item : user ? Known::user_only : Known::neither);
    if (table.item_facts.contains(std::string(id))) context.item_records.add_repeated(id);
}

void remember_item(RawTable& table, std::string_view id, Item item) {
    if (!table.titled.empty()) {
        if (const auto place = table.items.find(id); place >= 0 && !item.title.empty())
            table.titled[static_cast<std::size_t>(place)] = 1;
        return;
    }
    if (!table.wants(id)) return;
    item.raw_id = std::string(id);
    if (item.title.empty() && table.item_facts.contains(item.raw_id)) return;
    auto key = item.raw_id;
    table.item_facts.insert_or_assign(std::move(key), std::move(item));
}

std::vector<std::string> header_fields(std::string_view line, std::string& delimiter) {
    delimiter = ",";
    std::ptrdiff_t most = 0;
    for (const char c : {'\t', ';', ','}) {
        const auto count = std::count(line.begin(), line.end(), c);
        if (count > most) {
            most = count;
            delimiter = std::string(1, c);
        }
    }
    FieldSplitter splitter(delimiter);
    std::vector<std::string_view> fields;
    splitter.split(line, fields);
    std::vector<std::string> names;
    for (const auto field : fields) names.emplace_back(trim(field));
    return names;
}

TableShape interaction_columns(const std::vector<std::string>& header, const std::string& delimiter) {
    TableShape shape;
    shape.delimiter = delimiter;
    shape.header = true;
    shape.user =
        column_named(header, {"userid", "user", "uid", "reviewerid", "userrawid", "customerid", "sessionid"});
    shape.item = column_named(header, {"parentasin", "itemid", "item", "iid", "movieid", "asin", "productid",
                                       "itemrawid", "bookid", "gameid", "articleid"});
    shape.rating = column_named(header, {"rating", "score", "overall", "stars"});
    shape.time =
        column_named(header, {"timestamp", "time", "unixreviewtime", "unixtime", "sorttimestamp", "position"});
    shape.label = column_named(header, {"xlabel", "split"});
    return shape;
}

ItemColumns item_columns(const std::vector<std::string>& header) {
    ItemColumns columns;
    columns.id = column_named(header, {"rawid", "parentasin", "itemid", "id", "item", "movieid", "asin", "productid",
                                       "itemrawid", "bookid"});
    columns.title = column_named(header, {"title", "name", "itemtitle", "movietitle", "itemname"});
    columns.description = column_named(header, {"description", "text"});
    columns.brand = column_named(header, {"brand", "store", "publisher", "author"});
    columns.categories = column_named(header, {"categories", "category", "genres", "genre", "class"});
    columns.caption = column_named(header, {"caption", "imagecaption"});
    columns.summary = column_named(header, {"summary", "semanticsummary"});
    columns.image = column_named(header, {"image", "imagefile", "imagepath", "file"});
    columns.image_url = column_named(header, {"imageurl", "imurl"});
    return columns;
}

void read_items_1998(TextStream& file, RawTable& table, ReadContext& context) {
    static constexpr std::array<std::string_view, 19> k_genres = {
        "",         "Action",  "Adventure", "Animation", "Children's", "Comedy",  "Crime",   "Documentary",
        "Drama",    "Fantasy", "Film-Noir", "Horror",    "Musical",    "Mystery", "Romance", "Sci-Fi",
        "Thriller", "War",     "Western"};
    FieldSplitter splitter("|");
    std::vector<std::string_view> fields;
    std::string_view line;
    while (file.next(line)) {
        if (trim(line).empty()) continue;
        splitter.split(line, fields);
        if (fields.size() < 2 || !usable_id(trim(fields[0]))) {
            context.bad.refuse(file, file.number(), "it is not \"id|title|...\"", line);
            continue;
        }
        Item item;
        item.title = clean_movie_title(fields[1]);
        for (std::size_t g = 1; g < k_genres.size() && 5 + g < fields.size(); ++g)
            if (trim(fields[5 + g]) == "1") {
                if (!item.categories.empty()) item.categories += ", ";
                item.categories += k_genres[g];
            }
        note_record(table, context, trim(fields[0]), fields[1], line);
        remember_item(table, trim(fields[0]), std::move(item));
    }
}

void read_items_1m(TextStream& file, RawTable& table, ReadContext& context) {
    FieldSplitter splitter("::");
    std::vector<std::string_view> fields;
    std::string_view line;
    while (file.next(line)) {
        if (trim(line).empty()) continue;
        splitter.split(line, fields);
        if (fields.size() < 2 || !usable_id(trim(fields[0]))) {
            context.bad.refuse(file, file.number(), "it is not \"id::title::genres\"", line);
            continue;
        }
        Item item;
        item.title = clean_movie_title(fields[1]);
        if (fields.size() > 2) item.categories = genre_text(fields[2]);
        note_record(table, context, trim(fields[0]), fields[1], line);
        remember_item(table, trim(fields[0]), std::move(item));
    }
}

void read_items_latest(TextStream& file, RawTable& table, ReadContext& context) {
    FieldSplitter splitter(",");
    std::vector<std::string_view> fields;
    std::string_view line;
    bool header = true;
    while (file.next_record(line, ",")) {
        if (trim(line).empty()) continue;
        if (header) {
            header = false;
            continue;
        }
        if (!splitter.split(line, fields) || fields.size() < 2 || !usable_id(trim(fields[0]))) {
            context.bad.refuse(file, file.number(), "it is not \"movieId,title,genres\"", line);
            continue;
        }
        Item item;
        item.title = clean_movie_title(fields[1]);
        if (fields.size() > 2) item.categories = genre_text(fields[2]);
        note_record(table, context, trim(fields[0]), fields[1], line);
        remember_item(table, trim(fields[0]), std::move(item));
    }
}

void read_items_table(TextStream& file, RawTable& table, ReadContext& context) {
    std::string_view line;
    if (!file.next(line)) return;
    std::string delimiter;
    const auto columns = item_columns(header_fields(line, delimiter));
    if (columns.id < 0)
        throw UserError("The item table \"" + file.path().string() + "\" has no column with the item's id.",
                        "Its first line is: " + excerpt(line), "Give it a header with the columns id and title.");
    FieldSplitter splitter(delimiter);
    std::vector<std::string_view> fields;
    while (file.next_record(line, delimiter)) {
        if (trim(line).empty()) continue;
        if (!splitter.split(line, fields) || fields.size() <= static_cast<std::size_t>(columns.id) ||
            !usable_id(trim(fields[static_cast<std::size_t>(columns.id)]))) {
            context.bad.refuse(file, file.number(), "the item's id is missing", line);
            continue;
        }
        const auto field = [&](int number) {
            return number < 0 || static_cast<std::size_t>(number) >= fields.size()
                       ? std::string()
                       : std::string(trim(fields[static_cast<std::size_t>(number)]));
        };
        Item item;
        item.title = field(columns.title);
        item.description = field(columns.description);
        item.brand = field(columns.brand);
        item.categories = genre_text(field(columns.categories));
        item.caption = field(columns.caption);
        item.summary = field(columns.summary);
        item.image = field(columns.image);
        item.image_url = field(columns.image_url);
        note_record(table, context, trim(fields[static_cast<std::size_t>(columns.id)]), item.title, line);
        remember_item(table, trim(fields[static_cast<std::size_t>(columns.id)]), std::move(item));
    }
}

}  // namespace wb
