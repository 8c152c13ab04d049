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
/// Ctrl+C on the table puts asTabbedText() on the clipboard.
void enableCopy(QTableView* view);

}  // namespace table_tools
