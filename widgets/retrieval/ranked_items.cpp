// Items with a place and a value. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "retrieval/ranked_items.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>
#include <tuple>

#include "data/dataset_facts.h"
#include "data/items_model.h"
#include "runs/run_text.h"

namespace {

/// All true items of a user, the best placed one first.
std::vector<wb::TrueItemPlace> trueItems(const wb::UserResult& result) {
    std::vector<wb::TrueItemPlace> items;
    if (result.target > 0) items.push_back({result.target, result.better, result.equal});
    items.insert(items.end(), result.other_true_items.begin(), result.other_true_items.end());
    std::sort(items.begin(), items.end(),
              [](const auto& a, const auto& b) { return std::tie(a.better, a.equal) < std::tie(b.better, b.equal); });
    return items;
}

/// "rank 3 of 1,349"; `candidates` 0 = not known.
QString rankAmongAll(const wb::TrueItemPlace& place, std::int64_t candidates) {
    const QString rank = run_text::rank(place.better, place.equal);
    return candidates > 0 ? RankedItemsModel::tr("rank %1 of %2", "of the true item, number of items")
                                .arg(rank, QLocale().toString(static_cast<qlonglong>(candidates)))
                          : RankedItemsModel::tr("rank %1", "of the true item").arg(rank);
}

}  // namespace

QString rankAmongAll(const wb::UserResult& result) {
    return rankAmongAll(wb::TrueItemPlace{result.target, result.better, result.equal}, result.candidates);
}

std::vector<ItemRow> rankedList(const wb::UserDetail& detail, const wb::UserDetail* beside, int top) {
    const auto placeIn = [](const std::vector<std::int32_t>& list, wb::ItemId item) {
        const auto found = std::find(list.begin(), list.end(), item);
        return found == list.end() ? 0 : static_cast<int>(found - list.begin()) + 1;
    };
    std::vector<ItemRow> rows;
    auto missing = trueItems(detail.result);
    for (std::size_t i = 0; i < std::min(detail.items.size(), static_cast<std::size_t>(top)); ++i) {
        ItemRow row;
        row.item = detail.items[i];
        row.place = QLocale().toString(static_cast<int>(i) + 1);
        row.value = static_cast<double>(detail.scores[i]);
        const auto found =
            std::find_if(missing.begin(), missing.end(), [&](const auto& place) { return place.item == row.item; });
        if (found != missing.end()) {
            row.target = true;
            row.rankText = rankAmongAll(*found, detail.result.candidates);
            missing.erase(found);
        }
        rows.push_back(std::move(row));
    }
    for (const wb::TrueItemPlace& truth : missing) {
        ItemRow row;
        row.item = truth.item;
        row.place = run_text::rank(truth.better, truth.equal);
        row.rankText = rankAmongAll(truth, detail.result.candidates);
        row.target = row.outside = true;
        const int place = placeIn(detail.items, row.item);
        if (place > 0) row.value = static_cast<double>(detail.scores[static_cast<std::size_t>(place) - 1]);
        rows.push_back(std::move(row));
    }
    if (beside)
        for (ItemRow& row : rows) row.otherPlace = placeIn(beside->items, row.item);
    return rows;
}

RankedItemsModel::RankedItemsModel(Value value, ItemPictures* pictures, QObject* parent)
    : QAbstractListModel(parent), m_value(value), m_pictures(pictures) {
    connect(pictures, &ItemPictures::arrived, this, [this](int item) {
        for (std::size_t row = 0; row < m_items.size(); ++row)
            if (m_items[row].item == item) {
                const QModelIndex at = index(static_cast<int>(row));
                Q_EMIT dataChanged(at, at, {Qt::DecorationRole});
            }
    });
}

void RankedItemsModel::setDataset(std::shared_ptr<const wb::Dataset> dataset) {
    m_dataset = std::move(dataset);
    if (!m_items.empty()) Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

void RankedItemsModel::setItems(std::vector<ItemRow> items, const QString& otherName) {
    beginResetModel();
    m_items = std::move(items);
    m_otherName = otherName;
    // Similarities are at most 1. Of scores about four digits of the largest, with the points in line.
    m_decimals = 3;
    if (m_value == Value::score) {
        double largest = 0;
        for (const ItemRow& row : m_items)
            if (std::isfinite(row.value)) largest = std::max(largest, std::abs(row.value));
        m_decimals = std::clamp(3 - static_cast<int>(std::floor(std::log10(std::max(largest, 0.001)))), 0, 6);
    }
    endResetModel();
}

QString RankedItemsModel::title(wb::ItemId item) const {
    if (!m_dataset || item <= 0 || item > m_dataset->item_count()) return tr("Item %1").arg(item);
    return itemTitle(m_dataset->items[static_cast<std::size_t>(item)]);
}

QString RankedItemsModel::valueText(const ItemRow& row) const {
    return std::isnan(row.value) ? QString() : QLocale().toString(row.value, 'f', m_decimals);
}

QString RankedItemsModel::otherText(const ItemRow& row) const {
    if (m_otherName.isEmpty() || row.otherPlace <= 0) return {};
    return tr("%1 %2", "name of the list beside, place in it").arg(m_otherName, QLocale().toString(row.otherPlace));
}

QModelIndex RankedItemsModel::targetAfter(const QModelIndex& row) const {
    const int count = rowCount();
    for (int step = 1; step <= count; ++step) {
        const int at = (row.row() + step) % count;  // from -1 on, where no row is current
        if (m_items[static_cast<std::size_t>(at)].target) return index(at);
    }
    return {};
}

QString RankedItemsModel::asTabbedText() const {
    QStringList lines{QStringList{tr("Place"), tr("Item"), tr("True item"), tr("Place in %1").arg(m_otherName),
                                  m_value == Value::score ? tr("Score") : tr("Similarity")}
                          .join(QLatin1Char('\t'))};
    for (const ItemRow& row : m_items)
        lines << QStringList{row.place, title(row.item), row.rankText,
                             row.otherPlace > 0 ? QString::number(row.otherPlace) : QString(), valueText(row)}
                     .join(QLatin1Char('\t'));
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

/// What a row says, in words: for tool tips a line each, for a screen reader in one.
QString RankedItemsModel::sentence(const ItemRow& row) const {
    QStringList parts;
    if (row.target) parts << tr("true item: %1", "rank").arg(row.rankText);
    if (row.outside) parts << tr("not in the list shown");
    if (!std::isnan(row.value))
        parts << (m_value == Value::score ? tr("score %1").arg(QLocale().toString(row.value, 'g', 6))
                                          : tr("similarity %1").arg(valueText(row)));
    if (!m_otherName.isEmpty())
        parts << (row.otherPlace > 0 ? tr("place %1 in the list of %2").arg(row.otherPlace).arg(m_otherName)
                                     : tr("not in the list of %1").arg(m_otherName));
    if (m_pictures->isMissing(row.item)) parts << tr("no picture");
    return parts.join(QLatin1Char('\n'));
}

int RankedItemsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_items.size());
}

QVariant RankedItemsModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const ItemRow& row = m_items[static_cast<std::size_t>(index.row())];
    switch (role) {
        case Qt::DisplayRole:
            return title(row.item);
        case Qt::DecorationRole:
            return m_pictures->picture(row.item);
        case ItemsModel::ItemRole:
            return row.item;
        case Qt::ToolTipRole: {
            QString text = title(row.item) % QLatin1Char('\n') % sentence(row);
            if (row.target && !row.outside && !row.rankText.isEmpty())
                text +=
                    QLatin1Char('\n') % tr("The rank counts all items that the method's evaluation ranks; the list "
                                           "leaves out everything that is in the history.");
            return text;
        }
        case Qt::AccessibleTextRole:
            return tr("%1. %2, %3", "place, title, what else is known")
                .arg(row.place, title(row.item), sentence(row).replace(QLatin1Char('\n'), QStringLiteral(", ")));
        default:
            return {};
    }
}
