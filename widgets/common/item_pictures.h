// Small pictures of items, read by threads when they are first wanted. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCache>
#include <QImage>
#include <QObject>
#include <QPalette>
#include <QPixmap>
#include <QSet>
#include <QThreadPool>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "dataset/dataset.h"
#include "dataset/pictures/picture_cache.h"

/// Where the picture of one item is: in pictures.bin, or a file. Read in any thread.
struct PictureSource {
    std::shared_ptr<const wb::PictureCache> cache;  ///< null, or has the item
    wb::ItemId item = 0;
    std::filesystem::path file;  ///< empty = none
    bool isEmpty() const { return !cache && file.empty(); }
    /// Fitted inside `pixels` x `pixels`; null where it cannot be read.
    QImage read(int pixels) const;
};

/// What was read stays, up to 64 MiB; the pictures that were not wanted for the longest time go first.
class ItemPictures : public QObject {
    Q_OBJECT
  public:
    explicit ItemPictures(QObject* parent = nullptr);
    ~ItemPictures() override;  ///< waits for pictures that are being read at this moment
    /// The largest side of a picture in logical pixels, and the screen's ratio.
    void setSize(int side, double ratio);
    void setPalette(const QPalette& palette);
    /// `cache`: the dataset's pictures.bin, where there is one.
    void setDataset(std::shared_ptr<const wb::Dataset> dataset, std::shared_ptr<const wb::PictureCache> cache = {});
    int side() const { return m_side; }

    /// The picture, or a neutral tile while it is read, where the item has none, or where it cannot be read.
    QPixmap picture(wb::ItemId item);
    bool isMissing(wb::ItemId item) const;
    /// The picture is there; picture() would not have to wait for it.
    bool isRead(wb::ItemId item) const { return m_cache.contains(item); }
    /// Forgets the requests for items that were scrolled away, so that those in view come next.
    void dropRequests(const std::function<bool(wb::ItemId)>& stillWanted);
    PictureSource source(wb::ItemId item) const;

    static constexpr qsizetype cacheBytes = qsizetype{64} << 20;
    qsizetype bytesHeld() const { return m_cache.totalCost(); }
    int requestsOpen() const { return static_cast<int>(m_wanted.size()); }

  Q_SIGNALS:
    void arrived(int item);

  private:
    struct Request {
        PictureSource source;
        quint64 ticket = 0;
        int pixels = 0;
    };
    struct Answer {
        wb::ItemId item = 0;
        quint64 ticket = 0;
        QImage image;
    };
    QPixmap placeholder(bool missing) const;
    void forgetRequests();
    void readWaiting();
    void takeAnswers();

    std::shared_ptr<const wb::Dataset> m_dataset;
    std::shared_ptr<const wb::PictureCache> m_pictures;
    QCache<int, QPixmap> m_cache{cacheBytes};
    QSet<int> m_wanted, m_missing;
    QPixmap m_waiting, m_none;
    QPalette m_palette;
    int m_side = 40;
    double m_ratio = 1;
    quint64 m_ticket = 0;

    std::mutex m_mutex;  ///< of the three below, which the reading threads share
    std::deque<Request> m_requests;
    std::vector<Answer> m_answers;
    int m_readers = 0;
    QThreadPool m_pool;
};
