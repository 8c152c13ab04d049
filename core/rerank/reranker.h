// Stage 2: what every reranker can do. Layer: rerank.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "dataset/dataset.h"
#include "experiment/config.h"
#include "foundation/stop_token.h"
#include "retrieval/retriever.h"
#include "training/fit.h"

namespace wb {

/// One list to be ordered.
struct RerankQuery {
    UserId user = 0;
    std::vector<ItemId> history;  ///< oldest first
    std::vector<ItemId> candidates;
    std::size_t target = 0;  ///< index of the true item in candidates; no_target = it is not there
    static constexpr std::size_t no_target = static_cast<std::size_t>(-1);
};

class Reranker {
  public:
    virtual ~Reranker() = default;
    /// `validation` are the lists on which the best weights are chosen (NDCG@10, then Recall@10).
    virtual FitReport fit(const FitContext& context, const std::vector<RerankQuery>& validation) = 0;
    virtual void save(const std::filesystem::path& file) const = 0;
    virtual void load(const std::filesystem::path& file) = 0;
    virtual std::int64_t parameter_count() const = 0;
    /// Scores per query and candidate, higher is better; comparable inside one list only. Stops between blocks.
    virtual std::vector<std::vector<float>> score(std::span<const RerankQuery> queries,
                                                  const StopToken& stop) const = 0;
    /// Whether softmax of the scores is the method's own probability of each candidate.
    virtual bool gives_probabilities() const = 0;
    /// ln of the number of classes of the training loss; 0 = the loss has no such line.
    virtual double uniform_loss() const = 0;
};

std::unique_ptr<Reranker> make_reranker(const MethodChoice& choice, const Dataset& dataset, std::uint64_t seed);

/// Mean metrics of the queries that have a target; NaN scores rank last.
Metrics metrics_of_scores(std::span<const RerankQuery> queries, const std::vector<std::vector<float>>& scores);

}  // namespace wb
