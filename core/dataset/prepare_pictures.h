// What `prepare` does about pictures: fetching, decoding, reporting. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "dataset/importer.h"

namespace wb {

/// Where the pictures of all datasets of a workspace are downloaded to: ".../data/pictures" beside
/// ".../data/preprocessed".
std::filesystem::path downloaded_pictures_folder(const std::filesystem::path& workspace_data);

/// Downloads, where that was asked for, and gives items the pictures that lie in `downloads`.
void fetch_pictures(const ImportRequest& request, const std::filesystem::path& downloads, Dataset& dataset,
                    ImportReport& report, const StopToken& stop, const ImportProgress& progress);

/// Makes `folder`/pictures.bin where that was asked for, and stores the report in meta.json again. Otherwise removes
/// a pictures.bin that was made of other pictures than the items have now, with a note.
void store_pictures(const ImportRequest& request, const Dataset& dataset, const std::filesystem::path& folder,
                    ImportReport& report, const StopToken& stop, const ImportProgress& progress);

}  // namespace wb
