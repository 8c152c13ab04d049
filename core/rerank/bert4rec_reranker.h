// BERT4Rec as a reranker: the mask at the end of the history scores the candidates. Layer: rerank.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "networks/bert4rec.h"
#include "rerank/cloze.h"
#include "rerank/reranker.h"

namespace wb {

class Bert4RecReranker : public Reranker, private Trainable {
  public:
    Bert4RecReranker(const Settings& settings, const Dataset& dataset, std::uint64_t seed);
    FitReport fit(const FitContext& context, const std::vector<RerankQuery>& validation,
                  const PrefixLists& stage1) override;
    const std::vector<std::vector<float>>& validation_scores() const override { return validation_scores_; }
    std::vector<std::filesystem::path> save(const std::filesystem::path& folder) const override;
    void load(const std::filesystem::path& folder) override;
    std::int64_t parameter_count() const override;
    std::vector<std::vector<float>> score(std::span<const RerankQuery> queries, const StopToken& stop) const override;
    bool gives_probabilities(std::size_t) const override { return true; }
    std::vector<ReferenceLine> reference_lines() const override;

    /// One batch of an epoch as it is trained on; also used by the benchmark. Call begin_epoch() first.
    PackedBatch batch_of(std::int64_t batch) const;
    std::int64_t begin_epoch(std::int64_t epoch) override;
    const Bert4RecNetwork& network() const { return network_; }

  private:
    struct Window {
        UserId user;
        std::pair<std::size_t, std::size_t> range;
    };
    const Dataset& dataset_;
    std::uint64_t seed_;
    std::int64_t batch_size_;
    ClozeOptions cloze_;
    FitOptions fit_options_;
    Bert4RecNetwork network_;
    std::vector<Window> windows_;
    std::int64_t copies_ = 1, epoch_ = 0;
    std::vector<std::size_t> order_;  ///< copy * windows + window
    const std::vector<RerankQuery>* validation_ = nullptr;
    std::vector<std::vector<float>> validation_scores_;

    const Parameters& parameters() const override { return network_.parameters(); }
    at::Tensor batch_loss(std::int64_t batch, std::int64_t update) override;
    Validation validate(const StopToken& stop) override;
};

}  // namespace wb
