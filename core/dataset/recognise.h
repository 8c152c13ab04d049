// What a folder or files hold, told by content. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "dataset/importer.h"
#include "dataset/raw_table.h"

namespace wb {

enum class SourceFormat {
    movielens_1998,
    movielens_1m,
    movielens_latest,
    table,
    reviews,
    sequences,
    pairs,
    ready_split
};

struct Source {
    SourceFormat format = SourceFormat::table;
    std::filesystem::path interactions;                ///< of ready_split: train
    std::filesystem::path validation, test;            ///< of ready_split
    std::filesystem::path items;                       ///< empty = no item table
    bool items_are_records = false;                    ///< JSON lines or Python literals, not a table
    std::filesystem::path users;                       ///< of ready_split: users.tsv, or empty
    TableShape shape;                                  ///< of tables
    std::vector<std::filesystem::path> image_folders;  ///< found beside the files
    std::vector<std::string> notes;
};

/// Throws UserError: a missing path, nothing recognised, an empty or binary file, columns that need an answer.
Source recognise(const ImportRequest& request);

std::string format_title(const Source& source);

}  // namespace wb
