// The card of an item, and the items that the model finds most like it. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "retrieval/item_panel.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "common/item_pictures.h"
#include "data/item_card.h"
#include "data/items_model.h"
#include "retrieval/item_row_delegate.h"
#include "run_client/answer_view.h"

ItemPanel::ItemPanel(QuestionClient* client, ItemPictures* pictures, QWidget* parent)
    : QWidget(parent),
      m_pictures(pictures),
      m_nearest(new RankedItemsModel(RankedItemsModel::Value::similarity, pictures, this)),
      m_card(new ItemCard(this)),
      m_whole(new QStackedWidget(this)),
      m_heading(new QLabel(this)),
      m_list(new QListView(this)),
      m_view(new AnswerView(client, m_list, QStringLiteral("nearest"), tr("Looking for the nearest items"), this)) {
    setObjectName(QStringLiteral("retrieval_item"));
    makeNearest();
    auto* below = new QWidget(this);
    auto* column = new QVBoxLayout(below);
    column->setContentsMargins(0, 4, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_heading);
    column->addWidget(m_view, 1);
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
    connect(m_view, &AnswerView::answered, this, &ItemPanel::take);
    connect(m_view, &AnswerView::againRequested, this, &ItemPanel::ask);
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
}

void ItemPanel::setModelRun(qint64 run) {
    if (run == m_run) return;
    m_run = run;
    m_heading->setText(run > 0 ? tr("Nearest items by the model of run %1").arg(run) : tr("Nearest items"));
    m_nearest->setItems({});
    m_view->forget();
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
    m_view->forget();
    m_nearest->setItems({});
    m_whole->setCurrentIndex(0);
}

void ItemPanel::showItem(const DatasetFactsPointer& facts, wb::ItemId item) {
    const bool same = item == m_item && (m_view->isAsking() || m_nearest->rowCount() > 0);
    m_item = item;
    m_card->showItem(facts, item, m_pictures->source(item));
    m_whole->setCurrentIndex(1);
    if (!same) ask();
}

void ItemPanel::ask() {
    m_nearest->setItems({});
    m_view->forget();
    m_unasked = false;
    if (m_run <= 0) {
        m_view->sayProblem(
            tr("It is not known which run's model made these lists. Choose the run that was trained as A."), false);
        return;
    }
    m_view->ask(m_run, {{QStringLiteral("op"), QStringLiteral("nearest")},
                        {QStringLiteral("item"), m_item},
                        {QStringLiteral("count"), nearestCount}});
}

void ItemPanel::take(const QJsonObject& answer) {
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
        m_view->sayProblem(tr("There is no other item in this dataset."));
        return;
    }
    m_nearest->setItems(std::move(rows));
    m_list->scrollToTop();
    m_view->showContent();
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
