// Stage 1 of a run: fit or load the retriever, rank the catalogue, keep the lists. Layer: pipeline.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "pipeline/run_context.h"
#include "retrieval/retriever.h"

namespace wb {

/// What stage 1 leaves for one split.
struct RetrievedSplit {
    std::vector<UserId> users;                   ///< those with a true item
    std::vector<std::size_t> row_of_user;        ///< [users + 1] -> row; npos where the user is not in it
    std::vector<float> vectors;                  ///< [rows, dim]
    TrueItemRanks ranks;                         ///< of their true items, without what the retriever excludes
    TrueItemRanks ranks_nothing_excluded;        ///< the same in the ranking of all items
    std::vector<std::vector<RankedItem>> lists;  ///< top K, without what the retriever excludes
};

struct Retrieved {
    std::unique_ptr<Retriever> retriever;
    RetrievedSplit validation, test;
    StageResult result;
};

/// Trains (or resumes), evaluates, and writes model, retrieved.csv and retrieved_metrics.json.
Retrieved train_stage1(const RunContext& context);
/// The retriever of an earlier run, from its model file, ranked on this run's dataset. With `publish_result` its
/// metrics and per-user ranks become part of this run.
Retrieved load_stage1(const RunContext& context, const MethodChoice& choice, std::uint64_t seed,
                      const std::filesystem::path& model, bool publish_result);

}  // namespace wb
