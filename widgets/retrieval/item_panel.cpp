// The card of an item, and the items that the model finds most like it. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "retrieval/item_panel.h"

#include <QHBoxLayout>
#include <QJsonArray>
#include <QJsonObject>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QProgressBar>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include "common/item_pictures.h"
#include "data/item_card.h"
#include "data/items_model.h"
#include "retrieval/item_row_delegate.h"
#include "run_client/question_client.h"

ItemPanel::ItemPanel(QuestionClient* client, ItemPictures* pictures, QWidget* parent)
    : QWidget(parent),
      m_client(client),
      m_pictures(pictures),
      m_nearest(new RankedItemsModel(RankedItemsModel::Value::similarity, pictures, this)),
      m_card(new ItemCard(this)),
      m_whole(new QStackedWidget(this)),
      m_stack(new QStackedWidget(this)),
      m_heading(new QLabel(this)),
      m_busyText(new QLabel(this)),
      m_problem(new QLabel(this)),
      m_busy(new QProgressBar(this)),
      m_stop(new QToolButton(this)),
      m_again(new QPushButton(tr("Try again"), this)),
      m_list(new QListView(this)) {
    setObjectName(QStringLiteral("retrieval_item"));
    makeNearest();
    auto* below = new QWidget(this);
    auto* column = new QVBoxLayout(below);
    column->setContentsMargins(0, 4, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_heading);
    column->addWidget(m_stack, 1);
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(QStringLiteral("retrieval_item_splitter"));
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_card);
    splitter->addWidget(below);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 1);
    auto* hint = new QLabel(tr("Click an item of the history or of a list: here you see what it is, and which items "
                               "the model finds most like it."),
                            this);
    hint->setObjectName(QStringLiteral("retrieval_item_hint"));
    hint->setWordWrap(true);
    hint->setAlignment(Qt::AlignCenter);
    hint->setMargin(fontMetrics().height());
    m_whole->addWidget(hint);
    m_whole->addWidget(splitter);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 6, 0, 0);
    whole->addWidget(m_whole);
    connect(m_card, &ItemCard::itemRequested, this, &ItemPanel::itemRequested);
    connect(m_card, &ItemCard::closed, this, &ItemPanel::closed);
    connect(m_client, &QuestionClient::answered, this, &ItemPanel::take);
    connect(m_client, &QuestionClient::refused, this, &ItemPanel::refuse);
    connect(m_client, &QuestionClient::stateChanged, this, &ItemPanel::showState);
}

void ItemPanel::makeNearest() {
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    m_heading->setFont(bold);
    m_heading->setWordWrap(true);
    m_heading->setBuddy(m_list);
    m_heading->setToolTip(
        tr("By the cosine of the item vectors of stage 1: 1 = the same direction, 0 = nothing in "
           "common."));
    m_list->setObjectName(QStringLiteral("nearest_items"));
    m_list->setAccessibleName(tr("Nearest items"));
    m_list->setModel(m_nearest);
    m_list->setItemDelegate(new ItemRowDelegate(m_nearest, m_pictures, this));
    m_list->setUniformItemSizes(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    const auto open = [this](const QModelIndex& at) { Q_EMIT itemRequested(at.data(ItemsModel::ItemRole).toInt()); };
    connect(m_list, &QListView::clicked, this, open);
    connect(m_list, &QListView::activated, this, open);

    m_busyText->setObjectName(QStringLiteral("nearest_busy_text"));
    m_busyText->setWordWrap(true);
    m_busy->setRange(0, 0);
    m_busy->setTextVisible(false);
    m_busy->setAccessibleName(tr("Looking for the nearest items"));
    m_busy->setMaximumHeight(fontMetrics().height() * 3 / 4);
    m_stop->setObjectName(QStringLiteral("nearest_stop"));
    m_stop->setText(tr("Stop"));
    connect(m_stop, &QToolButton::clicked, this, &ItemPanel::stop);
    auto* waiting = new QWidget(m_stack);
    auto* line = new QHBoxLayout;
    line->addWidget(m_busy, 1);
    line->addWidget(m_stop);
    auto* waitingColumn = new QVBoxLayout(waiting);
    waitingColumn->setContentsMargins(0, 0, 0, 0);
    waitingColumn->addWidget(m_busyText);
    waitingColumn->addLayout(line);
    waitingColumn->addStretch(1);
    m_problem->setObjectName(QStringLiteral("nearest_problem"));
    m_problem->setWordWrap(true);
    m_problem->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_again->setObjectName(QStringLiteral("nearest_again"));
    connect(m_again, &QPushButton::clicked, this, &ItemPanel::ask);
    auto* trouble = new QWidget(m_stack);
    auto* troubleColumn = new QVBoxLayout(trouble);
    troubleColumn->setContentsMargins(0, 0, 0, 0);
    troubleColumn->addWidget(m_problem);
    troubleColumn->addWidget(m_again, 0, Qt::AlignLeft);
    troubleColumn->addStretch(1);
    m_stack->addWidget(m_list);
    m_stack->addWidget(waiting);
    m_stack->addWidget(trouble);
}

void ItemPanel::setModelRun(qint64 run) {
    if (run == m_run) return;
    m_run = run;
    m_heading->setText(run > 0 ? tr("Nearest items by the model of run %1").arg(run) : tr("Nearest items"));
    m_nearest->setItems({});
    m_ticket = 0;
    m_unasked = m_item > 0;
    if (m_unasked && isVisible()) ask();
}

void ItemPanel::setDataset(std::shared_ptr<const wb::Dataset> dataset) {
    m_nearest->setDataset(std::move(dataset));
}

void ItemPanel::clear() {
    m_card->clear();
    m_item = 0;
    m_unasked = false;
    m_ticket = 0;
    m_nearest->setItems({});
    m_whole->setCurrentIndex(0);
}

void ItemPanel::showItem(const DatasetFactsPointer& facts, wb::ItemId item) {
    const bool same = item == m_item && (m_ticket != 0 || m_nearest->rowCount() > 0);
    m_item = item;
    m_card->showItem(facts, item, m_pictures->source(item));
    m_whole->setCurrentIndex(1);
    if (!same) ask();
}

void ItemPanel::ask() {
    m_nearest->setItems({});
    m_ticket = 0;
    m_unasked = false;
    if (m_run <= 0) {
        sayProblem(tr("It is not known which run's model made these lists. Choose the run that was trained as A."));
        return;
    }
    m_ticket = m_client->ask(m_run, {{QStringLiteral("op"), QStringLiteral("nearest")},
                                     {QStringLiteral("item"), m_item},
                                     {QStringLiteral("count"), nearestCount}});
    showState();
}

void ItemPanel::showState() {
    if (m_ticket == 0) return;
    m_busyText->setText(m_client->state() == QuestionClient::State::starting
                            ? tr("Loading the model of run %1...").arg(m_run)
                            : tr("Looking for the nearest items..."));
    m_stack->setCurrentIndex(1);
}

void ItemPanel::stop() {
    m_ticket = 0;
    m_client->stop();
    sayProblem(tr("Stopped."));
}

void ItemPanel::sayProblem(const QString& text) {
    m_problem->setText(text);
    m_again->setEnabled(m_run > 0);
    m_stack->setCurrentIndex(2);
}

void ItemPanel::take(quint64 ticket, const QJsonObject& answer) {
    if (ticket != m_ticket) return;  // another item was chosen meanwhile
    m_ticket = 0;
    const QJsonArray items = answer.value(QLatin1String("items")).toArray(),
                     similarities = answer.value(QLatin1String("similarities")).toArray();
    std::vector<ItemRow> rows;
    for (qsizetype i = 0; i < std::min(items.size(), similarities.size()); ++i) {
        ItemRow row;
        row.item = items[i].toInt();
        row.place = QString::number(i + 1);
        row.value = similarities[i].toDouble();
        rows.push_back(std::move(row));
    }
    if (rows.empty()) {
        sayProblem(tr("There is no other item in this dataset."));
        return;
    }
    m_nearest->setItems(std::move(rows));
    m_list->scrollToTop();
    m_stack->setCurrentIndex(0);
}

void ItemPanel::refuse(quint64 ticket, const QuestionProblem& problem) {
    if (ticket != m_ticket) return;
    m_ticket = 0;
    QStringList sentences{problem.what, problem.why, problem.fix};
    sentences.removeAll(QString());
    sayProblem(QStringLiteral("\u26a0 ") + sentences.join(QLatin1Char(' ')));
}

void ItemPanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (m_unasked) ask();
}

void ItemPanel::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape)
        Q_EMIT closed();
    else
        QWidget::keyPressEvent(event);
}
