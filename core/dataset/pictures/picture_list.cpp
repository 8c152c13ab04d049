// Tables that say which file is the picture of which item (posters.csv). Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/pictures/picture_list.h"

#include <algorithm>

#include "dataset/raw_table.h"
#include "dataset/text_stream.h"
#include "foundation/error.h"

namespace wb {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t k_header_bytes = 1 << 14;

void read_list(const fs::path& path, PictureLists& lists) {
    const auto start = read_text_start(path, k_header_bytes);
    if (!start) return;
    LineReader first(*start);
    std::string_view line;
    if (!first.next(line)) return;
    std::string delimiter;
    const auto columns = item_columns(header_fields(line, delimiter));
    if (columns.id < 0 || columns.image < 0) return;
    const auto folder = path.parent_path();
    TextStream stream(path);
    FieldSplitter splitter(delimiter);
    std::vector<std::string_view> fields;
    stream.next(line);
    const auto last = static_cast<std::size_t>(std::max(columns.id, columns.image));
    while (stream.next_record(line, delimiter)) {
        if (!splitter.split(line, fields) || fields.size() <= last) continue;
        const auto id = trim(fields[static_cast<std::size_t>(columns.id)]);
        const fs::path named = std::string(trim(fields[static_cast<std::size_t>(columns.image)]));
        if (id.empty() || named.empty() || named.is_absolute() || leaves_the_folder(named)) continue;
        std::error_code error;
        for (const char* place : {"", "images", "posters"})
            if (const auto file = folder / place / named; fs::is_regular_file(file, error)) {
                lists.files.emplace(id, file);
                break;
            }
    }
    lists.lists.push_back(path);
}

}  // namespace

bool leaves_the_folder(const fs::path& path) {
    return std::any_of(path.begin(), path.end(), [](const fs::path& part) { return part == ".."; });
}

PictureLists read_picture_lists(const fs::path& folder) {
    std::vector<fs::path> tables;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        const auto extension = lower_ascii(it->path().extension().string());
        std::error_code ignored;
        if ((extension == ".csv" || extension == ".tsv") && it->is_regular_file(ignored))
            tables.push_back(it->path());
    }
    std::sort(tables.begin(), tables.end());
    PictureLists lists;
    for (const auto& table : tables) {
        try {
            read_list(table, lists);
        } catch (const UserError&) {
            continue;
        }
    }
    return lists;
}

}  // namespace wb
