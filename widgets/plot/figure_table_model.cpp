// The numbers of a figure as a table. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/figure_table_model.h"

#include <QLocale>

void FigureTableModel::setFigure(const Figure& figure) {
    beginResetModel();
    m_figure = figure;
    endResetModel();
}

int FigureTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_figure.values.size());
}

int FigureTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : m_figure.before.empty() ? 2 : 3;
}

QVariant FigureTableModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const auto row = static_cast<std::size_t>(index.row());
    if (role == Qt::TextAlignmentRole)
        return index.column() == 0 ? QVariant() : QVariant(int(Qt::AlignRight | Qt::AlignVCenter));
    if (index.column() == 0)
        return role == Qt::DisplayRole ? QVariant(m_figure.labels.value(index.row())) : QVariant();
    const double value = index.column() == 1 ? m_figure.values[row] : m_figure.before[row];
    if (role == Qt::UserRole) return value;
    if (role == Qt::DisplayRole) return QString(QLocale().toString(value, 'g', 10) % m_figure.valueSuffix);
    return {};
}

QVariant FigureTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    return section == 0 ? m_figure.labelTitle : section == 1 ? m_figure.valueTitle : m_figure.beforeTitle;
}
