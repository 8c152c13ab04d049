// The lists that stage 2 orders, from both sources. Layer: pipeline.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "pipeline/run_context.h"
#include "pipeline/stage1.h"
#include "rerank/reranker.h"

namespace wb {

/// Lists of one split, with what stage 1 says about them.
struct RerankLists {
    std::string split;  ///< "validation" or "test"
    std::vector<RerankQuery> queries;
    std::vector<std::vector<float>> stage1_scores;  ///< per query; empty where there is no stage 1
    /// `retrieval` mode: users whose target is not in the list have no_target and are not part of stage 2's metrics.
    std::int64_t covered = 0;
};

/// `ground_truth`: the stored lists of N = rerank_eval_candidates (or those of candidates_file, for test).
/// `retrieval`: the first rerank_top_k of stage 1's list, at most the reranker's longest, shuffled unless
/// candidate_order says retriever_rank; where several prompts order a list, it stays in stage 1's order and each
/// prompt is shuffled. `stage1` may be null in ground_truth mode.
RerankLists build_lists(const RunContext& context, bool for_test, const Retrieved* stage1, const Reranker& reranker);

/// RerankQuery::prompt_order of a user's list, by the settings of the candidates.
std::uint64_t prompt_order_of(const Settings& candidates, UserId user, bool for_test);

}  // namespace wb
