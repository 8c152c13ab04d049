// The Rerank inspector: for each user, how probable the reranker finds each candidate. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QWidget>
#include <memory>
#include <vector>

#include "common/app_context.h"
#include "common/selection.h"
#include "dataset/dataset.h"
#include "inspector/inspector_data.h"
#include "run_client/question_client.h"

class CandidateBars;
class CandidatesModel;
class HistoryModel;
class ItemPictures;
class MessageBar;
class PromptPanel;
class QComboBox;
class QLabel;
class QLineEdit;
class QListView;
class QPushButton;
class QStackedWidget;
class QTableView;
class QTableWidget;
class QTabWidget;
class QToolButton;
class UsersFilter;
class UsersModel;

class InspectorPage : public QWidget {
    Q_OBJECT
  public:
    /// `workerProgram` answers questions about the language model of the shown run.
    InspectorPage(AppContext* context, Selection* selection, const QString& workerProgram = {},
                  QWidget* parent = nullptr);
    ~InspectorPage() override;
    qint64 shownRun() const { return m_run.id; }
    int shownUser() const { return m_user; }
    QuestionClient* client() { return &m_client; }

  public Q_SLOTS:
    void refresh();
    /// Shows this run's last stage on the test split.
    void openRun(qint64 run);
    /// Bars or the same as a table.
    void toggleTables();

  Q_SIGNALS:
    /// The button of the empty page.
    void newRunRequested();

  protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    QWidget* makeSelectors();
    QWidget* makeUsersPanel();
    QWidget* makeCentre();
    QWidget* makeTabs();
    QWidget* makeEmpty();
    void makeShortcuts();
    void setRuns(std::vector<wb::RunRow> runs);
    qint64 languageModelRun() const;
    void showPrompt();
    void chooseRun(qint64 run);
    void loadUsers();
    void showUsers(std::vector<wb::UserResult> users);
    void loadDatasetOfRun();
    void applyFilter();
    void clearFilters();
    static QString rankAmong(const wb::UserResult& result);
    void updateChips();
    void updateBadge();
    void updateCount();
    void selectUser(int user);
    void showUser(int user);
    void showHeader(const wb::UserResult& result);
    void showOtherRuns(int user);
    void stepUser(int by);
    std::string split() const;
    bool testHidden() const { return m_run.test_hidden && split() == "test"; }
    int stage() const;

    AppContext* m_context;
    Selection* m_selection;
    ItemPictures* m_pictures;
    UsersModel* m_users;
    UsersFilter* m_filter;
    CandidatesModel* m_candidates;
    HistoryModel* m_history;
    MessageBar* m_bar;
    QStackedWidget* m_stack;
    QComboBox *m_runBox = nullptr, *m_stageBox = nullptr, *m_splitBox = nullptr;
    QLabel *m_badge = nullptr, *m_header = nullptr, *m_count = nullptr, *m_filterProblem = nullptr,
           *m_emptyTitle = nullptr, *m_emptyText = nullptr;
    QWidget* m_emptyButton = nullptr;
    QLineEdit* m_text = nullptr;
    QPushButton* m_clear = nullptr;
    QTableView* m_usersTable = nullptr;
    CandidateBars* m_bars = nullptr;
    QTabWidget* m_tabs = nullptr;
    QTableWidget* m_others = nullptr;
    QListView* m_historyList = nullptr;
    QuestionClient m_client;
    PromptPanel* m_prompt = nullptr;
    QList<QToolButton*> m_chips;
    wb::RunRow m_run;
    std::vector<wb::RunRow> m_runs;
    std::shared_ptr<const wb::Dataset> m_dataset;
    int m_user = 0;
    quint64 m_listTicket = 0, m_usersTicket = 0, m_datasetTicket = 0, m_othersTicket = 0;
    bool m_stale = true;
};
