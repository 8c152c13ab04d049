// The Retrieval page: what stage 1 offers a user, in one run or in two side by side. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <optional>
#include <vector>

#include "common/app_context.h"
#include "common/selection.h"
#include "retrieval/retrieval_data.h"
#include "run_client/question_client.h"

class HistoryStrip;
class ItemPanel;
class ItemPictures;
class MessageBar;
class QComboBox;
class QLabel;
class QSpinBox;
class QStackedWidget;
class QTabWidget;
class RunChoice;
class TopList;
class UsersPanel;
class WholeLists;

class RetrievalPage : public QWidget {
    Q_OBJECT
  public:
    /// `workerProgram` answers questions about the model of run A.
    RetrievalPage(AppContext* context, Selection* selection, const QString& workerProgram, QWidget* parent = nullptr);
    ~RetrievalPage() override;
    qint64 runA() const { return m_a.id; }
    qint64 runB() const { return m_b.id; }  ///< 0 = none
    int shownUser() const { return m_user; }
    QuestionClient* client() { return &m_client; }

  public Q_SLOTS:
    void refresh();
    /// Shows this run's lists, beside those of run B where that is on the same data.
    void openRun(qint64 run);
    void openItem(int item);
    void closeItem();

  Q_SIGNALS:
    /// The button of the empty page.
    void newRunRequested();

  protected:
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    QWidget* makeSelectors();
    QWidget* makeSide();
    QWidget* makeCentre();
    QWidget* makeEmpty();
    void makeShortcuts();
    void setRuns(std::vector<wb::RunRow> runs);
    void chooseRuns(qint64 a, qint64 b);
    void fillChoices();
    void fillSplits();
    void loadUsers();
    void showUsers(RetrievedUsers a, RetrievedUsers b);
    void loadFacts();
    void showFacts(const LoadedFacts& loaded);
    void showUser(int user);
    void showHeader(const std::optional<wb::UserDetail>& detail);
    std::optional<wb::UserDetail> detailOf(const wb::RunRow& run, int user);
    void showEmpty(const QString& title, const QString& text, bool button);
    const wb::RunRow* find(qint64 run) const;
    QString nameOf(const wb::RunRow& run) const;
    std::string split() const;

    AppContext* m_context;
    Selection* m_selection;
    QuestionClient m_client;
    ItemPictures* m_pictures;
    MessageBar* m_bar;
    QStackedWidget* m_stack;
    RunChoice *m_choiceA = nullptr, *m_choiceB = nullptr;
    QComboBox* m_splitBox = nullptr;
    QSpinBox* m_top = nullptr;
    QTabWidget *m_tabs = nullptr, *m_side = nullptr;
    UsersPanel* m_users = nullptr;
    ItemPanel* m_item = nullptr;
    HistoryStrip* m_history = nullptr;
    TopList *m_listA = nullptr, *m_listB = nullptr;
    WholeLists* m_whole = nullptr;
    QLabel *m_header = nullptr, *m_emptyTitle = nullptr, *m_emptyText = nullptr;
    QWidget* m_emptyButton = nullptr;
    std::vector<wb::RunRow> m_runs;
    wb::RunRow m_a, m_b;
    DatasetFactsPointer m_facts;
    wb::StopToken m_factsStop;
    QString m_factsProblem;
    int m_user = 0, m_wantedItem = 0;
    QList<qint64> m_wantedPair;  ///< compared elsewhere, not looked at here yet
    quint64 m_listTicket = 0, m_usersTicket = 0, m_factsTicket = 0;
    bool m_stale = true, m_testWanted = true;
};
