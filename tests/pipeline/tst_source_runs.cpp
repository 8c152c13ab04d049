// Runs that take their models from earlier ones, and what stays at the published path.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <algorithm>
#include <filesystem>
#include <fstream>

#include "pipeline/pipeline_fixture.h"

using namespace wb;
namespace fs = std::filesystem;

class TestSourceRuns : public QObject {
    Q_OBJECT

    static RunId finished(Fixture& f, const ExperimentRequest& request) {
        EventLog log;
        const auto run = f.queue(request);
        if (run_experiment(f.workspace, run, log, StopToken()) != RunStatus::finished)
            throw std::logic_error(Store(f.workspace.store_file()).find_run(run)->error_what);
        return run;
    }
    static RunId evaluated(Fixture& f, RunId run, const std::string& mode = "ground_truth") {
        ExperimentRequest request;
        request.task = task_evaluate;
        request.values = {{"candidates.source_run", std::to_string(run)}, {"candidates.mode", mode}};
        return finished(f, request);
    }
    static std::vector<std::string> source_warnings(Fixture& f, RunId run) {
        std::vector<std::string> codes;
        for (const auto& warning : Store(f.workspace.store_file()).warnings(run))
            if (warning.code.starts_with("SOURCE_")) codes.push_back(warning.code);
        return codes;
    }
    static bool untrained(Fixture& f, RunId run) { return Store(f.workspace.store_file()).find_run(run)->untrained; }

  private Q_SLOTS:
    void evaluateAgainGivesTheSameNumbers() {
        Fixture f;
        const auto run = finished(f, Fixture::request("ground_truth"));
        const auto second = evaluated(f, run);
        QVERIFY(f.result(second)["stage2"]["test"] == f.result(run)["stage2"]["test"]);
        QVERIFY(f.result(second)["stage1"]["test"] == f.result(run)["stage1"]["test"]);
        QVERIFY(source_warnings(f, second).empty());
        QVERIFY(!untrained(f, second));
    }

    /// The published path has the files of one run, the newest that trained, and what somebody put there.
    void publishedFilesAreThoseOfOneRun() {
        Fixture f;
        const auto folder = f.workspace.published_folder(Stage::rerank, "bert4rec", "sample", 42);
        fs::create_directories(folder);
        fs::create_symlink("0/adapter_config.json", folder / "adapter_config.json");  // of a run with adapters
        std::ofstream(folder / "letters.json") << "mine";
        const auto first = finished(f, Fixture::request("ground_truth")),
                   second = finished(f, Fixture::request("ground_truth"));
        QVERIFY(evaluated(f, first) > second);
        for (const char* name : {"model.safetensors", "metrics.json", "config.json"})
            QCOMPARE(fs::read_symlink(folder / name), fs::path(std::to_string(second)) / name);
        QVERIFY(!fs::is_symlink(folder / "adapter_config.json"));
        QVERIFY(fs::is_regular_file(folder / "letters.json"));
    }

    /// Weights that were not trained stay marked, whichever run shows their results.
    void untrainedModelsStayMarked() {
        Fixture f;
        const auto request = Fixture::request("retrieval");
        const auto learns_nothing = [&](const std::string& stage) {
            auto other = request;
            other.values[stage + ".lr"] = "1e-8";
            other.values[stage + ".max_steps"] = "1";
            return other;
        };
        const auto run = finished(f, learns_nothing("rerank"));
        QVERIFY(untrained(f, run));
        const auto again = evaluated(f, run);
        QVERIFY(untrained(f, again));
        QCOMPARE(source_warnings(f, again), std::vector<std::string>{"SOURCE_UNTRAINED_2"});
        // Its retriever did learn.
        auto rerank = Fixture::request("retrieval");
        rerank.task = task_train_rerank;
        rerank.retrieval_method = "";
        std::erase_if(rerank.values, [](const auto& value) { return value.first.starts_with("retrieval."); });
        rerank.values["candidates.source_run"] = std::to_string(run);
        const auto third = finished(f, rerank);
        QVERIFY(!untrained(f, third));
        QVERIFY(source_warnings(f, third).empty());

        rerank.values["candidates.source_run"] = std::to_string(finished(f, learns_nothing("retrieval")));
        const auto fourth = finished(f, rerank);
        QVERIFY(!untrained(f, fourth));  // the reranker is its own, and learned
        QCOMPARE(source_warnings(f, fourth), std::vector<std::string>{"SOURCE_UNTRAINED_1"});
        // A model that learned, on lists of one that did not, and on those of nobody.
        const auto seventh = evaluated(f, std::stoll(rerank.values["candidates.source_run"]), "retrieval");
        QVERIFY(untrained(f, seventh));
        QCOMPARE(source_warnings(f, seventh), std::vector<std::string>{"SOURCE_UNTRAINED_1"});
        const auto fifth = evaluated(f, fourth, "retrieval"), sixth = evaluated(f, fourth);
        QVERIFY(!untrained(f, fifth) && !untrained(f, sixth));
        QCOMPARE(source_warnings(f, fifth), std::vector<std::string>{"SOURCE_UNTRAINED_1"});
        QVERIFY(source_warnings(f, sixth).empty());
    }
};

QTEST_APPLESS_MAIN(TestSourceRuns)
#include "tst_source_runs.moc"
