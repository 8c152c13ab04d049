// Small pictures of items, read by threads when they are first wanted. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/item_pictures.h"

#include <QBuffer>
#include <QImageReader>
#include <QPainter>
#include <QThread>
#include <algorithm>

#include "common/colours.h"
#include "foundation/error.h"

namespace {

QImage readFitted(QImageReader& reader, int pixels) {
    reader.setAutoTransform(true);
    reader.setDecideFormatFromContent(true);
    const QSize size = reader.size();
    if (size.isValid()) {
        // A picture far larger than any catalogue's is somebody's mistake or attack: do not take the memory for it.
        if (static_cast<qint64>(size.width()) * size.height() > 100'000'000) return {};
        reader.setScaledSize(size.scaled(pixels, pixels, Qt::KeepAspectRatio).expandedTo(QSize(1, 1)));
    }
    const QImage image = reader.read();
    if (image.isNull() || (image.width() <= pixels && image.height() <= pixels)) return image;
    return image.scaled(pixels, pixels, Qt::KeepAspectRatio, Qt::SmoothTransformation);
}

}  // namespace

QImage PictureSource::read(int pixels) const {
    if (!cache) {
        QImageReader reader(QString::fromStdString(file.string()));
        return readFitted(reader, pixels);
    }
    try {
        const auto stored = cache->encoded(item);
        if (!stored) return {};
        QByteArray bytes =
            QByteArray::fromRawData(stored->bytes.data(), static_cast<qsizetype>(stored->bytes.size()));
        QBuffer buffer(&bytes);
        QImageReader reader(&buffer);
        return readFitted(reader, pixels);
    } catch (const wb::UserError&) {
        return {};  // damaged: shown as an item whose picture is missing
    }
}

ItemPictures::ItemPictures(QObject* parent) : QObject(parent) {
    // One core stays with the window.
    m_pool.setMaxThreadCount(std::clamp(QThread::idealThreadCount() - 1, 1, 4));
    setSize(m_side, m_ratio);
}

ItemPictures::~ItemPictures() {
    forgetRequests();
    m_pool.waitForDone();
}

void ItemPictures::forgetRequests() {
    const std::lock_guard lock(m_mutex);
    m_requests.clear();
    m_answers.clear();
}

void ItemPictures::setSize(int side, double ratio) {
    m_side = side;
    m_ratio = ratio;
    m_cache.clear();
    m_wanted.clear();
    forgetRequests();
    ++m_ticket;
    m_waiting = placeholder(false);
    m_none = placeholder(true);
}

void ItemPictures::setPalette(const QPalette& palette) {
    m_palette = palette;
    m_waiting = placeholder(false);
    m_none = placeholder(true);
}

void ItemPictures::setDataset(std::shared_ptr<const wb::Dataset> dataset,
                              std::shared_ptr<const wb::PictureCache> cache) {
    if (dataset == m_dataset) return;
    m_dataset = std::move(dataset);
    m_pictures = std::move(cache);
    m_cache.clear();
    m_wanted.clear();
    m_missing.clear();
    forgetRequests();
    ++m_ticket;
}

QPixmap ItemPictures::placeholder(bool missing) const {
    QPixmap tile(static_cast<int>(m_side * m_ratio), static_cast<int>(m_side * m_ratio));
    tile.setDevicePixelRatio(m_ratio);
    tile.fill(Qt::transparent);
    QPainter painter(&tile);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor base = m_palette.color(QPalette::Base), text = m_palette.color(QPalette::Text);
    const QRectF box(0.5, 0.5, m_side - 1.0, m_side - 1.0);
    painter.setPen(QPen(colours::mix(base, text, 0.25), 1));
    painter.setBrush(colours::mix(base, text, 0.07));
    painter.drawRoundedRect(box, 3, 3);
    if (missing) {
        // A frame with a mountain line: "a picture belongs here".
        painter.setPen(QPen(colours::mix(base, text, 0.4), 1.2));
        painter.setBrush(Qt::NoBrush);
        const double s = m_side;
        painter.drawPolyline(QPolygonF({{s * 0.2, s * 0.72},
                                        {s * 0.42, s * 0.45},
                                        {s * 0.55, s * 0.6},
                                        {s * 0.66, s * 0.5},
                                        {s * 0.8, s * 0.72}}));
        painter.drawEllipse(QPointF(s * 0.66, s * 0.32), s * 0.06, s * 0.06);
    }
    return tile;
}

bool ItemPictures::isMissing(wb::ItemId item) const {
    if (m_missing.contains(item) || !m_dataset || item <= 0 || item > m_dataset->item_count()) return true;
    return m_dataset->items[static_cast<std::size_t>(item)].image.empty() && !(m_pictures && m_pictures->has(item));
}

PictureSource ItemPictures::source(wb::ItemId item) const {
    PictureSource source;
    if (!m_dataset || item <= 0 || item > m_dataset->item_count()) return source;
    source.item = item;
    if (m_pictures && m_pictures->has(item)) {
        source.cache = m_pictures;
        return source;
    }
    const std::filesystem::path named = m_dataset->items[static_cast<std::size_t>(item)].image;
    source.file = named.empty() || named.is_absolute() ? named : m_dataset->folder / named;
    return source;
}

QPixmap ItemPictures::picture(wb::ItemId item) {
    if (const QPixmap* known = m_cache.object(item)) return *known;
    if (isMissing(item)) return m_none;
    if (m_wanted.contains(item)) return m_waiting;
    m_wanted.insert(item);
    bool start = false;
    {
        const std::lock_guard lock(m_mutex);
        m_requests.push_back({source(item), m_ticket, static_cast<int>(m_side * m_ratio)});
        start = m_readers < m_pool.maxThreadCount();
        m_readers += start;
    }
    if (start) m_pool.start([this] { readWaiting(); });
    return m_waiting;
}

void ItemPictures::dropRequests(const std::function<bool(wb::ItemId)>& stillWanted) {
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_requests, [&](const Request& request) {
        if (stillWanted(request.source.item)) return false;
        m_wanted.remove(request.source.item);
        return true;
    });
}

void ItemPictures::readWaiting() {
    for (;;) {
        Request request;
        {
            const std::lock_guard lock(m_mutex);
            if (m_requests.empty()) {
                --m_readers;
                return;
            }
            request = std::move(m_requests.front());
            m_requests.pop_front();
        }
        QImage image = request.source.read(request.pixels);
        // Turned into the window's own pixels here, so that nothing is left to do there.
        if (!image.isNull())
            image.convertTo(image.hasAlphaChannel() ? QImage::Format_ARGB32_Premultiplied : QImage::Format_RGB32);
        bool wake = false;
        {
            const std::lock_guard lock(m_mutex);
            wake = m_answers.empty();
            m_answers.push_back({request.source.item, request.ticket, std::move(image)});
        }
        if (wake) QMetaObject::invokeMethod(this, &ItemPictures::takeAnswers, Qt::QueuedConnection);
    }
}

void ItemPictures::takeAnswers() {
    std::vector<Answer> answers;
    {
        const std::lock_guard lock(m_mutex);
        answers.swap(m_answers);
    }
    for (const Answer& answer : answers) {
        if (answer.ticket != m_ticket) continue;
        m_wanted.remove(answer.item);
        if (answer.image.isNull()) {
            m_missing.insert(answer.item);
        } else {
            auto* pixmap = new QPixmap(QPixmap::fromImage(answer.image));
            pixmap->setDevicePixelRatio(m_ratio);
            m_cache.insert(answer.item, pixmap, answer.image.sizeInBytes());
        }
        Q_EMIT arrived(answer.item);
    }
}
