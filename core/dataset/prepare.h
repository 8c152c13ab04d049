// `prepare`: from raw files or the sample to a folder of the workspace. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dataset/importer.h"
#include "dataset/prepared.h"

namespace wb {

struct PrepareResult {
    PreparedInfo info;
    ImportReport report;
    bool reused = false;  ///< the folder was there with the same content
};

/// Imports (or makes the sample for dataset_code "sample"), writes the prepared folder below `workspace_data`, and
/// stores the `ground_truth` candidates of both splits. Replaces an older folder of the same name only after the new
/// one is whole. `eval_candidates` 0 stores none. Throws UserError and then leaves what was there.
PrepareResult prepare_dataset(const ImportRequest& request, const std::filesystem::path& workspace_data,
                              int eval_candidates, std::uint64_t seed, const StopToken& stop = {},
                              const ImportProgress& progress = {});

}  // namespace wb
