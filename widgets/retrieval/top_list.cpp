// The list that one run's retriever gives a user. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "retrieval/top_list.h"

#include <QAction>
#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "common/colours.h"
#include "common/eliding.h"
#include "common/item_pictures.h"
#include "data/items_model.h"
#include "retrieval/item_row_delegate.h"

TopList::TopList(const QString& letter, ItemPictures* pictures, QWidget* parent)
    : QWidget(parent),
      m_letter(letter),
      m_model(new RankedItemsModel(RankedItemsModel::Value::score, pictures, this)),
      m_delegate(new ItemRowDelegate(m_model, pictures, this)),
      m_list(new QListView(this)),
      m_stack(new QStackedWidget(this)),
      m_badge(new QLabel(letter, this)),
      m_summary(new QLabel(this)),
      m_why(new QLabel(this)),
      m_name(new ElidingLabel(this)) {
    makeList();
    QFont bold = font();
    bold.setBold(true);
    m_badge->setFont(bold);
    m_badge->setAlignment(Qt::AlignCenter);
    m_badge->setFixedSize(fontMetrics().height() + 6, fontMetrics().height() + 4);
    m_badge->setAutoFillBackground(true);
    m_name->setFont(bold);
    m_name->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_summary->setObjectName(QStringLiteral("retrieval_summary_") % letter);
    m_summary->setWordWrap(true);
    m_why->setObjectName(QStringLiteral("retrieval_why_") % letter);
    m_why->setWordWrap(true);
    m_why->setAlignment(Qt::AlignCenter);
    m_why->setMargin(fontMetrics().height());
    m_stack->addWidget(m_list);
    m_stack->addWidget(m_why);
    auto* head = new QHBoxLayout;
    head->addWidget(m_badge);
    head->addWidget(m_name, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(3);
    column->addLayout(head);
    column->addWidget(m_summary);
    column->addWidget(m_stack, 1);
    applyColours();
}

void TopList::makeList() {
    m_list->setObjectName(QStringLiteral("retrieval_list_") % m_letter);
    m_list->setModel(m_model);
    m_list->setItemDelegate(m_delegate);
    m_list->setUniformItemSizes(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);  // the columns of two lists stand alike
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    const auto open = [this](const QModelIndex& at) { Q_EMIT itemRequested(at.data(ItemsModel::ItemRole).toInt()); };
    connect(m_list, &QListView::clicked, this, open);
    connect(m_list, &QListView::activated, this, open);
    auto* target = new QShortcut(QKeySequence(Qt::Key_G), m_list);
    target->setContext(Qt::WidgetShortcut);
    connect(target, &QShortcut::activated, this, &TopList::goToTarget);
    auto* copyAction = new QAction(tr("Copy list"), m_list);
    copyAction->setObjectName(QStringLiteral("copy_list"));
    copyAction->setShortcut(QKeySequence::Copy);
    copyAction->setShortcutContext(Qt::WidgetShortcut);
    connect(copyAction, &QAction::triggered, this, &TopList::copy);
    m_list->addAction(copyAction);
}

void TopList::setRun(qint64 run, const QString& name) {
    m_run = run;
    m_name->setText(name);
    m_name->setToolTip(name);
    m_list->setAccessibleName(tr("List of %1: %2", "letter, name of the run").arg(m_letter, name));
    applyColours();
}

void TopList::setDataset(std::shared_ptr<const wb::Dataset> dataset) {
    m_model->setDataset(std::move(dataset));
}

void TopList::showUser(const std::optional<wb::UserDetail>& detail, const wb::UserDetail* beside,
                       const QString& besideName, qint64 besideRun, int top) {
    if (!detail) {
        showNothing(tr("This run stored no list for this user."));
        return;
    }
    m_besideRun = besideRun;
    applyColours();
    m_model->setItems(rankedList(*detail, beside, top), beside ? besideName : QString());
    m_list->scrollToTop();
    const auto inList = std::count_if(m_model->items().begin(), m_model->items().end(),
                                      [](const ItemRow& row) { return row.target && !row.outside; });
    const bool inside = inList > 0;
    const qsizetype all = 1 + static_cast<qsizetype>(detail->result.other_true_items.size());
    const QString best = rankAmongAll(detail->result);
    if (all > 1)
        m_summary->setText((inside ? tr("\u2713 %1 of %2 true items are in the top %3; the best has %4.")
                                   : tr("\u2717 %1 of %2 true items are in the top %3; the best has %4."))
                               .arg(QString::number(inList), QString::number(all), QString::number(top), best));
    else
        m_summary->setText((inside ? tr("\u2713 The true item is in the top %1: %2.")
                                   : tr("\u2717 The true item is not in the top %1: %2."))
                               .arg(QString::number(top), best));
    QPalette sign = palette();
    sign.setColor(QPalette::WindowText, inside ? colours::good(sign) : colours::error(sign));
    m_summary->setPalette(sign);
    m_stack->setCurrentWidget(m_list);
}

void TopList::showNothing(const QString& why) {
    m_model->setItems({});
    m_summary->clear();
    m_why->setText(why);
    m_stack->setCurrentWidget(m_why);
}

void TopList::goToTarget() {
    const QModelIndex target = m_model->targetAfter(m_list->currentIndex());
    if (!target.isValid()) return;
    m_list->setCurrentIndex(target);
    m_list->scrollTo(target, QAbstractItemView::PositionAtCenter);
}

void TopList::copy() const {
    QGuiApplication::clipboard()->setText(m_model->asTabbedText());
}

void TopList::applyColours() {
    QPalette badge = palette();
    badge.setColor(QPalette::Window, colours::run(m_run, palette()));
    badge.setColor(QPalette::WindowText, palette().color(QPalette::Base));
    m_badge->setPalette(badge);
    m_delegate->setOtherColour(colours::run(m_besideRun, palette()));
    m_list->viewport()->update();
}

void TopList::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    // Not PaletteChange: setting the children's palettes would call it again and again.
    if (event->type() == QEvent::ApplicationPaletteChange) {
        applyColours();
        m_summary->setPalette(palette());
    }
}
