// The items of a dataset, filtered and put in order. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/items_model.h"

#include <QStringMatcher>
#include <algorithm>

#include "common/item_pictures.h"

ItemsModel::ItemsModel(ItemPictures* pictures, QObject* parent) : QAbstractListModel(parent), m_pictures(pictures) {}

void ItemsModel::setFacts(DatasetFactsPointer facts) {
    m_facts = std::move(facts);
    m_pictures->setDataset(m_facts ? m_facts->dataset : nullptr, m_facts ? m_facts->pictures : nullptr);
    refill();
}

void ItemsModel::setSearch(const QString& words) {
    const QStringList wanted = searchable(words).split(QLatin1Char(' '), Qt::SkipEmptyParts);
    if (wanted == m_words) return;
    m_words = wanted;
    refill();
}

void ItemsModel::setShow(Show show) {
    if (show == m_show) return;
    m_show = show;
    refill();
}

void ItemsModel::setOrder(Order order) {
    if (order == m_order) return;
    m_order = order;
    refill();
}

bool ItemsModel::isMissing(wb::ItemId item) const {
    return m_pictures->isMissing(item);
}

void ItemsModel::refill() {
    beginResetModel();
    m_shown.clear();
    m_rows.clear();
    if (m_facts) {
        const auto items = static_cast<std::size_t>(m_facts->dataset->item_count());
        m_rows.assign(items + 1, -1);
        std::vector<QStringMatcher> matchers;
        for (const QString& word : m_words) matchers.emplace_back(word);
        for (std::size_t i = 0; i < items; ++i) {
            const wb::ItemId item =
                m_order == Order::popularity ? m_facts->byRank[i] : static_cast<wb::ItemId>(i + 1);
            const QString& text = m_facts->searchText[static_cast<std::size_t>(item)];
            if (!std::all_of(matchers.begin(), matchers.end(),
                             [&](const QStringMatcher& word) { return word.indexIn(text) >= 0; }))
                continue;
            if (m_show != Show::all && isMissing(item) != (m_show == Show::withoutPicture)) continue;
            m_rows[static_cast<std::size_t>(item)] = static_cast<int>(m_shown.size());
            m_shown.push_back(item);
        }
    }
    endResetModel();
}

wb::ItemId ItemsModel::itemAt(int row) const {
    return row < 0 || row >= static_cast<int>(m_shown.size()) ? 0 : m_shown[static_cast<std::size_t>(row)];
}

int ItemsModel::rowOf(wb::ItemId item) const {
    return item <= 0 || item >= static_cast<int>(m_rows.size()) ? -1 : m_rows[static_cast<std::size_t>(item)];
}

int ItemsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

QVariant ItemsModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const wb::ItemId id = itemAt(index.row());
    const wb::Item& item = m_facts->dataset->items[static_cast<std::size_t>(id)];
    switch (role) {
        case Qt::DisplayRole:
        case Qt::ToolTipRole:
            return itemTitle(item);
        case ItemRole:
            return id;
        case MissingRole:
            return isMissing(id);
        case Qt::AccessibleTextRole:
            return isMissing(id)
                       ? tr("Item %1, %2, picture missing").arg(QString::fromStdString(item.raw_id), itemTitle(item))
                       : tr("Item %1, %2").arg(QString::fromStdString(item.raw_id), itemTitle(item));
        default:
            return {};
    }
}
