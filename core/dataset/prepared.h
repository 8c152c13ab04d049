// The prepared folder on disk. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "dataset/dataset.h"

namespace wb {

/// "{name}_min_rating{r}-min_uc{u}-min_sc{s}", with "-single_pass" behind it for a filter in one pass and
/// "-tie_{rule}" when the rule is not file_order, and "-split_random" for a random split.
std::string prepared_folder_name(const std::string& name, const FilterSettings& filter);

/// Writes items.jsonl, users.tsv, train.txt, val.txt, test.txt, dataset_single_export.csv and, last, meta.json (whose
/// presence says that the folder is whole). Throws UserError (disk full, read-only).
/// `report_json` (a JSON object) is stored in meta.json as "report".
void write_prepared(const Dataset& dataset, const std::filesystem::path& folder,
                    const std::string& report_json = "{}");

/// Reads and checks the fingerprint. Throws UserError when a file is missing, damaged or was edited.
Dataset read_prepared(const std::filesystem::path& folder);

/// What a list of datasets shows without reading the sequences.
struct PreparedInfo {
    std::string name;
    std::filesystem::path folder;
    FilterSettings filter;
    std::int64_t users = 0, items = 0, interactions = 0;
    std::int64_t items_with_image = 0, items_with_title = 0, items_with_text = 0, items_with_caption = 0,
                 items_with_summary = 0;
    std::string text_rule;  ///< how Item::text was composed; empty = not known
    std::string caption_source, summary_source;
    std::string fingerprint;
    bool ready_split = false;
    bool leave_one_out = true;  ///< Dataset::leave_one_out()
};
/// All whole folders below `workspace_data` (".../data/preprocessed"), by name. Damaged ones are left out.
std::vector<PreparedInfo> list_prepared(const std::filesystem::path& workspace_data);

/// The prepared folder that `dataset_code` and filter name; "ml_100k" finds "ml-100k" or "ml-latest-small".
/// Throws UserError: none ("rerank prepare ..." as the fix) or several.
PreparedInfo find_prepared(const std::filesystem::path& workspace_data, const std::string& dataset_code,
                           const FilterSettings& filter);

}  // namespace wb
