// A workspace in a temporary folder and runs in it. Test helper.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTemporaryDir>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "experiment/launch.h"
#include "pipeline/run_experiment.h"

namespace wb {

struct EventLog : EventSink {
    std::vector<Event> events;
    StopToken* stop = nullptr;
    int stop_after_losses = -1;  ///< asks for a stop at the n-th loss of `series`
    std::string series = "stage1/loss";
    void publish(const Event& event) override {
        events.push_back(event);
        const auto* scalar = std::get_if<ScalarEvent>(&event.body);
        if (scalar && scalar->series == series && scalar->step == stop_after_losses && stop) stop->request_stop();
    }
};

struct Fixture {
    QTemporaryDir dir;
    Workspace workspace = Workspace::open(dir.path().toStdString());

    /// A sample pipeline small enough for a test.
    static ExperimentRequest request(const std::string& mode) {
        ExperimentRequest r;
        r.task = task_train_pipeline;
        r.retrieval_method = "lrurec";
        r.rerank_method = "bert4rec";
        r.values = {{"retrieval.max_steps", "60"}, {"retrieval.validate_every", "20"},   {"retrieval.dim", "16"},
                    {"rerank.max_steps", "40"},    {"rerank.validate_every", "15"},      {"rerank.dim", "16"},
                    {"candidates.mode", mode},     {"candidates.retrieval_top_k", "100"}};
        return r;
    }
    /// The same with a language model as the reranker: one update on lists of six, with short prompts.
    static ExperimentRequest language_model_request() {
        auto r = request("retrieval");
        r.rerank_method = "qwen";
        for (const char* key : {"rerank.dim", "rerank.validate_every"}) r.values.erase(key);
        for (const auto& [key, value] : {std::pair{"rerank.max_steps", "1"},
                                         {"rerank.max_history", "1"},
                                         {"rerank.title_tokens", "4"},
                                         {"rerank.max_seq_length", "256"},
                                         {"candidates.rerank_top_k", "6"}})
            r.values[key] = value;
        return r;
    }
    RunId queue(const ExperimentRequest& r) {
        Store store(workspace.store_file());
        const auto resolved = resolve(builtin_methods(), r);
        if (!resolved.config) throw std::logic_error("does not resolve: " + resolved.problems.at(0).what);
        return queue_run(store, workspace, *resolved.config);
    }
    nlohmann::json result(RunId run) {
        Store store(workspace.store_file());
        return nlohmann::json::parse(store.result_json(run));
    }
};

}  // namespace wb
