// Captions and summaries that come from outside: files keyed by item. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "dataset/dataset.h"

namespace wb {

enum class SideText { caption, summary };

std::string side_text_name(SideText kind);  ///< "caption", "summary"
/// Item::caption or Item::summary.
std::string& side_text(Item& item, SideText kind);
const std::string& side_text(const Item& item, SideText kind);
/// Records in Dataset::caption_source or summary_source that `source` gave texts; several are divided by ", ".
void add_side_text_source(Dataset& dataset, SideText kind, const std::string& source);

/// What became of the lines of one file, or of one generator's texts.
struct SideTextCounts {
    SideText kind = SideText::caption;
    std::string source;         ///< the file's name, or the generator's id
    std::int64_t lines = 0;     ///< with an id
    std::int64_t taken = 0;     ///< items that got their text here
    std::int64_t unknown = 0;   ///< lines about items that are not in the dataset (filtered out, for example)
    std::int64_t repeated = 0;  ///< lines about an item that an earlier line was about; the last one counts
    std::int64_t empty = 0;     ///< lines without a text
    std::int64_t refused = 0;   ///< lines that cannot be read
    std::int64_t covered = 0;   ///< items of the dataset that have a text afterwards
    std::int64_t items = 0;     ///< items of the dataset
    std::vector<std::string> unknown_ids, repeated_ids;  ///< at most three each
};

/// Reads JSON lines ({"raw_id": ..., "caption": ...}; the id may also be item_id, parent_asin, asin or id; the text
/// also "text") or a CSV/TSV whose header names such columns, plain or gzip, into the items of `dataset`. Items
/// without a line keep what they have; the source is recorded in the dataset. Throws UserError: no such file, neither
/// form, no line about any item of the dataset, and a line that cannot be read unless `skip_bad_lines`.
SideTextCounts read_side_texts(const std::filesystem::path& file, SideText kind, bool skip_bad_lines,
                               Dataset& dataset);

/// Where all texts are from one place, what was recorded before no longer holds.
void forget_side_text_sources(Dataset& dataset, SideText kind);

/// Items that have a text.
std::int64_t side_text_coverage(const Dataset& dataset, SideText kind);

/// A JSON object with all of the counts.
std::string to_json(const SideTextCounts& counts);

}  // namespace wb
