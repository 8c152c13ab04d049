// The items of a dataset: search, grid of pictures, and the card of one item beside it. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/items_view.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "common/item_pictures.h"
#include "data/item_card.h"
#include "data/items_model.h"
#include "data/picture_grid.h"

ItemsView::ItemsView(QWidget* parent)
    : QWidget(parent), m_pictures(new ItemPictures(this)), m_model(new ItemsModel(m_pictures, this)) {
    m_pictures->setSize(fontMetrics().height() * 7, devicePixelRatioF());
    m_pictures->setPalette(palette());
    m_search = new QLineEdit(this);
    m_search->setObjectName(QStringLiteral("item_search"));
    m_search->setPlaceholderText(tr("Search by title or id (Ctrl+F)"));
    m_search->setAccessibleName(tr("Search items"));
    m_search->setClearButtonEnabled(true);
    m_show = new QComboBox(this);
    m_show->setObjectName(QStringLiteral("item_show"));
    m_show->setAccessibleName(tr("Which items are shown"));
    m_show->addItems({tr("All items"), tr("With picture"), tr("Without picture")});
    m_order = new QComboBox(this);
    m_order->setObjectName(QStringLiteral("item_order"));
    m_order->setAccessibleName(tr("Order of the items"));
    m_order->addItems({tr("In order of the catalogue"), tr("Most popular first")});
    m_count = new QLabel(this);
    m_count->setObjectName(QStringLiteral("item_count"));
    auto* top = new QHBoxLayout;
    top->setSpacing(8);
    top->addWidget(m_search, 1);
    top->addWidget(m_show);
    top->addWidget(m_order);
    top->addWidget(m_count);

    m_grid = new PictureGrid(m_model, m_pictures, this);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_grid);
    auto* nothing = new QWidget(m_stack);
    auto* nothingColumn = new QVBoxLayout(nothing);
    auto* words = new QLabel(tr("No item matches."), nothing);
    words->setAlignment(Qt::AlignCenter);
    auto* clear = new QPushButton(tr("Clear filters"), nothing);
    clear->setObjectName(QStringLiteral("clear_item_filters"));
    nothingColumn->addStretch(1);
    nothingColumn->addWidget(words);
    nothingColumn->addWidget(clear, 0, Qt::AlignHCenter);
    nothingColumn->addStretch(2);
    m_stack->addWidget(nothing);

    m_card = new ItemCard(this);
    m_card->setFixedWidth(fontMetrics().averageCharWidth() * 46);
    m_card->hide();
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_stack, 1);
    row->addWidget(m_card);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 8, 0, 0);
    column->setSpacing(8);
    column->addLayout(top);
    column->addLayout(row, 1);

    m_follow.setSingleShot(true);
    m_follow.setInterval(120);
    connect(m_search, &QLineEdit::textChanged, this, &ItemsView::applySearch);
    connect(m_search, &QLineEdit::returnPressed, this, [this] { m_grid->setFocus(); });
    connect(m_show, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_model->setShow(static_cast<ItemsModel::Show>(index));
        updateCount();
    });
    connect(m_order, &QComboBox::currentIndexChanged, this,
            [this](int index) { m_model->setOrder(static_cast<ItemsModel::Order>(index)); });
    connect(clear, &QPushButton::clicked, this, [this] {
        m_search->clear();
        m_show->setCurrentIndex(0);
        m_search->setFocus();
    });
    connect(m_grid, &QListView::clicked, this,
            [this](const QModelIndex& at) { openCard(m_model->itemAt(at.row())); });
    connect(m_grid, &QListView::activated, this,
            [this](const QModelIndex& at) { openCard(m_model->itemAt(at.row())); });
    connect(m_grid->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] {
        if (!m_card->isHidden()) m_follow.start();
    });
    connect(&m_follow, &QTimer::timeout, this, [this] {
        if (!m_card->isHidden() && m_grid->currentIndex().isValid())
            openCard(m_model->itemAt(m_grid->currentIndex().row()));
    });
    connect(m_card, &ItemCard::closed, this, &ItemsView::closeCard);
    connect(m_card, &ItemCard::itemRequested, this, &ItemsView::goTo);
}

void ItemsView::setFacts(const DatasetFactsPointer& facts) {
    closeCard();
    m_model->setFacts(facts);
    m_grid->scrollToTop();
    updateCount();
}

void ItemsView::focusSearch() {
    m_search->setFocus();
    m_search->selectAll();
}

void ItemsView::applySearch() {
    m_model->setSearch(m_search->text());
    updateCount();
}

void ItemsView::updateCount() {
    const int shown = m_model->rowCount();
    const int all = m_model->facts() ? m_model->facts()->dataset->item_count() : 0;
    const QLocale locale;
    m_count->setText(shown == all ? tr("%n items", nullptr, all).replace(QString::number(all), locale.toString(all))
                                  : tr("%1 of %2 items").arg(locale.toString(shown), locale.toString(all)));
    m_stack->setCurrentIndex(shown == 0 && all > 0 ? 1 : 0);
}

void ItemsView::openCard(wb::ItemId item) {
    if (item <= 0 || !m_model->facts()) return;
    m_card->showItem(m_model->facts(), item, m_pictures->source(item));
    m_card->show();
}

void ItemsView::closeCard() {
    m_card->clear();
    if (m_card->isHidden()) return;
    m_card->hide();
    m_grid->setFocus();
}

void ItemsView::goTo(wb::ItemId item) {
    if (const int row = m_model->rowOf(item); row >= 0) {
        m_grid->setCurrentIndex(m_model->index(row));
        m_grid->scrollTo(m_model->index(row));
    }
    openCard(item);
}

void ItemsView::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && !m_card->isHidden())
        closeCard();
    else
        QWidget::keyPressEvent(event);
}
