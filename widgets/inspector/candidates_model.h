// The candidates of one user as a list. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>
#include <memory>
#include <vector>

#include "common/item_pictures.h"
#include "dataset/dataset.h"
#include "experiment/store.h"

struct Candidate {
    wb::ItemId item = 0;
    int place = 0;          ///< in the list that was scored, from 1
    int retrievalRank = 0;  ///< 0 = there was no stage 1
    int rank = 0;           ///< by score, from 1; equal scores share a rank
    double score = 0;
    double probability = -1;  ///< negative = none
    bool target = false;
};

class CandidatesModel : public QAbstractListModel {
    Q_OBJECT
  public:
    enum class Order { probability, place, retrieval };
    static constexpr int CandidateRole = Qt::UserRole;

    CandidatesModel(ItemPictures* pictures, QObject* parent = nullptr);
    void setDetail(const wb::UserDetail& detail);
    void clear();
    void setDataset(std::shared_ptr<const wb::Dataset> dataset);
    void setOrder(Order order);
    Order order() const { return m_order; }
    const std::vector<Candidate>& candidates() const { return m_candidates; }
    bool hasProbabilities() const { return m_probabilities; }
    bool hasRetrievalRanks() const { return m_retrieval; }
    QModelIndex targetIndex() const;
    QString title(wb::ItemId item) const;
    /// With the same decimals in every row: "0.0123", "< 0.0001".
    static QString probabilityText(double probability);
    QString scoreText(double score) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

  private:
    void sortCandidates();
    ItemPictures* m_pictures;
    std::shared_ptr<const wb::Dataset> m_dataset;
    std::vector<Candidate> m_candidates;
    Order m_order = Order::probability;
    bool m_probabilities = false, m_retrieval = false;
    int m_scoreDecimals = 3;
};
