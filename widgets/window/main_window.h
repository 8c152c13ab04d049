// The main window: makes the pages, connects them, and shows where the person is. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMainWindow>
#include <QTimer>

#include "common/app_context.h"
#include "common/app_settings.h"
#include "common/page_icons.h"
#include "common/selection.h"
#include "run_client/run_queue.h"

class ComparePage;
class DataPage;
class ExperimentPage;
class InspectorPage;
class LiveRunPage;
class MessageBar;
class ModelsPage;
class QFrame;
class QLabel;
class QListWidget;
class QProgressBar;
class QStackedWidget;
class QToolButton;
class RetrievalPage;
class RunsPage;

class MainWindow : public QMainWindow {
    Q_OBJECT
  public:
    MainWindow(AppContext* context, AppSettings* settings, const QString& workerProgram);

    /// "experiment", "live", ...; unknown names are ignored.
    void showPage(const QString& name);
    /// After a start: runs whose worker is gone since the last time.
    void offerResume(const std::vector<wb::RunId>& runs);
    QString currentPage() const;
    QStringList pages() const;
    RunQueue* queue() { return &m_queue; }
    Selection* selection() { return &m_selection; }
    ExperimentPage* experimentPage() { return m_experiment; }
    LiveRunPage* livePage() { return m_live; }
    DataPage* dataPage() { return m_data; }

  protected:
    void closeEvent(QCloseEvent* event) override;
    void changeEvent(QEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

  private:
    struct Page {
        QString name;
        pageicons::Shape shape;
        QWidget* widget;
        QAction* action;
    };
    void addPage(const QString& name, const QString& title, pageicons::Shape shape, int number, QWidget* page);
    void makePages(const QString& workerProgram);
    void connectPages();
    void makeMenus();
    void makeStatusBar();
    void updateStatus();
    void updateActions();
    void updateIcons();
    void runEnded(qint64 run, wb::RunStatus status);
    void inspect(qint64 run);
    void resumeRun(qint64 run);
    void toggleTables();
    void openWorkspace();
    void importData(const QStringList& paths = {});
    void setLanguage(const QString& language);
    void lookAtStore();

    AppContext* m_context;
    AppSettings* m_settings;
    Selection m_selection;
    RunQueue m_queue;
    QList<Page> m_pages;
    QTimer m_statusTimer, m_storeTimer;
    qint64 m_storeStamp = 0;
    bool m_closing = false;

    ExperimentPage* m_experiment = nullptr;
    LiveRunPage* m_live = nullptr;
    InspectorPage* m_inspector = nullptr;
    RetrievalPage* m_retrieval = nullptr;
    RunsPage* m_runs = nullptr;
    ComparePage* m_compare = nullptr;
    DataPage* m_data = nullptr;
    ModelsPage* m_models = nullptr;
    MessageBar* m_message;
    QListWidget* m_list;
    QFrame* m_line;
    QStackedWidget* m_stack;
    QToolButton* m_job;
    QProgressBar* m_bar;
    QLabel *m_timeLeft, *m_waiting, *m_workspaceLabel;
    QAction *m_start, *m_stop, *m_resume;
};
