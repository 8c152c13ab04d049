// Runs with made-up lists of stage 1 in a workspace for tests of pages. Layer: tests.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/widgets/demo_workspace.h"

inline wb::UserResult result(std::int32_t user, std::int64_t better, std::int64_t equal = 0) {
    wb::UserResult made;
    made.user = user;
    made.target = 1;
    made.candidates = 300;
    made.history_length = 10 + user;
    made.better_before = made.equal_before = -1;
    made.better = better;
    made.equal = equal;
    return made;
}

struct ListRun {
    std::string name = "lists", method = "lrurec", task = wb::task_train_retrieval;
    double skill = 1.5;  ///< how far the true item's score stands above the others', in standard deviations
    std::uint64_t seed = 1;
    bool lists = true, whole = true;
    std::string dataset = "sample", fingerprint = {};
    qint64 source = 0;  ///< of an evaluation
    wb::RunStatus end = wb::RunStatus::finished;
};

/// As stage 1 stores them: the best 50 items that are not in the history, and the rank among all of those.
inline std::vector<wb::UserDetail> madeLists(const wb::Dataset& data, const ListRun& run, bool forTest) {
    std::vector<wb::UserDetail> details;
    for (wb::UserId user = 1; user <= data.user_count(); ++user) {
        const auto at = static_cast<std::size_t>(user);
        const wb::ItemId target = forTest ? data.test[at] : data.validation[at];
        if (target == 0) continue;
        const auto history = data.history(user, forTest);
        wb::Rng noise(run.seed, forTest ? "made lists" : "made validation lists", at);
        std::vector<std::pair<float, wb::ItemId>> ranked;
        for (wb::ItemId item = 1; item <= data.item_count(); ++item) {
            const double lift = item == target ? run.skill : 0;
            const auto score = static_cast<float>(noise.normal() + lift);
            if (item == target || std::find(history.begin(), history.end(), item) == history.end())
                ranked.emplace_back(score, item);
        }
        std::sort(ranked.begin(), ranked.end(), std::greater<>());
        wb::UserDetail detail;
        detail.result = result(user, 0);
        detail.result.target = target;
        detail.result.history_length = static_cast<std::int32_t>(history.size());
        detail.result.candidates = data.item_count();
        for (std::size_t i = 0; i < ranked.size(); ++i) {
            if (ranked[i].second == target) detail.result.better = static_cast<std::int64_t>(i);
            if (i >= 50) continue;
            detail.items.push_back(ranked[i].second);
            detail.scores.push_back(ranked[i].first);
            detail.retrieval_ranks.push_back(static_cast<std::int32_t>(i) + 1);
        }
        details.push_back(std::move(detail));
    }
    return details;
}

inline qint64 addRun(DemoWorkspace& demo, const ListRun& run) {
    wb::NewRun made;
    made.name = run.name;
    made.task = run.task;
    made.dataset = run.dataset;
    made.dataset_fingerprint = run.fingerprint.empty() ? demo.dataset.fingerprint : run.fingerprint;
    made.retrieval_method = run.method;
    made.seed = run.seed;
    wb::ExperimentRequest request;
    request.task = run.task;
    if (run.task == wb::task_evaluate)
        request.values["candidates.source_run"] = std::to_string(run.source);
    else
        request.retrieval_method = run.method;
    const auto resolved = wb::resolve(demo.registry, request);
    made.config_json = resolved.config ? wb::config_to_json(*resolved.config) : "{}";
    wb::Store& store = *demo.context.store;
    const wb::RunId id = store.create_run(made);
    if (run.end == wb::RunStatus::queued) return id;
    store.claim(id, wb::Owner::self());
    std::map<std::string, double> metrics{{"stage1/test/recall@20", 0.4}, {"stage1/val/recall@20", 0.5}};
    if (run.whole) {
        const std::string at = "stage1/beyond_accuracy/";
        metrics[at + "data_popularity"] = 42.4;
        for (const char* k : {"@5", "@10", "@20"}) {
            metrics[at + "coverage" + k] = 0.25 + 0.01 * static_cast<double>(run.seed);
            metrics[at + "gini" + k] = 0.7;
            metrics[at + "mean_popularity" + k] = 50.25;
            metrics[at + "popularity_lift" + k] = -0.125;
        }
        const std::string against = "stage1/above_popularity/recall@10/";
        metrics[against + "difference"] = 0.04;
        metrics[against + "interval_low"] = -0.005;
        metrics[against + "interval_high"] = 0.085;
        metrics[against + "p"] = 0.0625;
        const auto group = [&](const std::string& id2, double from, double to, double users) {
            metrics[at + id2 + "/from"] = from;
            metrics[at + id2 + "/to"] = to;
            metrics[at + id2 + "/users"] = users;
            if (users > 0)
                for (const char* metric : {"recall@10", "recall@20", "ndcg@10"})
                    metrics[at + id2 + "/" + metric] = 0.0625 * static_cast<double>(run.seed);
        };
        group("by_activity/low", 5, 9, 130);
        group("by_activity/middle", 10, 14, 140);
        group("by_activity/high", 15, 15, 130);
        group("by_popularity/cold", 0, 0, 0);
        group("by_popularity/tail", 1, 20, 150);
        group("by_popularity/middle", 21, 40, 150);
        group("by_popularity/head", 41, 93, 100);
    }
    store.set_result(id, "{}", metrics, false);
    if (run.lists) {
        store.put_user_results(id, 1, "test", madeLists(demo.dataset, run, true));
        store.put_user_results(id, 1, "validation", madeLists(demo.dataset, run, false));
    }
    store.finish(id, run.end);
    return id;
}
