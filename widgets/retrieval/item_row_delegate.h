// Paints one row of ranked items: place, picture, title, place in the list beside, value. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

#include "retrieval/ranked_items.h"

/// The true item has an outline and a tag with words; a dotted line stands between the list and a true item that is
/// not in it.
class ItemRowDelegate : public QStyledItemDelegate {
    Q_OBJECT
  public:
    ItemRowDelegate(const RankedItemsModel* model, const ItemPictures* pictures, QObject* parent = nullptr);
    /// Of the run beside, for the mark of its place.
    void setOtherColour(const QColor& colour) { m_otherColour = colour; }
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

  private:
    int placeWidth(const QFontMetrics& metrics) const;
    int valueWidth(const QFontMetrics& metrics) const;
    void paintWords(QPainter* painter, const QStyleOptionViewItem& option, const QRect& box,
                    const ItemRow& row) const;
    void paintMark(QPainter* painter, const QStyleOptionViewItem& option, const QRect& box,
                   const QString& mark) const;
    const RankedItemsModel* m_model;
    const ItemPictures* m_pictures;
    QColor m_otherColour;
};
