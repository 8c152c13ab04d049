// Interactions that say themselves whether they are for training, validation or test. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dataset/raw_table.h"

namespace wb {

/// 0 train, 1 validation, 2 test: `0, 1, 2` as MMRec writes it, or `train`, `val`/`valid`/`validation`/`dev`, `test`.
std::optional<std::uint8_t> split_label(std::string_view text);

/// Every one of the first lines (the header aside) has a label in the column `shape.label`.
bool column_of_labels(const std::vector<std::string>& lines, const TableShape& shape);

/// Some interaction is for validation or test. Otherwise `notes` gets the sentence why the labels cannot be taken.
bool labels_hold_out(const RawTable& table, std::vector<std::string>& notes);

/// Fills items (raw_id alone), users and the split of `dataset` by the labels of the rows. Training interactions are
/// in order of time, those of one moment and those without times in order of the file. Users with nothing to train on
/// cannot be evaluated and are left out; `notes` tells that, and where users have several true items (a tenth of each
/// user in MMRec's own files).
void take_labelled_split(RawTable& table, Dataset& dataset, std::vector<std::string>& notes);

}  // namespace wb
