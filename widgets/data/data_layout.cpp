// The Data page: its widgets and how they stand. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabWidget>
#include <QVBoxLayout>

#include "common/message_bar.h"
#include "data/data_page.h"
#include "data/import_panel.h"
#include "data/items_view.h"
#include "data/overview_panel.h"

DataPage::DataPage(AppContext* context, QWidget* parent) : QWidget(parent), m_context(context) {
    setObjectName(QStringLiteral("data_page"));
    setAcceptDrops(true);
    m_message = new MessageBar(this);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(makeEmpty());
    m_import = new ImportPanel(context, m_stack);
    m_stack->addWidget(m_import);
    m_stack->addWidget(makeDataset());
    auto* right = new QVBoxLayout;
    right->setContentsMargins(8, 12, 16, 12);
    right->setSpacing(8);
    right->addWidget(m_message);
    right->addWidget(m_stack, 1);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(makeSide());
    row->addLayout(right, 1);
    makeActions();

    // The empty page says and offers all there is.
    m_side->hide();
    connect(m_stack, &QStackedWidget::currentChanged, this,
            [this](int place) { m_side->setVisible(place != emptyPlace); });
    connect(m_list, &QListWidget::currentRowChanged, this, &DataPage::showSelected);
    connect(m_import, &ImportPanel::changed, this, &DataPage::updateImportEntry);
    connect(m_import, &ImportPanel::prepared, this, [this](const wb::PreparedInfo& info, bool reused) {
        m_wanted = info.folder;
        if (reused)
            m_message->showMessage(MessageBar::Kind::info, tr("It was there already with the same content."), {});
        refresh();
        Q_EMIT datasetsChanged();
    });
}

QWidget* DataPage::makeSide() {
    auto* side = new QWidget(this);
    m_side = side;
    side->setFixedWidth(fontMetrics().averageCharWidth() * 36);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(16, 12, 8, 12);
    column->setSpacing(8);
    auto* heading = new QLabel(tr("Datasets"), side);
    QFont bold = heading->font();
    bold.setWeight(QFont::DemiBold);
    heading->setFont(bold);
    m_list = new QListWidget(side);
    m_list->setObjectName(QStringLiteral("dataset_list"));
    m_list->setAccessibleName(tr("Datasets"));
    m_list->setWordWrap(true);
    m_list->setSpacing(2);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    heading->setBuddy(m_list);
    auto* import = new QPushButton(tr("Import data..."), side);
    import->setObjectName(QStringLiteral("data_import"));
    import->setToolTip(tr("A folder or files; or drop them anywhere on this page (Ctrl+I)"));
    auto* sample = new QPushButton(tr("Use sample"), side);
    sample->setObjectName(QStringLiteral("data_sample"));
    sample->setToolTip(tr("Makes the built-in catalogue: a few hundred users and items with pictures and texts"));
    column->addWidget(heading);
    column->addWidget(m_list, 1);
    column->addWidget(import);
    column->addWidget(sample);
    connect(import, &QPushButton::clicked, this, [this] { importData(); });
    connect(sample, &QPushButton::clicked, this, [this] {
        importData();
        m_import->prepareSample();
    });
    return side;
}

QWidget* DataPage::makeEmpty() {
    auto* page = new QFrame(this);
    page->setObjectName(QStringLiteral("data_empty"));
    auto* column = new QVBoxLayout(page);
    column->setSpacing(12);
    auto* words = new QLabel(tr("No data yet: drop a folder or CSV here"), page);
    words->setObjectName(QStringLiteral("data_empty_text"));
    words->setAlignment(Qt::AlignCenter);
    words->setWordWrap(true);
    QFont big = words->font();
    big.setPointSizeF(big.pointSizeF() * 1.5);
    words->setFont(big);
    auto* more =
        new QLabel(tr("MovieLens, Amazon reviews, RecBole, sequences, ready splits, or any table with a user "
                      "and an item column. What is found is shown before anything is stored."),
                   page);
    more->setAlignment(Qt::AlignCenter);
    more->setWordWrap(true);
    auto* import = new QPushButton(tr("Import data..."), page);
    import->setObjectName(QStringLiteral("data_empty_import"));
    auto* sample = new QPushButton(tr("Use sample"), page);
    sample->setObjectName(QStringLiteral("data_empty_sample"));
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(10);
    buttons->addStretch(1);
    for (QPushButton* button : {import, sample}) {
        button->setMinimumHeight(fontMetrics().height() * 5 / 2);
        button->setMinimumWidth(fontMetrics().averageCharWidth() * 22);
        buttons->addWidget(button);
    }
    buttons->addStretch(1);
    column->addStretch(2);
    column->addWidget(words);
    column->addWidget(more);
    column->addLayout(buttons);
    column->addStretch(3);
    connect(import, &QPushButton::clicked, this, [this] { importData(); });
    connect(sample, &QPushButton::clicked, this, [this] {
        importData();
        m_import->prepareSample();
    });
    return page;
}

QWidget* DataPage::makeDataset() {
    auto* page = new QWidget(this);
    m_title = new QLabel(page);
    m_title->setObjectName(QStringLiteral("dataset_title"));
    m_title->setTextFormat(Qt::PlainText);
    QFont big = m_title->font();
    big.setPointSizeF(big.pointSizeF() * 1.4);
    big.setWeight(QFont::DemiBold);
    m_title->setFont(big);
    m_factsLine = new QLabel(page);
    m_factsLine->setObjectName(QStringLiteral("dataset_facts"));
    m_factsLine->setWordWrap(true);
    m_factsLine->setTextFormat(Qt::PlainText);
    m_factsLine->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_use = new QPushButton(tr("Use in an experiment"), page);
    m_use->setObjectName(QStringLiteral("dataset_use"));
    connect(m_use, &QPushButton::clicked, this, [this] { Q_EMIT useRequested(m_info); });
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(m_title);
    words->addWidget(m_factsLine);
    auto* top = new QHBoxLayout;
    top->setSpacing(12);
    top->addLayout(words, 1);
    top->addWidget(m_use, 0, Qt::AlignTop);

    m_busy = new QWidget(page);
    m_busy->setObjectName(QStringLiteral("dataset_busy"));
    auto* busy = new QVBoxLayout(m_busy);
    auto* reading = new QLabel(tr("Reading the dataset..."), m_busy);
    reading->setAlignment(Qt::AlignCenter);
    auto* bar = new QProgressBar(m_busy);
    bar->setRange(0, 0);
    bar->setTextVisible(false);
    bar->setMaximumWidth(fontMetrics().averageCharWidth() * 40);
    bar->setAccessibleName(tr("Reading the dataset"));
    busy->addStretch(1);
    busy->addWidget(reading);
    busy->addWidget(bar, 0, Qt::AlignHCenter);
    busy->addStretch(2);

    m_tabs = new QTabWidget(page);
    m_tabs->setObjectName(QStringLiteral("data_tabs"));
    m_tabs->setDocumentMode(true);
    m_overview = new OverviewPanel(m_tabs);
    m_items = new ItemsView(m_tabs);
    m_tabs->addTab(m_overview, tr("Overview"));
    m_tabs->addTab(m_items, tr("Items and pictures"));
    m_content = m_tabs;
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addLayout(top);
    column->addWidget(m_busy, 1);
    column->addWidget(m_tabs, 1);
    return page;
}

void DataPage::makeActions() {
    // Window shortcuts of this page count only while it is shown.
    const auto add = [this](const QString& name, const QString& text, const QKeySequence& keys, auto slot) {
        auto* action = new QAction(text, this);
        action->setObjectName(name);
        action->setShortcut(keys);
        connect(action, &QAction::triggered, this, slot);
        addAction(action);
    };
    add(QStringLiteral("data_prepare"), tr("Prepare the data"), QKeySequence(Qt::CTRL | Qt::Key_P), [this] {
        if (m_stack->currentIndex() == importPlace) m_import->prepare();
    });
    add(QStringLiteral("data_find"), tr("Search items"), QKeySequence::Find, [this] {
        if (m_stack->currentIndex() != datasetPlace || !m_facts) return;
        m_tabs->setCurrentWidget(m_items);
        m_items->focusSearch();
    });
    for (int tab = 0; tab < m_tabs->count(); ++tab)
        add(QStringLiteral("data_tab_%1").arg(tab + 1), m_tabs->tabText(tab),
            QKeySequence(Qt::ALT | static_cast<Qt::Key>(Qt::Key_1 + tab)),
            [this, tab] { m_tabs->setCurrentIndex(tab); });
}
