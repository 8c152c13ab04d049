// Asking a run to stop, from any process. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/control.h"

#include <signal.h>

#include "foundation/error.h"

namespace wb {

bool request_stop(Store& store, RunId id) {
    store.mark_interrupted();
    const std::optional<RunRow> run = store.find_run(id);
    if (!run) {
        throw UserError("There is no run " + std::to_string(id) + " in this workspace.",
                        "Only a run that exists can be stopped.",
                        "List the runs with \"rerank runs list\" and use one of their numbers.");
    }
    // A worker may claim the run between the two lines, so the second looks again.
    if (run->status == RunStatus::queued && store.stop_queued(id)) return false;
    const std::optional<Owner> owner = store.owner(id);
    if (!owner) return false;
    store.request(id, ControlCommand::stop);
    if (owner->host == Owner::self().host && owner->may_be_alive()) kill(static_cast<pid_t>(owner->pid), SIGUSR1);
    return true;
}

}  // namespace wb
