// The log of a run as a list. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "live_run/log_model.h"

#include <QApplication>
#include <QDateTime>
#include <QLocale>
#include <QPalette>

#include "common/colours.h"

void LogModel::setFeed(RunFeed* feed) {
    m_feed = feed;
    rebuild();
}

void LogModel::setLowestLevel(wb::LogLevel level) {
    if (level == m_lowest) return;
    m_lowest = level;
    rebuild();
}

void LogModel::rebuild() {
    beginResetModel();
    m_rows.clear();
    m_seen = 0;
    m_run = m_feed ? m_feed->run() : 0;
    if (m_feed) {
        const qint64 dropped = m_feed->droppedLogLines();
        const auto& log = m_feed->log();
        for (std::size_t i = 0; i < log.size(); ++i)
            if (log[i].level >= m_lowest) m_rows.push_back(dropped + static_cast<qint64>(i));
        m_seen = dropped + static_cast<qint64>(log.size());
    }
    endResetModel();
}

void LogModel::sync() {
    if (!m_feed) return;
    const qint64 dropped = m_feed->droppedLogLines();
    const auto& log = m_feed->log();
    const qint64 end = dropped + static_cast<qint64>(log.size());
    // Another run, or so many new lines that most rows are gone: made anew.
    if (m_feed->run() != m_run || end < m_seen || (!m_rows.empty() && m_rows.front() < dropped)) {
        rebuild();
        return;
    }
    std::vector<qint64> fresh;
    for (qint64 number = std::max(m_seen, dropped); number < end; ++number)
        if (log[static_cast<std::size_t>(number - dropped)].level >= m_lowest) fresh.push_back(number);
    m_seen = end;
    if (fresh.empty()) return;
    const int first = static_cast<int>(m_rows.size());
    beginInsertRows({}, first, first + static_cast<int>(fresh.size()) - 1);
    m_rows.insert(m_rows.end(), fresh.begin(), fresh.end());
    endInsertRows();
}

int LogModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int LogModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : 3;
}

QVariant LogModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || !m_feed || index.row() >= static_cast<int>(m_rows.size())) return {};
    const qint64 at = m_rows[static_cast<std::size_t>(index.row())] - m_feed->droppedLogLines();
    if (at < 0 || at >= static_cast<qint64>(m_feed->log().size())) return {};
    const LogEntry& entry = m_feed->log()[static_cast<std::size_t>(at)];
    if (role == Qt::UserRole) return static_cast<int>(entry.level);
    if (role == Qt::ToolTipRole)
        return entry.code.isEmpty() ? entry.text : QString(entry.code % QStringLiteral(": ") % entry.text);
    if (role == Qt::ForegroundRole && entry.level != wb::LogLevel::info) {
        const QPalette palette = QApplication::palette();
        return entry.level == wb::LogLevel::error ? colours::error(palette) : colours::warning(palette);
    }
    if (role != Qt::DisplayRole) return {};
    switch (index.column()) {
        case 0:
            return entry.time > 0 ? QLocale().toString(
                                        QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(entry.time * 1000)).time(),
                                        QStringLiteral("HH:mm:ss"))
                                  : QString();
        case 1:
            return entry.level == wb::LogLevel::error     ? tr("error")
                   : entry.level == wb::LogLevel::warning ? tr("warning")
                                                          : tr("info");
        default:
            return entry.text;
    }
}

QVariant LogModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    return section == 0 ? tr("Time") : section == 1 ? tr("Level") : tr("Message");
}
