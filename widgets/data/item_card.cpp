// One item: its picture, its texts, how often it was chosen and with what. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/item_card.h"

#include <QEvent>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QToolButton>
#include <QVBoxLayout>

#include "common/background.h"
#include "common/colours.h"

namespace {

constexpr int pictureSide = 224;
constexpr std::size_t neighbourCount = 10;

}  // namespace

ItemCard::ItemCard(QWidget* parent) : QScrollArea(parent) {
    setObjectName(QStringLiteral("item_card"));
    setAccessibleName(tr("Item"));
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(12, 4, 12, 12);
    column->setSpacing(8);
    auto* close = new QToolButton(content);
    close->setObjectName(QStringLiteral("item_card_close"));
    close->setText(QStringLiteral("\u00d7"));
    close->setAutoRaise(true);
    close->setToolTip(tr("Close the item (Escape)"));
    close->setAccessibleName(tr("Close the item"));
    m_title = new QLabel(content);
    m_title->setObjectName(QStringLiteral("item_title"));
    m_title->setWordWrap(true);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    QFont big = m_title->font();
    big.setPointSizeF(big.pointSizeF() * 1.2);
    big.setWeight(QFont::DemiBold);
    m_title->setFont(big);
    auto* top = new QHBoxLayout;
    top->addWidget(m_title, 1);
    top->addWidget(close, 0, Qt::AlignTop);
    column->addLayout(top);
    m_picture = new QLabel(content);
    m_picture->setObjectName(QStringLiteral("item_picture"));
    m_picture->setAlignment(Qt::AlignCenter);
    m_picture->setMinimumHeight(fontMetrics().height() * 4);
    column->addWidget(m_picture);
    m_counts = new QLabel(content);
    m_counts->setObjectName(QStringLiteral("item_counts"));
    m_counts->setWordWrap(true);
    column->addWidget(m_counts);
    m_rows = new QFormLayout;
    m_rows->setRowWrapPolicy(QFormLayout::WrapAllRows);
    m_rows->setVerticalSpacing(2);
    column->addLayout(m_rows);
    m_neighbourHeading = new QLabel(tr("Often in the same history"), content);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    m_neighbourHeading->setFont(bold);
    column->addWidget(m_neighbourHeading);
    m_neighbours = new QListWidget(content);
    m_neighbours->setObjectName(QStringLiteral("item_neighbours"));
    m_neighbours->setAccessibleName(tr("Items often in the same history"));
    m_neighbours->setFrameShape(QFrame::NoFrame);
    m_neighbours->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_neighbours->setTextElideMode(Qt::ElideRight);
    m_neighbourHeading->setBuddy(m_neighbours);
    column->addWidget(m_neighbours);
    column->addStretch(1);
    setWidget(content);
    const auto open = [this](const QListWidgetItem* entry) {
        if (const int item = entry->data(Qt::UserRole).toInt(); item > 0) Q_EMIT itemRequested(item);
    };
    connect(m_neighbours, &QListWidget::itemActivated, this, open);
    connect(m_neighbours, &QListWidget::itemClicked, this, open);
    connect(close, &QToolButton::clicked, this, &ItemCard::closed);
    applyColours();
}

void ItemCard::clear() {
    ++m_ticket;
    m_stop.request_stop();
    m_facts.reset();
    m_item = 0;
}

void ItemCard::addRow(const QString& label, const QString& text, const QString& name) {
    if (text.isEmpty()) return;
    auto* words = new QLabel(text, widget());
    words->setObjectName(QStringLiteral("item_") % name);
    words->setTextFormat(Qt::PlainText);
    words->setWordWrap(true);
    words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    words->setContentsMargins(0, 0, 0, 4);
    auto* heading = new QLabel(label, widget());
    QPalette quiet = palette();
    quiet.setColor(QPalette::WindowText, colours::mutedText(palette()));
    heading->setPalette(quiet);
    m_rows->addRow(heading, words);
}

void ItemCard::showItem(const DatasetFactsPointer& facts, wb::ItemId item, const PictureSource& picture) {
    if (facts == m_facts && item == m_item) return;
    m_facts = facts;
    m_item = item;
    const quint64 ticket = ++m_ticket;
    const wb::Item& about = facts->dataset->items[static_cast<std::size_t>(item)];
    const auto place = static_cast<std::size_t>(item);
    m_title->setText(itemTitle(about));
    setAccessibleName(tr("Item %1").arg(itemTitle(about)));
    const QLocale locale;
    m_counts->setText(tr("%1 interactions, number %2 of %3 by popularity.")
                          .arg(locale.toString(qlonglong(facts->interactions[place])),
                               locale.toString(facts->rank[place]), locale.toString(facts->dataset->item_count())));
    while (m_rows->rowCount() > 0) m_rows->removeRow(0);
    addRow(tr("Id"), QString::fromStdString(about.raw_id), QStringLiteral("raw_id"));
    addRow(tr("Brand"), QString::fromStdString(about.brand), QStringLiteral("brand"));
    addRow(tr("Categories"), QString::fromStdString(about.categories), QStringLiteral("categories"));
    addRow(tr("Text"), QString::fromStdString(about.text), QStringLiteral("text"));
    addRow(tr("Caption"), QString::fromStdString(about.caption), QStringLiteral("caption"));
    addRow(tr("Summary"), QString::fromStdString(about.summary), QStringLiteral("summary"));
    m_picture->setText(picture.isEmpty() ? tr("This item has no picture.") : tr("Reading the picture..."));
    if (!picture.isEmpty()) {
        const double ratio = devicePixelRatioF();
        runInBackground(
            this, [picture, pixels = static_cast<int>(pictureSide * ratio)] { return picture.read(pixels); },
            [this, ticket, ratio](const QImage& image) {
                if (ticket != m_ticket) return;
                if (image.isNull()) {
                    m_picture->setText(tr("The picture cannot be read."));
                    return;
                }
                QPixmap pixmap = QPixmap::fromImage(image);
                pixmap.setDevicePixelRatio(ratio);
                m_picture->setPixmap(pixmap);
            },
            [](const QString&) {});
    }
    showNeighbours();
    ensureVisible(0, 0);
}

void ItemCard::showNeighbours() {
    m_stop.request_stop();
    m_stop = wb::StopToken();
    m_neighbours->clear();
    m_neighbours->hide();
    m_neighbourHeading->hide();
    const quint64 ticket = m_ticket;
    runInBackground(
        this,
        [facts = m_facts, item = m_item, stop = m_stop] {
            return wb::most_co_occurring(*facts->dataset, item, neighbourCount, stop);
        },
        [this, ticket](const std::vector<wb::CoOccurrence>& found) {
            if (ticket != m_ticket || found.empty()) return;
            for (const auto& other : found) {
                const QString title = itemTitle(m_facts->dataset->items[static_cast<std::size_t>(other.item)]);
                const int users = static_cast<int>(other.users);
                // The number first: a long title is cut at its end.
                auto* entry = new QListWidgetItem(tr("%1 \u00d7 %2", "number of users, title").arg(users).arg(title),
                                                  m_neighbours);
                entry->setToolTip(tr("%1: %n users have both", "title of an item", users).arg(title));
                entry->setData(Qt::UserRole, other.item);
            }
            const int rows = m_neighbours->count();
            m_neighbours->setFixedHeight(m_neighbours->sizeHintForRow(0) * rows + 4);
            m_neighbours->show();
            m_neighbourHeading->show();
        },
        [](const QString&) {});
}

void ItemCard::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape)
        Q_EMIT closed();
    else
        QScrollArea::keyPressEvent(event);
}

void ItemCard::changeEvent(QEvent* event) {
    QScrollArea::changeEvent(event);
    if (event->type() == QEvent::ApplicationPaletteChange) applyColours();
}

void ItemCard::applyColours() {
    QPalette clear;
    clear.setColor(QPalette::Base, QPalette().color(QPalette::Window));
    m_neighbours->setPalette(clear);
}
