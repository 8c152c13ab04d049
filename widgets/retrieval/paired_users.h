// The users of stage 1 with the rank of their true item in one run or in two. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "inspector/users_model.h"

/// What a person asks about two lists. "Found" = the true item's rank is within the first k; a tied group counts with
/// its middle.
enum class PairTrait { all, found, missed, onlyA, onlyB, both, neither, higherInA, higherInB };
bool hasPairTrait(const wb::UserResult& a, const wb::UserResult* b, PairTrait trait, int k);

/// The Inspector's table with the rank in a second run.
class PairedUsersModel : public UsersModel {
    Q_OBJECT
  public:
    static constexpr int OtherRankColumn = UsersModel::ColumnCount;

    using UsersModel::UsersModel;
    /// `compared` false: there is no second run, and `others` is empty.
    void setPair(std::vector<wb::UserResult> users, const std::vector<wb::UserResult>& others, bool compared);
    bool isCompared() const { return m_compared; }
    /// The same user in the second run; null where it has none.
    const wb::UserResult* other(int row) const;
    int countOfPairs(PairTrait trait, int k) const;

    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

  private:
    std::vector<wb::UserResult> m_others;  ///< by user
    bool m_compared = false;
};

class PairedUsersFilter : public UsersFilter {
    Q_OBJECT
  public:
    using UsersFilter::UsersFilter;
    /// Before the users are replaced: none of them is shown, and so put in order, until the next question.
    void hold() { m_nobody = true; }
    /// Text and question at once; returns a sentence when the text has a mistake.
    QString setQuestion(const QString& text, PairTrait trait, int k);

  protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

  private:
    PairTrait m_trait = PairTrait::all;
    int m_k = 20;
    bool m_nobody = false;
};
