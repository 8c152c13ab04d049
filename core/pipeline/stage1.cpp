// Layer: pipeline.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/stage1.h"

#include <algorithm>
#include <charconv>
#include <chrono>

#include "evaluation/beyond_accuracy.h"
#include "evaluation/catalogue_metrics.h"
#include "foundation/files.h"
#include "pipeline/stage1_baselines.h"
#include "retrieval/true_item_ranks.h"

namespace wb {

namespace {

using Clock = std::chrono::steady_clock;
double since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

RetrievedSplit rank_split(const RunContext& context, const Retriever& retriever, bool for_test, int top_k) {
    const auto& data = context.dataset;
    RetrievedSplit split;
    split.row_of_user.assign(static_cast<std::size_t>(data.user_count()) + 1, static_cast<std::size_t>(-1));
    const TrueItems& truth = for_test ? data.test : data.validation;
    std::vector<std::vector<ItemId>> excluded;
    for (UserId u = 1; u <= data.user_count(); ++u) {
        const auto i = static_cast<std::size_t>(u);
        if (truth.of(i).empty()) continue;
        split.row_of_user[i] = split.users.size();
        split.users.push_back(u);
        excluded.push_back(retriever.excluded(u, for_test));
    }
    split.vectors = retriever.user_vectors(split.users, for_test, context.stop);
    const auto model = retriever.items();
    split.ranks = rank_true_items(model, split.vectors, split.users, truth, excluded, context.stop);
    split.ranks_nothing_excluded = rank_true_items(
        model, split.vectors, split.users, truth, std::vector<std::vector<ItemId>>(split.users.size()), context.stop);
    split.lists = top_items(model, split.vectors.data(), static_cast<std::int64_t>(split.users.size()), excluded,
                            top_k, context.stop);
    return split;
}

/// Of the test lists; of every group the main figures alone.
nlohmann::json beyond_accuracy_json(const RunContext& context, const RetrievedSplit& split) {
    std::vector<std::vector<ItemId>> lists;
    for (std::size_t r = 0; r < split.users.size(); ++r) {
        std::vector<ItemId> list;
        for (const RankedItem& item : split.lists[r]) list.push_back(item.item);
        lists.push_back(std::move(list));
    }
    const auto b = beyond_accuracy(context.dataset, split.users, context.dataset.test, split.ranks, lists);
    nlohmann::json out{{"data_popularity", b.data_popularity}};
    for (const auto& shape : b.lists) {
        const std::string at = "@" + std::to_string(shape.k);
        out["coverage" + at] = shape.coverage;
        out["gini" + at] = shape.gini;
        out["mean_popularity" + at] = shape.mean_popularity;
        out["popularity_lift" + at] = shape.popularity_lift;
    }
    const auto groups = [](const std::vector<GroupMetrics>& list) {
        nlohmann::json j = nlohmann::json::object();
        for (const auto& g : list) {
            j[g.id] = {{"from", g.from}, {"to", g.to}, {"users", g.metrics.users}};
            if (g.metrics.users == 0) continue;
            j[g.id].update({{"recall@10", g.metrics.recall[2]},
                            {"recall@20", g.metrics.recall[3]},
                            {"ndcg@10", g.metrics.ndcg[2]},
                            {"ndcg@20", g.metrics.ndcg[3]}});
        }
        return j;
    };
    out["by_activity"] = groups(b.by_activity);
    out["by_popularity"] = groups(b.by_popularity);
    return out;
}

nlohmann::json above_popularity_json(const Stage1Baselines& baselines) {
    nlohmann::json out = nlohmann::json::object();
    for (const auto& [metric, c] : baselines.above_popularity)
        out[metric] = {{"difference", c.difference},
                       {"interval_low", c.interval_low},
                       {"interval_high", c.interval_high},
                       {"p", c.p_permutation}};
    return out;
}

void append_number(std::string& text, double value) {
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::general, 7).ptr;
    text.append(buffer, end);
}

void append_rows(std::string& csv, const RunContext& context, const RetrievedSplit& split, bool for_test) {
    const auto& data = context.dataset;
    for (std::size_t r = 0; r < split.users.size(); ++r) {
        const auto targets = (for_test ? data.test : data.validation).of(static_cast<std::size_t>(split.users[r]));
        const auto ranks = split.ranks.of(r);
        csv += std::to_string(split.users[r]) + (for_test ? ",test," : ",validation,");
        const auto column = [&](const auto& value) {
            for (std::size_t t = 0; t < targets.size(); ++t) csv += (t ? " " : "") + std::to_string(value(t));
            csv += ",";
        };
        column([&](std::size_t t) { return targets[t]; });
        column([&](std::size_t t) { return ranks[t].n_better; });
        column([&](std::size_t t) { return ranks[t].n_equal; });
        for (std::size_t i = 0; i < split.lists[r].size(); ++i)
            csv += (i ? " " : "") + std::to_string(split.lists[r][i].item);
        csv += ",";
        for (std::size_t i = 0; i < split.lists[r].size(); ++i) {
            if (i) csv += " ";
            append_number(csv, static_cast<double>(split.lists[r][i].score));
        }
        csv += "\n";
    }
}

std::vector<UserDetail> user_details(const RunContext& context, const RetrievedSplit& split, bool for_test) {
    constexpr std::size_t kept = 50;
    const TrueItems& truth = for_test ? context.dataset.test : context.dataset.validation;
    std::vector<UserDetail> out;
    for (std::size_t r = 0; r < split.users.size(); ++r) {
        UserDetail d;
        d.result.user = split.users[r];
        d.result.history_length = static_cast<std::int32_t>(context.dataset.history(split.users[r], for_test).size());
        d.result.candidates = context.dataset.item_count();
        d.result.better_before = d.result.equal_before = -1;
        const auto targets = truth.of(static_cast<std::size_t>(split.users[r]));
        const auto ranks = split.ranks.of(r);
        for (std::size_t t = 0; t < targets.size(); ++t)
            d.result.add_true_item({targets[t], ranks[t].n_better, ranks[t].n_equal});
        for (std::size_t i = 0; i < std::min(kept, split.lists[r].size()); ++i) {
            d.items.push_back(split.lists[r][i].item);
            d.scores.push_back(split.lists[r][i].score);
            d.retrieval_ranks.push_back(static_cast<std::int32_t>(i) + 1);
        }
        d.result.top_item = d.items.empty() ? 0 : d.items.front();
        out.push_back(std::move(d));
    }
    return out;
}

void evaluate(const RunContext& context, const std::string& method, Retrieved& out) {
    const auto start = Clock::now();
    const int top_k = static_cast<int>(get_int(context.config.candidates, "retrieval_top_k"));
    context.publisher.progress({"stage1", "ranking the catalogue", "", 0, 0, -1});
    out.validation = rank_split(context, *out.retriever, false, top_k);
    out.test = rank_split(context, *out.retriever, true, top_k);
    const auto test = stage1_baselines(context.dataset, *out.retriever, out.test.users, out.test.ranks, true);
    const auto val =
        stage1_baselines(context.dataset, *out.retriever, out.validation.users, out.validation.ranks, false);
    out.result.document = {{"method", method},
                           {"parameters", out.retriever->parameter_count()},
                           {"val", to_json(mean_metrics(out.validation.ranks))},
                           {"test", to_json(mean_metrics(out.test.ranks))},
                           {"val_nothing_excluded", to_json(mean_metrics(out.validation.ranks_nothing_excluded))},
                           {"test_nothing_excluded", to_json(mean_metrics(out.test.ranks_nothing_excluded))},
                           {"val_further", catalogue_metrics(out.validation.ranks)},
                           {"test_further", catalogue_metrics(out.test.ranks)},
                           {"chance", to_json(test.chance)},
                           {"popularity", to_json(test.popularity)},
                           {"above_popularity", above_popularity_json(test)},
                           {"val_chance", to_json(val.chance)},
                           {"val_popularity", to_json(val.popularity)},
                           {"beyond_accuracy", beyond_accuracy_json(context, out.test)}};
    out.result.evaluate_seconds = since(start);
}

void keep_results(const RunContext& context, const Retrieved& r, const std::filesystem::path& folder) {
    std::string csv = "user_id,split,target_item_id,n_better,n_equal,item_ids,scores\n";
    append_rows(csv, context, r.validation, false);
    append_rows(csv, context, r.test, true);
    write_artifact(context, "retrieved", folder / "retrieved.csv", csv);
    write_artifact(context, "metrics", folder / "retrieved_metrics.json", r.result.document.dump(2) + "\n");
    context.store.put_user_results(context.run, 1, "validation", user_details(context, r.validation, false));
    context.store.put_user_results(context.run, 1, "test", user_details(context, r.test, true));
}

/// Loads the features that the method needs (extracting them where they are not stored) and builds the retriever.
/// `modalities` gets what was taken.
std::unique_ptr<Retriever> build_retriever(const RunContext& context, const MethodChoice& choice, std::uint64_t seed,
                                           ItemModalities& modalities) {
    const auto* spec = builtin_methods().find(Stage::retrieval, choice.method);
    if (spec && spec->needs.features)
        modalities = load_modalities(
            feature_choice(choice.settings), context.dataset,
            static_cast<int>(get_int(context.config.job, "threads")), context.stop, [&](double share) {
                context.publisher.progress(
                    {"stage1", "making features of items", "", static_cast<std::int64_t>(share * 100), 100, -1});
            });
    for (const auto* m : {&modalities.text, &modalities.image})
        if (*m)
            context.publisher.info("FEATURES", (*m)->name + ": " + std::to_string((*m)->rows.size(1)) +
                                                   " numbers for each of " + std::to_string((*m)->present) + " of " +
                                                   std::to_string(context.dataset.item_count()) + " items.");
    return make_retriever(choice, context.dataset, seed, modalities);
}

nlohmann::json features_json(const ItemModalities& modalities) {
    nlohmann::json list = nlohmann::json::array();
    const auto add = [&](const char* kind, const std::optional<ItemModality>& m) {
        if (m)
            list.push_back({{"kind", kind},
                            {"name", m->name},
                            {"dim", m->rows.size(1)},
                            {"items_present", m->present},
                            {"digest", m->digest}});
    };
    add("text", modalities.text);
    add("image", modalities.image);
    return list;
}

}  // namespace

Retrieved train_stage1(const RunContext& context) {
    const auto& choice = *context.config.retrieval;
    const auto seed = context.config.seed();
    const auto folder =
        context.workspace.run_folder(Stage::retrieval, choice.method, context.dataset.name, seed, context.run);
    const auto* spec = builtin_methods().find(Stage::retrieval, choice.method);
    const std::string title = spec ? spec->title : choice.method;
    context.publisher.publish(StartedEvent{"stage 1: " + title, 0});
    Retrieved out;
    ItemModalities modalities;
    out.retriever = build_retriever(context, choice, seed, modalities);
    for (const auto& notice : out.retriever->notices()) context.publisher.warn(notice.code, notice.text);
    if (out.retriever->uniform_loss() > 0)
        context.publisher.publish(
            ReferenceLineEvent{"stage1/loss", "uniform: ln " + std::to_string(context.dataset.item_count() + 1),
                               out.retriever->uniform_loss()});
    auto identity = fit_identity(context, "stage1");
    if (!modalities.identity().empty()) identity += "/" + modalities.identity();
    const auto report = out.retriever->fit(
        {folder / "checkpoints" / "fit.safetensors", identity, observe_fit(context, "stage1", title), context.stop});
    out.result.updates = report.updates;
    out.result.train_seconds = report.seconds;
    out.result.seconds_per_epoch = report.seconds_per_epoch;
    out.result.untrained = warn_if_untrained(context, "stage1", report);
    context.publisher.info("TRAIN_END", title + ": " + std::to_string(report.updates) + " updates, ended by " +
                                            report.end + ", best weights from update " +
                                            std::to_string(report.best_update) + ".");
    out.retriever->save(folder / "model.safetensors");
    publish_artifact(context, "model", folder / "model.safetensors");
    evaluate(context, choice.method, out);
    if (modalities.text || modalities.image) out.result.document["features"] = features_json(modalities);
    out.result.document["best_update"] = report.best_update;
    out.result.document["end"] = report.end;
    keep_results(context, out, folder);
    write_artifact(context, "config", folder / "config.json", config_to_json(context.config) + "\n");
    return out;
}

Retrieved load_stage1(const RunContext& context, const MethodChoice& choice, std::uint64_t seed,
                      const std::filesystem::path& model, bool publish_result) {
    Retrieved out;
    ItemModalities modalities;
    out.retriever = build_retriever(context, choice, seed, modalities);
    out.retriever->load(model);
    evaluate(context, choice.method, out);
    if (publish_result)
        keep_results(
            context, out,
            context.workspace.run_folder(Stage::retrieval, choice.method, context.dataset.name, seed, context.run));
    return out;
}

}  // namespace wb
