// The Live run page: its widgets and how they stand. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include "common/message_bar.h"
#include "common/selection.h"
#include "live_run/epoch_model.h"
#include "live_run/live_run_page.h"
#include "live_run/log_model.h"
#include "live_run/snapshot_views.h"
#include "plot/series_plot.h"

void LiveRunPage::makeEmptyPage() {
    m_stack = new QStackedWidget(this);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_stack);
    m_empty = new QWidget(m_stack);
    m_stack->addWidget(m_empty);
    auto* title = new QLabel(tr("Nothing is running"), m_empty);
    QFont font = title->font();
    font.setPointSizeF(font.pointSizeF() * 1.5);
    title->setFont(font);
    auto* text = new QLabel(tr("The loss, the metrics and the log of a run appear here while it works."), m_empty);
    auto* fresh = new QPushButton(tr("New experiment"), m_empty);
    fresh->setObjectName(QStringLiteral("live_new_experiment"));
    m_openLast = new QPushButton(tr("Open the last run"), m_empty);
    m_openLast->setObjectName(QStringLiteral("live_open_last"));
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(fresh);
    buttons->addWidget(m_openLast);
    buttons->addStretch(1);
    auto* column = new QVBoxLayout(m_empty);
    column->addStretch(2);
    column->addWidget(title, 0, Qt::AlignHCenter);
    column->addSpacing(6);
    column->addWidget(text, 0, Qt::AlignHCenter);
    column->addSpacing(14);
    column->addLayout(buttons);
    column->addStretch(3);
    connect(fresh, &QPushButton::clicked, this, &LiveRunPage::newExperimentRequested);
    connect(m_openLast, &QPushButton::clicked, this, [this] {
        const auto runs = m_context->store->list_runs();
        if (!runs.empty()) m_selection->setCurrentRun(runs.front().id);
    });
}

void LiveRunPage::makeRunPage() {
    m_page = new QWidget(m_stack);
    m_stack->addWidget(m_page);
    auto* column = new QVBoxLayout(m_page);
    column->setContentsMargins(16, 12, 16, 10);
    column->setSpacing(8);

    m_title = new QLabel(m_page);
    m_title->setObjectName(QStringLiteral("live_title"));
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    QFont font = m_title->font();
    font.setPointSizeF(font.pointSizeF() * 1.35);
    font.setWeight(QFont::DemiBold);
    m_title->setFont(font);
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_state = new QLabel(m_page);
    m_state->setObjectName(QStringLiteral("live_state"));
    QFont bold = m_state->font();
    bold.setBold(true);
    m_state->setFont(bold);
    m_stop = new QPushButton(tr("Stop"), m_page);
    m_stop->setObjectName(QStringLiteral("live_stop"));
    m_stop->setToolTip(tr("The current batch ends, a checkpoint is written, and the run can be resumed (Shift+F5)"));
    m_resume = new QPushButton(tr("Resume"), m_page);
    m_resume->setObjectName(QStringLiteral("live_resume"));
    m_resume->setToolTip(tr("Goes on from the last checkpoint (Ctrl+F5)"));
    m_inspect = new QPushButton(tr("Inspect results"), m_page);
    m_inspect->setObjectName(QStringLiteral("live_inspect"));
    auto* head = new QHBoxLayout;
    head->setSpacing(10);
    head->addWidget(m_title, 1);
    head->addWidget(m_state);
    head->addWidget(m_inspect);
    head->addWidget(m_resume);
    head->addWidget(m_stop);
    column->addLayout(head);

    m_phase = new QLabel(m_page);
    m_phase->setObjectName(QStringLiteral("live_phase"));
    m_phase->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_timeLeft = new QLabel(m_page);
    m_timeLeft->setObjectName(QStringLiteral("live_time_left"));
    m_bar = new QProgressBar(m_page);
    m_bar->setObjectName(QStringLiteral("live_progress"));
    m_bar->setAccessibleName(tr("Progress of this phase"));
    m_bar->setTextVisible(false);
    m_bar->setMaximumHeight(fontMetrics().height() * 3 / 4);
    auto* state = new QHBoxLayout;
    state->addWidget(m_phase, 1);
    state->addWidget(m_timeLeft);
    column->addLayout(state);
    column->addWidget(m_bar);
    m_message = new MessageBar(m_page);
    column->addWidget(m_message);
    column->addWidget(makeToolRow());

    m_lossPlot = new SeriesPlot(tr("Training loss"), m_page);
    m_lossPlot->setObjectName(QStringLiteral("loss_plot"));
    auto* lower = new QSplitter(Qt::Horizontal, m_page);
    m_metricPlot = new SeriesPlot(tr("Metrics"), lower);
    m_metricPlot->setObjectName(QStringLiteral("metric_plot"));
    m_metricChoice = new QComboBox(m_metricPlot);
    m_metricChoice->setObjectName(QStringLiteral("live_metric_choice"));
    m_metricChoice->setAccessibleName(tr("Series of the second plot"));
    m_metricChoice->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_metricPlot->setHeadingWidget(m_metricChoice);
    connect(m_metricChoice, &QComboBox::currentIndexChanged, this, &LiveRunPage::updatePlots);

    m_tabs = new QTabWidget(lower);
    lower->setHandleWidth(12);
    m_tabs->setObjectName(QStringLiteral("live_tabs"));
    m_tabs->setDocumentMode(true);
    m_epochs = new EpochModel(this);
    m_epochTable = new QTableView(m_tabs);
    m_epochTable->setObjectName(QStringLiteral("epoch_table"));
    m_epochTable->setAccessibleName(tr("Metrics per epoch"));
    m_epochTable->setModel(m_epochs);
    m_epochTable->verticalHeader()->hide();
    m_epochTable->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_epochTable->horizontalHeader()->setStretchLastSection(true);
    m_epochTable->horizontalHeader()->setHighlightSections(false);
    m_epochTable->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_epochTable->setAlternatingRowColors(true);
    m_epochTable->setShowGrid(false);
    m_epochTable->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    m_tabs->addTab(m_epochTable, tr("Epochs"));

    m_pinned = new PinnedUserView(m_context, m_tabs);
    m_tabs->addTab(m_pinned, tr("A user"));
    m_entropy = new EntropyView(m_tabs);
    m_tabs->addTab(m_entropy, tr("Entropy"));

    auto* log = new QWidget(m_tabs);
    auto* logColumn = new QVBoxLayout(log);
    logColumn->setContentsMargins(0, 4, 0, 0);
    logColumn->setSpacing(4);
    m_level = new QComboBox(log);
    m_level->setObjectName(QStringLiteral("log_level"));
    m_level->setAccessibleName(tr("Lowest level shown in the log"));
    m_level->addItem(tr("Everything"));
    m_level->addItem(tr("Warnings and errors"));
    m_level->addItem(tr("Errors only"));
    m_logModel = new LogModel(this);
    m_logTable = new QTableView(log);
    m_logTable->setObjectName(QStringLiteral("log_table"));
    m_logTable->setAccessibleName(tr("Log"));
    m_logTable->setModel(m_logModel);
    m_logTable->verticalHeader()->hide();
    m_logTable->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 4);
    m_logTable->horizontalHeader()->hide();
    m_logTable->horizontalHeader()->setStretchLastSection(true);
    m_logTable->setColumnWidth(0, fontMetrics().horizontalAdvance(QStringLiteral("00:00:00  ")) + 8);
    m_logTable->setColumnWidth(1, fontMetrics().horizontalAdvance(tr("warning") + QStringLiteral("  ")) + 8);
    m_logTable->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_logTable->setShowGrid(false);
    m_logTable->setWordWrap(false);
    logColumn->addWidget(m_level, 0, Qt::AlignLeft);
    logColumn->addWidget(m_logTable, 1);
    m_tabs->addTab(log, tr("Log"));
    connect(m_level, &QComboBox::currentIndexChanged, this,
            [this](int index) { m_logModel->setLowestLevel(static_cast<wb::LogLevel>(index)); });

    lower->addWidget(m_metricPlot);
    lower->addWidget(m_tabs);
    lower->setStretchFactor(0, 1);
    lower->setStretchFactor(1, 1);
    lower->setChildrenCollapsible(false);
    auto* split = new QSplitter(Qt::Vertical, m_page);
    split->addWidget(m_lossPlot);
    split->addWidget(lower);
    split->setStretchFactor(0, 5);
    split->setStretchFactor(1, 4);
    split->setChildrenCollapsible(false);
    column->addWidget(split, 1);

    connect(m_stop, &QPushButton::clicked, this, &LiveRunPage::stopRun);
    connect(m_resume, &QPushButton::clicked, this, &LiveRunPage::resumeRun);
    connect(m_inspect, &QPushButton::clicked, this, [this] { Q_EMIT inspectRequested(shownRun()); });
}

QWidget* LiveRunPage::makeToolRow() {
    auto* row = new QWidget(m_page);
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(6);
    m_stages = new QButtonGroup(this);
    m_stages->setExclusive(true);
    m_stage1 = new QToolButton(row);
    m_stage1->setObjectName(QStringLiteral("live_stage_1"));
    m_stage2 = new QToolButton(row);
    m_stage2->setObjectName(QStringLiteral("live_stage_2"));
    int id = 1;
    for (QToolButton* button : {m_stage1, m_stage2}) {
        button->setCheckable(true);
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
        // Bold as well: in dark palettes a pressed button hardly differs.
        connect(button, &QToolButton::toggled, button, [button](bool on) {
            QFont font = button->font();
            font.setBold(on);
            button->setFont(font);
        });
        m_stages->addButton(button, id++);
        line->addWidget(button);
    }
    connect(m_stages, &QButtonGroup::idClicked, this, [this](int stage) {
        m_stage = stage;
        m_stageChosen = true;
        updateView();
    });
    line->addStretch(1);
    m_axis = new QComboBox(row);
    m_axis->setObjectName(QStringLiteral("live_axis"));
    m_axis->addItems({tr("by step"), tr("by epoch"), tr("by time")});
    m_axis->setAccessibleName(tr("Horizontal axis"));
    m_smoothing = new QComboBox(row);
    m_smoothing->setObjectName(QStringLiteral("live_smoothing"));
    m_smoothing->setAccessibleName(tr("Smoothing"));
    m_smoothing->addItem(tr("no smoothing"), 0.0);
    m_smoothing->addItem(tr("light smoothing"), 0.7);
    m_smoothing->addItem(tr("medium smoothing"), 0.9);
    m_smoothing->addItem(tr("strong smoothing"), 0.98);
    m_smoothing->setCurrentIndex(2);
    m_log = new QCheckBox(tr("log scale"), row);
    m_log->setObjectName(QStringLiteral("live_log_scale"));
    auto* fit = new QToolButton(row);
    fit->setObjectName(QStringLiteral("live_fit"));
    fit->setText(tr("Follow"));
    fit->setToolTip(tr("Show all points again and follow new ones (Home)"));
    line->addWidget(m_axis);
    line->addWidget(m_smoothing);
    line->addWidget(m_log);
    line->addWidget(fit);
    connect(m_axis, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_lossPlot->setAxis(static_cast<SeriesPlot::Axis>(index));
        m_metricPlot->setAxis(static_cast<SeriesPlot::Axis>(index));
    });
    connect(m_smoothing, &QComboBox::currentIndexChanged, this,
            [this] { m_lossPlot->setSmoothing(m_smoothing->currentData().toDouble()); });
    connect(m_log, &QCheckBox::toggled, this, [this](bool on) { m_lossPlot->setLogScale(on); });
    connect(fit, &QToolButton::clicked, this, [this] {
        m_lossPlot->fit();
        m_metricPlot->fit();
    });
    return row;
}
