// The ids and names behind the numbers of P5, VIP5 and S3-Rec files. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <unordered_map>

#include "dataset/raw_table.h"

namespace wb {

/// Number as text -> raw id or name.
struct IdMaps {
    std::unordered_map<std::string, std::string> users, items, attributes;
};

/// Reads datamaps.json: `id2user, id2item, id2attribute`, or the same the other way round where those are missing.
/// Throws UserError: no JSON, or more than 1 GiB.
IdMaps read_id_maps(const std::filesystem::path& path, ReadContext& context);

/// Puts the raw ids in the place of the numbers. Numbers that the maps do not have stay and are counted in a note.
/// Throws UserError when two numbers that occur have the same raw id.
void apply_id_maps(const IdMaps& maps, RawTable& table, ReadContext& context);

/// Reads `{"item": [attribute, ...], ...}` of S3-Rec into the categories of items that occur: names where the maps
/// have them, else "attribute 12". Call it before apply_id_maps, as it is by number.
void read_item_attributes(const std::filesystem::path& path, const IdMaps& maps, RawTable& table,
                          ReadContext& context);

}  // namespace wb
