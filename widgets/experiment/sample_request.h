// The experiment behind "Run the sample". Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "experiment/config.h"

/// Both stages on the sample catalogue with the defaults (the quick preset of a method that has one).
wb::ExperimentRequest sampleRequest(const wb::Registry& registry);
