// LRURec as a retriever: training windows, user vectors, exclusion. Layer: retrieval.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include "networks/lrurec.h"
#include "retrieval/exclusion.h"
#include "retrieval/retriever.h"

namespace wb {

/// Windows of a training list, counted from its end (Yue et al., section 4; window `length`, step share * length).
/// Returns (begin, end) pairs; a list shorter than length + step is one example.
std::vector<std::pair<std::size_t, std::size_t>> training_windows(std::size_t items, std::size_t length,
                                                                  double share);

class LruRecRetriever : public Retriever, private Trainable {
  public:
    LruRecRetriever(const Settings& settings, const Dataset& dataset, std::uint64_t seed);
    FitReport fit(const FitContext& context) override;
    void save(const std::filesystem::path& file) const override;
    void load(const std::filesystem::path& file) override;
    std::int64_t parameter_count() const override;
    DotProductModel items() const override;
    std::vector<float> user_vectors(const std::vector<UserId>& users, bool for_test,
                                    const StopToken& stop) const override;
    std::vector<float> vector_of_history(const std::vector<ItemId>& history) const override;
    std::vector<ItemId> excluded(UserId user, bool for_test) const override;
    double uniform_loss() const override;

    /// One training batch, packed: also used by the benchmark.
    PackedBatch batch_of(std::span<const std::size_t> examples) const;
    std::size_t example_count() const { return examples_.size(); }
    const LruRecNetwork& network() const { return network_; }

  private:
    struct Example {
        UserId user;
        std::size_t begin, end;  ///< in the training list
    };
    const Dataset& dataset_;
    std::uint64_t seed_;
    std::int64_t max_len_, batch_size_;
    Exclusion exclusion_;
    bool validation_excludes_;  ///< while training; results after training always follow exclusion_
    FitOptions fit_options_;
    LruRecNetwork network_;
    std::vector<Example> examples_;
    std::vector<std::size_t> order_;
    std::vector<UserId> validation_users_;

    const Parameters& parameters() const override { return network_.parameters(); }
    std::int64_t begin_epoch(std::int64_t epoch) override;
    at::Tensor batch_loss(std::int64_t batch, std::int64_t update) override;
    Validation validate(const StopToken& stop) override;
    std::vector<float> vectors_of(const std::vector<std::vector<ItemId>>& histories, const StopToken& stop) const;
};

}  // namespace wb
