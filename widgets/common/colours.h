// Colours that follow the palette: light or dark, and a colour-blind-safe set for series. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPalette>
#include <QString>

namespace colours {

bool isDark(const QPalette& palette);
/// `share` of `over` on top of `base`, opaque.
QColor mix(const QColor& base, const QColor& over, double share);
/// Less prominent than text, still at least 4.5:1 on the window colour.
QColor mutedText(const QPalette& palette);
QColor error(const QPalette& palette);
QColor warning(const QPalette& palette);
QColor good(const QPalette& palette);
/// Okabe and Ito's set, adapted to dark backgrounds; the same index is the same colour everywhere.
QColor series(int index, const QPalette& palette);
/// A run has the same colour on every page.
QColor run(qint64 run, const QPalette& palette);

}  // namespace colours
