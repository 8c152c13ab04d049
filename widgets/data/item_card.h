// One item: its picture, its texts, how often it was chosen and with what. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QScrollArea>

#include "common/item_pictures.h"
#include "data/dataset_facts.h"

class QFormLayout;
class QLabel;
class QListWidget;

class ItemCard : public QScrollArea {
    Q_OBJECT
  public:
    explicit ItemCard(QWidget* parent = nullptr);
    void showItem(const DatasetFactsPointer& facts, wb::ItemId item, const PictureSource& picture);
    void clear();
    wb::ItemId item() const { return m_item; }

  Q_SIGNALS:
    void itemRequested(int item);  ///< a neighbour was chosen
    void closed();

  protected:
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    void addRow(const QString& label, const QString& text, const QString& name);
    void showNeighbours();
    void applyColours();

    DatasetFactsPointer m_facts;
    wb::ItemId m_item = 0;
    quint64 m_ticket = 0;
    wb::StopToken m_stop;
    QLabel *m_picture, *m_title, *m_counts, *m_neighbourHeading;
    QFormLayout* m_rows;
    QListWidget* m_neighbours;
};
