// What each epoch of a stage reached: loss, validation metrics, seconds. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <map>

#include "run_client/run_feed.h"

/// One row per epoch, one column per series of the stage that has a point per epoch. The best value of each metric
/// is bold and has a star.
class EpochModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    using QAbstractTableModel::QAbstractTableModel;
    /// Reads the feed again where its epoch series have changed since the last call.
    void show(const RunFeed& feed, int stage);
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    QStringList columns() const { return m_columns; }

  private:
    QStringList m_columns;  ///< series without the stage in front
    QList<int> m_epochs;
    std::map<std::pair<int, int>, double> m_values;  ///< (epoch, column)
    QList<int> m_best;                               ///< per column: the epoch, -1 = none
    QString m_signature;
};
