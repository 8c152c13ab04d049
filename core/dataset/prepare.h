// `prepare`: from raw files or the sample to a folder of the workspace. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dataset/candidates.h"
#include "dataset/importer.h"
#include "dataset/prepared.h"

namespace wb {

struct PrepareResult {
    PreparedInfo info;
    ImportReport report;
    bool reused = false;  ///< the folder was there with the same content
};

/// ImportRequest::replace is not set, and another dataset has the name.
class NameTakenError : public UserError {
  public:
    using UserError::UserError;
};

/// Imports (or makes the sample for dataset_code "sample"), writes the prepared folder below `workspace_data`, and
/// stores the `ground_truth` candidates of both splits. Replaces an older folder of the same name only after the new
/// one is whole; captions and summaries that it had stay where the import brings none. `candidates.n` 0 stores no
/// lists. Throws UserError and then leaves what was there.
PrepareResult prepare_dataset(const ImportRequest& request, const std::filesystem::path& workspace_data,
                              const CandidateSettings& candidates, const StopToken& stop = {},
                              const ImportProgress& progress = {});

/// Adds the captions and summaries of `request` to a dataset that is prepared already. Sequences, fingerprint, lists
/// and features stay. Throws UserError and then leaves what was there.
PrepareResult add_side_texts(const PreparedInfo& prepared, const ImportRequest& request);

/// Writes captions and summaries of `dataset`, which was read from `folder`, back there, and the counts into its
/// report. The folder is replaced as a whole. Throws UserError.
PreparedInfo store_side_texts(const Dataset& dataset, const std::filesystem::path& folder,
                              const std::vector<SideTextCounts>& counts);

}  // namespace wb
