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
class QProgressBar;
class QPushButton;
class QStackedWidget;
class QToolButton;
class QuestionClient;
class RankedItemsModel;
struct QuestionProblem;
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
    void stop();
    void showState();
    void take(quint64 ticket, const QJsonObject& answer);
    void refuse(quint64 ticket, const QuestionProblem& problem);
    void sayProblem(const QString& text);

    QuestionClient* m_client;
    ItemPictures* m_pictures;
    RankedItemsModel* m_nearest;
    ItemCard* m_card;
    QStackedWidget *m_whole, *m_stack;
    QLabel *m_heading, *m_busyText, *m_problem;
    QProgressBar* m_busy;
    QToolButton* m_stop;
    QPushButton* m_again;
    QListView* m_list;
    wb::ItemId m_item = 0;
    qint64 m_run = 0;
    quint64 m_ticket = 0;    ///< of the open question; 0 = none
    bool m_unasked = false;  ///< another model came while nobody looked
};
