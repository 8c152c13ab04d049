// The first rows of what would be imported, before anything is. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "dataset/recognise.h"

namespace wb {

struct SourcePreview {
    std::string format;  ///< as in ImportReport::format
    SourceFormat source_format = SourceFormat::table;
    std::vector<std::string> header;             ///< names of the columns; numbers from 1 where nothing names them
    std::vector<std::vector<std::string>> rows;  ///< fields as text of at most 200 characters; short rows stay short
    TableShape shape;                            ///< which column is user, item, rating, time; -1 = none or not known
    bool columns_can_change = false;             ///< ImportRequest::columns has an effect on this source
    std::vector<std::pair<std::filesystem::path, std::string>> files;  ///< that an import reads, and their parts
    std::vector<std::string> notes;                                    ///< full sentences
    std::vector<RefusedLine> problems;  ///< lines among the previewed that the import would refuse
    std::string question;               ///< what has to be answered before an import; empty = nothing
};

/// Reads the start of the files only. Columns that are not known yet are no error but a `question`, so that a window
/// can show the rows and ask. Throws UserError as recognise() does for everything else.
SourcePreview preview_source(const ImportRequest& request, std::size_t rows = 50);

}  // namespace wb
