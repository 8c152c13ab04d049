// The Compare page: two or more runs against a baseline. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QSortFilterProxyModel>
#include <QWidget>
#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/app_context.h"
#include "common/selection.h"
#include "compare/compare_statistics.h"
#include "plot/series_data.h"

class DifferencesModel;
class GainsModel;
class MessageBar;
class MetricsModel;
class QCheckBox;
class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QStackedWidget;
class QTableView;
class QTabWidget;
class QTreeWidget;
class SeriesPlot;

/// What the page knows of a chosen run without its points.
struct ComparedRun {
    wb::RunRow row;
    std::string config;
    std::vector<wb::SeriesInfo> series;
    std::map<std::string, std::pair<std::string, double>> lines;
};

class ComparePage : public QWidget {
    Q_OBJECT
  public:
    static constexpr int mostRuns = 10;

    ComparePage(AppContext* context, Selection* selection, QWidget* parent = nullptr);
    ~ComparePage() override;
    /// The baseline first.
    QList<qint64> runs() const;
    qint64 baseline() const { return m_baseline; }

  public Q_SLOTS:
    void refresh();
    void setBaseline(qint64 run);
    /// Plot or the same as a table.
    void toggleTables();

  Q_SIGNALS:
    /// A user was chosen: look at this run.
    void openRun(qint64 run);

  protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    QWidget* makeRunsPanel();
    QWidget* makeCurves();
    QLabel* makeCautions(const QString& name, QWidget* parent);
    QWidget* makeMetrics();
    QWidget* makeConfig();
    QWidget* makeUsers();
    QTableView* makeTable(const QString& name, const QString& title, QAbstractItemModel* model, QWidget* parent);
    void showRuns(std::vector<ComparedRun> runs, const std::vector<wb::RunRow>& others);
    void fillRunsList();
    void fillSeriesChoice();
    void fillStages();
    void showDifferences();
    void loadCurves();
    void loadUserNames();
    void compare();
    void showReport(const ComparisonReport& report);
    void changeRuns(QList<qint64> runs);
    void exportTable();
    QTableView* currentTable() const;
    qint64 markedRun() const;

    AppContext* m_context;
    Selection* m_selection;
    MetricsModel* m_metrics;
    GainsModel* m_gains;
    DifferencesModel* m_differences;
    QSortFilterProxyModel *m_sortedMetrics, *m_sortedGains;
    MessageBar* m_bar;
    QTreeWidget* m_list = nullptr;
    QComboBox *m_add = nullptr, *m_series = nullptr, *m_axis = nullptr, *m_stage = nullptr, *m_split = nullptr;
    QCheckBox *m_log = nullptr, *m_smooth = nullptr;
    QPushButton *m_remove = nullptr, *m_star = nullptr, *m_export = nullptr;
    QTabWidget* m_tabs = nullptr;
    QStackedWidget* m_stack = nullptr;
    QLabel *m_empty = nullptr, *m_cautions = nullptr, *m_userCautions = nullptr, *m_badge = nullptr,
           *m_noDifference = nullptr;
    QProgressBar* m_busy = nullptr;
    SeriesPlot* m_plot = nullptr;
    QTableView *m_metricsTable = nullptr, *m_configTable = nullptr, *m_usersTable = nullptr;
    std::vector<ComparedRun> m_runs;
    qint64 m_baseline = 0;
    QString m_wantedSeries;
    std::string m_namedFingerprint;  ///< of the dataset whose users have their names
    std::shared_ptr<std::atomic<bool>> m_cancel;
    quint64 m_readTicket = 0, m_curvesTicket = 0, m_compareTicket = 0, m_namesTicket = 0;
    bool m_stale = true;
};
