// The language models that a run may use, for the menu beside the field. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "experiment/workspace.h"
#include "form/param_field.h"

/// "auto", then every known model and those in the workspace; those that are not here say what to do.
QList<ParamOffer> modelOffers(const wb::Workspace& workspace);
