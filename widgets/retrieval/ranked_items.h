// Items with a place and a value: the list of a retriever, or the nearest items of an item. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>
#include <limits>
#include <memory>
#include <vector>

#include "common/item_pictures.h"
#include "dataset/dataset.h"
#include "experiment/store.h"

struct ItemRow {
    wb::ItemId item = 0;
    QString place;
    double value = std::numeric_limits<double>::quiet_NaN();  ///< score or similarity; NaN = not known
    int otherPlace = 0;                                       ///< in the list beside; 0 = not in it
    bool target = false;
    bool outside = false;  ///< a true item that is not in the list: a row of its own behind it
    QString rankText;      ///< of the target: "rank 3 of 1,349"
};

class RankedItemsModel : public QAbstractListModel {
    Q_OBJECT
  public:
    enum class Value { score, similarity };
    RankedItemsModel(Value value, ItemPictures* pictures, QObject* parent = nullptr);
    void setDataset(std::shared_ptr<const wb::Dataset> dataset);
    /// `otherName`: of the list beside ("B"); empty = there is none.
    void setItems(std::vector<ItemRow> items, const QString& otherName = {});
    const std::vector<ItemRow>& items() const { return m_items; }
    const QString& otherName() const { return m_otherName; }
    QString title(wb::ItemId item) const;
    QString valueText(const ItemRow& row) const;
    /// "B 3": the place in the list beside; empty where the item is not in it.
    QString otherText(const ItemRow& row) const;
    /// The next true item after this row, from the end on the first; invalid where there is none.
    QModelIndex targetAfter(const QModelIndex& row) const;
    /// Header and rows divided by tabs.
    QString asTabbedText() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

  private:
    QString sentence(const ItemRow& row) const;
    Value m_value;
    ItemPictures* m_pictures;
    std::shared_ptr<const wb::Dataset> m_dataset;
    std::vector<ItemRow> m_items;
    QString m_otherName;
    int m_decimals = 3;
};

/// The first `top` items of a stored list, and behind them the true items that are not among them. `beside`: the
/// stored list of the other run for the same user; null = none.
std::vector<ItemRow> rankedList(const wb::UserDetail& detail, const wb::UserDetail* beside, int top);
/// "rank 3 of 1,349", of several true items the best
QString rankAmongAll(const wb::UserResult& result);
