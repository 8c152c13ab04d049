// Layer: pipeline.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/stage2.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

#include "foundation/error.h"
#include "foundation/number_text.h"
#include "pipeline/list_snapshot.h"
#include "pipeline/popularity.h"
#include "pipeline/prefix_lists.h"

namespace wb {

namespace {

using Clock = std::chrono::steady_clock;

/// Scores in blocks, so that progress is seen and a stop is quick.
std::vector<std::vector<float>> score_lists(const RunContext& context, const Reranker& reranker,
                                            const RerankLists& lists) {
    std::vector<std::vector<float>> scores;
    constexpr std::size_t block = 128;
    for (std::size_t from = 0; from < lists.queries.size(); from += block) {
        context.stop.check();
        const auto part = std::span(lists.queries).subspan(from, std::min(block, lists.queries.size() - from));
        for (auto& s : reranker.score(part, context.stop)) scores.push_back(std::move(s));
        context.publisher.progress({"evaluate", "ordering the " + lists.split + " lists", "users",
                                    static_cast<std::int64_t>(from + part.size()),
                                    static_cast<std::int64_t>(lists.queries.size()), -1});
    }
    return scores;
}

/// A list without a finite answer counts as one of which nothing is known: all its candidates get the same score.
/// Returns the users whose lists these were.
std::vector<UserId> answer_uniformly(const RerankLists& lists, std::vector<std::vector<float>>& scores) {
    std::vector<UserId> users;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        if (scores[i].empty() || !softmax(scores[i]).empty()) continue;
        std::fill(scores[i].begin(), scores[i].end(), 0.0f);
        users.push_back(lists.queries[i].user);
    }
    return users;
}

/// Metrics of stage 2 and of everything beside it, over the users whose target is in the list.
struct ListMetrics {
    Metrics reranked, stage1, chance, popularity;
};

ListMetrics list_metrics(const RunContext& context, const RerankLists& lists,
                         const std::vector<std::vector<float>>& scores) {
    const PopularityBaseline popularity(context.dataset);
    std::vector<RankCounts> stage1, popular;
    std::vector<std::int64_t> lengths;
    for (std::size_t i = 0; i < lists.queries.size(); ++i) {
        const auto& q = lists.queries[i];
        if (q.target == RerankQuery::no_target) continue;
        lengths.push_back(static_cast<std::int64_t>(q.candidates.size()));
        popular.push_back(popularity.rank_in(q.candidates, q.target));
        if (!lists.stage1_scores.empty()) stage1.push_back(rank_counts(lists.stage1_scores[i], q.target));
    }
    return {metrics_of_scores(lists.queries, scores), mean_metrics(stage1), mean_chance(lengths),
            mean_metrics(popular)};
}

/// The place of a target outside its list: the one in stage 1's full ranking, and behind all items of the list, which
/// took their places first.
RankCounts rank_outside(const RerankQuery& q, const RetrievedSplit& stage1) {
    auto counts = stage1.ranks.of(stage1.row_of_user[static_cast<std::size_t>(q.user)]).front();
    const auto behind = static_cast<std::int64_t>(q.candidates.size());
    if (counts.n_better < behind) {
        counts.n_equal = std::max<std::int64_t>(0, counts.n_equal - (behind - counts.n_better));
        counts.n_better = behind;
    }
    return counts;
}

/// Users outside the lists count with their place in stage 1's full ranking.
Metrics overall_metrics(const RerankLists& lists, const Metrics& covered, const RetrievedSplit& stage1) {
    std::vector<RankCounts> rest;
    for (const auto& q : lists.queries)
        if (q.target == RerankQuery::no_target) rest.push_back(rank_outside(q, stage1));
    return weighted_mean(covered, mean_metrics(rest));
}

std::vector<std::int32_t> ranks_by_score(const std::vector<float>& scores, const std::vector<ItemId>& items) {
    std::vector<std::size_t> order(scores.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return scores[a] != scores[b] ? scores[a] > scores[b] : items[a] < items[b];
    });
    std::vector<std::int32_t> ranks(scores.size());
    for (std::size_t r = 0; r < order.size(); ++r) ranks[order[r]] = static_cast<std::int32_t>(r) + 1;
    return ranks;
}

/// `stage1`: the split that the lists are of, null for sampled lists.
std::vector<UserDetail> user_details(const RunContext& context, const Reranker& reranker, const RerankLists& lists,
                                     const std::vector<std::vector<float>>& scores, const RetrievedSplit* stage1) {
    std::vector<UserDetail> out;
    for (std::size_t i = 0; i < lists.queries.size(); ++i) {
        const auto& q = lists.queries[i];
        const bool covered = q.target != RerankQuery::no_target;
        UserDetail d;
        auto& r = d.result;
        r.user = q.user;
        const auto u = static_cast<std::size_t>(q.user);
        r.target = lists.split == "test" ? context.dataset.test[u] : context.dataset.validation[u];
        r.history_length = static_cast<std::int32_t>(q.history.size());
        r.candidates = static_cast<std::int32_t>(q.candidates.size());
        r.covered = covered;
        r.better_before = r.equal_before = -1;
        r.better = r.equal = covered ? 0 : -1;
        d.items = q.candidates;
        d.scores = scores[i];
        if (covered) {
            const auto after = rank_counts(scores[i], q.target);
            r.better = after.n_better;
            r.equal = after.n_equal;
        } else if (stage1) {
            const auto outside = rank_outside(q, *stage1);
            r.better = outside.n_better;
            r.equal = outside.n_equal;
        }
        if (!lists.stage1_scores.empty()) {
            d.retrieval_ranks = ranks_by_score(lists.stage1_scores[i], q.candidates);
            if (covered) {
                const auto before = rank_counts(lists.stage1_scores[i], q.target);
                r.better_before = before.n_better;
                r.equal_before = before.n_equal;
            }
        }
        if (!scores[i].empty()) {
            const auto top = std::max_element(scores[i].begin(), scores[i].end()) - scores[i].begin();
            r.top_item = q.candidates[static_cast<std::size_t>(top)];
        }
        if (reranker.gives_probabilities(scores[i].size())) {
            d.probabilities = softmax(scores[i]);
            if (!d.probabilities.empty()) {
                const auto stats = distribution_stats(d.probabilities);
                r.entropy = stats.entropy;
                r.normalised_entropy = stats.normalised_entropy;
                r.top_probability = stats.top_probability;
                if (covered) r.target_probability = static_cast<double>(d.probabilities[q.target]);
            }
        }
        out.push_back(std::move(d));
    }
    return out;
}

std::string candidates_csv(const RerankLists& validation, const RerankLists& test) {
    std::string csv = "user_id,split,target_index,item_ids\n";
    for (const auto* lists : {&validation, &test})
        for (const auto& q : lists->queries) {
            csv += std::to_string(q.user) + "," + lists->split + "," +
                   (q.target == RerankQuery::no_target ? "" : std::to_string(q.target)) + ",";
            for (std::size_t i = 0; i < q.candidates.size(); ++i)
                csv += (i ? " " : "") + std::to_string(q.candidates[i]);
            csv += "\n";
        }
    return csv;
}

class Stage2 {
  public:
    Stage2(const RunContext& context, const Retrieved* stage1, RerankerUse use)
        : context_(context),
          stage1_(stage1),
          choice_(*context.config.rerank),
          folder_(context.workspace.run_folder(Stage::rerank, choice_.method, context.dataset.name,
                                               context.config.seed(), context.run)),
          reranker_(make_reranker(choice_, context.dataset, context.config.seed(), context.workspace,
                                  get_text(context.config.job, "device"), use)) {
        const auto* spec = builtin_methods().find(Stage::rerank, choice_.method);
        title_ = spec ? spec->title : choice_.method;
        context.publisher.publish(StartedEvent{"stage 2: " + title_, 0});
        context.publisher.progress({"candidates", "building the candidate lists", "", 0, 0, -1});
        validation_ = build_lists(context, false, stage1, *reranker_);
        test_ = build_lists(context, true, stage1, *reranker_);
        warn_about_lists();
        tell_budget(validation_);
        tell_budget(test_);
    }

    void train() {
        std::vector<RerankQuery> covered;
        for (const auto& q : validation_.queries)
            if (q.target != RerankQuery::no_target) covered.push_back(q);
        if (covered.empty())
            throw UserError("No validation user has the true item among the candidates.",
                            "The reranker cannot be validated on lists that never hold the right answer.",
                            "Raise --rerank-top-k, train the retriever longer, or use --mode ground_truth.");
        auto observer = observe_fit(context_, "stage2", title_);
        observer.plan = [this, tell = observer.plan](const FitPlan& plan) {
            for (const auto& line : reranker_->reference_lines())
                context_.publisher.publish(ReferenceLineEvent{"stage2/" + line.series, line.text, line.value});
            tell_notices();  // what is wrong is said before hours are spent
            tell(plan);
        };
        observer.validated = [&](std::int64_t update, double epoch) {
            const auto snapshot = list_snapshot(*reranker_, covered, reranker_->validation_scores(), update, epoch);
            if (!snapshot.lists.empty()) context_.publisher.publish(snapshot);
        };
        const auto reranked_of_stage1 = static_cast<int>(get_int(context_.config.candidates, "rerank_top_k"));
        const auto report = reranker_->fit({folder_ / "checkpoints" / "fit.safetensors",
                                            fit_identity(context_, "stage2"), std::move(observer), context_.stop},
                                           covered, prefix_lists(stage1_, reranked_of_stage1));
        result_.updates = report.updates;
        result_.train_seconds = report.seconds;
        result_.seconds_per_epoch = report.seconds_per_epoch;
        result_.untrained = warn_if_untrained(context_, "stage2", report);
        context_.publisher.info("TRAIN_END", title_ + ": " + std::to_string(report.updates) + " updates, ended by " +
                                                 report.end + ", best weights from update " +
                                                 std::to_string(report.best_update) + ".");
        for (const auto& file : reranker_->save(folder_)) publish_artifact(context_, "model", file);
        result_.document["best_update"] = report.best_update;
        result_.document["end"] = report.end;
    }

    void load(const std::filesystem::path& folder) { reranker_->load(folder); }

    StageResult evaluate() {
        const auto start = Clock::now();
        auto validation_scores = score_lists(context_, *reranker_, validation_);
        auto test_scores = score_lists(context_, *reranker_, test_);
        const auto uniform_validation = answer_uniformly(validation_, validation_scores);
        const auto uniform_test = answer_uniformly(test_, test_scores);
        const auto v = list_metrics(context_, validation_, validation_scores);
        const auto t = list_metrics(context_, test_, test_scores);
        auto& doc = result_.document;
        const auto& mode = get_text(context_.config.candidates, "mode");
        doc["method"] = choice_.method;
        doc["mode"] = mode;
        doc["parameters"] = reranker_->parameter_count();
        doc["device"] = reranker_->device();
        doc["precision"] = reranker_->precision();
        doc["val"] = to_json(v.reranked);
        doc["test"] = to_json(t.reranked);
        doc["chance"] = to_json(t.chance);
        doc["popularity"] = to_json(t.popularity);
        doc["val_chance"] = to_json(v.chance);
        doc["val_popularity"] = to_json(v.popularity);
        doc["coverage"] = test_.queries.empty()
                              ? 0.0
                              : static_cast<double>(test_.covered) / static_cast<double>(test_.queries.size());
        std::size_t longest = 0;
        for (const auto& q : test_.queries) longest = std::max(longest, q.candidates.size());
        doc["candidates"] = longest;
        if (!test_.stage1_scores.empty()) doc["test_stage1_same_users"] = to_json(t.stage1);
        tell_uniform(uniform_validation, uniform_test);
        // Sampled lists always hold the true item, so that all users are those of the lists.
        const bool from_stage1 = mode == "retrieval";
        doc["overall"] = from_stage1 ? to_json(overall_metrics(test_, t.reranked, stage1_->test)) : doc["test"];
        tell_notices();
        result_.evaluate_seconds = std::chrono::duration<double>(Clock::now() - start).count();
        context_.store.put_user_results(context_.run, 2, "validation",
                                        user_details(context_, *reranker_, validation_, validation_scores,
                                                     from_stage1 ? &stage1_->validation : nullptr));
        context_.store.put_user_results(
            context_.run, 2, "test",
            user_details(context_, *reranker_, test_, test_scores, from_stage1 ? &stage1_->test : nullptr));
        write_artifact(context_, "candidates", folder_ / "candidates.csv", candidates_csv(validation_, test_));
        write_artifact(context_, "metrics", folder_ / "metrics.json", doc.dump(2) + "\n");
        write_artifact(context_, "config", folder_ / "config.json", config_to_json(context_.config) + "\n");
        return result_;
    }

  private:
    const RunContext& context_;
    const Retrieved* stage1_;
    const MethodChoice& choice_;
    const std::filesystem::path folder_;
    std::unique_ptr<Reranker> reranker_;
    std::string title_;
    RerankLists validation_, test_;
    StageResult result_;

    void tell_notices() const {
        for (const auto& notice : reranker_->notices()) context_.publisher.warn(notice.code, notice.text);
    }

    void tell_uniform(const std::vector<UserId>& of_validation, const std::vector<UserId>& of_test) {
        const auto count = of_validation.size() + of_test.size();
        if (count == 0) return;
        result_.untrained = true;  // as for a run that did not train: kept out of rankings and significance
        result_.document["fallback_uniform"] = count;
        result_.document["fallback_uniform_users"] = {{"validation", of_validation}, {"test", of_test}};
        context_.publisher.warn("EVAL_FALLBACK_UNIFORM",
                                "The reranker gave no numbers for " + std::to_string(of_validation.size()) +
                                    " validation and " + std::to_string(of_test.size()) +
                                    " test lists: all their candidates count as equally probable, which is chance. "
                                    "The result is not that of the method.");
    }
    /// How long the prompts are, and which are too long, is said before hours are spent.
    void tell_budget(const RerankLists& lists) const {
        const auto budget = reranker_->prompt_budget(lists.queries, context_.stop);
        if (!budget) return;
        const std::string whose = "of the " + grouped(budget->lists) + " " + lists.split + " lists";
        context_.publisher.info("LLM_PROMPT_BUDGET", "The prompts " + whose + " have " +
                                                         grouped(budget->mean_tokens) + " tokens in the mean and " +
                                                         grouped(budget->most_tokens) + " at most, of " +
                                                         grouped(budget->limit) + " allowed.");
        if (budget->cut > 0)
            context_.publisher.warn("LLM_PROMPTS_CUT",
                                    "The prompts " + whose + " are too long in " + grouped(budget->cut) +
                                        " cases: the oldest history, or parts of titles, are left "
                                        "out. " +
                                        (budget->limit_of_model ? "The model reads no longer ones."
                                                                : "Raise --qwen-max-seq-length to keep them."));
    }
    void warn_about_lists() const {
        std::size_t longest = 0;
        for (const auto& q : test_.queries) longest = std::max(longest, q.candidates.size());
        for (int k : metric_ks)
            if (k > 1 && static_cast<std::size_t>(k) >= longest) {
                context_.publisher.warn("EVAL_K_NOT_INFORMATIVE", "Recall and Hit at " + std::to_string(k) +
                                                                      " are 1 by construction with lists of " +
                                                                      std::to_string(longest) +
                                                                      " candidates: read NDCG and MRR instead.");
                break;
            }
        if (test_.covered < static_cast<std::int64_t>(test_.queries.size()))
            context_.publisher.info("EVAL_COVERAGE", "The true item is among the candidates of " +
                                                         std::to_string(test_.covered) + " of " +
                                                         std::to_string(test_.queries.size()) + " test users.");
    }
};

}  // namespace

StageResult train_stage2(const RunContext& context, const Retrieved* stage1) {
    Stage2 stage(context, stage1, RerankerUse::training);
    stage.train();
    return stage.evaluate();
}

StageResult load_stage2(const RunContext& context, const Retrieved* stage1, const std::filesystem::path& folder) {
    Stage2 stage(context, stage1, RerankerUse::scoring);
    stage.load(folder);
    return stage.evaluate();
}

}  // namespace wb
