// Paints one row of ranked items. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "retrieval/item_row_delegate.h"

#include <QApplication>
#include <QPainter>
#include <QTextLayout>
#include <algorithm>

#include "common/colours.h"

namespace {

QFont smaller(QFont font, double share) {
    font.setPointSizeF(font.pointSizeF() * share);
    return font;
}

/// Where the first line of a text ends that is `width` wide, at the end of a word where there is one.
qsizetype firstLine(const QString& text, const QFont& font, int width) {
    QTextLayout layout(text, font);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    line.setLineWidth(width);
    layout.endLayout();
    return line.textLength();
}

}  // namespace

ItemRowDelegate::ItemRowDelegate(const RankedItemsModel* model, const ItemPictures* pictures, QObject* parent)
    : QStyledItemDelegate(parent), m_model(model), m_pictures(pictures) {}

QSize ItemRowDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const {
    return {option.fontMetrics.averageCharWidth() * 30,
            std::max(m_pictures->side(), option.fontMetrics.height() * 2) + 10};
}

int ItemRowDelegate::placeWidth(const QFontMetrics& metrics) const {
    int width = metrics.horizontalAdvance(QStringLiteral("00"));
    for (const ItemRow& row : m_model->items()) width = std::max(width, metrics.horizontalAdvance(row.place));
    return width;
}

int ItemRowDelegate::valueWidth(const QFontMetrics& metrics) const {
    int width = 0;
    for (const ItemRow& row : m_model->items())
        width = std::max(width, metrics.horizontalAdvance(m_model->valueText(row)));
    return width;
}

void ItemRowDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const ItemRow& row = m_model->items()[static_cast<std::size_t>(index.row())];
    const QPalette& palette = option.palette;
    const QColor base = palette.color(QPalette::Base), text = palette.color(QPalette::Text);
    const QFontMetrics& metrics = option.fontMetrics;
    const int em = metrics.averageCharWidth();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setFont(option.font);
    if (option.state.testFlag(QStyle::State_Selected))
        painter->fillRect(option.rect, colours::mix(base, palette.color(QPalette::Highlight), 0.22));
    const QRect box = option.rect.adjusted(2, 2, -2, -2);
    if (row.outside) {  // behind the list, not its next place
        painter->setPen(QPen(colours::mix(base, text, 0.5), 1, Qt::DotLine));
        painter->drawLine(option.rect.topLeft(), option.rect.topRight());
    }
    if (row.target) {
        painter->setPen(QPen(colours::good(palette), 2));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(QRectF(box).adjusted(1, 1, -1, -1), 4, 4);
    }
    QRect rest = box.adjusted(4, 2, -8, -2);

    const QRect place(rest.left(), rest.top(), placeWidth(metrics), rest.height());
    painter->setPen(row.target ? colours::good(palette) : colours::mutedText(palette));
    painter->drawText(place, Qt::AlignRight | Qt::AlignVCenter, row.place);
    rest.setLeft(place.right() + em);

    const auto picture = index.data(Qt::DecorationRole).value<QPixmap>();
    const int side = m_pictures->side();
    const QSizeF size = picture.deviceIndependentSize();
    const QRectF slot(rest.left(), rest.center().y() - side / 2.0, side, side);
    painter->drawPixmap(QPointF(slot.center().x() - size.width() / 2, slot.center().y() - size.height() / 2),
                        picture);
    rest.setLeft(static_cast<int>(slot.right()) + em);

    const QString value = m_model->valueText(row);
    const int valueRoom = valueWidth(metrics);
    painter->setPen(text);
    painter->drawText(QRect(rest.right() - valueRoom, rest.top(), valueRoom, rest.height()),
                      Qt::AlignRight | Qt::AlignVCenter, value);
    rest.setRight(rest.right() - valueRoom - em * 3 / 2);
    if (!m_model->otherName().isEmpty()) {
        const int width = metrics.horizontalAdvance(QStringLiteral("B 00")) + em;
        paintMark(painter, option, QRect(rest.right() - width, rest.top(), width, rest.height()),
                  m_model->otherText(row));
        rest.setRight(rest.right() - width - em);
    }
    paintWords(painter, option, rest, row);
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        QStyleOptionFocusRect focus;
        focus.QStyleOption::operator=(option);
        focus.rect = option.rect.adjusted(1, 1, -1, -1);
        QApplication::style()->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, painter);
    }
    painter->restore();
}

/// The title in one line or two; for the true item in one, and below it the tag and the rank.
void ItemRowDelegate::paintWords(QPainter* painter, const QStyleOptionViewItem& option, const QRect& box,
                                 const ItemRow& row) const {
    const QPalette& palette = option.palette;
    const QFontMetrics& metrics = option.fontMetrics;
    const int line = metrics.height(), em = metrics.averageCharWidth();
    const QString title = m_model->title(row.item);
    painter->setPen(palette.color(QPalette::Text));
    const QRect upper(box.left(), box.center().y() - line, box.width(), line);
    QRect lower(box.left(), box.center().y() + 1, box.width(), line);
    const auto write = [&](const QRect& place, const QString& words) {
        painter->drawText(place, Qt::AlignLeft | Qt::AlignVCenter,
                          metrics.elidedText(words, Qt::ElideRight, place.width()));
    };
    if (!row.target) {
        const qsizetype end = firstLine(title, option.font, box.width());
        if (end >= title.size()) {
            write(box, title);
        } else {
            write(upper, title.left(end).trimmed());
            write(lower, title.mid(end));
        }
        return;
    }
    write(upper, title);
    const QString tag = tr("\u2713 true item");
    QFont bold = smaller(option.font, 0.85);
    bold.setBold(true);
    painter->setFont(bold);
    const int width = QFontMetrics(bold).horizontalAdvance(tag) + em + 2;
    const QRectF pill(lower.left(), lower.top() + 1, width, line - 2);
    painter->setPen(Qt::NoPen);
    painter->setBrush(colours::good(palette));
    painter->drawRoundedRect(pill, 3, 3);
    painter->setPen(palette.color(QPalette::Base));
    painter->drawText(pill, Qt::AlignCenter, tag);
    lower.setLeft(lower.left() + width + em);
    const QFont small = smaller(option.font, 0.88);
    painter->setFont(small);
    painter->setPen(palette.color(QPalette::Text));
    painter->drawText(lower, Qt::AlignLeft | Qt::AlignVCenter,
                      QFontMetrics(small).elidedText(row.rankText, Qt::ElideRight, lower.width()));
    painter->setFont(option.font);
}

void ItemRowDelegate::paintMark(QPainter* painter, const QStyleOptionViewItem& option, const QRect& box,
                                const QString& mark) const {
    if (mark.isEmpty()) return;
    const QPalette& palette = option.palette;
    const int line = option.fontMetrics.height();
    painter->setFont(smaller(option.font, 0.9));
    const QRectF frame(box.left(), box.center().y() - line / 2.0 - 1, box.width(), line + 2);
    painter->setPen(QPen(m_otherColour, 1.2));
    painter->setBrush(Qt::NoBrush);
    painter->drawRoundedRect(frame, 3, 3);
    painter->setPen(palette.color(QPalette::Text));
    painter->drawText(frame, Qt::AlignCenter, mark);
    painter->setFont(option.font);
}
