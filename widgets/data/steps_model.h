// What is left after every step of an import, as a table. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <vector>

#include "dataset/importer.h"

/// Columns: step, users, items, interactions, and the share of the interactions that the step kept.
class StepsModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    using QAbstractTableModel::QAbstractTableModel;
    void setSteps(std::vector<wb::StepCount> steps);
    void add(const wb::StepCount& step);  ///< a row at the end
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

  private:
    std::vector<wb::StepCount> m_steps;
};
