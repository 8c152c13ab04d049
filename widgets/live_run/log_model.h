// The log of a run as a list, with a level filter on top. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>

#include "run_client/run_feed.h"

/// Columns: time, level, text. Rows are taken over from the feed by sync().
class LogModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    using QAbstractTableModel::QAbstractTableModel;
    void setFeed(RunFeed* feed);
    void setLowestLevel(wb::LogLevel level);
    void sync();
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  private:
    void rebuild();
    RunFeed* m_feed = nullptr;
    std::vector<qint64> m_rows;  ///< numbers of log lines since the feed began
    qint64 m_seen = 0;           ///< lines looked at since the feed began
    qint64 m_run = 0;
    wb::LogLevel m_lowest = wb::LogLevel::info;
};
