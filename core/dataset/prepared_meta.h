// meta.json of a prepared folder. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "dataset/prepared.h"

namespace wb {

std::string tie_rule_name(TieRule rule);      ///< "file_order", "item_id", "random"
std::string split_rule_name(SplitRule rule);  ///< "leave_one_out", "random"
/// Throws UserError on another name.
TieRule tie_rule_from(const std::string& name);
SplitRule split_rule_from(const std::string& name);

struct PreparedMeta {
    PreparedInfo info;
    std::map<std::string, std::string> digests;  ///< file name -> SHA-256
    std::string report_json = "{}";
};

PreparedInfo prepared_info(const Dataset& dataset, const std::filesystem::path& folder);
std::string prepared_meta_json(const PreparedMeta& meta);
/// Throws UserError when meta.json is missing or damaged.
PreparedMeta read_prepared_meta(const std::filesystem::path& folder);

}  // namespace wb
