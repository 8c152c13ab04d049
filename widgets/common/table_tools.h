// Copying and saving what a table shows. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QAbstractItemModel;
class QTableView;

namespace table_tools {

/// Header and rows divided by tabs; the selected rows, or all where none are selected. Hidden columns are left out.
QString asTabbedText(const QTableView& view);
/// The whole model as CSV (RFC 4180 quoting). Raw values (Qt::UserRole) where there are any, so numbers stay exact.
QString asCsv(const QAbstractItemModel& model);
/// Columns as wide as their contents and titles, at most `widest`. The column that stretches has this as its least.
void fitColumns(QTableView* view, int widest = 320);
/// Ctrl+C on the table puts asTabbedText() on the clipboard.
void enableCopy(QTableView* view);

}  // namespace table_tools
