// The card of an item, and below it the items that the model finds most like it. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

#include "data/dataset_facts.h"

class ItemCard;
class ItemPictures;
class QLabel;
class QListView;
class QStackedWidget;
class AnswerView;
class QuestionClient;
class RankedItemsModel;
class QJsonObject;

class ItemPanel : public QWidget {
    Q_OBJECT
  public:
    static constexpr int nearestCount = 20;

    /// `pictures` are of the same dataset as the items to be shown.
    ItemPanel(QuestionClient* client, ItemPictures* pictures, QWidget* parent = nullptr);
    /// The run whose item vectors decide; 0 = none is known.
    void setModelRun(qint64 run);
    void setDataset(std::shared_ptr<const wb::Dataset> dataset);
    void showItem(const DatasetFactsPointer& facts, wb::ItemId item);
    void clear();
    wb::ItemId item() const { return m_item; }
    RankedItemsModel* nearest() const { return m_nearest; }

  Q_SIGNALS:
    void itemRequested(int item);
    void closed();

  protected:
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;

  private:
    void makeNearest();
    void ask();
    void take(const QJsonObject& answer);

    ItemPictures* m_pictures;
    RankedItemsModel* m_nearest;
    ItemCard* m_card;
    QStackedWidget* m_whole;
    QLabel* m_heading;
    QListView* m_list;
    AnswerView* m_view;
    wb::ItemId m_item = 0;
    qint64 m_run = 0;
    bool m_unasked = false;  ///< another model came while nobody looked
};
