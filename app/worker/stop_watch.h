// Turns signals and the store's control row into a stop request. Layer: app/worker.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <thread>

#include "experiment/workspace.h"
#include "foundation/stop_token.h"

namespace wb {

/// SIGTERM and SIGINT ask for a stop; SIGUSR1 makes it look at the control row at once, which it does every second
/// anyway.
class StopWatch {
  public:
    StopWatch(const Workspace& workspace, RunId run, StopToken stop);
    ~StopWatch();

  private:
    std::atomic<bool> done_{false};
    std::thread thread_;
};

/// job.threads of the run's config; 0 when it cannot be read.
int threads_of_run(const Workspace& workspace, RunId run);

}  // namespace wb
