// The Retrieval page: its widgets and what they are connected to. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QVBoxLayout>

#include "common/item_pictures.h"
#include "common/message_bar.h"
#include "retrieval/history_strip.h"
#include "retrieval/item_panel.h"
#include "retrieval/retrieval_page.h"
#include "retrieval/run_choice.h"
#include "retrieval/top_list.h"
#include "retrieval/users_panel.h"
#include "retrieval/whole_lists.h"

namespace {

constexpr int longestList = 50;  // what stage 1 stores of each user's list
constexpr int usualList = 20;

}  // namespace

RetrievalPage::RetrievalPage(AppContext* context, Selection* selection, const QString& workerProgram, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_selection(selection),
      m_client(workerProgram, QString::fromStdString(context->workspace.root.string())),
      m_pictures(new ItemPictures(this)),
      m_bar(new MessageBar(this)),
      m_stack(new QStackedWidget(this)) {
    setObjectName(QStringLiteral("retrieval_page"));
    m_pictures->setSize(fontMetrics().height() * 2 + 4, devicePixelRatioF());
    m_pictures->setPalette(palette());
    auto* selectors = makeSelectors();
    m_tabs = new QTabWidget(this);  // before what it holds: Tab goes in the order in which widgets are made
    auto* splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setObjectName(QStringLiteral("retrieval_splitter"));
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(makeSide());
    splitter->addWidget(makeCentre());
    splitter->setStretchFactor(0, 0);
    splitter->setStretchFactor(1, 1);
    const int em = fontMetrics().averageCharWidth();
    splitter->setSizes({em * 50, em * 120});
    m_whole = new WholeLists(this);
    m_tabs->setObjectName(QStringLiteral("retrieval_tabs"));
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(splitter, tr("User by user"));
    m_tabs->addTab(m_whole, tr("Lists as a whole"));
    m_stack->addWidget(m_tabs);
    m_stack->addWidget(makeEmpty());
    m_stack->setCurrentIndex(1);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(selectors);
    layout->addWidget(m_bar);
    layout->addWidget(m_stack, 1);
    makeShortcuts();

    connect(m_selection, &Selection::runsChanged, this, [this] {
        m_stale = true;
        if (isVisible()) refresh();
    });
    connect(m_selection, &Selection::currentRunChanged, this, [this](qint64 run) {
        if (isVisible())
            chooseRuns(run, m_b.id);
        else
            m_stale = true;
    });
    connect(m_selection, &Selection::comparedRunsChanged, this, [this](const QList<qint64>& runs) {
        m_wantedPair = runs;
        m_stale = true;
        if (isVisible()) refresh();
    });
    connect(m_selection, &Selection::userChanged, m_users, &UsersPanel::selectUser);
}

QWidget* RetrievalPage::makeSelectors() {
    auto* line = new QWidget(this);
    auto* row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    const auto add = [&](QWidget* box, const QString& name, const QString& label, const QString& title, int stretch) {
        box->setObjectName(name);
        box->setAccessibleName(title);
        auto* words = new QLabel(label, line);
        words->setBuddy(box);
        row->addWidget(words);
        row->addWidget(box, stretch);
    };
    m_choiceA = new RunChoice(line);
    add(m_choiceA, QStringLiteral("retrieval_run_a"), tr("Run A"), tr("Run A"), 3);
    m_choiceB = new RunChoice(line);
    m_choiceB->setToolTip(tr("A second run on the same data, shown beside A"));
    add(m_choiceB, QStringLiteral("retrieval_run_b"), tr("Run B"), tr("Run B, shown beside A"), 3);
    m_splitBox = new QComboBox(line);
    m_splitBox->addItem(tr("test"), QStringLiteral("test"));
    m_splitBox->addItem(tr("validation"), QStringLiteral("validation"));
    add(m_splitBox, QStringLiteral("retrieval_split"), tr("Split"), tr("Split"), 0);
    m_top = new QSpinBox(line);
    m_top->setRange(1, longestList);
    m_top->setValue(usualList);
    m_top->setToolTip(
        tr("Length of the lists, and what counts as found. Stage 1 stores %1 places of each list.").arg(longestList));
    add(m_top, QStringLiteral("retrieval_top"), tr("Top"), tr("Length of the lists"), 0);
    connect(m_choiceA, &RunChoice::chosen, this, [this](qint64 run) {
        m_selection->setCurrentRun(run);
        chooseRuns(run, m_b.id);
    });
    connect(m_choiceB, &RunChoice::chosen, this, [this](qint64 run) { chooseRuns(m_a.id, run); });
    connect(m_splitBox, &QComboBox::activated, this, [this](int index) {
        m_testWanted = index == 0;
        if (m_a.id != 0) loadUsers();
    });
    connect(m_top, &QSpinBox::valueChanged, this, [this](int top) {
        m_users->setTop(top);
        if (m_user != 0) showUser(m_user);
    });
    return line;
}

QWidget* RetrievalPage::makeSide() {
    m_side = new QTabWidget(this);
    m_side->setObjectName(QStringLiteral("retrieval_side"));
    m_side->setDocumentMode(true);
    m_side->setUsesScrollButtons(false);
    m_users = new UsersPanel(m_side);
    m_item = new ItemPanel(&m_client, m_pictures, m_side);
    m_side->addTab(m_users, tr("Users"));
    m_side->addTab(m_item, tr("Item"));
    m_side->setMinimumWidth(fontMetrics().averageCharWidth() * 38);
    connect(m_users, &UsersPanel::userChosen, this, &RetrievalPage::showUser);
    connect(m_item, &ItemPanel::itemRequested, this, &RetrievalPage::openItem);
    connect(m_item, &ItemPanel::closed, this, &RetrievalPage::closeItem);
    return m_side;
}

QWidget* RetrievalPage::makeCentre() {
    auto* panel = new QWidget(this);
    m_header = new QLabel(panel);
    m_header->setObjectName(QStringLiteral("retrieval_header"));
    m_header->setWordWrap(true);
    m_header->setTextFormat(Qt::RichText);
    m_header->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_history = new HistoryStrip(panel);
    m_listA = new TopList(QStringLiteral("A"), m_pictures, panel);
    m_listB = new TopList(QStringLiteral("B"), m_pictures, panel);
    m_listB->hide();
    auto* lists = new QHBoxLayout;
    lists->setSpacing(10);
    lists->addWidget(m_listA, 1);
    lists->addWidget(m_listB, 1);
    auto* column = new QVBoxLayout(panel);
    column->setContentsMargins(6, 6, 0, 0);
    column->addWidget(m_header);
    column->addWidget(m_history);
    column->addLayout(lists, 1);
    connect(m_history, &HistoryStrip::itemRequested, this, &RetrievalPage::openItem);
    for (TopList* list : {m_listA, m_listB}) connect(list, &TopList::itemRequested, this, &RetrievalPage::openItem);
    return panel;
}

QWidget* RetrievalPage::makeEmpty() {
    auto* page = new QWidget(this);
    m_emptyTitle = new QLabel(page);
    m_emptyTitle->setAlignment(Qt::AlignCenter);
    m_emptyText = new QLabel(page);
    m_emptyText->setObjectName(QStringLiteral("retrieval_empty_text"));
    m_emptyText->setAlignment(Qt::AlignCenter);
    m_emptyText->setWordWrap(true);
    m_emptyText->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* button = new QPushButton(tr("Run the sample"), page);
    button->setObjectName(QStringLiteral("retrieval_run_sample"));
    button->hide();
    connect(button, &QPushButton::clicked, this, &RetrievalPage::newRunRequested);
    m_emptyButton = button;
    auto* layout = new QVBoxLayout(page);
    layout->addStretch(1);
    layout->addWidget(m_emptyTitle);
    layout->addWidget(m_emptyText);
    layout->addWidget(button, 0, Qt::AlignHCenter);
    layout->addStretch(2);
    return page;
}

void RetrievalPage::makeShortcuts() {
    const auto add = [this](const QString& text, const QKeySequence& key, auto slot) {
        auto* action = new QAction(text, this);
        action->setShortcut(key);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, this, slot);
        addAction(action);
    };
    add(tr("Next user"), QKeySequence(Qt::ALT | Qt::Key_Down), [this] { m_users->step(1); });
    add(tr("Previous user"), QKeySequence(Qt::ALT | Qt::Key_Up), [this] { m_users->step(-1); });
    add(tr("Search users"), QKeySequence::Find, [this] {
        closeItem();
        m_users->focusSearch();
    });
}
