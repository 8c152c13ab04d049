// What a stored result of one user counts in tables over all users. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "evaluation/metrics.h"
#include "experiment/store.h"

namespace wb {

/// The mean over the users of a run is its "overall" table: a true item outside the list counts with its place in
/// stage 1's ranking behind the list, or as missed where a run did not store that.
inline Metrics metrics_of_result(const UserResult& user) {
    return user.better < 0 ? metrics_of_absent_target() : metrics_of_user({user.better, user.equal});
}

}  // namespace wb
