// What a user chose before, as cards in one line. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "retrieval/history_strip.h"

#include <QEvent>
#include <QScrollBar>
#include <algorithm>

#include "data/items_model.h"
#include "data/picture_grid.h"

namespace {

QSize cardSize(const QFontMetrics& metrics, int side) {
    // Two lines of a title need more room than the picture.
    const QSize cell = PictureCellDelegate::cellSize(metrics, side);
    return {std::max(cell.width(), metrics.averageCharWidth() * 21), cell.height()};
}

class CardDelegate : public PictureCellDelegate {
  public:
    CardDelegate(ItemPictures* pictures, QObject* parent)
        : PictureCellDelegate(pictures, parent), m_side(pictures->side()) {}
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override {
        return cardSize(option.fontMetrics, m_side);
    }

  private:
    int m_side;
};

}  // namespace

void HistoryCardsModel::setItems(std::shared_ptr<const wb::Dataset> dataset, std::vector<wb::ItemId> items) {
    m_ids = items;
    setHistory(std::move(dataset), std::move(items));
}

wb::ItemId HistoryCardsModel::itemAt(int row) const {
    return row < 0 || row >= static_cast<int>(m_ids.size()) ? 0 : m_ids[static_cast<std::size_t>(row)];
}

QVariant HistoryCardsModel::data(const QModelIndex& index, int role) const {
    return role == ItemsModel::ItemRole ? QVariant(itemAt(index.row())) : HistoryModel::data(index, role);
}

HistoryStrip::HistoryStrip(QWidget* parent)
    : QListView(parent), m_pictures(new ItemPictures(this)), m_cards(new HistoryCardsModel(m_pictures, this)) {
    setObjectName(QStringLiteral("retrieval_history"));
    m_pictures->setSize(fontMetrics().height() * 4, devicePixelRatioF());
    m_pictures->setPalette(palette());
    setModel(m_cards);
    setItemDelegate(new CardDelegate(m_pictures, this));
    setFlow(QListView::LeftToRight);
    setWrapping(false);
    setUniformItemSizes(true);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOn);  // one that comes and goes would move what lies below
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setFrameShape(QFrame::NoFrame);
    const auto open = [this](const QModelIndex& at) {
        if (const wb::ItemId item = m_cards->itemAt(at.row()); item > 0) Q_EMIT itemRequested(item);
    };
    connect(this, &QListView::clicked, this, open);
    connect(this, &QListView::activated, this, open);
    fitCells();
}

void HistoryStrip::setFacts(const DatasetFactsPointer& facts) {
    m_facts = facts;
    m_pictures->setDataset(facts ? facts->dataset : nullptr, facts ? facts->pictures : nullptr);
}

void HistoryStrip::setHistory(std::vector<wb::ItemId> items) {
    const auto count = static_cast<int>(items.size());
    m_cards->setItems(m_facts ? m_facts->dataset : nullptr, std::move(items));
    setAccessibleName(tr("History of the user, oldest first, %Ln items", nullptr, count));
    if (count > 0) scrollTo(m_cards->index(count - 1), QAbstractItemView::PositionAtBottom);
    horizontalScrollBar()->setValue(horizontalScrollBar()->maximum());
}

void HistoryStrip::fitCells() {
    const QSize cell = cardSize(fontMetrics(), m_pictures->side());
    setGridSize(cell);
    setFixedHeight(cell.height() + horizontalScrollBar()->sizeHint().height() + 2 * frameWidth());
    horizontalScrollBar()->setSingleStep(gridSize().width() / 3);
}

std::pair<int, int> HistoryStrip::rowsInView() const {
    const int rows = m_cards->rowCount();
    if (rows == 0 || gridSize().width() <= 0) return {0, -1};
    const int first = horizontalOffset() / gridSize().width();
    const int last = (horizontalOffset() + viewport()->width()) / gridSize().width();
    return {std::min(first, rows), std::min(last, rows - 1)};
}

void HistoryStrip::resizeEvent(QResizeEvent* event) {
    // The newest stay in view while the window grows.
    const bool atEnd = horizontalScrollBar()->value() == horizontalScrollBar()->maximum();
    QListView::resizeEvent(event);
    if (atEnd) horizontalScrollBar()->setValue(horizontalScrollBar()->maximum());
}

void HistoryStrip::scrollContentsBy(int dx, int dy) {
    QListView::scrollContentsBy(dx, dy);
    const auto [first, last] = rowsInView();
    m_pictures->dropRequests([&, from = first, to = last](wb::ItemId item) {
        for (int row = from; row <= to; ++row)
            if (m_cards->itemAt(row) == item) return true;
        return false;
    });
}

void HistoryStrip::changeEvent(QEvent* event) {
    QListView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) m_pictures->setPalette(palette());
    if (event->type() == QEvent::FontChange) fitCells();
}
