// What `rerank prepare` says about pictures. Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <iosfwd>

#include "dataset/importer.h"
#include "text_table.h"

namespace wb::cli {

/// Rows "Pictures decoded", "found by id" and the like, where there is something to say.
void add_picture_rows(TextTable& facts, const ImportReport& report);
/// Sentences about odd and refused pictures and downloads, and examples with their reason.
void print_picture_notes(std::ostream& out, const ImportReport& report);

}  // namespace wb::cli
