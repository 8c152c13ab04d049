// The Compare page: two or more runs against a baseline. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/compare_page.h"

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QTreeWidget>
#include <algorithm>
#include <set>

#include "common/background.h"
#include "common/colours.h"
#include "common/message_bar.h"
#include "common/table_tools.h"
#include "compare/comparison_models.h"
#include "experiment/config.h"
#include "foundation/files.h"
#include "inspector/inspector_data.h"
#include "plot/series_plot.h"
#include "runs/run_text.h"

namespace {

struct Reading {
    std::vector<ComparedRun> runs;
    std::vector<wb::RunRow> others;  ///< could be added
};

Reading readRuns(const std::filesystem::path& file, const QList<qint64>& wanted) {
    const wb::Store store(file);
    Reading reading;
    for (const qint64 id : wanted) {
        auto row = store.find_run(id);
        if (!row || row->deleted) continue;
        reading.runs.push_back({*row, store.config_json(id), store.series(id), store.reference_lines(id)});
    }
    for (auto& row : store.list_runs())
        if (!wanted.contains(row.id) && row.status != wb::RunStatus::queued) reading.others.push_back(std::move(row));
    return reading;
}

/// The line of a run as the plot draws it: colour and dash by its place in the list.
QIcon sampleLine(int index, const QPalette& palette, int height) {
    static constexpr Qt::PenStyle dashes[] = {Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine};
    QIcon icon;
    for (const int ratio : {1, 2})
        for (const auto mode : {QIcon::Normal, QIcon::Selected}) {
            QPixmap pixmap(height * 2 * ratio, height * ratio);
            pixmap.setDevicePixelRatio(ratio);
            pixmap.fill(Qt::transparent);
            QPainter painter(&pixmap);
            // The colour is what the sample is for: in a selected row it gets the ground of the others.
            if (mode == QIcon::Selected) {
                painter.setPen(Qt::NoPen);
                painter.setBrush(palette.color(QPalette::Base));
                painter.drawRoundedRect(QRectF(0, 1, height * 2, height - 2), 3, 3);
            }
            painter.setPen(QPen(colours::series(index, palette), 2, dashes[index % 4]));
            painter.drawLine(QPointF(3, height / 2.0), QPointF(height * 2 - 3, height / 2.0));
            painter.end();
            icon.addPixmap(pixmap, mode);
        }
    return icon;
}

bool isTableKey(const QKeyEvent* key) {
    return key->key() == Qt::Key_T && key->modifiers() == Qt::ControlModifier;
}

}  // namespace

ComparePage::~ComparePage() {
    if (m_cancel) *m_cancel = true;
}

QList<qint64> ComparePage::runs() const {
    QList<qint64> ids;
    for (const auto& run : m_runs) ids << run.row.id;
    return ids;
}

void ComparePage::refresh() {
    if (!m_context->store) return;
    m_stale = false;
    QList<qint64> wanted = m_selection->comparedRuns();
    if (wanted.size() > mostRuns) {
        m_bar->showMessage(MessageBar::Kind::warning, tr("At most %n runs are compared at once.", nullptr, mostRuns),
                           tr("The first ones are shown."));
        wanted = wanted.mid(0, mostRuns);
    }
    if (!wanted.contains(m_baseline)) m_baseline = wanted.isEmpty() ? 0 : wanted.first();
    if (wanted.removeOne(m_baseline)) wanted.prepend(m_baseline);
    const quint64 ticket = ++m_readTicket;
    runInBackground(
        this, [file = m_context->workspace.store_file(), wanted] { return readRuns(file, wanted); },
        [this, ticket](Reading reading) {
            if (ticket == m_readTicket) showRuns(std::move(reading.runs), reading.others);
        },
        [this](const QString& problem) {
            m_bar->showMessage(MessageBar::Kind::error, tr("The runs could not be read."), problem);
        });
}

void ComparePage::showRuns(std::vector<ComparedRun> runs, const std::vector<wb::RunRow>& others) {
    m_runs = std::move(runs);
    m_add->clear();
    m_add->addItem(others.empty() ? tr("No other runs") : tr("Add run..."), 0);
    for (const auto& row : others)
        m_add->addItem(tr("%1 (%2)").arg(run_text::numberedName(row), run_text::methods(row, m_context->registry)),
                       QVariant::fromValue<qint64>(row.id));
    m_add->setEnabled(!others.empty() && static_cast<int>(m_runs.size()) < mostRuns);
    if (!m_runs.empty()) m_baseline = m_runs.front().row.id;
    fillRunsList();
    const bool enough = m_runs.size() >= 2;
    m_empty->setText(m_runs.empty()
                         ? tr("<h3>Choose two or more runs</h3>Select them on the Runs page and press Compare, or "
                              "add them one by one above.")
                         : tr("<h3>Add one more</h3>A comparison needs a second run."));
    m_stack->setCurrentIndex(enough ? 0 : 1);
    m_export->setEnabled(enough);
    if (!enough) return;
    fillSeriesChoice();
    fillStages();
    showDifferences();
    loadCurves();
    loadUserNames();
    compare();
}

void ComparePage::loadUserNames() {
    const wb::RunRow& base = m_runs.front().row;
    if (base.dataset_fingerprint == m_namedFingerprint) return;
    m_namedFingerprint = base.dataset_fingerprint;
    m_gains->setUserNames({});  // those of another dataset would be wrong
    const quint64 ticket = ++m_namesTicket;
    runInBackground(
        this,
        [data = m_context->workspace.data(), name = base.dataset, fingerprint = base.dataset_fingerprint] {
            const LoadedDataset loaded = loadDataset(data, name, fingerprint);
            return loaded.dataset ? loaded.dataset->user_raw_ids : std::vector<std::string>{};
        },
        [this, ticket](std::vector<std::string> names) {
            if (ticket != m_namesTicket) return;
            if (names.empty()) m_namedFingerprint.clear();  // it may be prepared again: looked for next time
            m_gains->setUserNames(std::move(names));
            table_tools::fitColumns(m_usersTable);
        },
        [](const QString&) {});
}

void ComparePage::fillRunsList() {
    const qint64 marked = markedRun();
    m_list->clear();
    int index = 0;
    for (const auto& run : m_runs) {
        auto* item = new QTreeWidgetItem(m_list);
        const bool base = run.row.id == m_baseline;
        item->setText(0, base ? QStringLiteral("★") : QString());
        item->setToolTip(0, base ? tr("The baseline") : QString());
        item->setData(0, Qt::UserRole, QVariant::fromValue<qint64>(run.row.id));
        item->setData(0, Qt::AccessibleTextRole, base ? tr("baseline") : tr("compared run"));
        item->setIcon(1, sampleLine(index++, palette(), fontMetrics().height()));
        item->setText(1, run.row.untrained ? tr("%1 (not trained)").arg(run_text::numberedName(run.row))
                                           : run_text::numberedName(run.row));
        item->setText(2, run_text::methods(run.row, m_context->registry));
        item->setText(3, QString::fromStdString(run.row.dataset));
        item->setText(4, QString::number(run.row.seed));
        item->setText(5, run_text::statusWord(run.row));
        if (run.row.id == marked) m_list->setCurrentItem(item);
    }
    if (!m_list->currentItem() && m_list->topLevelItemCount() > 0) m_list->setCurrentItem(m_list->topLevelItem(0));
    for (int column = 0; column < m_list->columnCount(); ++column) m_list->resizeColumnToContents(column);
    const int rows = std::clamp(m_list->topLevelItemCount(), 2, 5);
    const int height = m_list->topLevelItemCount() > 0 ? m_list->visualItemRect(m_list->topLevelItem(0)).height() : 0;
    m_list->setFixedHeight(rows * std::max(height, fontMetrics().height() + 6) + fontMetrics().height() * 2);
    m_remove->setEnabled(!m_runs.empty());
    m_star->setEnabled(m_runs.size() > 1);
}

void ComparePage::fillSeriesChoice() {
    std::set<std::string> names;
    for (const auto& run : m_runs)
        for (const auto& series : run.series) names.insert(series.name);
    const QSignalBlocker blocker(m_series);
    QString wanted = m_series->currentText();
    if (wanted.isEmpty())
        wanted = names.contains("stage2/loss") ? QStringLiteral("stage2/loss") : QStringLiteral("stage1/loss");
    m_series->clear();
    for (const auto& name : names) m_series->addItem(QString::fromStdString(name));
    m_series->setCurrentIndex(std::max(0, m_series->findText(wanted)));
}

void ComparePage::fillStages() {
    // Stages that every run has; the last one first.
    const QSignalBlocker blocker(m_stage);
    const int before = m_stage->currentData().toInt();
    m_stage->clear();
    for (const int stage : {2, 1}) {
        const std::string prefix = "stage" + std::to_string(stage) + "/";
        const bool all = std::all_of(m_runs.begin(), m_runs.end(), [&](const ComparedRun& run) {
            const auto found = run.row.metrics.lower_bound(prefix);
            return found != run.row.metrics.end() && found->first.starts_with(prefix);
        });
        if (all) m_stage->addItem(stage == 2 ? tr("2, reranking") : tr("1, retrieval"), stage);
    }
    if (m_stage->count() == 0) m_stage->addItem(tr("none in common"), 0);
    m_stage->setCurrentIndex(std::max(0, m_stage->findData(before)));
}

void ComparePage::showDifferences() {
    std::vector<wb::ExperimentConfig> configs;
    QStringList names;
    QString problem;
    for (const auto& run : m_runs) {
        try {
            configs.push_back(wb::config_from_json(*m_context->registry, run.config));
            names << run_text::numberedName(run.row);
        } catch (const std::exception& error) {
            problem = tr("The settings of %1 could not be read: %2")
                          .arg(run_text::numberedName(run.row), QString::fromUtf8(error.what()));
        }
    }
    auto differences = configs.size() >= 2 ? wb::config_differences(configs) : std::vector<wb::ConfigDifference>{};
    m_noDifference->setText(!problem.isEmpty()    ? problem
                            : differences.empty() ? tr("All settings are the same.")
                                                  : tr("Settings that differ: %1").arg(differences.size()));
    m_differences->setDifferences(std::move(differences), names);
    table_tools::fitColumns(m_configTable);
}

void ComparePage::loadCurves() {
    const std::string wanted = m_series->currentText().toStdString();
    struct Request {
        qint64 series = -1;
        QString title, label;
        double line = 0;
    };
    std::vector<Request> requests;
    for (const auto& run : m_runs) {
        Request request;
        request.title = run_text::numberedName(run.row);
        for (const auto& series : run.series)
            if (series.name == wanted) request.series = series.id;
        const auto line = run.lines.find(wanted);
        if (line != run.lines.end()) {
            request.label = QString::fromStdString(line->second.first);
            request.line = line->second.second;
        }
        requests.push_back(request);
    }
    const quint64 ticket = ++m_curvesTicket;
    runInBackground(
        this,
        [file = m_context->workspace.store_file(), requests] {
            const wb::Store store(file);
            QList<PlotCurve> curves;
            for (const auto& request : requests) {
                auto points = std::make_shared<SeriesData>();
                if (request.series >= 0)
                    for (const auto& point : store.points(request.series))
                        points->add(1, static_cast<double>(point.step), point.epoch, point.wall, point.value);
                points->referenceLabel = request.label;
                points->referenceValue = request.line;
                curves.append(PlotCurve{request.title, points, false});
            }
            return curves;
        },
        [this, ticket](QList<PlotCurve> curves) {
            if (ticket != m_curvesTicket) return;
            for (PlotCurve& curve : curves) curve.smoothed = m_smooth->isChecked() && curve.data->size() > 50;
            m_plot->setEmptyText(tr("None of these runs has this series."));
            m_plot->setCurves(curves);
        },
        [this](const QString& problem) {
            m_bar->showMessage(MessageBar::Kind::error, tr("The curves could not be read."), problem);
        });
}

void ComparePage::compare() {
    if (m_cancel) *m_cancel = true;
    m_cancel = std::make_shared<std::atomic<bool>>(false);
    const quint64 ticket = ++m_compareTicket;
    QList<qint64> others = runs();
    others.removeOne(m_baseline);
    const int stage = m_stage->currentData().toInt();
    if (stage == 0) {
        ComparisonReport report;
        report.cautions << tr("Not comparable: the runs have no stage with results in common.");
        showReport(report);
        return;
    }
    m_busy->show();
    runInBackground(
        this,
        [file = m_context->workspace.store_file(), base = m_baseline, others, stage,
         split = m_split->currentData().toString().toStdString(),
         cancel = m_cancel] { return compareRuns(file, base, others, stage, split, cancel); },
        [this, ticket](const ComparisonReport& report) {
            if (ticket == m_compareTicket) showReport(report);
        },
        [this, ticket](const QString& problem) {
            if (ticket != m_compareTicket) return;
            m_busy->hide();
            m_bar->showMessage(MessageBar::Kind::error, tr("The runs could not be compared."), problem);
        });
}

void ComparePage::showReport(const ComparisonReport& report) {
    m_busy->hide();
    QHash<qint64, QString> names;
    QString base;
    for (const auto& run : m_runs) {
        names.insert(run.row.id, run_text::numberedName(run.row));
        if (run.row.id == m_baseline) base = run_text::numberedName(run.row);
    }
    m_metrics->setReport(report, names);
    m_gains->setGains(report.gains, names);
    table_tools::fitColumns(m_metricsTable);
    table_tools::fitColumns(m_usersTable);
    QStringList cautions = report.cautions;
    cautions.removeDuplicates();
    const QString warning =
        cautions.isEmpty() ? QString() : QStringLiteral("⚠ ") + cautions.join(QStringLiteral("\n⚠ "));
    for (QLabel* label : {m_cautions, m_userCautions}) {
        label->setText(warning);
        label->setVisible(!warning.isEmpty());
    }
    m_badge->setText(tr("Baseline ★ %1 · paired by user, users: %2 · permutation test, Holm over the table")
                         .arg(base, QLocale().toString(static_cast<qlonglong>(report.users))));
}

void ComparePage::setBaseline(qint64 run) {
    if (run == m_baseline || !runs().contains(run)) return;
    m_baseline = run;
    refresh();
}

qint64 ComparePage::markedRun() const {
    const auto* item = m_list->currentItem();
    return item ? item->data(0, Qt::UserRole).toLongLong() : 0;
}

void ComparePage::changeRuns(QList<qint64> wanted) {
    if (wanted == m_selection->comparedRuns()) return;
    m_selection->setComparedRuns(wanted);
}

QTableView* ComparePage::currentTable() const {
    switch (m_tabs->currentIndex()) {
        case 1:
            return m_metricsTable;
        case 2:
            return m_configTable;
        case 3:
            return m_usersTable;
        default:
            return m_plot->findChild<QTableView*>(QStringLiteral("plot_table"));
    }
}

void ComparePage::exportTable() {
    const QTableView* table = currentTable();
    if (m_tabs->currentIndex() == 0 && !m_plot->isTableShown()) m_plot->setTableShown(true);
    const QString path = m_context->dialogs->pickSaveFile(this, tr("Export the table"),
                                                          QStringLiteral("comparison.csv"), tr("Tables (*.csv)"));
    if (path.isEmpty() || !table) return;
    try {
        wb::write_file_atomic(path.toStdString(), table_tools::asCsv(*table->model()).toStdString());
    } catch (const wb::UserError& error) {
        m_bar->showError(error);
    }
}

void ComparePage::toggleTables() {
    m_plot->setTableShown(!m_plot->isTableShown());
}

/// While the focus is on this page, Ctrl+T is ours and not the window's.
bool ComparePage::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride && isTableKey(static_cast<QKeyEvent*>(event))) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

void ComparePage::keyPressEvent(QKeyEvent* event) {
    if (isTableKey(event))
        toggleTables();
    else
        QWidget::keyPressEvent(event);
}

void ComparePage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (m_stale) refresh();
}

void ComparePage::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) {
        m_metrics->setPalette(palette());
        fillRunsList();
    }
    QWidget::changeEvent(event);
}
