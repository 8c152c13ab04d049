// A problem of the settings in words. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "experiment/params.h"

/// What is wrong and what to do; the second only where it says more than the first.
QString problemText(const wb::Problem& problem);
