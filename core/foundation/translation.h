// Marks texts of core for translation; widgets translate them by context. Layer: foundation.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// Expands to the text. lupdate collects it; a widget calls QCoreApplication::translate(context, text).
#define WB_TR_NOOP(context, text) text
