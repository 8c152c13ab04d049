// The points of the shown series as a table. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QStringList>

#include "plot/series_data.h"

/// Columns: step, epoch, time, value; with several series one row per point and the series named in the first column.
class SeriesTableModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    using QAbstractTableModel::QAbstractTableModel;
    void setSeries(const QList<SeriesPointer>& series, const QStringList& titles);
    void sync();  ///< rows for points that came since
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  private:
    struct Part {
        SeriesPointer data;
        QString title;
        int rows = 0, generation = 0;
    };
    QList<Part> m_parts;
};
