// Layer: pipeline.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/candidate_lists.h"

#include <algorithm>

#include "dataset/candidates.h"
#include "experiment/launch.h"
#include "foundation/error.h"
#include "foundation/random.h"

namespace wb {

namespace {

CandidateLists ground_truth_lists(const RunContext& context, const std::string& split) {
    const auto& c = context.config.candidates;
    const auto settings = candidate_settings(context.config);
    const auto& file = get_text(c, "candidates_file");
    if (!file.empty() && split == "test")
        return candidates_from_file(context.dataset, split, settings.n, settings.seed, file);
    auto lists = stored_candidates(context.dataset, split, settings);
    if (!lists.notice.empty()) context.publisher.warn("DATA_CANDIDATES_REPLACED", lists.notice);
    return lists;
}

float stage1_score(const DotProductModel& model, const float* user, ItemId item) {
    float s = model.bias ? model.bias[item] : 0.0f;
    for (std::int64_t k = 0; k < model.dim; ++k) s += user[k] * model.items[item * model.dim + k];
    return s;
}

}  // namespace

std::uint64_t prompt_order_of(const Settings& candidates, UserId user, bool for_test) {
    if (get_text(candidates, "mode") != "retrieval" || get_text(candidates, "candidate_order") != "shuffled")
        return 0;
    return Rng(static_cast<std::uint64_t>(get_int(candidates, "candidate_seed")), "prompt order",
               static_cast<std::uint64_t>(user), for_test ? 1 : 0)
               .key() |
           1;
}

RerankLists build_lists(const RunContext& context, bool for_test, const Retrieved* stage1, const Reranker& reranker) {
    RerankLists out;
    out.split = for_test ? "test" : "validation";
    const auto& data = context.dataset;
    const auto& c = context.config.candidates;
    const RetrievedSplit* retrieved = stage1 ? (for_test ? &stage1->test : &stage1->validation) : nullptr;
    if (get_text(c, "mode") == "ground_truth") {
        const auto lists = ground_truth_lists(context, out.split);
        for (UserId u = 1; u <= data.user_count(); ++u) {
            const auto& list = lists.lists[static_cast<std::size_t>(u)];
            if (list.empty()) continue;
            const ItemId target =
                for_test ? data.test[static_cast<std::size_t>(u)] : data.validation[static_cast<std::size_t>(u)];
            const auto place = std::find(list.begin(), list.end(), target);
            if (place == list.end()) throw std::logic_error("a stored candidate list lost its target");
            out.queries.push_back(
                {u, data.history(u, for_test), list, static_cast<std::size_t>(place - list.begin())});
        }
        if (retrieved) {
            const auto model = stage1->retriever->items();
            for (const auto& q : out.queries) {
                const auto row = retrieved->row_of_user[static_cast<std::size_t>(q.user)];
                std::vector<float> scores;
                for (ItemId item : q.candidates)
                    scores.push_back(stage1_score(
                        model, retrieved->vectors.data() + static_cast<std::int64_t>(row) * model.dim, item));
                out.stage1_scores.push_back(std::move(scores));
            }
        }
        out.covered = static_cast<std::int64_t>(out.queries.size());
        return out;
    }
    if (!retrieved) throw std::logic_error("retrieval mode without stage 1");
    const auto k = std::min(reranker.longest_list(), static_cast<std::size_t>(get_int(c, "rerank_top_k")));
    const bool shuffled = get_text(c, "candidate_order") == "shuffled";
    for (std::size_t r = 0; r < retrieved->users.size(); ++r) {
        const UserId u = retrieved->users[r];
        auto history = data.history(u, for_test);
        std::sort(history.begin(), history.end());
        std::vector<RankedItem> list;
        for (const RankedItem& item : retrieved->lists[r]) {
            if (list.size() == k) break;
            // The retriever may leave less out than the whole history (`exclude`).
            if (!std::binary_search(history.begin(), history.end(), item.item)) list.push_back(item);
        }
        const bool one_prompt = reranker.gives_probabilities(list.size());
        if (shuffled && one_prompt) {
            Rng rng(static_cast<std::uint64_t>(get_int(c, "candidate_seed")), "candidate order",
                    static_cast<std::uint64_t>(u), for_test ? 1 : 0);
            rng.shuffle(list);
        }
        const ItemId target =
            for_test ? data.test[static_cast<std::size_t>(u)] : data.validation[static_cast<std::size_t>(u)];
        RerankQuery q{u, data.history(u, for_test), {}, RerankQuery::no_target};
        if (!one_prompt) q.prompt_order = prompt_order_of(c, u, for_test);
        std::vector<float> scores;
        for (std::size_t i = 0; i < list.size(); ++i) {
            if (list[i].item == target) q.target = i;
            q.candidates.push_back(list[i].item);
            scores.push_back(list[i].score);
        }
        out.covered += q.target != RerankQuery::no_target ? 1 : 0;
        out.queries.push_back(std::move(q));
        out.stage1_scores.push_back(std::move(scores));
    }
    return out;
}

}  // namespace wb
