// The Rerank inspector: its widgets and what they are connected to. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include "common/eliding.h"
#include "common/flow_layout.h"
#include "common/item_pictures.h"
#include "common/message_bar.h"
#include "common/table_tools.h"
#include "inspector/candidate_bars.h"
#include "inspector/candidates_model.h"
#include "inspector/history_view.h"
#include "inspector/inspector_page.h"
#include "inspector/prompt_panel.h"
#include "inspector/users_model.h"

InspectorPage::InspectorPage(AppContext* context, Selection* selection, const QString& workerProgram, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_selection(selection),
      m_pictures(new ItemPictures(this)),
      m_users(new UsersModel(this)),
      m_filter(new UsersFilter(this)),
      m_candidates(new CandidatesModel(m_pictures, this)),
      m_history(new HistoryModel(m_pictures, this)),
      m_bar(new MessageBar(this)),
      m_stack(new QStackedWidget(this)),
      m_client(workerProgram, QString::fromStdString(context->workspace.root.string())) {
    setObjectName(QStringLiteral("inspector_page"));
    m_filter->setSourceModel(m_users);
    m_pictures->setSize(fontMetrics().height() * 2 + 6, devicePixelRatioF());
    m_pictures->setPalette(palette());
    m_users->setPalette(palette());

    auto* splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setObjectName(QStringLiteral("inspector_splitter"));
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(makeUsersPanel());
    splitter->addWidget(makeCentre());
    splitter->addWidget(makeTabs());
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 5);
    splitter->setStretchFactor(2, 2);
    const int em = fontMetrics().averageCharWidth();
    splitter->setSizes({em * 69, em * 74, em * 37});
    m_stack->addWidget(splitter);
    m_stack->addWidget(makeEmpty());
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(makeSelectors());
    layout->addWidget(m_bar);
    layout->addWidget(m_stack, 1);
    m_stack->setCurrentIndex(1);
    makeShortcuts();

    connect(m_selection, &Selection::runsChanged, this, [this] {
        m_stale = true;
        if (isVisible()) refresh();
    });
    connect(m_selection, &Selection::currentRunChanged, this, [this](qint64 run) {
        if (isVisible())
            chooseRun(run);
        else
            m_stale = true;
    });
    connect(m_selection, &Selection::userChanged, this, &InspectorPage::selectUser);
}

InspectorPage::~InspectorPage() = default;

QWidget* InspectorPage::makeSelectors() {
    auto* line = new QWidget(this);
    auto* row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    const auto addBox = [&](QComboBox* box, const QString& name, const QString& title) {
        box->setObjectName(name);
        box->setAccessibleName(title);
        auto* label = new QLabel(title, line);
        label->setBuddy(box);
        row->addWidget(label);
        row->addWidget(box);
    };
    m_runBox = new ElidingComboBox(line);
    addBox(m_runBox, QStringLiteral("inspector_run"), tr("Run"));
    // As wide as the longest run where there is room, down to this where there is not.
    m_runBox->setMinimumContentsLength(24);
    m_runBox->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_runBox->setMaximumWidth(fontMetrics().averageCharWidth() * 72);
    m_stageBox = new QComboBox(line);
    addBox(m_stageBox, QStringLiteral("inspector_stage"), tr("Stage"));
    m_stageBox->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_splitBox = new QComboBox(line);
    addBox(m_splitBox, QStringLiteral("inspector_split"), tr("Split"));
    m_splitBox->addItem(tr("test"), QStringLiteral("test"));
    m_splitBox->addItem(tr("validation"), QStringLiteral("validation"));
    m_badge = new ElidingLabel(line);
    m_badge->setObjectName(QStringLiteral("inspector_badge"));
    m_badge->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    row->addWidget(m_badge, 1);
    connect(m_runBox, &QComboBox::activated, this, [this] {
        const qint64 run = m_runBox->currentData().toLongLong();
        m_selection->setCurrentRun(run);
        chooseRun(run);
    });
    connect(m_stageBox, &QComboBox::activated, this, &InspectorPage::loadUsers);
    connect(m_splitBox, &QComboBox::activated, this, &InspectorPage::loadUsers);
    return line;
}

QWidget* InspectorPage::makeUsersPanel() {
    auto* panel = new QWidget(this);
    m_text = new QLineEdit(panel);
    m_text->setObjectName(QStringLiteral("users_filter"));
    m_text->setAccessibleName(tr("Filter of the users"));
    m_text->setPlaceholderText(tr("User, or gt_rank > 5 and entropy > 0.9"));
    m_text->setToolTip(tr("Part of a user's id, or an expression over %1.")
                           .arg(UsersFilter::expressionNames().join(QStringLiteral(", "))));
    m_text->setClearButtonEnabled(true);
    m_filterProblem = new QLabel(panel);
    m_filterProblem->setObjectName(QStringLiteral("users_filter_problem"));
    m_filterProblem->setWordWrap(true);
    m_filterProblem->hide();
    auto* chips = new QWidget(panel);
    auto* flow = new FlowLayout(chips);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    chips->setSizePolicy(policy);
    for (const UserTrait trait : userTraits) {
        auto* chip = new QToolButton(chips);
        chip->setObjectName(QStringLiteral("chip_%1").arg(static_cast<int>(trait)));
        chip->setCheckable(true);
        chip->setToolTip(traitHelp(trait));
        chip->setProperty("trait", static_cast<int>(trait));
        chip->setFocusPolicy(Qt::TabFocus);
        connect(chip, &QToolButton::toggled, this, &InspectorPage::applyFilter);
        flow->addWidget(chip);
        m_chips << chip;
    }
    m_usersTable = new QTableView(panel);
    m_usersTable->setObjectName(QStringLiteral("users_table"));
    m_usersTable->setModel(m_filter);
    m_usersTable->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_usersTable->setSelectionMode(QAbstractItemView::SingleSelection);
    m_usersTable->setShowGrid(false);
    m_usersTable->setAlternatingRowColors(true);
    m_usersTable->setWordWrap(false);
    m_usersTable->setTabKeyNavigation(false);
    m_usersTable->setSortingEnabled(true);
    m_usersTable->sortByColumn(UsersModel::UserColumn, Qt::AscendingOrder);
    m_usersTable->verticalHeader()->hide();
    m_usersTable->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_usersTable->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
    m_usersTable->horizontalHeader()->setHighlightSections(false);
    m_usersTable->horizontalHeader()->setStretchLastSection(true);
    table_tools::enableCopy(m_usersTable);
    m_count = new QLabel(panel);
    m_count->setObjectName(QStringLiteral("users_count"));
    auto* layout = new QVBoxLayout(panel);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_text);
    layout->addWidget(m_filterProblem);
    layout->addWidget(chips);
    m_clear = new QPushButton(tr("Clear filters"), panel);
    m_clear->setObjectName(QStringLiteral("users_clear_filters"));
    m_clear->hide();
    connect(m_clear, &QPushButton::clicked, this, &InspectorPage::clearFilters);
    auto* foot = new QHBoxLayout;
    foot->addWidget(m_count, 1);
    foot->addWidget(m_clear);
    layout->addWidget(m_usersTable, 1);
    layout->addLayout(foot);
    connect(m_text, &QLineEdit::textChanged, this, &InspectorPage::applyFilter);
    connect(m_usersTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& now) {
                if (now.isValid()) showUser(now.data(UsersModel::UserRole).toInt());
            });
    return panel;
}

QWidget* InspectorPage::makeCentre() {
    auto* panel = new QWidget(this);
    m_header = new QLabel(panel);
    m_header->setObjectName(QStringLiteral("inspector_header"));
    m_header->setWordWrap(true);
    m_header->setTextFormat(Qt::RichText);
    m_header->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_bars = new CandidateBars(m_candidates, m_pictures, panel);
    auto* layout = new QVBoxLayout(panel);
    layout->setContentsMargins(6, 0, 6, 0);
    layout->addWidget(m_header);
    layout->addWidget(m_bars, 1);
    return panel;
}

QWidget* InspectorPage::makeTabs() {
    m_tabs = new QTabWidget(this);
    m_tabs->setObjectName(QStringLiteral("inspector_tabs"));
    m_tabs->setDocumentMode(true);
    m_tabs->setUsesScrollButtons(false);  // so that the panel is never narrower than the names of its tabs
    m_historyList = new QListView(m_tabs);
    m_historyList->setObjectName(QStringLiteral("user_history"));
    m_historyList->setAccessibleName(tr("History of the user, oldest first"));
    m_historyList->setModel(m_history);
    m_historyList->setUniformItemSizes(true);
    m_historyList->setIconSize(QSize(m_pictures->side(), m_pictures->side()));
    m_historyList->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_historyList->setTextElideMode(Qt::ElideRight);
    m_historyList->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_historyList->setSpacing(1);
    m_others = new QTableWidget(0, 5, m_tabs);
    m_others->setObjectName(QStringLiteral("other_runs"));
    m_others->setAccessibleName(tr("The same user in other runs"));
    m_others->setHorizontalHeaderLabels({tr("Rank"), tr("p(true)"), tr("Stage"), tr("Run"), tr("Methods")});
    m_others->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_others->horizontalHeader()->setStretchLastSection(true);
    m_others->verticalHeader()->hide();
    m_others->setShowGrid(false);
    m_others->setAlternatingRowColors(true);
    m_others->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_others->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_others->setTabKeyNavigation(false);
    table_tools::enableCopy(m_others);
    m_tabs->addTab(m_historyList, tr("History"));
    m_tabs->addTab(m_others, tr("Other runs"));
    m_tabs->setTabToolTip(1, tr("The same user in other runs on the same data"));
    m_prompt = new PromptPanel(&m_client, m_tabs);
    m_tabs->addTab(m_prompt, tr("Prompt"));
    m_tabs->setTabToolTip(2, tr("What the language model is asked, and how probable it finds each letter"));
    m_tabs->setTabVisible(2, false);
    connect(m_tabs, &QTabWidget::currentChanged, this, [this] { showOtherRuns(m_user); });
    connect(m_others, &QTableWidget::cellActivated, this, [this](int row) {
        const qint64 run = m_others->item(row, 3)->data(Qt::UserRole).toLongLong();
        m_selection->setCurrentRun(run);
        chooseRun(run);
    });
    return m_tabs;
}

QWidget* InspectorPage::makeEmpty() {
    auto* page = new QWidget(this);
    page->setObjectName(QStringLiteral("inspector_empty"));
    m_emptyTitle = new QLabel(page);
    m_emptyTitle->setObjectName(QStringLiteral("inspector_empty_title"));
    m_emptyTitle->setAlignment(Qt::AlignCenter);
    m_emptyText = new QLabel(page);
    m_emptyText->setObjectName(QStringLiteral("inspector_empty_text"));
    m_emptyText->setAlignment(Qt::AlignCenter);
    m_emptyText->setWordWrap(true);
    auto* button = new QPushButton(tr("Run the sample"), page);
    button->setObjectName(QStringLiteral("inspector_new_experiment"));
    connect(button, &QPushButton::clicked, this, &InspectorPage::newRunRequested);
    m_emptyButton = button;
    auto* layout = new QVBoxLayout(page);
    layout->addStretch(1);
    layout->addWidget(m_emptyTitle);
    layout->addWidget(m_emptyText);
    layout->addWidget(button, 0, Qt::AlignHCenter);
    layout->addStretch(2);
    return page;
}

void InspectorPage::makeShortcuts() {
    const auto add = [this](const QString& text, const QKeySequence& key, auto slot) {
        auto* action = new QAction(text, this);
        action->setShortcut(key);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, this, slot);
        addAction(action);
    };
    add(tr("Next user"), QKeySequence(Qt::ALT | Qt::Key_Down), [this] { stepUser(1); });
    add(tr("Previous user"), QKeySequence(Qt::ALT | Qt::Key_Up), [this] { stepUser(-1); });
    add(tr("Filter users"), QKeySequence::Find, [this] {
        m_text->setFocus();
        m_text->selectAll();
    });
}
