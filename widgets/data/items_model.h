// The items of a dataset, filtered and put in order. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>
#include <vector>

#include "data/dataset_facts.h"

class ItemPictures;

class ItemsModel : public QAbstractListModel {
    Q_OBJECT
  public:
    enum class Show { all, withPicture, withoutPicture };
    enum class Order { catalogue, popularity };
    enum Role { ItemRole = Qt::UserRole, MissingRole };
    explicit ItemsModel(ItemPictures* pictures, QObject* parent = nullptr);

    void setFacts(DatasetFactsPointer facts);
    /// Words of title or raw id, in any case and without accents; all of them must be there.
    void setSearch(const QString& words);
    void setShow(Show show);
    void setOrder(Order order);
    const DatasetFactsPointer& facts() const { return m_facts; }
    wb::ItemId itemAt(int row) const;
    int rowOf(wb::ItemId item) const;  ///< -1 = not shown
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

  private:
    void refill();
    bool isMissing(wb::ItemId item) const;

    ItemPictures* m_pictures;
    DatasetFactsPointer m_facts;
    std::vector<wb::ItemId> m_shown;
    std::vector<int> m_rows;  ///< [items + 1], place in m_shown or -1
    QStringList m_words;
    Show m_show = Show::all;
    Order m_order = Order::catalogue;
};
