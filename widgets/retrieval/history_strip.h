// What a user chose before, as cards in one line: the newest at the right. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListView>

#include "data/dataset_facts.h"
#include "inspector/history_view.h"

/// The Inspector's history with what a cell with a picture asks for.
class HistoryCardsModel : public HistoryModel {
    Q_OBJECT
  public:
    using HistoryModel::HistoryModel;
    void setItems(std::shared_ptr<const wb::Dataset> dataset, std::vector<wb::ItemId> items);
    wb::ItemId itemAt(int row) const;  ///< 0 = no such row
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

  private:
    std::vector<wb::ItemId> m_ids;
};

/// Only the cards in view ask for their pictures; requests of cards that were scrolled away are dropped.
class HistoryStrip : public QListView {
    Q_OBJECT
  public:
    explicit HistoryStrip(QWidget* parent = nullptr);
    void setFacts(const DatasetFactsPointer& facts);
    void setHistory(std::vector<wb::ItemId> items);
    ItemPictures* pictures() const { return m_pictures; }
    /// Rows that are at least partly in view: first and last; {0, -1} = none.
    std::pair<int, int> rowsInView() const;

  Q_SIGNALS:
    void itemRequested(int item);

  protected:
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void changeEvent(QEvent* event) override;

  private:
    void fitCells();
    ItemPictures* m_pictures;
    HistoryCardsModel* m_cards;
    DatasetFactsPointer m_facts;
};
