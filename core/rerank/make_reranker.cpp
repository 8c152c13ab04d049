// Layer: rerank. The one list of rerankers, and what they share.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "foundation/error.h"
#include "rerank/bert4rec_reranker.h"
#include "rerank/letter_tools.h"
#include "rerank/qwen_reranker.h"
#include "rerank/qwen_settings.h"

namespace wb {

std::unique_ptr<Reranker> make_reranker(const MethodChoice& choice, const Dataset& dataset, std::uint64_t seed,
                                        const Workspace& workspace, const std::string& device, RerankerUse use) {
    if (choice.method == "bert4rec") return std::make_unique<Bert4RecReranker>(choice.settings, dataset, seed);
    if (choice.method == "qwen")
        return std::make_unique<QwenReranker>(choice.settings, dataset, seed,
                                              find_language_model(get_text(choice.settings, "model"), workspace),
                                              device, use);
    throw UserError("The rerank method \"" + choice.method + "\" is declared but not built into this program.", "",
                    "Choose another method: rerank methods lists them.");
}

void require_reranker(const MethodChoice& choice, const Workspace& workspace, const std::string& device,
                      RerankerUse use) {
    if (choice.method != "qwen") return;
    const auto model = find_language_model(get_text(choice.settings, "model"), workspace);
    require_model(model, choice.settings, device, use);
    letter_tools(model, choice.settings, {});
    if (use == RerankerUse::training) given_adapter(model, choice.settings);
}

Metrics metrics_of_scores(std::span<const RerankQuery> queries, const std::vector<std::vector<float>>& scores) {
    std::vector<RankCounts> counts;
    for (std::size_t i = 0; i < queries.size(); ++i)
        if (queries[i].target != RerankQuery::no_target) counts.push_back(rank_counts(scores[i], queries[i].target));
    return mean_metrics(counts);
}

}  // namespace wb
