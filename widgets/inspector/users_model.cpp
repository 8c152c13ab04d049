// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/users_model.h"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>
#include <algorithm>

#include "common/colours.h"
#include "runs/run_text.h"

namespace {

struct TraitText {
    Q_DECLARE_TR_FUNCTIONS(UserTrait)
};

double meanRank(std::int64_t better, std::int64_t equal) {
    return 1.0 + static_cast<double>(better) + static_cast<double>(equal) / 2.0;
}

/// Stored "not there" is -1 or NaN.
bool isThere(double value) {
    return value >= 0;
}

bool isWrong(const wb::UserResult& user) {
    return !user.covered || user.better > 0 || user.equal > 0;
}

}  // namespace

bool hasTrait(const wb::UserResult& user, UserTrait trait) {
    const bool moved = user.covered && user.better_before >= 0;
    const double before = meanRank(user.better_before, std::max<std::int64_t>(user.equal_before, 0)),
                 after = meanRank(user.better, user.equal);
    switch (trait) {
        case UserTrait::wrong:
            return isWrong(user);
        case UserTrait::uniform:
            return user.normalised_entropy > 0.98;
        case UserTrait::overconfident:
            return user.covered && isWrong(user) && user.top_probability >= 0.5;
        case UserTrait::lost:
            return !user.covered;
        case UserTrait::promoted:
            return moved && after < before;
        case UserTrait::demoted:
            return moved && after > before;
        case UserTrait::tied:
            return user.covered && user.equal > 0;
    }
    return false;
}

QString traitName(UserTrait trait) {
    switch (trait) {
        case UserTrait::wrong:
            return TraitText::tr("wrong");
        case UserTrait::uniform:
            return TraitText::tr("uniform");
        case UserTrait::overconfident:
            return TraitText::tr("over-confident wrong");
        case UserTrait::lost:
            return TraitText::tr("lost by retrieval");
        case UserTrait::promoted:
            return TraitText::tr("promoted");
        case UserTrait::demoted:
            return TraitText::tr("demoted");
        case UserTrait::tied:
            return TraitText::tr("ties");
    }
    return {};
}

QString traitHelp(UserTrait trait) {
    switch (trait) {
        case UserTrait::wrong:
            return TraitText::tr("Another item stands first, or shares the first place.");
        case UserTrait::uniform:
            return TraitText::tr("The entropy is above 98 % of ln n: the model hardly prefers any candidate.");
        case UserTrait::overconfident:
            return TraitText::tr("A wrong item has a probability of at least 0.5.");
        case UserTrait::lost:
            return TraitText::tr("Stage 1 did not deliver the true item, so no reranker can find it.");
        case UserTrait::promoted:
            return TraitText::tr("The true item stands higher after reranking than before.");
        case UserTrait::demoted:
            return TraitText::tr("The true item stands lower after reranking than before.");
        case UserTrait::tied:
            return TraitText::tr("Other candidates have exactly the score of the true item.");
    }
    return {};
}

std::int32_t mostConfidentlyWrong(const std::vector<wb::UserResult>& users) {
    const wb::UserResult* found = nullptr;
    const auto before = [](const wb::UserResult& a, const wb::UserResult& b) {
        const double pa = isThere(a.top_probability) ? a.top_probability : -1,
                     pb = isThere(b.top_probability) ? b.top_probability : -1;
        if (pa != pb) return pa > pb;
        return meanRank(a.better, a.equal) > meanRank(b.better, b.equal);
    };
    for (const auto& user : users)
        if (user.covered && isWrong(user) && (!found || before(user, *found))) found = &user;
    if (!found)
        for (const auto& user : users)
            if (!user.covered) return user.user;
    return found ? found->user : 0;
}

void UsersModel::setUsers(std::vector<wb::UserResult> users) {
    beginResetModel();
    m_users = std::move(users);
    m_probabilities = std::any_of(m_users.begin(), m_users.end(), [](const auto& u) { return isThere(u.entropy); });
    m_before = std::any_of(m_users.begin(), m_users.end(), [](const auto& u) { return u.better_before >= 0; });
    endResetModel();
}

void UsersModel::setDataset(std::shared_ptr<const wb::Dataset> dataset) {
    m_dataset = std::move(dataset);
    if (!m_users.empty()) Q_EMIT dataChanged(index(0, UserColumn), index(rowCount() - 1, UserColumn));
}

void UsersModel::setPalette(const QPalette& palette) {
    m_palette = palette;
    if (!m_users.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1), {Qt::ForegroundRole});
}

QModelIndex UsersModel::indexOf(int user) const {
    const auto found = std::find_if(m_users.begin(), m_users.end(), [user](const auto& u) { return u.user == user; });
    return found == m_users.end() ? QModelIndex() : index(static_cast<int>(found - m_users.begin()), UserColumn);
}

QString UsersModel::userName(int user) const {
    if (m_dataset && user > 0 && static_cast<std::size_t>(user) < m_dataset->user_raw_ids.size())
        return QString::fromStdString(m_dataset->user_raw_ids[static_cast<std::size_t>(user)]);
    return QString::number(user);
}

int UsersModel::countOf(UserTrait trait) const {
    return static_cast<int>(
        std::count_if(m_users.begin(), m_users.end(), [trait](const auto& u) { return hasTrait(u, trait); }));
}

int UsersModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_users.size());
}
int UsersModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant UsersModel::raw(const wb::UserResult& user, int column) const {
    switch (column) {
        case UserColumn: {
            const QString name = userName(user.user);
            bool number = false;
            const qlonglong value = name.toLongLong(&number);
            return number ? QVariant(value) : QVariant(name);
        }
        case HistoryColumn:
            return user.history_length;
        case RankColumn:
            return user.covered ? QVariant(meanRank(user.better, user.equal)) : QVariant();
        case RightColumn:
            return isWrong(user) ? 0 : 1;
        case ProbabilityColumn:
            return user.covered && isThere(user.target_probability) ? QVariant(user.target_probability) : QVariant();
        case EntropyColumn:
            return isThere(user.normalised_entropy) ? QVariant(user.normalised_entropy) : QVariant();
        case TiesColumn:
            return static_cast<qlonglong>(user.covered ? user.equal : 0);
        default:
            return {};
    }
}

QString UsersModel::display(const wb::UserResult& user, int column) const {
    const QLocale locale;
    switch (column) {
        case UserColumn:
            return userName(user.user);
        case HistoryColumn:
            return locale.toString(user.history_length);
        case RankColumn: {
            const QString after = user.covered ? run_text::rank(user.better, user.equal) : tr("lost");
            if (user.better_before < 0) return after;
            return tr("%1 → %2").arg(run_text::rank(user.better_before, user.equal_before), after);
        }
        case RightColumn:
            return isWrong(user) ? QStringLiteral("✗") : QStringLiteral("✓");
        case ProbabilityColumn:
            return user.covered && isThere(user.target_probability) ? locale.toString(user.target_probability, 'f', 3)
                                                                    : QString();
        case EntropyColumn:
            return isThere(user.normalised_entropy)
                       ? tr("%1 %").arg(locale.toString(user.normalised_entropy * 100, 'f', 0))
                       : QString();
        case TiesColumn:
            return user.covered && user.equal > 0 ? locale.toString(static_cast<qlonglong>(user.equal)) : QString();
        default:
            return {};
    }
}

QVariant UsersModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const wb::UserResult& user = m_users[static_cast<std::size_t>(index.row())];
    const int column = index.column();
    switch (role) {
        case Qt::DisplayRole:
            return display(user, column);
        case Qt::UserRole:
            return raw(user, column);
        case UserRole:
            return user.user;
        case Qt::TextAlignmentRole:
            if (column == UserColumn) return {};
            if (column == RightColumn) return QVariant(Qt::AlignCenter);
            return QVariant(Qt::AlignRight | Qt::AlignVCenter);
        case Qt::ForegroundRole:
            if (column == RightColumn) return isWrong(user) ? colours::error(m_palette) : colours::good(m_palette);
            return {};
        case Qt::AccessibleTextRole:
            if (column == RightColumn) return isWrong(user) ? tr("top item wrong") : tr("top item right");
            return tr("%1: %2").arg(headerData(column, Qt::Horizontal).toString(), display(user, column));
        default:
            return {};
    }
}

QVariant UsersModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::ToolTipRole) {
        switch (section) {
            case RankColumn:
                return tr("Rank of the true item, before and after reranking. A range is a tie.");
            case RightColumn:
                return tr("Whether the true item stands alone in the first place.");
            case ProbabilityColumn:
                return tr("Probability of the true item. Higher is better.");
            case EntropyColumn:
                return tr("Entropy of the probabilities as a share of ln n; 100 % is a uniform distribution.");
            case TiesColumn:
                return tr("Other candidates with exactly the score of the true item.");
            default:
                return {};
        }
    }
    if (role != Qt::DisplayRole) return {};
    switch (section) {
        case UserColumn:
            return tr("User");
        case HistoryColumn:
            return tr("History");
        case RankColumn:
            return tr("Rank");
        case RightColumn:
            return tr("Top 1");
        case ProbabilityColumn:
            return tr("p(true)");
        case EntropyColumn:
            return tr("Entropy");
        case TiesColumn:
            return tr("Ties");
        default:
            return {};
    }
}

UsersFilter::UsersFilter(QObject* parent) : QSortFilterProxyModel(parent) {
    setSortRole(Qt::UserRole);
}

QStringList UsersFilter::expressionNames() {
    return {QStringLiteral("user"),           QStringLiteral("history"), QStringLiteral("gt_rank"),
            QStringLiteral("gt_rank_before"), QStringLiteral("p"),       QStringLiteral("entropy"),
            QStringLiteral("top_p"),          QStringLiteral("n"),       QStringLiteral("ties"),
            QStringLiteral("right")};
}

/// An expression that is not complete yet is no search for a user of that name: it has words of one, and no user
/// has such an id.
bool UsersFilter::isUnfinished(const QString& text) const {
    static const QRegularExpression notWord(QStringLiteral("[^A-Za-z0-9_@]+"));
    QStringList known = expressionNames();
    known << QStringLiteral("and") << QStringLiteral("or") << QStringLiteral("not");
    const QStringList words = text.toLower().split(notWord, Qt::SkipEmptyParts);
    if (std::none_of(words.cbegin(), words.cend(), [&](const QString& word) { return known.contains(word); }))
        return false;
    const auto* model = qobject_cast<const UsersModel*>(sourceModel());
    if (!model) return true;
    return std::none_of(model->users().begin(), model->users().end(), [&](const wb::UserResult& user) {
        return model->userName(user.user).contains(text.trimmed(), Qt::CaseInsensitive);
    });
}

QString UsersFilter::setText(const QString& text) {
    if (FilterExpression::looksLikeExpression(text) || isUnfinished(text)) {
        QString problem;
        const auto expression = FilterExpression::parse(text, expressionNames(), &problem);
        if (!expression) return problem;
        m_expression = expression;
        m_id.clear();
    } else {
        m_expression.reset();
        m_id = text.trimmed();
    }
    invalidateFilter();
    return {};
}

void UsersFilter::setTraits(const QSet<int>& traits) {
    m_traits = traits;
    invalidateFilter();
}

bool UsersFilter::filterAcceptsRow(int row, const QModelIndex& parent) const {
    const auto* model = qobject_cast<const UsersModel*>(sourceModel());
    if (!model || parent.isValid()) return false;
    const wb::UserResult& user = model->users()[static_cast<std::size_t>(row)];
    for (const int trait : m_traits)
        if (!hasTrait(user, static_cast<UserTrait>(trait))) return false;
    if (!m_id.isEmpty()) return model->userName(user.user).contains(m_id, Qt::CaseInsensitive);
    if (!m_expression) return true;
    const auto there = [](double value) { return isThere(value) ? QVariant(value) : QVariant(); };
    return m_expression->matches([&](const QString& name) -> QVariant {
        if (name == QStringLiteral("user")) return model->index(row, UsersModel::UserColumn).data(Qt::UserRole);
        if (name == QStringLiteral("history")) return user.history_length;
        if (name == QStringLiteral("gt_rank"))
            return user.covered ? QVariant(meanRank(user.better, user.equal)) : QVariant();
        if (name == QStringLiteral("gt_rank_before"))
            return user.better_before < 0 ? QVariant() : QVariant(meanRank(user.better_before, user.equal_before));
        if (name == QStringLiteral("p")) return there(user.target_probability);
        if (name == QStringLiteral("entropy")) return there(user.normalised_entropy);
        if (name == QStringLiteral("top_p")) return there(user.top_probability);
        if (name == QStringLiteral("n")) return user.candidates;
        if (name == QStringLiteral("ties")) return static_cast<qlonglong>(user.covered ? user.equal : 0);
        if (name == QStringLiteral("right")) return isWrong(user) ? 0 : 1;
        return {};
    });
}

bool UsersFilter::lessThan(const QModelIndex& left, const QModelIndex& right) const {
    const QVariant a = left.data(Qt::UserRole), b = right.data(Qt::UserRole);
    if (a.isValid() != b.isValid()) return sortOrder() == Qt::AscendingOrder ? a.isValid() : b.isValid();
    if (!a.isValid()) return false;
    if (a.typeId() == QMetaType::QString || b.typeId() == QMetaType::QString)
        return QString::localeAwareCompare(a.toString(), b.toString()) < 0;
    return QVariant::compare(a, b) == QPartialOrdering::Less;
}
