// The Live run page: what a run is doing now, or what an older one did. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

#include "common/app_context.h"
#include "run_client/run_queue.h"

class EntropyView;
class EpochModel;
class LogModel;
class MessageBar;
class PinnedUserView;
class QButtonGroup;
class QCheckBox;
class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QStackedWidget;
class QTableView;
class QTabWidget;
class QToolButton;
class Selection;
class SeriesPlot;

class LiveRunPage : public QWidget {
    Q_OBJECT
  public:
    LiveRunPage(AppContext* context, Selection* selection, RunQueue* queue, QWidget* parent = nullptr);

    qint64 shownRun() const;  ///< 0 = none
    SeriesPlot* lossPlot() const { return m_lossPlot; }
    SeriesPlot* metricPlot() const { return m_metricPlot; }
    bool canStop() const;
    bool canResume() const;

  public Q_SLOTS:
    void refresh();
    void stopRun();
    void resumeRun();
    void toggleTables();

  Q_SIGNALS:
    void newExperimentRequested();
    void inspectRequested(qint64 run);
    void actionsChanged();  ///< what can be stopped or resumed

  protected:
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    void makeEmptyPage();
    void makeRunPage();
    QWidget* makeToolRow();
    void showSelected();
    void feedChanged();
    void updateView();
    void updateHead();
    void updateStages();
    void updatePlots();
    QString referenceNote(const QString& label);
    void updateMessage();
    RunFeed* feed() const;
    bool isOwnRun() const;

    AppContext* m_context;
    Selection* m_selection;
    RunQueue* m_queue;
    RunFeed m_stored;
    QTimer m_repaint, m_poll;
    int m_stage = 0;  ///< 0 = follow the run
    bool m_stageChosen = false;
    bool m_slow = false;
    QString m_shownMessage;
    std::string m_countedFingerprint;
    std::int64_t m_countedItems = 0;  ///< of the dataset with this fingerprint; 0 = not known

    QStackedWidget* m_stack;
    QWidget* m_empty;
    QWidget* m_page;
    MessageBar* m_message;
    QLabel* m_title;
    QLabel* m_state;
    QLabel* m_phase;
    QLabel* m_timeLeft;
    QProgressBar* m_bar;
    QPushButton *m_stop, *m_resume, *m_inspect, *m_openLast;
    QButtonGroup* m_stages;
    QToolButton *m_stage1, *m_stage2;
    QComboBox *m_axis, *m_smoothing, *m_metricChoice, *m_level;
    QCheckBox* m_log;
    SeriesPlot *m_lossPlot, *m_metricPlot;
    QTabWidget* m_tabs;
    QTableView *m_epochTable, *m_logTable;
    EpochModel* m_epochs;
    LogModel* m_logModel;
    EntropyView* m_entropy;
    PinnedUserView* m_pinned;
};
