// The users of one result as a table, with chips and expressions as filters. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QPalette>
#include <QSet>
#include <QSortFilterProxyModel>
#include <memory>
#include <optional>
#include <vector>

#include "dataset/dataset.h"
#include "experiment/store.h"
#include "runs/filter_expression.h"

/// The questions a researcher asks about single users.
enum class UserTrait { wrong, uniform, overconfident, lost, promoted, demoted, tied };
bool hasTrait(const wb::UserResult& user, UserTrait trait);
QString traitName(UserTrait trait);
QString traitHelp(UserTrait trait);
inline constexpr UserTrait userTraits[] = {UserTrait::wrong, UserTrait::uniform,  UserTrait::overconfident,
                                           UserTrait::lost,  UserTrait::promoted, UserTrait::demoted,
                                           UserTrait::tied};

/// The user whose wrong answer carries the highest probability; without probabilities the one with the worst rank.
/// 0 when nobody is wrong.
std::int32_t mostConfidentlyWrong(const std::vector<wb::UserResult>& users);

class UsersModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column {
        UserColumn,
        HistoryColumn,
        RankColumn,
        RightColumn,
        ProbabilityColumn,
        EntropyColumn,
        TiesColumn,
        ColumnCount
    };
    static constexpr int UserRole = Qt::UserRole + 1;

    using QAbstractTableModel::QAbstractTableModel;
    void setUsers(std::vector<wb::UserResult> users);
    void setDataset(std::shared_ptr<const wb::Dataset> dataset);
    void setPalette(const QPalette& palette);
    const std::vector<wb::UserResult>& users() const { return m_users; }
    QModelIndex indexOf(int user) const;
    /// The id in the raw data where the dataset is known, else the number.
    QString userName(int user) const;
    int countOf(UserTrait trait) const;
    bool hasProbabilities() const { return m_probabilities; }
    bool hasRanksBefore() const { return m_before; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

  private:
    QVariant raw(const wb::UserResult& user, int column) const;
    QString display(const wb::UserResult& user, int column) const;
    std::vector<wb::UserResult> m_users;
    std::shared_ptr<const wb::Dataset> m_dataset;
    QPalette m_palette;
    bool m_probabilities = false, m_before = false;
};

class UsersFilter : public QSortFilterProxyModel {
    Q_OBJECT
  public:
    explicit UsersFilter(QObject* parent = nullptr);
    /// Part of the user's id, or an expression. Returns a sentence when the expression has a mistake.
    QString setText(const QString& text);
    void setTraits(const QSet<int>& traits);  ///< UserTrait as int; all of them must hold
    static QStringList expressionNames();

  protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

  private:
    bool isUnfinished(const QString& text) const;
    QString m_id;
    std::optional<FilterExpression> m_expression;
    QSet<int> m_traits;
};
