// A workspace for tests of pages: the sample catalogue and runs with made-up results. Layer: tests.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTemporaryDir>
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "common/app_context.h"
#include "common/selection.h"
#include "dataset/prepared.h"
#include "dataset/sample_catalogue.h"
#include "evaluation/metrics.h"
#include "experiment/config.h"
#include "foundation/random.h"

struct DemoRun {
    std::string name = "demo", task = wb::task_train_pipeline;
    std::string reranker = "bert4rec";
    double skill = 1.5;  ///< how far the true item's score stands above the others', in standard deviations
    std::uint64_t seed = 42;
    int candidates = 20;
    bool probabilities = true, untrained = false, details = true;
    int lostEvery = 0;  ///< each n-th user's true item was not retrieved; 0 = none
    wb::RunStatus end = wb::RunStatus::finished;
    std::uint64_t listSeed = 7;  ///< of the candidate lists
};

struct DemoWorkspace {
    QTemporaryDir folder;
    AppContext context;
    ScriptedDialogs dialogs;
    Selection selection;
    wb::Registry registry;
    wb::Dataset dataset;

    explicit DemoWorkspace(bool withDataset = true) {
        wb::register_builtin_methods(registry);
        context.workspace.root = folder.path().toStdString();
        context.workspaceName = QStringLiteral("demo");
        context.store = std::make_shared<wb::Store>(context.workspace.store_file());
        context.registry = &registry;
        context.dialogs = &dialogs;
        if (!withDataset) return;
        const auto place = context.workspace.data() / wb::prepared_folder_name("sample", {});
        dataset = wb::make_sample_catalogue(place).dataset;
        wb::write_prepared(dataset, place);
        dataset = wb::read_prepared(place);
    }

    qint64 add(const DemoRun& demo) {
        wb::NewRun run;
        run.name = demo.name;
        run.task = demo.task;
        run.dataset = "sample";
        run.dataset_fingerprint = dataset.fingerprint;
        run.retrieval_method = "lrurec";
        run.rerank_method = demo.reranker;
        run.seed = demo.seed;
        wb::ExperimentRequest request;
        request.retrieval_method = "lrurec";
        request.rerank_method = demo.reranker;
        request.values["job.seed"] = std::to_string(demo.seed);
        request.values["rerank.epochs"] = std::to_string(3 + demo.seed % 5);
        const auto resolved = wb::resolve(registry, request);
        run.config_json = resolved.config ? wb::config_to_json(*resolved.config) : "{}";
        const wb::RunId id = context.store->create_run(run);
        if (demo.end == wb::RunStatus::queued) return id;
        context.store->claim(id, wb::Owner::self());
        context.store->append(id, 1, events(id, demo));
        if (demo.end == wb::RunStatus::running) return id;
        const auto details = users(demo);
        std::vector<wb::RankCounts> ranks, before;
        for (const auto& user : details) {
            if (!user.result.covered) continue;
            ranks.push_back({user.result.better, user.result.equal});
            before.push_back({user.result.better_before, user.result.equal_before});
        }
        std::map<std::string, double> metrics;
        const auto store = [&metrics](const std::string& prefix, const wb::Metrics& values) {
            for (const auto& [key, value] : values.named()) metrics[prefix + key] = value;
        };
        store("stage1/test/", wb::mean_metrics(before));
        store("stage2/test/", wb::mean_metrics(ranks));
        store("stage2/val/", wb::mean_metrics(ranks));
        std::vector<wb::RankCounts> everybody;
        for (const auto& user : details) everybody.push_back({user.result.better, user.result.equal});
        store("stage2/overall/", wb::mean_metrics(everybody));
        store("stage2/chance/", wb::chance_metrics(demo.candidates));
        metrics["stage2/coverage"] =
            static_cast<double>(ranks.size()) / static_cast<double>(std::max<std::size_t>(1, details.size()));
        context.store->set_result(id, "{}", metrics, demo.untrained);
        for (const char* split : {"test", "validation"})
            if (demo.details) context.store->put_user_results(id, 2, split, details);
        if (demo.end == wb::RunStatus::failed)
            context.store->finish(id, demo.end, "The tokenizer file is missing.",
                                  "The Qwen3 folder has no tokenizer.json.",
                                  "Choose the folder that holds tokenizer.json.");
        else
            context.store->finish(id, demo.end);
        return id;
    }

    std::vector<wb::UserDetail> users(const DemoRun& demo) const {
        std::vector<wb::UserDetail> details;
        const auto n = static_cast<std::size_t>(demo.candidates);
        for (wb::UserId user = 1; user <= dataset.user_count(); ++user) {
            const auto place = static_cast<std::size_t>(user);
            const wb::ItemId target = dataset.test[place];
            if (target == 0) continue;
            wb::Rng lists(demo.listSeed, "demo lists", place);
            wb::Rng noise(demo.seed, "demo scores", place);
            wb::UserDetail detail;
            detail.items.push_back(target);
            while (detail.items.size() < n) {
                const auto item =
                    static_cast<wb::ItemId>(1 + lists.below(static_cast<std::uint64_t>(dataset.item_count())));
                if (std::find(detail.items.begin(), detail.items.end(), item) == detail.items.end())
                    detail.items.push_back(item);
            }
            lists.shuffle(detail.items);
            for (std::size_t i = 0; i < n; ++i) {
                const double lift = detail.items[i] == target ? demo.skill : 0;
                detail.scores.push_back(static_cast<float>(std::round((noise.normal() + lift) * 16) / 16));
                detail.retrieval_ranks.push_back(static_cast<std::int32_t>(i) + 1);
            }
            auto& result = detail.result;
            result.user = user;
            result.target = target;
            result.history_length = static_cast<std::int32_t>(dataset.history(user, true).size());
            result.candidates = demo.candidates;
            const auto at = static_cast<std::size_t>(std::find(detail.items.begin(), detail.items.end(), target) -
                                                     detail.items.begin());
            result.covered = demo.lostEvery == 0 || user % demo.lostEvery != 0;
            if (!result.covered) detail.items[at] = detail.items[at] == 1 ? 2 : 1;
            result.better_before = static_cast<std::int64_t>(at);
            result.equal_before = 0;
            const auto counts = wb::rank_counts(detail.scores, at);
            result.better = counts.n_better;
            result.equal = counts.n_equal;
            if (!result.covered) {  // in stage 1's ranking, behind the list
                result.better = demo.candidates + static_cast<std::int64_t>(user % 50);
                result.equal = 0;
            }
            const auto top = std::max_element(detail.scores.begin(), detail.scores.end()) - detail.scores.begin();
            result.top_item = detail.items[static_cast<std::size_t>(top)];
            if (demo.probabilities) {
                detail.probabilities = wb::softmax(detail.scores);
                const auto stats = wb::distribution_stats(detail.probabilities);
                result.target_probability = static_cast<double>(detail.probabilities[at]);
                result.entropy = stats.entropy;
                result.normalised_entropy = stats.normalised_entropy;
                result.top_probability = stats.top_probability;
            }
            details.push_back(std::move(detail));
        }
        return details;
    }

  private:
    static std::vector<wb::Event> events(wb::RunId id, const DemoRun& demo) {
        std::vector<wb::Event> list;
        std::int64_t sequence = 0;
        const auto push = [&](const auto& body) {
            auto& event = list.emplace_back();  // moved as a whole, GCC 12 sees members without values
            event.run = id;
            event.sequence = ++sequence;
            event.body = body;
        };
        wb::Rng noise(demo.seed, "demo loss");
        const double start = std::log(demo.candidates);
        push(wb::LogEvent{wb::LogLevel::info, "RUN_001", "Stage 1: LRURec, 12,000 parameters."});
        for (int step = 1; step <= 400; ++step) {
            const double fall = demo.skill * (1 - std::exp(-step / 120.0));
            push(wb::ScalarEvent{"stage2/loss", step, step / 80.0, step * 0.05,
                                 start - fall * 0.8 + 0.25 * noise.normal()});
            if (step % 80 == 0)
                push(wb::ScalarEvent{"stage2/val_ndcg@10", step, step / 80.0, step * 0.05,
                                     0.2 + fall * 0.15 + 0.01 * noise.normal()});
        }
        push(wb::ReferenceLineEvent{"stage2/loss", "uniform: ln " + std::to_string(demo.candidates), start});
        push(wb::WarningEvent{"MODEL_STAND_IN", "The built-in small model was used instead of Qwen3-0.6B."});
        push(wb::LogEvent{wb::LogLevel::warning, "DATA_012", "2 items have no picture."});
        push(wb::ArtifactEvent{"weights", "experiments/rerank/qwen/sample/seed42/1/model.safetensors", 1234567});
        return list;
    }
};
