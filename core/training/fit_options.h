// The training loop's options from a method's settings. Layer: training.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "experiment/params.h"
#include "training/fit.h"

namespace wb {

/// Keys: epochs, max_steps, validate_every, patience, lr; and where a method has them: weight_decay, grad_clip,
/// adam_eps, lr_schedule, warmup_steps.
FitOptions fit_options(const Settings& settings);

}  // namespace wb
