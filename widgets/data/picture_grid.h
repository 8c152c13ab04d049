// Pictures and titles of many items in cells of one size. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListView>
#include <QStyledItemDelegate>

class ItemPictures;
class ItemsModel;

/// Only the cells in view ask for their pictures; requests of cells that were scrolled away are dropped.
class PictureGrid : public QListView {
    Q_OBJECT
  public:
    PictureGrid(ItemsModel* model, ItemPictures* pictures, QWidget* parent = nullptr);
    /// Rows of the model that are at least partly in view: first and last; {0, -1} = none.
    std::pair<int, int> rowsInView() const;

  protected:
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void changeEvent(QEvent* event) override;

  private:
    void fitCells();
    ItemsModel* m_items;
    ItemPictures* m_pictures;
};

class PictureCellDelegate : public QStyledItemDelegate {
    Q_OBJECT
  public:
    PictureCellDelegate(ItemPictures* pictures, QObject* parent);
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    static QSize cellSize(const QFontMetrics& metrics, int side);
    /// What stands in the place of a picture that is not there.
    static void paintMissing(QPainter* painter, const QRect& box, const QPalette& palette, const QString& word);

  private:
    ItemPictures* m_pictures;
};
