// The first rows of a source, with the parts that its columns play. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/preview_model.h"

#include <QBrush>
#include <QGuiApplication>
#include <algorithm>

#include "common/colours.h"

void PreviewModel::setPreview(const wb::SourcePreview& preview) {
    beginResetModel();
    m_preview = preview;
    std::size_t columns = preview.header.size();
    for (const auto& row : preview.rows) columns = std::max(columns, row.size());
    m_columns = static_cast<int>(columns);
    endResetModel();
}

int PreviewModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_preview.rows.size());
}

int PreviewModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : m_columns;
}

QString PreviewModel::partOf(int column) const {
    const wb::TableShape& shape = m_preview.shape;
    if (column == shape.user) return tr("user", "part of a column");
    if (column == shape.item) return tr("item", "part of a column");
    if (column == shape.rating) return tr("rating", "part of a column");
    if (column == shape.time) return tr("time", "part of a column");
    return {};
}

QVariant PreviewModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    // What the import does not read steps back; in the header it has no part either.
    if (role == Qt::ForegroundRole && m_preview.shape.user >= 0 && partOf(index.column()).isEmpty())
        return QBrush(colours::mutedText(QGuiApplication::palette()));
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
    const auto& row = m_preview.rows[static_cast<std::size_t>(index.row())];
    const auto column = static_cast<std::size_t>(index.column());
    return column < row.size() ? QString::fromStdString(row[column]) : QString();
}

QVariant PreviewModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (role != Qt::DisplayRole) return {};
    if (orientation == Qt::Vertical) return section + 1;
    const auto column = static_cast<std::size_t>(section);
    const QString name = column < m_preview.header.size() ? QString::fromStdString(m_preview.header[column])
                                                          : QString::number(section + 1);
    const QString part = partOf(section);
    return part.isEmpty() || part == name ? name : tr("%1 \u2192 %2", "name of a column, its part").arg(name, part);
}
