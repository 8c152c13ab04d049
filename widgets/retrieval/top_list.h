// The list that one run's retriever gives a user, under the run's name. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <memory>
#include <optional>

#include "data/dataset_facts.h"
#include "experiment/store.h"

class ElidingLabel;
class ItemPictures;
class ItemRowDelegate;
class QLabel;
class QListView;
class QStackedWidget;
class RankedItemsModel;

class TopList : public QWidget {
    Q_OBJECT
  public:
    /// `letter`: "A" or "B"; it names the list in texts and objects.
    TopList(const QString& letter, ItemPictures* pictures, QWidget* parent = nullptr);
    void setRun(qint64 run, const QString& name);
    void setDataset(std::shared_ptr<const wb::Dataset> dataset);
    /// `beside`: of the run beside, with its letter and number; null = none. Without `detail` the place of the list
    /// says why.
    void showUser(const std::optional<wb::UserDetail>& detail, const wb::UserDetail* beside,
                  const QString& besideName, qint64 besideRun, int top);
    void showNothing(const QString& why);
    void goToTarget();
    RankedItemsModel* model() const { return m_model; }
    QListView* list() const { return m_list; }

  Q_SIGNALS:
    void itemRequested(int item);

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void makeList();
    void applyColours();
    void copy() const;

    QString m_letter;
    RankedItemsModel* m_model;
    ItemRowDelegate* m_delegate;
    QListView* m_list;
    QStackedWidget* m_stack;
    QLabel *m_badge, *m_summary, *m_why;
    ElidingLabel* m_name;
    qint64 m_run = 0, m_besideRun = 0;
};
