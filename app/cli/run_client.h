// Starts a worker for a run, follows it, and says how it ended. Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "common.h"

namespace wb::cli {

/// Returns the exit code. The store, not the worker's words, decides how the run ended.
int follow_run(const Common& common, const Workspace& workspace, const std::filesystem::path& worker, RunId run);

/// The end of a run for a person or, with --json, as the result document.
void print_end(const Common& common, const Store& store, const RunRow& row);

}  // namespace wb::cli
