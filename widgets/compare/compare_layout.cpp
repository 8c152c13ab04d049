// The Compare page: its widgets and what they are connected to. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "common/message_bar.h"
#include "common/table_tools.h"
#include "compare/compare_page.h"
#include "compare/comparison_models.h"
#include "plot/series_plot.h"

ComparePage::ComparePage(AppContext* context, Selection* selection, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_selection(selection),
      m_metrics(new MetricsModel(this)),
      m_gains(new GainsModel(this)),
      m_differences(new DifferencesModel(this)),
      m_sortedMetrics(new QSortFilterProxyModel(this)),
      m_sortedGains(new QSortFilterProxyModel(this)),
      m_bar(new MessageBar(this)) {
    setObjectName(QStringLiteral("compare_page"));
    m_metrics->setPalette(palette());
    for (auto* sorted : {m_sortedMetrics, m_sortedGains}) sorted->setSortRole(Qt::UserRole);
    m_sortedGains->setSortLocaleAware(true);
    m_sortedMetrics->setSourceModel(m_metrics);
    m_sortedGains->setSourceModel(m_gains);

    m_tabs = new QTabWidget(this);
    m_tabs->setObjectName(QStringLiteral("compare_tabs"));
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(makeCurves(), tr("Curves"));
    m_tabs->addTab(makeMetrics(), tr("Metrics"));
    m_tabs->addTab(makeConfig(), tr("Settings that differ"));
    m_tabs->addTab(makeUsers(), tr("Users"));
    m_empty = new QLabel(this);
    m_empty->setObjectName(QStringLiteral("compare_empty"));
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_tabs);
    m_stack->addWidget(m_empty);
    m_stack->setCurrentIndex(1);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(makeRunsPanel());
    layout->addWidget(m_bar);
    layout->addWidget(m_stack, 1);

    for (int tab = 0; tab < m_tabs->count(); ++tab) {
        auto* action = new QAction(m_tabs->tabText(tab), this);
        action->setShortcut(QKeySequence(Qt::ALT | static_cast<Qt::Key>(Qt::Key_1 + tab)));
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, this, [this, tab] { m_tabs->setCurrentIndex(tab); });
        addAction(action);
    }
    const auto stale = [this] {
        m_stale = true;
        if (isVisible()) refresh();
    };
    connect(m_selection, &Selection::comparedRunsChanged, this, stale);
    connect(m_selection, &Selection::runsChanged, this, stale);
}

QWidget* ComparePage::makeRunsPanel() {
    auto* panel = new QWidget(this);
    m_list = new QTreeWidget(panel);
    m_list->setObjectName(QStringLiteral("compared_runs"));
    m_list->setAccessibleName(tr("Compared runs"));
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setHeaderLabels({tr("★"), tr("Run"), tr("Methods"), tr("Dataset"), tr("Seed"), tr("State")});
    m_list->setIconSize(QSize(fontMetrics().height() * 2, fontMetrics().height()));
    m_list->setToolTip(tr("B makes the selected run the baseline"));
    m_add = new QComboBox(panel);
    m_add->setObjectName(QStringLiteral("add_run"));
    m_add->setAccessibleName(tr("Add a run"));
    m_add->setMinimumContentsLength(16);
    m_add->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_star = new QPushButton(tr("Make baseline"), panel);
    m_star->setObjectName(QStringLiteral("make_baseline"));
    m_remove = new QPushButton(tr("Remove"), panel);
    m_remove->setObjectName(QStringLiteral("remove_run"));
    m_export = new QPushButton(tr("Export CSV..."), panel);
    m_export->setObjectName(QStringLiteral("export_comparison"));
    auto* buttons = new QVBoxLayout;
    buttons->setSpacing(4);
    buttons->addWidget(m_add);
    auto* pair = new QHBoxLayout;
    pair->addWidget(m_star);
    pair->addWidget(m_remove);
    buttons->addLayout(pair);
    buttons->addWidget(m_export);
    buttons->addStretch(1);
    auto* layout = new QHBoxLayout(panel);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_list, 1);
    layout->addLayout(buttons);

    connect(m_add, &QComboBox::activated, this, [this] {
        const qint64 run = m_add->currentData().toLongLong();
        if (run == 0) return;
        auto wanted = runs();
        changeRuns(wanted << run);
    });
    connect(m_remove, &QPushButton::clicked, this, [this] {
        auto wanted = runs();
        wanted.removeOne(markedRun());
        changeRuns(wanted);
    });
    connect(m_star, &QPushButton::clicked, this, [this] { setBaseline(markedRun()); });
    connect(m_export, &QPushButton::clicked, this, &ComparePage::exportTable);
    auto* star = new QAction(tr("Make baseline"), m_list);
    star->setShortcut(QKeySequence(Qt::Key_B));
    star->setShortcutContext(Qt::WidgetShortcut);
    connect(star, &QAction::triggered, m_star, &QPushButton::click);
    m_list->addAction(star);
    return panel;
}

QWidget* ComparePage::makeCurves() {
    auto* panel = new QWidget(this);
    const auto box = [panel](const QString& name, const QString& title) {
        auto* made = new QComboBox(panel);
        made->setObjectName(name);
        made->setAccessibleName(title);
        return made;
    };
    m_series = box(QStringLiteral("compare_series"), tr("Series"));
    m_series->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_axis = box(QStringLiteral("compare_axis"), tr("Horizontal axis"));
    m_axis->addItem(tr("by step"), static_cast<int>(SeriesPlot::Axis::step));
    m_axis->addItem(tr("by epoch"), static_cast<int>(SeriesPlot::Axis::epoch));
    m_axis->addItem(tr("by time"), static_cast<int>(SeriesPlot::Axis::time));
    m_smooth = new QCheckBox(tr("Smooth"), panel);
    m_smooth->setObjectName(QStringLiteral("compare_smooth"));
    m_smooth->setChecked(true);
    m_log = new QCheckBox(tr("Log scale"), panel);
    m_log->setObjectName(QStringLiteral("compare_log"));
    m_plot = new SeriesPlot(tr("Overlaid runs"), panel);
    m_plot->setObjectName(QStringLiteral("compare_plot"));
    auto* row = new QHBoxLayout;
    auto* label = new QLabel(tr("Series"), panel);
    label->setBuddy(m_series);
    row->addWidget(label);
    row->addWidget(m_series);
    row->addWidget(m_axis);
    row->addWidget(m_smooth);
    row->addWidget(m_log);
    row->addStretch(1);
    auto* layout = new QVBoxLayout(panel);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addLayout(row);
    layout->addWidget(m_plot, 1);
    connect(m_series, &QComboBox::activated, this, &ComparePage::loadCurves);
    connect(m_smooth, &QCheckBox::toggled, this, &ComparePage::loadCurves);
    connect(m_log, &QCheckBox::toggled, m_plot, &SeriesPlot::setLogScale);
    connect(m_axis, &QComboBox::activated, this,
            [this] { m_plot->setAxis(static_cast<SeriesPlot::Axis>(m_axis->currentData().toInt())); });
    return panel;
}

QTableView* ComparePage::makeTable(const QString& name, const QString& title, QAbstractItemModel* model,
                                   QWidget* parent) {
    auto* table = new QTableView(parent);
    table->setObjectName(name);
    table->setAccessibleName(title);
    table->setModel(model);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setAlternatingRowColors(true);
    table->setShowGrid(false);
    table->setWordWrap(false);
    table->setTabKeyNavigation(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table->horizontalHeader()->setStretchLastSection(true);
    table_tools::enableCopy(table);
    return table;
}

QLabel* ComparePage::makeCautions(const QString& name, QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setObjectName(name);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->hide();
    return label;
}

QWidget* ComparePage::makeMetrics() {
    auto* panel = new QWidget(this);
    m_stage = new QComboBox(panel);
    m_stage->setObjectName(QStringLiteral("compare_stage"));
    m_stage->setAccessibleName(tr("Stage"));
    m_stage->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_split = new QComboBox(panel);
    m_split->setObjectName(QStringLiteral("compare_split"));
    m_split->setAccessibleName(tr("Split"));
    m_split->addItem(tr("test"), QStringLiteral("test"));
    m_split->addItem(tr("validation"), QStringLiteral("validation"));
    m_badge = new QLabel(panel);
    m_badge->setObjectName(QStringLiteral("compare_badge"));
    m_badge->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_busy = new QProgressBar(panel);
    m_busy->setRange(0, 0);
    m_busy->setMaximumWidth(fontMetrics().averageCharWidth() * 16);
    m_busy->setAccessibleName(tr("Comparing user by user"));
    m_busy->hide();
    m_cautions = makeCautions(QStringLiteral("compare_cautions"), panel);
    m_metricsTable =
        makeTable(QStringLiteral("compare_metrics"), tr("Metrics against the baseline"), m_sortedMetrics, panel);
    auto* row = new QHBoxLayout;
    auto* stageLabel = new QLabel(tr("Stage"), panel);
    stageLabel->setBuddy(m_stage);
    auto* splitLabel = new QLabel(tr("Split"), panel);
    splitLabel->setBuddy(m_split);
    row->addWidget(stageLabel);
    row->addWidget(m_stage);
    row->addWidget(splitLabel);
    row->addWidget(m_split);
    row->addWidget(m_badge, 1);
    row->addWidget(m_busy);
    auto* layout = new QVBoxLayout(panel);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addLayout(row);
    layout->addWidget(m_cautions);
    layout->addWidget(m_metricsTable, 1);
    connect(m_stage, &QComboBox::activated, this, &ComparePage::compare);
    connect(m_split, &QComboBox::activated, this, &ComparePage::compare);
    return panel;
}

QWidget* ComparePage::makeConfig() {
    auto* panel = new QWidget(this);
    m_noDifference = new QLabel(panel);
    m_noDifference->setObjectName(QStringLiteral("compare_config_summary"));
    m_noDifference->setWordWrap(true);
    m_configTable = makeTable(QStringLiteral("compare_config"), tr("Settings that differ"), m_differences, panel);
    auto* layout = new QVBoxLayout(panel);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addWidget(m_noDifference);
    layout->addWidget(m_configTable, 1);
    return panel;
}

QWidget* ComparePage::makeUsers() {
    auto* panel = new QWidget(this);
    auto* hint = new QLabel(
        tr("Users whose true item moved most, by reciprocal rank. Enter opens a user in the Inspector."), panel);
    hint->setWordWrap(true);
    m_userCautions = makeCautions(QStringLiteral("compare_user_cautions"), panel);
    m_usersTable = makeTable(QStringLiteral("compare_users"), tr("Gains and losses by user"), m_sortedGains, panel);
    m_usersTable->setSortingEnabled(true);
    m_usersTable->sortByColumn(4, Qt::DescendingOrder);
    m_usersTable->horizontalHeader()->setStretchLastSection(false);
    m_usersTable->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    auto* layout = new QVBoxLayout(panel);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addWidget(hint);
    layout->addWidget(m_userCautions);
    layout->addWidget(m_usersTable, 1);
    connect(m_usersTable, &QTableView::activated, this, [this](const QModelIndex& index) {
        m_selection->setUser(index.data(GainsModel::UserRole).toInt());
        Q_EMIT openRun(index.data(GainsModel::RunIdRole).toLongLong());
    });
    return panel;
}
