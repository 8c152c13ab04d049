// Whole runs on the sample catalogue: numbers, lists, stop and resume, failures.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <cmath>
#include <numeric>
#include <set>

#include "dataset/candidates.h"
#include "dataset/prepared.h"
#include "evaluation/metrics.h"
#include "experiment/language_models.h"
#include "experiment/user_metrics.h"
#include "foundation/files.h"
#include "foundation/safetensors.h"
#include "pipeline/merge_run.h"
#include "pipeline/pipeline_fixture.h"
#include "pipeline/question_desk.h"
#include "processor.h"
#include "rerank/reranker.h"

using namespace wb;

namespace {

double value_of(const nlohmann::json& doc, const std::string& stage, const std::string& table,
                const std::string& metric) {
    return doc.at(stage).at(table).at(metric).get<double>();
}

/// The document without what may differ between two runs of the same experiment.
nlohmann::json numbers_of(nlohmann::json doc) {
    for (const char* key : {"seconds", "artifacts", "warnings", "environment"}) doc.erase(key);
    return doc;
}

/// Writes the model again with zeros for the vector of `item`; returns the vectors of all items.
std::vector<float> item_vectors_without(const SafetensorsFile& model, const std::string& name, ItemId item,
                                        const std::filesystem::path& file) {
    SafetensorsWriter writer;
    std::vector<float> vectors;
    for (const auto& tensor : model.tensors()) {
        auto values = model.floats(tensor.name);
        if (tensor.name == name) {
            const auto dim = static_cast<std::ptrdiff_t>(tensor.shape.at(1));
            std::fill_n(values.begin() + item * dim, dim, 0.0f);
            vectors = values;
        }
        writer.add_floats(tensor.name, tensor.shape, values);
    }
    for (const auto& [key, value] : model.metadata()) writer.set_metadata(key, value);
    writer.write(file);
    return vectors;
}

}  // namespace

class TestPipeline : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void groundTruthMode() {
        Fixture f;
        const auto run = f.queue(Fixture::request("ground_truth"));
        EventLog log;
        QCOMPARE(run_experiment(f.workspace, run, log, StopToken()).value(), RunStatus::finished);
        const auto doc = f.result(run);
        const auto chance = chance_metrics(50);
        QVERIFY(std::abs(value_of(doc, "stage2", "chance", "recall@20") - 0.4) < 1e-12);
        QVERIFY(std::abs(value_of(doc, "stage2", "chance", "ndcg@10") - chance.ndcg[2]) < 1e-12);
        for (const char* k : {"1", "5", "10", "20"})
            QCOMPARE(value_of(doc, "stage2", "test", std::string("recall@") + k),
                     value_of(doc, "stage2", "test", std::string("hit@") + k));
        QCOMPARE(doc["stage2"]["coverage"].get<double>(), 1.0);
        QCOMPARE(doc["stage2"]["candidates"].get<int>(), 50);
        QVERIFY(doc["stage2"]["overall"] == doc["stage2"]["test"]);
        QVERIFY(std::abs(value_of(doc, "stage2", "val_chance", "recall@20") - 0.4) < 1e-12);
        QVERIFY(value_of(doc, "stage1", "val_chance", "recall@20") > 0);
        QCOMPARE(doc["steps"]["stage1"].get<int>(), 60);
        QCOMPARE(doc["steps"]["stage2"].get<int>(), 40);

        Store store(f.workspace.store_file());
        const auto users = store.user_results(run, 2, "test");
        QCOMPARE(static_cast<int>(users.size()), doc["dataset"]["users"].get<int>());
        std::vector<RankCounts> ranks;
        for (const auto& u : users) ranks.push_back({u.better, u.equal});
        QVERIFY(std::abs(mean_metrics(ranks).ndcg[2] - value_of(doc, "stage2", "test", "ndcg@10")) < 1e-12);
        const auto detail = store.user_detail(run, 2, "test", users.front().user).value();
        QCOMPARE(detail.items.size(), std::size_t{50});
        double sum = 0;
        for (float p : detail.probabilities) sum += static_cast<double>(p);
        QVERIFY(std::abs(sum - 1) < 1e-5);
        QVERIFY(detail.result.better_before >= 0);  // stage 1 scored the same list
        // Every update has its point, and the ln N line is there.
        std::set<std::int64_t> steps;
        for (const auto& s : store.series(run))
            if (s.name == "stage2/loss")
                for (const auto& p : store.points(s.id)) steps.insert(p.step);
        QCOMPARE(steps.size(), std::size_t{40});
        QVERIFY(std::abs(store.reference_lines(run).at("stage1/loss").second -
                         std::log(doc["dataset"]["items"].get<double>() + 1)) < 1e-9);
        const auto warnings = store.warnings(run);
        QVERIFY(std::any_of(warnings.begin(), warnings.end(),
                            [](const auto& w) { return w.code == "TRAIN_FEW_UPDATES_1"; }));
        // Of every validation of stage 2: all lists by their entropy, and some users' lists, always the same ones.
        const auto snapshots = store.snapshots(run);
        QVERIFY(snapshots.size() >= 2);
        QCOMPARE(snapshots.front().step, std::int64_t{0});
        QCOMPARE(snapshots.back().step, std::int64_t{40});
        for (const SnapshotEvent& one : snapshots) {
            QCOMPARE(std::accumulate(one.entropy.begin(), one.entropy.end(), std::int64_t{0}),
                     static_cast<std::int64_t>(store.user_results(run, 2, "validation").size()));
            QCOMPARE(one.lists.size(), snapshots.front().lists.size());
            for (std::size_t i = 0; i < one.lists.size(); ++i) {
                const auto& list = one.lists[i];
                QCOMPARE(list.user, snapshots.front().lists[i].user);
                QCOMPARE(list.items, snapshots.front().lists[i].items);
                QVERIFY(std::find(list.items.begin(), list.items.end(), list.target) != list.items.end());
                const auto& p = list.probabilities;
                QVERIFY(std::abs(std::accumulate(p.begin(), p.end(), 0.0) - 1) < 1e-4);
            }
        }
        QVERIFY(snapshots.front().lists.at(0).probabilities != snapshots.back().lists.at(0).probabilities);
    }

    /// A language model says what its final scores were computed in.
    void precisionIsWrittenDown() {
        WB_NEEDS(Precision::bfloat16);
        Fixture f;
        ExperimentRequest r;
        r.task = task_train_rerank;
        r.rerank_method = "qwen";
        r.values = {{"rerank.max_steps", "1"},       {"rerank.base_precision", "bfloat16"},
                    {"rerank.max_candidates", "2"},  {"candidates.rerank_eval_candidates", "2"},
                    {"rerank.max_history", "1"},     {"rerank.title_tokens", "4"},
                    {"rerank.max_seq_length", "128"}};
        const auto run = f.queue(r);
        EventLog log;
        QCOMPARE(run_experiment(f.workspace, run, log, StopToken()).value(), RunStatus::finished);
        const auto doc = f.result(run);
        QCOMPARE(doc.at("environment").at("precision").get<std::string>(), std::string("bfloat16"));
        QCOMPARE(doc.at("stage2").at("precision").get<std::string>(), std::string("bfloat16"));
        // What there is to say of the model is said before it is trained.
        const auto place = [&](auto is) { return std::find_if(log.events.begin(), log.events.end(), is); };
        const auto warned = place([](const Event& e) {
            const auto* warning = std::get_if<WarningEvent>(&e.body);
            return warning && warning->code == "LLM_STAND_IN";
        });
        const auto trained = place([](const Event& e) {
            const auto* scalar = std::get_if<ScalarEvent>(&e.body);
            return scalar && scalar->series == "stage2/loss";
        });
        QVERIFY(trained != log.events.end() && warned < trained);
    }

    /// A model whose answers are no numbers has the result of chance, and says so.
    void listsWithoutAnAnswerAreUniform() {
        Fixture f;
        ExperimentRequest r;
        r.task = task_train_rerank;
        r.rerank_method = "qwen";
        r.values = {
            {"rerank.max_steps", "1"},   {"rerank.max_candidates", "4"}, {"candidates.rerank_eval_candidates", "4"},
            {"rerank.max_history", "1"}, {"rerank.title_tokens", "4"},   {"rerank.max_seq_length", "128"}};
        const auto run = f.queue(r);
        EventLog log;
        QCOMPARE(run_experiment(f.workspace, run, log, StopToken()).value(), RunStatus::finished);
        QVERIFY(!f.result(run)["stage2"].contains("fallback_uniform"));
        QVERIFY(std::any_of(log.events.begin(), log.events.end(), [](const Event& e) {
            const auto* told = std::get_if<LogEvent>(&e.body);
            return told && told->code == "TRAIN_PLAN" && told->text.find("samples an epoch") != std::string::npos &&
                   told->text.find("takes about") != std::string::npos;
        }));
        const auto folder = f.workspace.run_folder(Stage::rerank, "qwen", "sample", 42, run);
        {
            QuestionDesk desk(f.workspace, run);
            const auto answer = nlohmann::json::parse(desk.answer(R"({"op":"score","user":7,"prompt":true})").text);
            QVERIFY2(answer["ok"].get<bool>(), answer.dump().c_str());
            const auto& prompt = answer["prompt"];
            QCOMPARE(prompt["labels"].size(), std::size_t{4});
            QCOMPARE(prompt["most_likely"].size(), std::size_t{5});
            QVERIFY(prompt["tokens"].size() > 20 && prompt["notices"].empty());
            for (std::size_t i = 0; i < 4; ++i)
                QVERIFY(std::abs(prompt["labels"][i]["logit"].get<float>() - answer["scores"][i].get<float>()) <
                        1e-4f);
        }
        // What it learned becomes a model of its own.
        const auto merged = f.workspace.models() / "merged";
        merge_run(f.workspace, run, merged);
        QVERIFY(find_language_model("merged", f.workspace).usable());
        const auto weights = folder / "adapter_model.safetensors";
        const auto file = SafetensorsFile::read(weights);
        SafetensorsWriter writer;
        for (const auto& t : file.tensors())
            writer.add_floats(t.name, t.shape, std::vector<float>(file.floats(t.name).size(), std::nanf("")));
        writer.write(weights);
        ExperimentRequest again;
        again.task = task_evaluate;
        again.values = {{"candidates.source_run", std::to_string(run)}, {"candidates.rerank_eval_candidates", "4"}};
        const auto second = f.queue(again);
        QCOMPARE(run_experiment(f.workspace, second, log, StopToken()).value(), RunStatus::finished);
        const auto doc = f.result(second)["stage2"];
        QVERIFY2(std::abs(doc["test"]["mrr"].get<double>() - doc["chance"]["mrr"].get<double>()) < 1e-9,
                 doc.dump().substr(0, 4000).c_str());
        QCOMPARE(doc["fallback_uniform_users"]["test"].size(),
                 f.result(second)["dataset"]["users"].get<std::size_t>());
        Store store(f.workspace.store_file());
        QVERIFY(store.find_run(second)->untrained);
        const auto warnings = store.warnings(second);
        QVERIFY(std::any_of(warnings.begin(), warnings.end(),
                            [](const auto& w) { return w.code == "EVAL_FALLBACK_UNIFORM"; }));
        const auto detail = store.user_detail(second, 2, "test", 7).value();
        for (const float p : detail.probabilities) QVERIFY(std::abs(p - 0.25f) < 1e-6f);
        QVERIFY_THROWS_EXCEPTION(UserError, merge_run(f.workspace, second, f.workspace.models() / "other"));
        QuestionDesk desk(f.workspace, run);
        const auto answer = nlohmann::json::parse(desk.answer(R"({"op":"score","user":7,"prompt":true})").text);
        QVERIFY(answer["fallback_uniform"].get<bool>());
        QVERIFY(!answer["prompt"]["notices"].empty());  // these are not the weights that were trained
    }

    /// Several true items of each user: table, stored results and file say the same.
    void randomSplit() {
        Fixture f;
        ExperimentRequest r;
        r.task = task_train_retrieval;
        r.retrieval_method = "vbpr";
        r.values = {{"data.split", "random"}, {"retrieval.max_steps", "40"}, {"retrieval.modalities", "text"}};
        const auto run = f.queue(r);
        EventLog log;
        QCOMPARE(run_experiment(f.workspace, run, log, StopToken()).value(), RunStatus::finished);
        const auto doc = f.result(run);
        Store store(f.workspace.store_file());
        const auto users = store.user_results(run, 1, "test");
        QCOMPARE(static_cast<int>(users.size()), doc["dataset"]["users"].get<int>());
        Metrics mean;
        std::size_t true_items = 0;
        for (const auto& user : users) {
            mean = weighted_mean(mean, metrics_of_result(user));
            true_items += user.true_items().size();
        }
        QVERIFY(true_items > users.size());
        for (const auto& [name, value] : mean.named())
            QVERIFY2(std::abs(value - value_of(doc, "stage1", "test", name)) < 1e-9, name.c_str());
        QVERIFY(value_of(doc, "stage1", "test", "hit@20") > value_of(doc, "stage1", "test", "recall@20"));
        std::int64_t of_groups = 0;
        for (const auto& group : doc["stage1"]["beyond_accuracy"]["by_popularity"])
            of_groups += group.at("users").get<std::int64_t>();
        QCOMPARE(of_groups, static_cast<std::int64_t>(true_items));
        for (const auto& artifact : store.artifacts(run)) {
            if (artifact.kind != "retrieved") continue;
            const auto csv = read_file(f.workspace.root / artifact.path);
            const auto line = csv.substr(csv.find(",test,") + 6);
            const auto targets = line.substr(0, line.find(','));
            const auto spaces = std::count(targets.begin(), targets.end(), ' ');
            QCOMPARE(static_cast<std::size_t>(spaces) + 1, users.front().true_items().size());
            return;
        }
        QFAIL("no retrieved.csv");
    }

    void retrievalMode_data() {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("exclude");
        QTest::newRow("LRURec") << "lrurec"
                                << "window";
        QTest::newRow("LRURec, nothing left out") << "lrurec"
                                                  << "none";
        for (const char* method : {"vbpr", "mmgcn", "bm3"}) QTest::newRow(method) << method << "full";
    }
    void retrievalMode() {
        QFETCH(QString, method);
        QFETCH(QString, exclude);
        Fixture f;
        auto request = Fixture::request("retrieval");
        request.retrieval_method = method.toStdString();
        request.values["retrieval.exclude"] = exclude.toStdString();
        request.values["retrieval.max_steps"] = method == "mmgcn" ? "20" : "60";
        request.values["rerank.max_steps"] = "20";
        if (method != "lrurec") {
            request.values["retrieval.batch_size"] = "256";
            request.values.erase("retrieval.dim");
        }
        const auto run = f.queue(request);
        EventLog log;
        QCOMPARE(run_experiment(f.workspace, run, log, StopToken()).value(), RunStatus::finished);
        const auto doc = f.result(run);
        Store store(f.workspace.store_file());
        const auto users = store.user_results(run, 2, "test");
        const double n = static_cast<double>(users.size());
        double covered = 0;
        for (const auto& u : users) covered += u.covered ? 1 : 0;
        const double coverage = doc["stage2"]["coverage"];
        QVERIFY(std::abs(coverage - covered / n) < 1e-12);
        QVERIFY(coverage > 0 && coverage < 1);
        // For K up to the length of the list, users outside it add nothing.
        QVERIFY(std::abs(value_of(doc, "stage2", "overall", "recall@20") -
                         value_of(doc, "stage2", "test", "recall@20") * coverage) < 1e-12);
        QVERIFY(value_of(doc, "stage2", "overall", "recall@20") <= coverage);
        QVERIFY(value_of(doc, "stage2", "overall", "mrr") > value_of(doc, "stage2", "test", "mrr") * coverage);
        // Stored per user, so that comparisons give the numbers of the overall table.
        double mrr = 0, ndcg = 0;
        for (const auto& u : users) {
            mrr += metrics_of_result(u).mrr / n;
            ndcg += metrics_of_result(u).ndcg[2] / n;
        }
        QVERIFY(std::abs(mrr - value_of(doc, "stage2", "overall", "mrr")) < 1e-12);
        QVERIFY(std::abs(ndcg - value_of(doc, "stage2", "overall", "ndcg@10")) < 1e-12);
        QVERIFY(doc["stage2"].contains("test_stage1_same_users"));
        const auto data = read_prepared(find_prepared(f.workspace.data(), "sample", {}).folder);
        std::int64_t retrieved_again = 0;
        for (const auto& u : users) {
            const auto detail = store.user_detail(run, 2, "test", u.user).value();
            QVERIFY(detail.items.size() <= 50);
            const auto history = data.history(u.user, true);
            const auto of_history = [&](const std::vector<ItemId>& items) {
                return std::count_if(items.begin(), items.end(), [&](ItemId item) {
                    return std::find(history.begin(), history.end(), item) != history.end();
                });
            };
            QVERIFY2(of_history(detail.items) == 0, "a list holds an item of the history");
            QCOMPARE(u.covered, std::find(detail.items.begin(), detail.items.end(), u.target) != detail.items.end());
            retrieved_again += of_history(store.user_detail(run, 1, "test", u.user).value().items);
        }
        // What stage 1 leaves out of its ranking it leaves out of its lists.
        QCOMPARE(retrieved_again > 0, exclude == "none");
        const double kept = value_of(doc, "stage1", "test_nothing_excluded", "mrr");
        const double measured = value_of(doc, "stage1", "test", "mrr");
        QVERIFY(exclude == "none" ? kept == measured : kept < measured);
        QVERIFY(value_of(doc, "stage1", "val_nothing_excluded", "mrr") > 0);
        QVERIFY(value_of(doc, "stage1", "test_further", "recall@50") > value_of(doc, "stage1", "test", "recall@20"));
        QVERIFY(std::abs(value_of(doc, "stage1", "test_further", "precision@20") -
                         value_of(doc, "stage1", "test", "recall@20") / 20) < 1e-12);  // one true item each
    }

    void sameSeedSameNumbersAcrossStopAndResume_data() {
        QTest::addColumn<QString>("series");
        QTest::addColumn<int>("after");
        QTest::newRow("in stage 1") << "stage1/loss" << 23;
        QTest::newRow("at a validation of stage 1") << "stage1/loss" << 40;
        QTest::newRow("in stage 2") << "stage2/loss" << 17;
    }
    void sameSeedSameNumbersAcrossStopAndResume() {
        QFETCH(QString, series);
        QFETCH(int, after);
        Fixture f;
        const auto whole = f.queue(Fixture::request("retrieval")), parts = f.queue(Fixture::request("retrieval"));
        EventLog log;
        QCOMPARE(run_experiment(f.workspace, whole, log, StopToken()).value(), RunStatus::finished);
        {
            EventLog first;
            StopToken stop;
            first.stop = &stop;
            first.series = series.toStdString();
            first.stop_after_losses = after;
            QCOMPARE(run_experiment(f.workspace, parts, first, stop).value(), RunStatus::stopped);
        }
        QCOMPARE(run_experiment(f.workspace, parts, log, StopToken()).value(), RunStatus::finished);
        QCOMPARE(QString::fromStdString(numbers_of(f.result(parts)).dump()),
                 QString::fromStdString(numbers_of(f.result(whole)).dump()));
        Store store(f.workspace.store_file());
        QCOMPARE(store.find_run(parts)->attempt, 2);
        std::map<std::string, std::vector<double>> a, b;
        for (const auto& [run, out] : {std::pair{whole, &a}, std::pair{parts, &b}})
            for (const auto& s : store.series(run))
                if (s.name.find("seconds") == std::string::npos)
                    for (const auto& p : store.points(s.id)) (*out)[s.name].push_back(p.value);
        QVERIFY(a == b);
    }

    void questionsAreAnswered() {
        Fixture f;
        const auto run = f.queue(Fixture::request("ground_truth"));
        EventLog log;
        QCOMPARE(run_experiment(f.workspace, run, log, StopToken()).value(), RunStatus::finished);
        QuestionDesk desk(f.workspace, run);
        Store store(f.workspace.store_file());
        const auto stored = store.user_detail(run, 2, "test", 7).value();
        const auto answer = nlohmann::json::parse(desk.answer(R"({"op":"score","user":7})").text);
        QVERIFY(answer["ok"].get<bool>());
        QCOMPARE(answer["items"].get<std::vector<std::int32_t>>(), stored.items);
        const auto scores = answer["scores"].get<std::vector<float>>();
        for (std::size_t i = 0; i < scores.size(); ++i) QVERIFY(std::abs(scores[i] - stored.scores[i]) < 1e-5f);
        const auto changed =
            nlohmann::json::parse(desk.answer(R"({"op":"score","history":[1,2,3],"candidates":[4,5]})").text);
        QCOMPARE(changed["probabilities"].size(), std::size_t{2});
        for (const char* bad :
             {"", "nonsense", "[]", R"({"op":"score"})", R"({"op":"score","user":99999})",
              R"({"op":"score","candidates":[0]})", R"({"op":"score","candidates":["x"]})", R"({"op":"what"})",
              R"({"op":"score","user":4294967303})", R"({"op":"score","user":7.9})", R"({"op":"score","user":true})",
              R"({"op":"score","candidates":[3.7,4]})", R"({"op":"score","candidates":[5,5,5]})",
              R"({"op":"score","user":7,"split":"train"})", R"({"op":"nearest","item":1,"count":1.5})"}) {
            const auto refused = nlohmann::json::parse(desk.answer(bad).text);
            QVERIFY2(!refused["ok"].get<bool>() && !refused["what"].get<std::string>().empty(), bad);
        }
        QVERIFY(desk.answer(R"({"op":"quit"})").quit);
    }

    void nearestItemsAreThoseOfTheItemVectors() {
        Fixture f;
        auto request = Fixture::request("ground_truth");
        const auto both = f.queue(request);  // its retriever stands beside a reranker
        request.task = task_train_retrieval;
        request.rerank_method.clear();
        std::erase_if(request.values, [](const auto& value) { return value.first.starts_with("rerank."); });
        const auto alone = f.queue(request);
        EventLog log;
        for (const auto run : {both, alone}) {
            QCOMPARE(run_experiment(f.workspace, run, log, StopToken()).value(), RunStatus::finished);
            const auto file =
                f.workspace.run_folder(Stage::retrieval, "lrurec", "sample", 42, run) / "model.safetensors";
            // Item 9 loses its vector.
            const auto model = SafetensorsFile::read(file);
            const std::string name = "embedding.token.weight";
            const auto rows = item_vectors_without(model, name, 9, file);
            QuestionDesk desk(f.workspace, run);
            const auto ask = [&desk](const std::string& line) {
                return nlohmann::json::parse(desk.answer(line).text);
            };
            const auto answer = ask(R"({"op":"nearest","item":17,"count":5})");
            QVERIFY2(answer["ok"].get<bool>(), answer.dump().c_str());
            const auto items = answer["items"].get<std::vector<int>>();
            const auto similarities = answer["similarities"].get<std::vector<double>>();
            QCOMPARE(items.size(), std::size_t{5});
            QCOMPARE(similarities.size(), std::size_t{5});
            const auto cosine = [&rows](int a, int b) {
                double ab = 0, aa = 0, bb = 0;
                for (std::size_t k = 0; k < 16; ++k) {
                    const double x = rows[static_cast<std::size_t>(a) * 16 + k],
                                 y = rows[static_cast<std::size_t>(b) * 16 + k];
                    ab += x * y;
                    aa += x * x;
                    bb += y * y;
                }
                return ab / std::sqrt(aa * bb);
            };
            for (std::size_t i = 0; i < 5; ++i) {
                QVERIFY(items[i] != 17);
                QVERIFY(std::abs(similarities[i] - cosine(17, items[i])) < 1e-9);
                QVERIFY(i == 0 || similarities[i] <= similarities[i - 1]);
            }
            const int all = static_cast<int>(rows.size() / 16) - 1;
            for (int other = 1; other <= all; ++other)
                if (other != 17 && other != 9 && std::find(items.begin(), items.end(), other) == items.end())
                    QVERIFY2(cosine(17, other) <= similarities.back(), qPrintable(QString::number(other)));
            // All others are there when more are asked for than there are; the one without a vector has 0.
            const auto whole = ask(R"({"op":"nearest","item":17,"count":100000})");
            QCOMPARE(whole["items"].size(), static_cast<std::size_t>(all - 1));
            const auto order = whole["items"].get<std::vector<int>>();
            const auto zero = static_cast<std::size_t>(std::find(order.begin(), order.end(), 9) - order.begin());
            QCOMPARE(whole["similarities"].at(zero).get<double>(), 0.0);
            const auto nothing = ask(R"({"op":"nearest","item":9})");
            QCOMPARE(nothing["items"].size(), std::size_t{20});
            QCOMPARE(nothing["items"].at(0).get<int>(), 1);  // equals by their number
            for (const auto& similarity : nothing["similarities"]) QCOMPARE(similarity.get<double>(), 0.0);
            for (const char* bad :
                 {R"({"op":"nearest"})", R"({"op":"nearest","item":0})", R"({"op":"nearest","item":99999})",
                  R"({"op":"nearest","item":"x"})", R"({"op":"nearest","item":1,"count":0})",
                  R"({"op":"nearest","item":1,"count":"x"})"}) {
                const auto refused = ask(bad);
                QVERIFY2(!refused["ok"].get<bool>() && !refused["fix"].get<std::string>().empty(), bad);
            }
        }
    }

    void nearestItemsNeedARetriever() {
        Fixture f;
        auto request = Fixture::request("ground_truth");
        request.task = task_train_rerank;
        request.retrieval_method.clear();
        std::erase_if(request.values, [](const auto& value) { return value.first.starts_with("retrieval."); });
        const auto run = f.queue(request);
        EventLog log;
        QCOMPARE(run_experiment(f.workspace, run, log, StopToken()).value(), RunStatus::finished);
        QuestionDesk desk(f.workspace, run);
        const auto refused = nlohmann::json::parse(desk.answer(R"({"op":"nearest","item":17})").text);
        QVERIFY(!refused["ok"].get<bool>());
        QVERIFY(refused["what"].get<std::string>().find("trained no retriever") != std::string::npos);
        QVERIFY(refused["fix"].get<std::string>().find("train-retrieval") != std::string::npos);
    }

    void divergenceIsNotAResult() {
        Fixture f;
        // Weights that are not numbers, put into the checkpoint of a run that was stopped at once, are found on
        // resume.
        const auto run = f.queue(Fixture::request("ground_truth"));
        EventLog log;
        StopToken stop;
        log.stop = &stop;
        log.stop_after_losses = 3;
        QCOMPARE(run_experiment(f.workspace, run, log, stop).value(), RunStatus::stopped);
        const auto checkpoint =
            f.workspace.run_folder(Stage::retrieval, "lrurec", "sample", 42, run) / "checkpoints" / "fit.safetensors";
        QVERIFY(std::filesystem::exists(checkpoint));
        const auto file = SafetensorsFile::read(checkpoint);
        SafetensorsWriter writer;
        for (const auto& t : file.tensors()) {
            std::vector<float> values = file.floats(t.name);
            if (t.name == "value.embedding.token.weight") values.assign(values.size(), std::nanf(""));
            writer.add_floats(t.name, t.shape, values);
        }
        for (const auto& [key, value] : file.metadata()) writer.set_metadata(key, value);
        writer.write(checkpoint);
        QCOMPARE(run_experiment(f.workspace, run, log, StopToken()).value(), RunStatus::diverged);
        Store store(f.workspace.store_file());
        QVERIFY(store.result_json(run).empty());
        QVERIFY(!store.find_run(run)->error_fix.empty());
    }

    void failuresSayWhatToDo() {
        Fixture f;
        auto request = Fixture::request("ground_truth");
        request.values["data.dataset_code"] = "not-there";
        const auto run = f.queue(request);
        EventLog log;
        QCOMPARE(run_experiment(f.workspace, run, log, StopToken()).value(), RunStatus::failed);
        Store store(f.workspace.store_file());
        QVERIFY(store.find_run(run)->error_fix.find("rerank prepare") != std::string::npos);
        auto gpu = Fixture::request("ground_truth");
        gpu.values["job.device"] = "cuda";  // this reranker has no way there, and there is no silent fallback
        const auto refused = f.queue(gpu);
        QCOMPARE(run_experiment(f.workspace, refused, log, StopToken()).value(), RunStatus::failed);
        QVERIFY(store.find_run(refused)->error_fix.find("--device") != std::string::npos);
        QVERIFY(!run_experiment(f.workspace, 4711, log, StopToken()).has_value());
    }

    // Nothing on the sample can be won without learning: random weights stay at chance.
    void untrainedModelsAreAtChance() {
        Fixture f;
        const auto config = resolve(builtin_methods(), Fixture::request("ground_truth")).config.value();
        const auto data = load_dataset(f.workspace, config, StopToken());
        const auto lists = stored_candidates(data, "test", {50, 42});
        std::vector<RerankQuery> queries;
        for (UserId u = 1; u <= data.user_count(); ++u) {
            const auto& list = lists.lists[static_cast<std::size_t>(u)];
            const auto target =
                std::find(list.begin(), list.end(), data.test[static_cast<std::size_t>(u)]) - list.begin();
            queries.push_back({u, data.history(u, true), list, static_cast<std::size_t>(target)});
        }
        const auto reranker = make_reranker(*config.rerank, data, 3, f.workspace);
        const auto m = metrics_of_scores(queries, reranker->score(queries, StopToken()));
        const double error = std::sqrt(0.2 * 0.8 / static_cast<double>(queries.size()));
        QVERIFY2(std::abs(m.recall[2] - 0.2) < 2 * error, qPrintable(QString::number(m.recall[2])));
    }
};

QTEST_APPLESS_MAIN(TestPipeline)
#include "tst_pipeline.moc"
