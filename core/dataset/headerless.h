// Guesses about tables without a header. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dataset/raw_table.h"

namespace wb {

bool looks_like_amazon_user(std::string_view id);  ///< "A1B2C3D4E5F6G7"
bool looks_like_amazon_item(std::string_view id);  ///< "B000123456", or digits as of an ISBN

/// Four columns with ids in the form of Amazon: tells `user,item,rating,time` (2014) from `item,user,rating,time`
/// (2018). Nothing when the ids have another form. The decision is added to `notes`.
std::optional<TableShape> amazon_columns(const std::vector<std::string>& lines, const std::string& delimiter,
                                         std::vector<std::string>& notes);

/// Adds a sentence for every sign that columns were mixed up.
void swapped_column_notes(const std::vector<std::string>& lines, const TableShape& shape,
                          std::vector<std::string>& notes);

}  // namespace wb
