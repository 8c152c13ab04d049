// The points of the shown series as a table. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/series_table_model.h"

#include <QLocale>

void SeriesTableModel::setSeries(const QList<SeriesPointer>& series, const QStringList& titles) {
    beginResetModel();
    m_parts.clear();
    for (qsizetype i = 0; i < series.size(); ++i)
        if (series[i])
            m_parts.append({series[i], titles.value(i), static_cast<int>(series[i]->size()), series[i]->generation});
    endResetModel();
}

void SeriesTableModel::sync() {
    int before = 0;
    for (Part& part : m_parts) {
        const int now = static_cast<int>(part.data->size());
        if (part.generation != part.data->generation) {
            beginResetModel();
            for (Part& each : m_parts) {
                each.rows = static_cast<int>(each.data->size());
                each.generation = each.data->generation;
            }
            endResetModel();
            return;
        }
        if (now > part.rows) {
            beginInsertRows({}, before + part.rows, before + now - 1);
            part.rows = now;
            endInsertRows();
        }
        before += part.rows;
    }
}

int SeriesTableModel::rowCount(const QModelIndex& parent) const {
    if (parent.isValid()) return 0;
    int rows = 0;
    for (const Part& part : m_parts) rows += part.rows;
    return rows;
}

int SeriesTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : 5;
}

QVariant SeriesTableModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    int row = index.row();
    const Part* part = nullptr;
    for (const Part& each : m_parts) {
        if (row < each.rows) {
            part = &each;
            break;
        }
        row -= each.rows;
    }
    // Rows that a newer attempt took back are gone from the series before the view hears of it.
    if (!part || static_cast<std::size_t>(row) >= part->data->size()) return {};
    const auto i = static_cast<std::size_t>(row);
    if (role == Qt::TextAlignmentRole)
        return index.column() == 0 ? QVariant() : QVariant(int(Qt::AlignRight | Qt::AlignVCenter));
    if (role != Qt::DisplayRole && role != Qt::UserRole) return {};
    const bool raw = role == Qt::UserRole;
    const auto shown = [raw](double value, int digits) {
        return raw ? QVariant(value) : QVariant(QLocale().toString(value, 'g', digits));
    };
    switch (index.column()) {
        case 0:
            return part->title;
        case 1:
            return raw ? QVariant(part->data->step[i]) : QVariant(QLocale().toString(part->data->step[i], 'f', 0));
        case 2:
            return shown(part->data->epoch[i], 5);
        case 3:
            return shown(part->data->wall[i], 5);
        default:
            return shown(part->data->value[i], 6);
    }
}

QVariant SeriesTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (section) {
        case 0:
            return tr("Series");
        case 1:
            return tr("Step");
        case 2:
            return tr("Epoch");
        case 3:
            return tr("Seconds");
        default:
            return tr("Value");
    }
}
