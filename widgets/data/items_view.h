// The items of a dataset: search, grid of pictures, and the card of one item beside it. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

#include "data/dataset_facts.h"

class ItemCard;
class ItemPictures;
class ItemsModel;
class PictureGrid;
class QComboBox;
class QLabel;
class QLineEdit;
class QStackedWidget;

class ItemsView : public QWidget {
    Q_OBJECT
  public:
    explicit ItemsView(QWidget* parent = nullptr);
    void setFacts(const DatasetFactsPointer& facts);
    void focusSearch();
    PictureGrid* grid() const { return m_grid; }
    ItemsModel* model() const { return m_model; }

  protected:
    void keyPressEvent(QKeyEvent* event) override;

  private:
    void applySearch();
    void updateCount();
    void openCard(wb::ItemId item);
    void closeCard();
    void goTo(wb::ItemId item);

    ItemPictures* m_pictures;
    ItemsModel* m_model;
    PictureGrid* m_grid;
    ItemCard* m_card;
    QLineEdit* m_search;
    QComboBox *m_show, *m_order;
    QLabel* m_count;
    QStackedWidget* m_stack;
    QTimer m_follow;  ///< the card follows the arrow keys a moment later
};
