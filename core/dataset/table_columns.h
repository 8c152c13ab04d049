// Which column of a table holds what, by what the user said, the header, or the form of the ids. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dataset/importer.h"
#include "dataset/raw_table.h"
#include "dataset/source_probe.h"
#include "foundation/error.h"

namespace wb {

struct TableColumns {
    TableShape shape;
    std::vector<std::string> notes;
    std::optional<UserError> question;  ///< user or item is not known, or both are the same column
};

/// Throws UserError when a column that the user named is not there.
TableColumns table_columns(const Probe& probe, const ColumnMapping& columns);

}  // namespace wb
