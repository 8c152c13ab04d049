// A retriever with a vector per user and per item, trained on pairs: VBPR, MMGCN, BM3. Layer: retrieval.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "retrieval/exclusion.h"
#include "retrieval/pair_network.h"
#include "retrieval/retriever.h"
#include "retrieval/training_pairs.h"

namespace wb {

/// Every training interaction once per epoch in shuffled order; weights are chosen by validation Recall@20, not
/// rounded (the MMRec toolbox rounds to 4 decimals first).
class PairRetriever : public Retriever, private Trainable {
  public:
    /// `features`: ItemModalities::identity() of what the network was built on.
    PairRetriever(std::string method, std::unique_ptr<PairNetwork> network, const Settings& settings,
                  const Dataset& dataset, std::uint64_t seed, std::string features);
    FitReport fit(const FitContext& context) override;
    void save(const std::filesystem::path& file) const override;
    void load(const std::filesystem::path& file) override;
    std::int64_t parameter_count() const override;
    std::vector<Notice> notices() const override;
    DotProductModel items() const override;
    std::vector<float> user_vectors(const std::vector<UserId>& users, bool for_test,
                                    const StopToken& stop) const override;
    std::vector<float> vector_of_history(const std::vector<ItemId>& history) const override;
    std::vector<float> vector_after(UserId user, const std::vector<ItemId>& prefix) const override;
    std::vector<ItemId> excluded(UserId user, bool for_test) const override;
    double uniform_loss() const override { return 0; }

  private:
    std::string method_;
    std::unique_ptr<PairNetwork> network_;
    const Dataset& dataset_;
    std::uint64_t seed_;
    std::string features_;
    std::int64_t batch_size_;
    Exclusion exclusion_;
    std::int64_t exclusion_window_;
    bool exclude_validation_;
    FitOptions fit_options_;
    TrainingPairs pairs_;
    std::vector<std::int32_t> examples_;   ///< of pairs_, those that can be trained on
    std::vector<std::int32_t> order_;      ///< of examples_, this epoch
    std::vector<std::int64_t> negatives_;  ///< [order_]
    PairNetwork::Parts parts_;
    std::vector<UserId> validation_users_;
    PairNetwork::Vectors vectors_;  ///< of the present weights; items with the padding row in front

    const Parameters& parameters() const override { return network_->parameters(); }
    std::int64_t begin_epoch(std::int64_t epoch) override;
    at::Tensor batch_loss(std::int64_t batch, std::int64_t update) override;
    std::vector<std::pair<std::string, double>> loss_parts() const override { return parts_; }
    Validation validate(const StopToken& stop) override;
    void refresh_vectors();
};

}  // namespace wb
