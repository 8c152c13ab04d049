// Features from and for other programs, as .npy files. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "dataset/features/feature_extractor.h"

namespace wb {

struct FeatureImport {
    std::filesystem::path file;     ///< .npy, two dimensions, a row for each item
    std::string kind;               ///< "image" or "text"
    std::string name;               ///< under which they are stored; see is_feature_name()
    std::filesystem::path row_ids;  ///< a text file, line r holds the raw item id of row r; empty = none
};

/// Which row belongs to which item.
enum class RowOrder {
    listed,    ///< as the file of row ids says
    raw_ids,   ///< row r belongs to the item with the raw id r, from 0, as MMRec numbers its items
    item_ids,  ///< row r belongs to item r + 1: ascending raw ids
};

struct ImportedFeatures {
    ItemFeatures features;
    RowOrder order = RowOrder::item_ids;
    std::int64_t rows_in_file = 0;
    std::int64_t items_without_row = 0;  ///< only with a list of row ids
    std::int64_t zero_rows = 0;          ///< items whose row is all zero: taken for missing
};

/// Reads, checks and stores features under <prepared folder>/features. Without row ids the file must have a row for
/// each raw id from 0 where the raw ids are such numbers, else a row for each item. Throws UserError: a file that is
/// no such matrix, a number of rows that does not fit (saying what was expected), numbers that are not finite, a name
/// that an extractor has.
ImportedFeatures import_features(const Dataset& dataset, const FeatureImport& request);

/// Writes row r = item r + 1 to `file` (.npy), and beside it "<stem>.ids.txt" with the raw id of each row. Items
/// without features are rows of zeros. Returns the path of the ids.
std::filesystem::path export_features(const Dataset& dataset, const ItemFeatures& features,
                                      const std::filesystem::path& file);

}  // namespace wb
