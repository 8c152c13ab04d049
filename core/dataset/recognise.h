// What a folder or files hold, told by content. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dataset/importer.h"
#include "dataset/raw_table.h"
#include "foundation/error.h"

namespace wb {

enum class SourceFormat {
    movielens_1998,
    movielens_1m,
    movielens_latest,
    table,
    labelled_table,  ///< a table with a column that says train, validation or test
    recbole,         ///< a table with typed names (`user_id:token`)
    mmrec,           ///< a labelled table with MMRec's `x_label`
    reviews,
    sequences,
    pairs,
    p5,           ///< sequences of numbers, and datamaps.json with the ids behind them
    ready_split,  ///< three files of sequences
    split_tables  ///< three tables: train, validation, test
};

struct Source {
    SourceFormat format = SourceFormat::table;
    std::filesystem::path interactions;      ///< of ready splits: train
    std::filesystem::path validation, test;  ///< of ready splits
    std::filesystem::path items;             ///< empty = no item table
    bool items_are_records = false;          ///< JSON lines or Python literals, not a table
    std::filesystem::path users;             ///< of ready_split: users.tsv, or empty
    std::filesystem::path id_maps;           ///< of p5: datamaps.json; of sequences: empty
    std::filesystem::path attributes;        ///< item2attributes.json of S3-Rec, or empty
    std::optional<ExplanationSource> explanations;
    TableShape shape;                                  ///< of tables
    std::vector<std::filesystem::path> image_folders;  ///< found beside the files
    std::vector<FoundFeatures> feature_files;          ///< .npy files found beside the interactions
    std::vector<std::string> notes;                    ///< full sentences
    std::optional<UserError> question;  ///< the columns have to be named first; `shape` has what is known
};

/// Throws UserError: a missing path, nothing recognised, several files with interactions, an empty or binary file, a
/// pickle, columns that need an answer.
Source recognise(const ImportRequest& request);

/// As recognise(), but columns that need an answer stand in `question`, for a window that asks.
Source recognise_with_question(const ImportRequest& request);

std::string format_title(const Source& source);

/// The files that an import reads, each with its part in words ("interactions", "items", ...).
std::vector<std::pair<std::filesystem::path, std::string>> source_files(const Source& source);

}  // namespace wb
