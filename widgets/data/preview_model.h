// The first rows of a source, with the parts that its columns play. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>

#include "dataset/preview.h"

class PreviewModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    using QAbstractTableModel::QAbstractTableModel;
    void setPreview(const wb::SourcePreview& preview);
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    /// "user", "item", "rating", "time" in the window's language; empty = the column is not used.
    QString partOf(int column) const;

  private:
    wb::SourcePreview m_preview;
    int m_columns = 0;
};
