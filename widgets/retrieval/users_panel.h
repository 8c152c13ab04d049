// The users of the chosen runs: search, a question about the two lists, and the table. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <memory>
#include <vector>

#include "dataset/dataset.h"
#include "experiment/store.h"

class PairedUsersFilter;
class PairedUsersModel;
class QComboBox;
class QLabel;
class QLineEdit;
class QModelIndex;
class QPushButton;
class QTableView;

class UsersPanel : public QWidget {
    Q_OBJECT
  public:
    explicit UsersPanel(QWidget* parent = nullptr);
    /// Keeps the chosen user where there is one of that number, else `wanted`, else the first of the table.
    void setPair(std::vector<wb::UserResult> users, const std::vector<wb::UserResult>& others, bool compared,
                 int wanted);
    void setDataset(std::shared_ptr<const wb::Dataset> dataset);
    /// The length of list that decides what "found" means.
    void setTop(int k);
    int user() const { return m_user; }  ///< 0 = none
    int count() const;
    /// The id in the raw data where the dataset is known.
    QString userName(int user) const;
    /// Nothing happens for a user who is not there or is filtered away.
    void selectUser(int user);
    void step(int by);
    void focusSearch();

  Q_SIGNALS:
    void userChosen(int user);

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void makeTable();
    void applyFilter(int wanted);
    void choose(const QModelIndex& index);
    void clearFilters();
    void fillQuestions();
    void updateCount();

    PairedUsersModel* m_model;
    PairedUsersFilter* m_filter;
    QLineEdit* m_text;
    QComboBox* m_question;
    QLabel *m_problem, *m_countLabel;
    QPushButton* m_clear;
    QTableView* m_table;
    int m_user = 0, m_top = 20;
};
