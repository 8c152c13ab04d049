// Layer: pipeline.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/question_desk.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <nlohmann/json.hpp>
#include <numeric>
#include <set>

#include "foundation/error.h"
#include "pipeline/candidate_lists.h"
#include "pipeline/run_experiment.h"
#include "rerank/reranker.h"
#include "retrieval/retriever.h"

namespace wb {

using nlohmann::json;

namespace {

/// JSON numbers that are not whole are refused, not cut.
std::int64_t whole(const json& number, const std::string& what) {
    if (!number.is_number_integer())
        throw UserError("\"" + what + "\" holds " + number.dump(-1, ' ', false, json::error_handler_t::replace) +
                            ", which is no whole number.",
                        "", "Give numbers of users and items as the dataset counts them.");
    return number.get<std::int64_t>();
}

std::int64_t whole(const json& question, const std::string& key, std::int64_t otherwise) {
    return question.contains(key) ? whole(question.at(key), key) : otherwise;
}

/// Whether a question is about the test split; the other one is validation.
bool asks_for_test(const json& question) {
    const std::string split = question.value("split", "test");
    if (split != "test" && split != "validation")
        throw UserError("There is no split \"" + split + "\".", "", "Ask for \"test\" or \"validation\".");
    return split == "test";
}

/// Of every item's vector to that of `item`, [item_count + 1]; a vector without length is like no other.
std::vector<double> cosines_to(const DotProductModel& model, ItemId item) {
    const auto dot = [&](ItemId a, ItemId b) {
        return std::inner_product(model.items + a * model.dim, model.items + (a + 1) * model.dim,
                                  model.items + b * model.dim, 0.0, std::plus<>(),
                                  [](float x, float y) { return static_cast<double>(x) * static_cast<double>(y); });
    };
    std::vector<double> cosines(static_cast<std::size_t>(model.item_count) + 1, 0.0);
    const double own = dot(item, item);
    for (ItemId other = 1; other <= model.item_count; ++other) {
        const double lengths = std::sqrt(own) * std::sqrt(dot(other, other));
        if (lengths > 0) cosines[static_cast<std::size_t>(other)] = std::clamp(dot(item, other) / lengths, -1.0, 1.0);
    }
    return cosines;
}

}  // namespace

struct QuestionDesk::Impl {
    Workspace workspace;
    Store store;
    RunRow row;
    ExperimentConfig config;
    Dataset dataset;
    std::unique_ptr<Retriever> retriever;
    std::unique_ptr<Reranker> reranker;
    json notices = json::array();  ///< what loading the reranker found

    Impl(const Workspace& place, RunId run)
        : workspace(place),
          store(workspace.store_file()),
          row(row_of(run)),
          config(config_from_json(builtin_methods(), store.config_json(run))),
          dataset(load_dataset(workspace, config, StopToken())) {
        if (!row.dataset_fingerprint.empty() && row.dataset_fingerprint != dataset.fingerprint)
            throw UserError(
                "The dataset \"" + dataset.name + "\" is not the one that run " + std::to_string(run) + " used.",
                "It was prepared anew with other data.", "Prepare the original data again, or choose another run.");
        if (config.task == task_evaluate)
            throw UserError("Run " + std::to_string(run) + " evaluated another run and holds no model.", "",
                            "Ask run " + std::to_string(get_int(config.candidates, "source_run")) + " instead.");
        if (config.rerank) {
            // Trained on a graphics processor, a model answers without one, too.
            const std::string device = get_text(config.job, "device") == "cpu" ? "cpu" : "auto";
            reranker = make_reranker(*config.rerank, dataset, config.seed(), workspace, device, RerankerUse::scoring);
            const auto before = reranker->notices().size();
            reranker->load(run_folder(Stage::rerank, config.rerank->method));
            const auto all = reranker->notices();
            for (std::size_t i = before; i < all.size(); ++i)
                notices.push_back({{"code", all[i].code}, {"text", all[i].text}});
        } else {
            load_retriever();
        }
    }

    std::filesystem::path run_folder(Stage stage, const std::string& method) const {
        return workspace.run_folder(stage, method, dataset.name, config.seed(), row.id);
    }

    /// That of stage 1 of a run with both stages is loaded when a question first needs it.
    void load_retriever() {
        if (retriever || !config.retrieval || config.task == task_train_rerank) return;
        const auto* spec = builtin_methods().find(Stage::retrieval, config.retrieval->method);
        auto loaded = make_retriever(
            *config.retrieval, dataset, config.seed(),
            spec && spec->needs.features
                ? load_modalities(feature_choice(config.retrieval->settings), dataset, 0, StopToken(), {})
                : ItemModalities());
        loaded->load(run_folder(Stage::retrieval, config.retrieval->method) / "model.safetensors");
        retriever = std::move(loaded);
    }

    const Retriever& trained_retriever() {
        load_retriever();
        if (retriever) return *retriever;
        const RunId source = get_int(config.candidates, "source_run");
        throw UserError("Run " + std::to_string(row.id) + " trained no retriever.",
                        "Nearest items are found by the item vectors of stage 1.",
                        source > 0 ? "Ask run " + std::to_string(source) + " instead: its stage 1 made the lists."
                                   : "Ask a run of train-retrieval or train-pipeline.");
    }

    RunRow row_of(RunId run) const {
        const auto found = store.find_run(run);
        if (!found)
            throw UserError("There is no run " + std::to_string(run) + ".", "",
                            "List the runs with: rerank runs list");
        if (found->status != RunStatus::finished)
            throw UserError(
                "Run " + std::to_string(run) + " is " + run_status_name(found->status) + ", not finished.",
                "Only a finished run has its best weights.", "Resume it first: rerank resume " + std::to_string(run));
        return *found;
    }

    json info() const {
        return {{"ok", true},
                {"run", row.id},
                {"dataset", dataset.name},
                {"users", dataset.user_count()},
                {"items", dataset.item_count()},
                {"stage", reranker ? "rerank" : "retrieval"},
                {"method", reranker ? row.rerank_method : row.retrieval_method},
                {"notices", notices}};
    }

    std::vector<ItemId> items_of(const json& list, const char* what) const {
        std::vector<ItemId> items;
        for (const auto& j : list) {
            const auto item = whole(j, what);
            if (item < 1 || item > dataset.item_count())
                throw UserError("Item " + std::to_string(item) + " in \"" + what + "\" is not in the dataset.",
                                "Items are numbered from 1 to " + std::to_string(dataset.item_count()) + ".",
                                "Use numbers of this dataset.");
            items.push_back(static_cast<ItemId>(item));
        }
        return items;
    }

    json score(const json& question) const {
        RerankQuery q;
        const auto asked_of = whole(question, "user", 0);
        const bool for_test = asks_for_test(question);
        if (asked_of < 0 || asked_of > dataset.user_count())
            throw UserError("There is no user " + std::to_string(asked_of) + ".", "",
                            "Users are numbered from 1 to " + std::to_string(dataset.user_count()) + ".");
        q.user = static_cast<UserId>(asked_of);
        if (question.contains("history"))
            q.history = items_of(question.at("history"), "history");
        else if (q.user > 0)
            q.history = dataset.history(q.user, for_test);
        if (question.contains("candidates")) {
            q.candidates = items_of(question.at("candidates"), "candidates");
        } else if (q.user > 0) {
            const auto stored = store.user_detail(row.id, reranker ? 2 : 1, for_test ? "test" : "validation", q.user);
            if (stored) q.candidates = stored->items;
            // Older runs stored long lists shuffled, and did not shuffle prompts.
            if (reranker && stored && !reranker->gives_probabilities(q.candidates.size()) &&
                std::is_sorted(stored->retrieval_ranks.begin(), stored->retrieval_ranks.end()))
                q.prompt_order = prompt_order_of(config.candidates, q.user, for_test);
        }
        if (q.candidates.empty())
            throw UserError("There are no candidates to score.", "The run stored none for this user.",
                            "Give them: \"candidates\": [1, 2, 3]");
        const std::set<ItemId> different(q.candidates.begin(), q.candidates.end());
        if (different.size() < q.candidates.size())
            throw UserError("Some candidates stand in the list more than once.",
                            "Each candidate has one place in the order.", "Name each of them once.");
        std::vector<float> scores;
        json probabilities = json::array();
        bool uniform = false;
        if (reranker) {
            scores = reranker->score(std::span(&q, 1), StopToken()).front();
            uniform = softmax(scores).empty();
            if (uniform) std::fill(scores.begin(), scores.end(), 0.0f);
            if (reranker->gives_probabilities(q.candidates.size())) probabilities = softmax(scores);
        } else {
            const auto user = question.contains("history") || q.user == 0
                                  ? retriever->vector_of_history(q.history)
                                  : retriever->user_vectors({q.user}, for_test, StopToken());
            const auto model = retriever->items();
            for (ItemId item : q.candidates) {
                float s = model.bias ? model.bias[item] : 0.0f;
                for (std::int64_t k = 0; k < model.dim; ++k)
                    s += user[static_cast<std::size_t>(k)] * model.items[item * model.dim + k];
                scores.push_back(s);
            }
        }
        json answer{{"ok", true},
                    {"user", q.user},
                    {"items", q.candidates},
                    {"scores", scores},
                    {"probabilities", probabilities}};
        if (uniform) answer["fallback_uniform"] = true;
        if (question.value("prompt", false)) answer["prompt"] = prompt_of(q);
        return answer;
    }

    json prompt_of(const RerankQuery& q) const {
        const auto view = reranker ? reranker->view(q) : std::nullopt;
        if (!view)
            throw UserError("The method of run " + std::to_string(row.id) + " asks no language model.",
                            "It has no prompt to show.", "Leave out \"prompt\".");
        json labels = json::array(), likely = json::array();
        for (const auto& label : view->labels)
            labels.push_back({{"label", label.name},
                              {"token", label.token},
                              {"item", label.item},
                              {"logit", label.logit},
                              {"probability", label.probability}});
        for (const auto& token : view->most_likely)
            likely.push_back({{"token", token.token}, {"text", token.text}, {"probability", token.probability}});
        return {{"text", view->prompt},
                {"tokens", view->tokens},
                {"label_strategy", view->label_strategy},
                {"labels", labels},
                {"label_mass", view->label_mass},
                {"most_likely", likely},
                {"permutations", view->permutations},
                {"prior_removed", view->prior_removed},
                {"temperature", view->temperature},
                {"notices", notices},
                {"cuts",
                 {{"history", view->cuts.history},
                  {"title_tokens", view->cuts.title_tokens},
                  {"candidates", view->cuts.candidates}}}};
    }

    json nearest(const json& question) {
        const ItemId item = items_of(json::array({question.at("item")}), "item").front();
        const auto count = whole(question, "count", 20);
        if (count < 1)
            throw UserError("\"count\" is " + std::to_string(count) + ".", "At least one item must be asked for.",
                            "Leave \"count\" out for 20 items, or give a number from 1.");
        const auto cosines = cosines_to(trained_retriever().items(), item);
        std::vector<ItemId> items;
        for (ItemId other = 1; other <= dataset.item_count(); ++other)
            if (other != item) items.push_back(other);
        const auto kept = std::min(items.size(), static_cast<std::size_t>(count));
        std::partial_sort(
            items.begin(), items.begin() + static_cast<std::ptrdiff_t>(kept), items.end(), [&](ItemId a, ItemId b) {
                const double of_a = cosines[static_cast<std::size_t>(a)], of_b = cosines[static_cast<std::size_t>(b)];
                return of_a != of_b ? of_a > of_b : a < b;
            });
        items.resize(kept);
        std::vector<double> similarities;
        for (ItemId other : items) similarities.push_back(cosines[static_cast<std::size_t>(other)]);
        return {{"ok", true}, {"item", item}, {"items", items}, {"similarities", similarities}};
    }
};

QuestionDesk::QuestionDesk(const Workspace& workspace, RunId run) : impl_(std::make_unique<Impl>(workspace, run)) {}
QuestionDesk::~QuestionDesk() = default;

namespace {

QuestionDesk::Answer refused(const std::string& what, const std::string& why, const std::string& fix) {
    return {json{{"ok", false}, {"what", what}, {"why", why}, {"fix", fix}}.dump(-1, ' ', false,
                                                                                 json::error_handler_t::replace),
            false};
}

}  // namespace

QuestionDesk::Answer QuestionDesk::too_long(std::size_t most) {
    return refused("The question is longer than " + std::to_string(most) + " bytes.", "It was not read.",
                   "Write one JSON object per line, with a line end behind each.");
}

QuestionDesk::Answer QuestionDesk::answer(const std::string& line) {
    try {
        const auto question = json::parse(line);
        const std::string op = question.at("op");
        if (op == "quit") return {json{{"ok", true}}.dump(), true};
        if (op == "info") return {impl_->info().dump(), false};
        if (op == "score") return {impl_->score(question).dump(), false};
        if (op == "nearest") return {impl_->nearest(question).dump(), false};
        return refused("There is no question \"" + op + "\".", "", "Ask info, score, nearest or quit.");
    } catch (const UserError& e) {
        return refused(e.what_happened(), e.why(), e.fix());
    } catch (const json::exception& e) {
        return refused("The question is not understood.", e.what(),
                       "Write one JSON object per line, for example {\"op\":\"score\",\"user\":5}.");
    } catch (const std::exception& e) {
        return refused("The question could not be answered.", e.what(), "Try another one.");
    }
}

}  // namespace wb
