// The language model of a finished run with its adapter merged in. Layer: pipeline.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "experiment/workspace.h"

namespace wb {

/// Throws UserError: no such run, not finished, one that trained no adapter; and as write_merged_model does.
void merge_run(const Workspace& workspace, RunId run, const std::filesystem::path& to);

}  // namespace wb
