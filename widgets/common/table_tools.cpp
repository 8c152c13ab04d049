// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/table_tools.h"

#include <QAction>
#include <QClipboard>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QHeaderView>
#include <QTableView>
#include <algorithm>

namespace table_tools {

namespace {

QString csvField(QString text) {
    static const QString special = QStringLiteral("\",\n\r");
    const bool quote = std::any_of(text.cbegin(), text.cend(), [](QChar c) { return special.contains(c); });
    if (!quote) return text;
    text.replace(QLatin1Char('"'), QStringLiteral("\"\""));
    return QLatin1Char('"') + text + QLatin1Char('"');
}

QString csvValue(const QModelIndex& index) {
    const QVariant raw = index.data(Qt::UserRole);
    if (raw.typeId() == QMetaType::Double) return QString::number(raw.toDouble(), 'g', 17);
    if (raw.isValid()) return raw.toString();
    return index.data(Qt::DisplayRole).toString();
}

}  // namespace

QString asTabbedText(const QTableView& view) {
    const QAbstractItemModel* model = view.model();
    if (!model) return {};
    QList<int> columns;
    for (int visual = 0; visual < model->columnCount(); ++visual) {
        const int column = view.horizontalHeader()->logicalIndex(visual);
        if (!view.isColumnHidden(column)) columns << column;
    }
    QList<int> rows;
    for (const QModelIndex& index : view.selectionModel()->selectedRows()) rows << index.row();
    std::sort(rows.begin(), rows.end());
    if (rows.isEmpty())
        for (int row = 0; row < model->rowCount(); ++row) rows << row;
    QStringList lines, cells;
    for (const int column : columns) cells << model->headerData(column, Qt::Horizontal).toString();
    lines << cells.join(QLatin1Char('\t'));
    for (const int row : rows) {
        cells.clear();
        for (const int column : columns) {
            QString text = model->index(row, column).data().toString();
            text.replace(QLatin1Char('\t'), QLatin1Char(' ')).replace(QLatin1Char('\n'), QLatin1Char(' '));
            cells << text;
        }
        lines << cells.join(QLatin1Char('\t'));
    }
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

QString asCsv(const QAbstractItemModel& model) {
    QString text;
    QStringList cells;
    for (int column = 0; column < model.columnCount(); ++column)
        cells << csvField(model.headerData(column, Qt::Horizontal).toString());
    text += cells.join(QLatin1Char(',')) + QLatin1Char('\n');
    for (int row = 0; row < model.rowCount(); ++row) {
        cells.clear();
        for (int column = 0; column < model.columnCount(); ++column)
            cells << csvField(csvValue(model.index(row, column)));
        text += cells.join(QLatin1Char(',')) + QLatin1Char('\n');
    }
    return text;
}

void fitColumns(QTableView* view, int widest) {
    const QHeaderView* header = view->horizontalHeader();
    for (int column = 0; column < header->count(); ++column) {
        if (view->isColumnHidden(column) || header->sectionResizeMode(column) == QHeaderView::Stretch) continue;
        // QTableView hides this function of its base, and resizeColumnsToContents() forgets the stretch.
        const int wanted = static_cast<QAbstractItemView*>(view)->sizeHintForColumn(column);
        view->setColumnWidth(column, std::min(std::max(wanted, header->sectionSizeHint(column)), widest));
    }
}

void enableCopy(QTableView* view) {
    auto* action = new QAction(QCoreApplication::translate("TableTools", "Copy table"), view);
    action->setObjectName(QStringLiteral("copy_table"));
    action->setShortcut(QKeySequence::Copy);
    action->setShortcutContext(Qt::WidgetShortcut);
    QObject::connect(action, &QAction::triggered, view,
                     [view] { QGuiApplication::clipboard()->setText(asTabbedText(*view)); });
    view->addAction(action);
}

}  // namespace table_tools
