// Small pictures of items, read when they are first wanted. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCache>
#include <QObject>
#include <QPalette>
#include <QPixmap>
#include <QSet>
#include <memory>

#include "dataset/dataset.h"

class ItemPictures : public QObject {
    Q_OBJECT
  public:
    explicit ItemPictures(QObject* parent = nullptr);
    /// The largest side of a picture in logical pixels, and the screen's ratio.
    void setSize(int side, double ratio);
    void setPalette(const QPalette& palette);
    void setDataset(std::shared_ptr<const wb::Dataset> dataset);
    int side() const { return m_side; }

    /// The picture, or a neutral tile while it is read, where the item has none, or where it cannot be read.
    QPixmap picture(wb::ItemId item);
    bool isMissing(wb::ItemId item) const;

  Q_SIGNALS:
    void arrived(int item);

  private:
    QPixmap placeholder(bool missing) const;

    std::shared_ptr<const wb::Dataset> m_dataset;
    QCache<int, QPixmap> m_cache{1000};
    QSet<int> m_wanted, m_missing;
    QPixmap m_waiting, m_none;
    QPalette m_palette;
    int m_side = 40;
    double m_ratio = 1;
    quint64 m_ticket = 0;
};
