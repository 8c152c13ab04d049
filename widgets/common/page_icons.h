// Painted icons of the page list, in the colours of the palette. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>
#include <QPalette>

namespace pageicons {

enum class Shape { experiment, live, inspector, retrieval, diagnostics, runs, compare, data, models };
QIcon icon(Shape shape, const QPalette& palette);
/// Of the program: a list whose true item moves up.
QIcon program();

}  // namespace pageicons
