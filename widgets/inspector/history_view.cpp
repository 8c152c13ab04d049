// What the user chose before, oldest first. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/history_view.h"

HistoryModel::HistoryModel(ItemPictures* pictures, QObject* parent)
    : QAbstractListModel(parent), m_pictures(pictures) {
    connect(pictures, &ItemPictures::arrived, this, [this](int item) {
        for (std::size_t row = 0; row < m_items.size(); ++row)
            if (m_items[row] == item) {
                const QModelIndex at = index(static_cast<int>(row));
                Q_EMIT dataChanged(at, at, {Qt::DecorationRole});
            }
    });
}

void HistoryModel::setHistory(std::shared_ptr<const wb::Dataset> dataset, std::vector<wb::ItemId> items) {
    beginResetModel();
    m_dataset = std::move(dataset);
    m_items = std::move(items);
    endResetModel();
}

int HistoryModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_items.size());
}

QVariant HistoryModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const wb::ItemId id = m_items[static_cast<std::size_t>(index.row())];
    if (role == Qt::DecorationRole) return m_pictures->picture(id);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != Qt::AccessibleTextRole) return {};
    if (!m_dataset || id <= 0 || id > m_dataset->item_count()) return tr("Item %1").arg(id);
    const wb::Item& item = m_dataset->items[static_cast<std::size_t>(id)];
    const QString title = QString::fromStdString(item.title.empty() ? item.raw_id : item.title);
    if (role != Qt::ToolTipRole) return tr("%1. %2", "place in the history, title").arg(index.row() + 1).arg(title);
    QStringList lines{title};
    if (!item.caption.empty()) lines << QString::fromStdString(item.caption);
    if (!item.summary.empty()) lines << QString::fromStdString(item.summary);
    return lines.join(QLatin1Char('\n'));
}
