// Interactions and items as read, before filtering and numbering. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "dataset/dataset.h"
#include "dataset/id_index.h"
#include "dataset/importer.h"
#include "dataset/text_lines.h"
#include "dataset/text_stream.h"

namespace wb {

struct RawRow {
    std::int32_t user = 0, item = 0;  ///< places in RawTable::users and items
    double rating = 0;
    double time = 0;
};
static_assert(sizeof(RawRow) <= 24);

/// In file order. A deque grows without moving what it holds, so that growing never takes twice the memory.
using RawRows = std::deque<RawRow>;

struct RawTable {
    IdIndex users, items;
    RawRows rows;
    std::vector<std::uint8_t> labels;  ///< of each row, where the source says its part of the split; else empty
    bool has_rating = false, has_time = false;
    std::unordered_map<std::string, Item> item_facts;  ///< by raw id; image holds what the table said
    /// By place in `items`: whose facts are kept (what the filter left); empty = those of all.
    std::vector<char> wanted;
    bool wants(std::string_view item) const;
    /// By place in `items`; where it is not empty, the readers of items note here who has a title, and keep nothing.
    std::vector<char> titled;
};

/// Adds rows to a table some at a time, which makes looking up their ids much faster. The rows are there after
/// flush().
class RowCollector {
  public:
    explicit RowCollector(RawTable& table) : table_(table) {}
    void add(std::string_view user, std::string_view item, double rating, double time);
    void flush();

  private:
    static constexpr std::size_t k_rows = 32;
    struct Pending {
        std::size_t user_size = 0, item_size = 0;
        double rating = 0, time = 0;
    };
    RawTable& table_;
    std::string ids_;  ///< user and item of every pending row, behind each other
    std::vector<Pending> rows_;
};

/// Where a bad line ends the import, or is counted.
class BadLines {
  public:
    BadLines(ImportReport& report, bool skip) : report_(report), skip_(skip) {}
    /// Throws BadLineError unless bad lines are to be skipped.
    void refuse(const TextStream& file, std::int64_t line, const std::string& reason, std::string_view text);

  private:
    ImportReport& report_;
    bool skip_;
};

/// How the lines of a table of interactions are made up. Columns count from 0; -1 = not there.
struct TableShape {
    std::string delimiter;
    bool header = false;
    int user = -1, item = -1, rating = -1, time = -1;
    int label = -1;  ///< says train, validation or test; see labelled_split.h
};

/// The parts of one line; views into the fields.
struct ParsedRow {
    std::string_view user, item;
    double rating = 0, time = 0;
    std::uint8_t label = 0;
};
/// Why the line cannot be read, as a part of a sentence; empty when it can.
std::string parse_row(const std::vector<std::string_view>& fields, const TableShape& shape, ParsedRow& row);
inline constexpr const char* k_open_quote = "a quotation mark is opened and not closed";

/// What all readers share.
struct ReadContext {
    ImportReport& report;
    BadLines& bad;
    const StopToken& stop;
    const ImportProgress& progress;
    ItemRecordCounter item_records{};
    void tell(const std::string& phase, double share) const {
        if (progress) progress(phase, share);
    }
    void add_step(const StepCount& counts) const {
        report.steps.push_back(counts);
        progress.step(counts);
    }
};

/// An id that can stand in every file that we write: not empty, no control characters.
bool usable_id(std::string_view id);

void read_interactions(TextStream& file, const TableShape& shape, RawTable& table, ReadContext& context);
/// `user item item ...`, one user a line, already in time order. A user may come back on a later line.
void read_sequences(TextStream& file, RawTable& table, ReadContext& context);

void read_items_1998(TextStream& file, RawTable& table, ReadContext& context);    ///< u.item
void read_items_1m(TextStream& file, RawTable& table, ReadContext& context);      ///< movies.dat
void read_items_latest(TextStream& file, RawTable& table, ReadContext& context);  ///< movies.csv
/// A table with a header: id, title and optionally description, brand, categories, caption, summary, image and its
/// address.
void read_items_table(TextStream& file, RawTable& table, ReadContext& context);

/// Every reader of items calls it for every record with a usable id, before remember_item. `title` and `record` are
/// as they stand in the file.
void note_record(const RawTable& table, ReadContext& context, std::string_view id, std::string_view title,
                 std::string_view record);
/// A later record of the same id replaces the earlier, unless only the earlier has a title. Items that the table does
/// not want are left out.
void remember_item(RawTable& table, std::string_view id, Item item);

enum class JsonLines { other, reviews, items };
/// What a file of records (JSON, or Python literals) holds, by its first line.
JsonLines json_lines_kind(std::string_view first_line);
void read_json_reviews(TextStream& file, RawTable& table, ReadContext& context);
/// Keeps the records of items that were rated and are wanted; ids and texts of any Amazon generation.
void read_json_items(TextStream& file, RawTable& table, ReadContext& context);

/// Column numbers of an items table by its header; -1 = not there.
struct ItemColumns {
    int id = -1, title = -1, description = -1, brand = -1, categories = -1, caption = -1, summary = -1, image = -1,
        image_url = -1;
};
ItemColumns item_columns(const std::vector<std::string>& header);
/// Column numbers of a table of interactions by its header.
TableShape interaction_columns(const std::vector<std::string>& header, const std::string& delimiter);
/// The fields of a header line, trimmed; the delimiter is the one of tab, ';' and ',' that divides it most.
std::vector<std::string> header_fields(std::string_view line, std::string& delimiter);

}  // namespace wb
