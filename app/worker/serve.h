// Questions about a finished run, one JSON object per line in and out. Layer: app/worker.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdio>

#include "experiment/workspace.h"

namespace wb {

/// {"op":"info"} | {"op":"score","user":5,"split":"test","history":[...],"candidates":[...]} | {"op":"quit"}.
/// history and candidates are optional: what the run used is the default. Reads standard input to its end; returns
/// the exit code.
int serve(const Workspace& workspace, RunId run, std::FILE* out);

}  // namespace wb
