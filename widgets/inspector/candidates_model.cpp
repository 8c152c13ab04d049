// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/candidates_model.h"

#include <QLocale>
#include <algorithm>
#include <cmath>
#include <limits>

CandidatesModel::CandidatesModel(ItemPictures* pictures, QObject* parent)
    : QAbstractListModel(parent), m_pictures(pictures) {
    connect(pictures, &ItemPictures::arrived, this, [this](int item) {
        for (std::size_t row = 0; row < m_candidates.size(); ++row)
            if (m_candidates[row].item == item) {
                const QModelIndex at = index(static_cast<int>(row));
                Q_EMIT dataChanged(at, at, {Qt::DecorationRole});
            }
    });
}

void CandidatesModel::setDetail(const wb::UserDetail& detail) {
    beginResetModel();
    const std::size_t count = detail.items.size();
    m_candidates.assign(count, {});
    m_probabilities = detail.probabilities.size() == count && count > 0;
    m_retrieval = detail.retrieval_ranks.size() == count && count > 0;
    // A score that is not a number counts as worse than all others, as in the metrics.
    std::vector<float> scores = detail.scores;
    for (float& score : scores)
        if (std::isnan(score)) score = -std::numeric_limits<float>::infinity();
    std::vector<float> ordered = scores;
    std::sort(ordered.begin(), ordered.end(), std::greater<>());
    const std::vector<std::int32_t> truth = detail.result.true_items();
    for (std::size_t i = 0; i < count; ++i) {
        Candidate& candidate = m_candidates[i];
        candidate.item = detail.items[i];
        candidate.place = static_cast<int>(i) + 1;
        candidate.target = std::binary_search(truth.begin(), truth.end(), detail.items[i]);
        candidate.retrievalRank = m_retrieval ? detail.retrieval_ranks[i] : 0;
        candidate.probability = m_probabilities ? static_cast<double>(detail.probabilities[i]) : -1.0;
        if (i < scores.size()) {
            candidate.score = static_cast<double>(detail.scores[i]);
            const auto first = std::lower_bound(ordered.begin(), ordered.end(), scores[i], std::greater<>());
            candidate.rank = static_cast<int>(first - ordered.begin()) + 1;
        }
    }
    double largest = 0;
    for (const Candidate& candidate : m_candidates)
        if (std::isfinite(candidate.score)) largest = std::max(largest, std::abs(candidate.score));
    // About four digits of the largest; the others stand below it with their points in line.
    const int before = largest > 0 ? static_cast<int>(std::floor(std::log10(largest))) + 1 : 1;
    m_scoreDecimals = std::clamp(4 - before, 0, 6);
    sortCandidates();
    endResetModel();
}

QString CandidatesModel::probabilityText(double probability) {
    const QLocale locale;
    if (probability > 0 && probability < 0.00005) return tr("< %1").arg(locale.toString(0.0001, 'f', 4));
    return locale.toString(probability, 'f', 4);
}

QString CandidatesModel::scoreText(double score) const {
    return QLocale().toString(score, 'f', m_scoreDecimals);
}

void CandidatesModel::clear() {
    beginResetModel();
    m_candidates.clear();
    m_probabilities = m_retrieval = false;
    endResetModel();
}

void CandidatesModel::setDataset(std::shared_ptr<const wb::Dataset> dataset) {
    m_dataset = std::move(dataset);
    if (!m_candidates.empty()) Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

void CandidatesModel::setOrder(Order order) {
    if (order == m_order) return;
    beginResetModel();
    m_order = order;
    sortCandidates();
    endResetModel();
}

void CandidatesModel::sortCandidates() {
    const auto before = [this](const Candidate& a, const Candidate& b) {
        if (m_order == Order::probability && a.rank != b.rank) return a.rank < b.rank;
        // Items that stage 1 did not rank (0) stand behind those that it did.
        if (m_order == Order::retrieval && a.retrievalRank != b.retrievalRank)
            return a.retrievalRank > 0 && (b.retrievalRank <= 0 || a.retrievalRank < b.retrievalRank);
        return a.place < b.place;
    };
    std::sort(m_candidates.begin(), m_candidates.end(), before);
}

QModelIndex CandidatesModel::targetIndex() const {
    const auto found = std::find_if(m_candidates.begin(), m_candidates.end(), [](const auto& c) { return c.target; });
    return found == m_candidates.end() ? QModelIndex() : index(static_cast<int>(found - m_candidates.begin()));
}

QString CandidatesModel::title(wb::ItemId item) const {
    if (!m_dataset || item <= 0 || item > m_dataset->item_count()) return tr("Item %1").arg(item);
    const wb::Item& known = m_dataset->items[static_cast<std::size_t>(item)];
    return QString::fromStdString(known.title.empty() ? known.raw_id : known.title);
}

int CandidatesModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_candidates.size());
}

QVariant CandidatesModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const Candidate& candidate = m_candidates[static_cast<std::size_t>(index.row())];
    const QLocale locale;
    switch (role) {
        case Qt::DisplayRole:
            return title(candidate.item);
        case Qt::DecorationRole:
            return m_pictures->picture(candidate.item);
        case CandidateRole:
            return index.row();
        case Qt::ToolTipRole: {
            QStringList lines{title(candidate.item)};
            if (candidate.target) lines << tr("The true item");
            if (candidate.probability >= 0)
                lines << tr("Probability %1").arg(locale.toString(candidate.probability, 'g', 4));
            lines << tr("Score %1").arg(locale.toString(candidate.score, 'g', 5));
            lines << tr("Rank %1, place %2 in the scored list").arg(candidate.rank).arg(candidate.place);
            if (candidate.retrievalRank > 0) lines << tr("Retrieval rank %1").arg(candidate.retrievalRank);
            if (m_pictures->isMissing(candidate.item)) lines << tr("No picture");
            return lines.join(QLatin1Char('\n'));
        }
        case Qt::AccessibleTextRole: {
            const QString value = candidate.probability >= 0
                                      ? tr("probability %1").arg(locale.toString(candidate.probability, 'g', 3))
                                      : tr("score %1").arg(locale.toString(candidate.score, 'g', 4));
            const QString text = tr("Candidate %1, %2, %3, rank %4")
                                     .arg(candidate.place)
                                     .arg(title(candidate.item), value)
                                     .arg(candidate.rank);
            return candidate.target ? tr("%1, true item").arg(text) : text;
        }
        default:
            return {};
    }
}
