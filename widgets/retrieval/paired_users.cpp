// The users of stage 1 with the rank of their true item in one run or in two. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "retrieval/paired_users.h"

#include <algorithm>

#include "runs/run_text.h"

namespace {

double middleRank(const wb::UserResult& user) {
    return 1.0 + static_cast<double>(user.better) + static_cast<double>(user.equal) / 2.0;
}

}  // namespace

bool hasPairTrait(const wb::UserResult& a, const wb::UserResult* b, PairTrait trait, int k) {
    const bool inA = middleRank(a) <= k, inB = b && middleRank(*b) <= k;
    switch (trait) {
        case PairTrait::all:
            return true;
        case PairTrait::found:
            return inA;
        case PairTrait::missed:
            return !inA;
        case PairTrait::onlyA:
            return b && inA && !inB;
        case PairTrait::onlyB:
            return b && !inA && inB;
        case PairTrait::both:
            return b && inA && inB;
        case PairTrait::neither:
            return b && !inA && !inB;
        case PairTrait::higherInA:
            return b && middleRank(a) < middleRank(*b);
        case PairTrait::higherInB:
            return b && middleRank(*b) < middleRank(a);
    }
    return false;
}

void PairedUsersModel::setPair(std::vector<wb::UserResult> users, const std::vector<wb::UserResult>& others,
                               bool compared) {
    m_compared = compared;
    m_others = others;
    std::sort(m_others.begin(), m_others.end(), [](const auto& a, const auto& b) { return a.user < b.user; });
    setUsers(std::move(users));
}

const wb::UserResult* PairedUsersModel::other(int row) const {
    const std::int32_t user = users()[static_cast<std::size_t>(row)].user;
    const auto found = std::lower_bound(m_others.begin(), m_others.end(), user,
                                        [](const auto& result, std::int32_t wanted) { return result.user < wanted; });
    return found != m_others.end() && found->user == user ? &*found : nullptr;
}

int PairedUsersModel::countOfPairs(PairTrait trait, int k) const {
    int count = 0;
    for (int row = 0; row < rowCount(); ++row)
        count += hasPairTrait(users()[static_cast<std::size_t>(row)], other(row), trait, k);
    return count;
}

int PairedUsersModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : OtherRankColumn + 1;
}

QVariant PairedUsersModel::data(const QModelIndex& index, int role) const {
    if (index.column() != OtherRankColumn) return UsersModel::data(index, role);
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const wb::UserResult* result = other(index.row());
    switch (role) {
        case Qt::DisplayRole:
            return result ? run_text::rank(result->better, result->equal) : QString();
        case Qt::UserRole:
            return result ? QVariant(middleRank(*result)) : QVariant();
        case UserRole:
            return users()[static_cast<std::size_t>(index.row())].user;
        case Qt::TextAlignmentRole:
            return QVariant(Qt::AlignRight | Qt::AlignVCenter);
        case Qt::AccessibleTextRole:
            return tr("%1: %2", "name of a column, value")
                .arg(headerData(OtherRankColumn, Qt::Horizontal).toString(), index.data().toString());
        default:
            return {};
    }
}

QVariant PairedUsersModel::headerData(int section, Qt::Orientation orientation, int role) const {
    const bool own = section == RankColumn || section == OtherRankColumn;
    if (orientation != Qt::Horizontal || !own) return UsersModel::headerData(section, orientation, role);
    if (role == Qt::ToolTipRole)
        return tr(
            "Rank of the true item among all items that stage 1 ranks, of several the best. Lower is better; a range "
            "is a tie.");
    if (role != Qt::DisplayRole) return {};
    if (section == OtherRankColumn) return tr("In B", "rank of the true item in run B");
    return m_compared ? tr("In A", "rank of the true item in run A") : tr("Rank");
}

/// First nobody, then those who are wanted: two changes of the table. Taking tens of thousands of users out of it
/// where they stand would be as many, and hold the window.
QString PairedUsersFilter::setQuestion(const QString& text, PairTrait trait, int k) {
    m_nobody = true;
    invalidateFilter();
    QString problem = setText(text);
    m_trait = trait;
    m_k = k;
    m_nobody = false;
    invalidateFilter();
    return problem;
}

bool PairedUsersFilter::filterAcceptsRow(int row, const QModelIndex& parent) const {
    const auto* model = qobject_cast<const PairedUsersModel*>(sourceModel());
    if (m_nobody || !model || !UsersFilter::filterAcceptsRow(row, parent)) return false;
    return hasPairTrait(model->users()[static_cast<std::size_t>(row)], model->other(row), m_trait, m_k);
}
