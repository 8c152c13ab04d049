// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/item_pictures.h"

#include <QFile>
#include <QImageReader>
#include <QPainter>
#include <filesystem>

#include "common/background.h"
#include "common/colours.h"

namespace {

QImage readPicture(const std::filesystem::path& file, int pixels) {
    QImageReader reader(QString::fromStdString(file.string()));
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

ItemPictures::ItemPictures(QObject* parent) : QObject(parent) {
    setSize(m_side, m_ratio);
}

void ItemPictures::setSize(int side, double ratio) {
    m_side = side;
    m_ratio = ratio;
    m_cache.clear();
    m_wanted.clear();
    ++m_ticket;
    m_waiting = placeholder(false);
    m_none = placeholder(true);
}

void ItemPictures::setPalette(const QPalette& palette) {
    m_palette = palette;
    m_waiting = placeholder(false);
    m_none = placeholder(true);
}

void ItemPictures::setDataset(std::shared_ptr<const wb::Dataset> dataset) {
    if (dataset == m_dataset) return;
    m_dataset = std::move(dataset);
    m_cache.clear();
    m_wanted.clear();
    m_missing.clear();
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
    if (!m_dataset || item <= 0 || item > m_dataset->item_count()) return true;
    return m_dataset->items[static_cast<std::size_t>(item)].image.empty() || m_missing.contains(item);
}

QPixmap ItemPictures::picture(wb::ItemId item) {
    if (const QPixmap* known = m_cache.object(item)) return *known;
    if (isMissing(item)) return m_none;
    if (m_wanted.contains(item)) return m_waiting;
    m_wanted.insert(item);
    const std::filesystem::path named = m_dataset->items[static_cast<std::size_t>(item)].image;
    const std::filesystem::path file = named.is_absolute() ? named : m_dataset->folder / named;
    const quint64 ticket = m_ticket;
    runInBackground(
        this, [file, pixels = static_cast<int>(m_side * m_ratio)] { return readPicture(file, pixels); },
        [this, item, ticket](const QImage& image) {
            if (ticket != m_ticket) return;
            m_wanted.remove(item);
            if (image.isNull()) {
                m_missing.insert(item);
            } else {
                auto* pixmap = new QPixmap(QPixmap::fromImage(image));
                pixmap->setDevicePixelRatio(m_ratio);
                m_cache.insert(item, pixmap);
            }
            Q_EMIT arrived(item);
        },
        [](const QString&) {});
    return m_waiting;
}
