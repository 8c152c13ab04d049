// What the user chose before, oldest first. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>
#include <memory>
#include <vector>

#include "common/item_pictures.h"
#include "dataset/dataset.h"

class HistoryModel : public QAbstractListModel {
    Q_OBJECT
  public:
    HistoryModel(ItemPictures* pictures, QObject* parent = nullptr);
    void setHistory(std::shared_ptr<const wb::Dataset> dataset, std::vector<wb::ItemId> items);
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

  private:
    ItemPictures* m_pictures;
    std::shared_ptr<const wb::Dataset> m_dataset;
    std::vector<wb::ItemId> m_items;
};
