// Asking a run to stop, from any process. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "experiment/store.h"

namespace wb {

/// Leaves the request in the store and wakes a worker on this host (SIGUSR1; one elsewhere looks once a second). True
/// when a live worker was asked. Otherwise a queued run is stopped here, and a run whose worker is gone becomes
/// interrupted. Throws UserError when there is no such run.
bool request_stop(Store& store, RunId id);

}  // namespace wb
