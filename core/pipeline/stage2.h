// Stage 2 of a run: fit or load the reranker, order the lists, keep per-user results. Layer: pipeline.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pipeline/candidate_lists.h"

namespace wb {

/// `stage1` may be null in ground_truth mode. `folder`: of the run whose reranker is loaded.
StageResult train_stage2(const RunContext& context, const Retrieved* stage1);
StageResult load_stage2(const RunContext& context, const Retrieved* stage1, const std::filesystem::path& folder);

}  // namespace wb
