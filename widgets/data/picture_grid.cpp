// Pictures and titles of many items in cells of one size. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/picture_grid.h"

#include <QPainter>
#include <QScrollBar>
#include <QTextLayout>
#include <algorithm>

#include "common/colours.h"
#include "common/item_pictures.h"
#include "data/items_model.h"

namespace {

constexpr int padding = 8, gap = 4, titleLines = 2;

void drawTitle(QPainter* painter, const QRectF& box, const QString& title, const QFont& font) {
    QTextLayout layout(title, font);
    QTextOption option(Qt::AlignHCenter);
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    const QFontMetricsF metrics(font);
    layout.beginLayout();
    double y = 0;
    for (int number = 0; number < titleLines; ++number) {
        QTextLine line = layout.createLine();
        if (!line.isValid()) break;
        line.setLineWidth(box.width());
        const bool last = number + 1 == titleLines;
        if (last && line.textStart() + line.textLength() < title.size()) {
            const QString rest = metrics.elidedText(title.mid(line.textStart()), Qt::ElideRight, box.width());
            painter->drawText(QRectF(box.left(), box.top() + y, box.width(), metrics.height()),
                              Qt::AlignHCenter | Qt::AlignTop, rest);
        } else {
            line.draw(painter, box.topLeft() + QPointF(0, y));
        }
        y += metrics.height();
    }
    layout.endLayout();
}

}  // namespace

PictureGrid::PictureGrid(ItemsModel* model, ItemPictures* pictures, QWidget* parent)
    : QListView(parent), m_items(model), m_pictures(pictures) {
    setObjectName(QStringLiteral("picture_grid"));
    setModel(model);
    setItemDelegate(new PictureCellDelegate(pictures, this));
    setFlow(QListView::LeftToRight);
    setWrapping(true);
    setUniformItemSizes(true);
    setResizeMode(QListView::Adjust);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);  // one that comes and goes would lay the cells out twice
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setFrameShape(QFrame::NoFrame);
    setAccessibleName(tr("Items with pictures"));
    // Not through the model's dataChanged: a list lays all its cells out again for that.
    connect(pictures, &ItemPictures::arrived, this, [this](int item) {
        const auto [first, last] = rowsInView();
        const int row = m_items->rowOf(item);
        if (row >= first && row <= last) update(m_items->index(row));
    });
    fitCells();
}

void PictureGrid::fitCells() {
    const QSize least = PictureCellDelegate::cellSize(fontMetrics(), m_pictures->side());
    const int room = viewport()->width() - 1;
    const int columns = std::max(1, room / least.width());
    const QSize cell(std::max(room / columns, 1), least.height());
    if (cell == gridSize()) return;
    setGridSize(cell);
    verticalScrollBar()->setSingleStep(cell.height() / 3);
}

std::pair<int, int> PictureGrid::rowsInView() const {
    const int rows = m_items->rowCount();
    if (rows == 0 || gridSize().isEmpty()) return {0, -1};
    const int columns = std::max(1, viewport()->width() / gridSize().width());
    const int top = verticalOffset() / gridSize().height();
    const int bottom = (verticalOffset() + viewport()->height()) / gridSize().height();
    return {std::min(top * columns, rows), std::min((bottom + 1) * columns, rows) - 1};
}

void PictureGrid::resizeEvent(QResizeEvent* event) {
    fitCells();
    QListView::resizeEvent(event);
}

void PictureGrid::scrollContentsBy(int dx, int dy) {
    QListView::scrollContentsBy(dx, dy);
    const auto [first, last] = rowsInView();
    m_pictures->dropRequests([&, from = first, to = last](wb::ItemId item) {
        const int row = m_items->rowOf(item);
        return row >= from && row <= to;
    });
}

void PictureGrid::changeEvent(QEvent* event) {
    QListView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) m_pictures->setPalette(palette());
    if (event->type() == QEvent::FontChange) fitCells();
}

PictureCellDelegate::PictureCellDelegate(ItemPictures* pictures, QObject* parent)
    : QStyledItemDelegate(parent), m_pictures(pictures) {}

QSize PictureCellDelegate::cellSize(const QFontMetrics& metrics, int side) {
    return {side + 2 * padding, side + gap + titleLines * metrics.height() + 2 * padding};
}

QSize PictureCellDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const {
    return cellSize(option.fontMetrics, m_pictures->side());
}

void PictureCellDelegate::paintMissing(QPainter* painter, const QRect& box, const QPalette& palette,
                                       const QString& word) {
    const QColor base = palette.color(QPalette::Base), text = palette.color(QPalette::Text);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(colours::mix(base, text, 0.5), 1, Qt::DashLine));
    painter->setBrush(Qt::NoBrush);
    painter->drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter->setPen(colours::mutedText(palette));
    painter->drawText(box.adjusted(4, 4, -4, -4), static_cast<int>(Qt::AlignCenter) | Qt::TextWordWrap, word);
    painter->restore();
}

void PictureCellDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                                const QModelIndex& index) const {
    painter->save();
    const QPalette& palette = option.palette;
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const QRect cell = option.rect.adjusted(2, 2, -2, -2);
    if (selected) {
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(palette.color(QPalette::Highlight));
        painter->drawRoundedRect(cell, 5, 5);
    }
    const int side = m_pictures->side();
    const QRect box(option.rect.left() + (option.rect.width() - side) / 2, option.rect.top() + padding, side, side);
    const wb::ItemId item = index.data(ItemsModel::ItemRole).toInt();
    if (m_pictures->isMissing(item)) {
        QPalette own = palette;
        if (selected) {
            own.setColor(QPalette::Base, palette.color(QPalette::Highlight));
            for (const auto role : {QPalette::Text, QPalette::WindowText})
                own.setColor(role, palette.color(QPalette::HighlightedText));
        }
        paintMissing(painter, box, own, tr("no picture"));
    } else {
        const QPixmap picture = m_pictures->picture(item);
        const QSizeF size = picture.deviceIndependentSize();
        painter->drawPixmap(
            QPointF(box.center().x() + 0.5 - size.width() / 2, box.center().y() + 0.5 - size.height() / 2), picture);
    }
    painter->setPen(palette.color(selected ? QPalette::HighlightedText : QPalette::Text));
    painter->setFont(option.font);
    const QRectF words(cell.left() + 3, box.bottom() + 1 + gap, cell.width() - 6,
                       titleLines * option.fontMetrics.height());
    drawTitle(painter, words, index.data().toString(), option.font);
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(palette.color(selected ? QPalette::HighlightedText : QPalette::Highlight), 1));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(QRectF(cell).adjusted(1.5, 1.5, -1.5, -1.5), 4, 4);
    }
    painter->restore();
}
