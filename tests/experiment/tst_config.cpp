// From a request to a config: precedence, all problems at once, stored form, identity, command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>
#include <algorithm>

#include "experiment/config.h"
#include "experiment_helpers.h"
#include "foundation/error.h"

using namespace wb;

namespace {
ExperimentRequest pipeline() {
    ExperimentRequest request;
    request.retrieval_method = "lrurec";
    request.rerank_method = "bert4rec";
    return request;
}
bool mentions(const Resolution& resolution, const std::string& key) {
    return std::any_of(resolution.problems.begin(), resolution.problems.end(),
                       [&](const Problem& p) { return p.key == key && !p.what.empty() && !p.fix.empty(); });
}
bool warns(const Resolution& resolution, const std::string& code) {
    return std::any_of(resolution.warnings.begin(), resolution.warnings.end(),
                       [&](const Notice& n) { return n.code == code && !n.text.empty(); });
}
}  // namespace

class TestConfig : public QObject {
    Q_OBJECT
  private slots:
    void defaults_resolve() {
        const Resolution got = resolve(builtin_methods(), pipeline());
        QVERIFY2(got.config, got.problems.empty() ? "" : got.problems.front().what.c_str());
        QVERIFY(got.warnings.empty());
        QCOMPARE(get_int(got.config->data, "min_uc"), std::int64_t{5});
        QCOMPARE(got.config->seed(), std::uint64_t{42});
        QCOMPARE(get_real(got.config->retrieval->settings, "lr"), 1e-3);
        QCOMPARE(get_text(got.config->candidates, "mode"), std::string("ground_truth"));
    }

    void explicit_beats_preset_beats_default() {
        ExperimentRequest request = pipeline();
        request.retrieval_preset = "published-script";
        request.values["retrieval.lr"] = "0.5";
        const Resolution got = resolve(builtin_methods(), request);
        QVERIFY(got.config);
        const Settings& settings = got.config->retrieval->settings;
        QCOMPARE(get_real(settings, "lr"), 0.5);
        QCOMPARE(get_int(settings, "batch_size"), std::int64_t{512});
        QCOMPARE(get_int(settings, "max_len"), std::int64_t{200});
        QVERIFY(warns(got, "CONFIG_PRESET"));
    }

    void every_preset_resolves() {
        for (const MethodSpec& spec : builtin_methods().methods())
            for (const Preset& preset : spec.presets) {
                ExperimentRequest request = request_for(spec);
                (spec.stage == Stage::retrieval ? request.retrieval_preset : request.rerank_preset) = preset.id;
                const Resolution got = resolve(builtin_methods(), request);
                QVERIFY2(got.config, (spec.id + " " + preset.id).c_str());
                QCOMPARE(warns(got, "CONFIG_PRESET"), !preset.warning.empty());
                const auto& choice = spec.stage == Stage::retrieval ? got.config->retrieval : got.config->rerank;
                for (const auto& [key, value] : preset.values) QVERIFY(choice->settings.at(key) == value);
            }
    }

    void all_problems_come_at_once() {
        ExperimentRequest request = pipeline();
        request.retrieval_method = "lrurek";
        request.values = {{"data.min_uc", "1"},         {"rerank.epochs", "zero"}, {"rerank.epoch", "3"},
                          {"candidates.mode", "magic"}, {"nowhere", "1"},          {"job.seed", "-1"},
                          {"rerank.dim", "6.5"}};
        const Resolution got = resolve(builtin_methods(), request);
        QVERIFY(!got.config);
        for (const char* key : {"retrieval.method", "data.min_uc", "rerank.epochs", "rerank.epoch", "candidates.mode",
                                "nowhere", "job.seed", "rerank.dim"})
            QVERIFY2(mentions(got, key), key);
        QCOMPARE(got.problems.size(), std::size_t{8});
        for (const Problem& p : got.problems) {
            if (p.key == "retrieval.method") QVERIFY(p.fix.find("Did you mean \"lrurec\"?") != std::string::npos);
            if (p.key == "rerank.epoch") QVERIFY(p.fix.find("Did you mean \"epochs\"?") != std::string::npos);
            if (p.key == "data.min_uc") QVERIFY(p.fix.find("3 or more") != std::string::npos);
        }
    }

    void rules_data() {
        QTest::addColumn<QString>("task");
        QTest::addColumn<QString>("retrieval");
        QTest::addColumn<QString>("rerank");
        QTest::addColumn<QStringList>("values");
        QTest::addColumn<QString>("problem");  // key, empty = resolves
        QTest::addColumn<QString>("warning");
        const QStringList none;
        QTest::newRow("task") << "train"
                              << "lrurec"
                              << "bert4rec" << none << "task"
                              << "";
        QTest::newRow("pipeline without stage 1") << "train-pipeline"
                                                  << ""
                                                  << "bert4rec" << none << "retrieval.method"
                                                  << "";
        QTest::newRow("pipeline without stage 2") << "train-pipeline"
                                                  << "lrurec"
                                                  << "" << none << "rerank.method"
                                                  << "";
        QTest::newRow("retrieval alone") << "train-retrieval"
                                         << "lrurec"
                                         << "" << none << ""
                                         << "";
        QTest::newRow("retrieval missing") << "train-retrieval"
                                           << ""
                                           << "" << none << "retrieval.method"
                                           << "";
        QTest::newRow("retrieval, reranker unused") << "train-retrieval"
                                                    << "lrurec"
                                                    << "bert4rec" << none << ""
                                                    << "CONFIG_UNUSED";
        QTest::newRow("rerank alone") << "train-rerank"
                                      << ""
                                      << "bert4rec" << none << ""
                                      << "";
        QTest::newRow("wrong stage") << "train-rerank"
                                     << ""
                                     << "lrurec" << none << "rerank.method"
                                     << "";
        QTest::newRow("rerank, retriever unused") << "train-rerank"
                                                  << "lrurec"
                                                  << "bert4rec" << none << ""
                                                  << "CONFIG_UNUSED";
        QTest::newRow("rerank names its source") << "train-rerank"
                                                 << "lrurec"
                                                 << "bert4rec" << QStringList{"candidates.mode=retrieval"} << ""
                                                 << "";
        QTest::newRow("evaluate what") << "evaluate"
                                       << ""
                                       << "" << none << "candidates.source_run"
                                       << "";
        QTest::newRow("evaluate") << "evaluate"
                                  << ""
                                  << "" << QStringList{"candidates.source_run=3"} << ""
                                  << "";
        QTest::newRow("K above K") << "train-pipeline"
                                   << "lrurec"
                                   << "bert4rec"
                                   << QStringList{"candidates.mode=retrieval", "candidates.retrieval_top_k=40"}
                                   << "candidates.rerank_top_k"
                                   << "";
        QTest::newRow("K above K unused") << "train-pipeline"
                                          << "lrurec"
                                          << "bert4rec" << QStringList{"candidates.retrieval_top_k=40"} << ""
                                          << "";
        QTest::newRow("short list") << "train-pipeline"
                                    << "lrurec"
                                    << "bert4rec" << QStringList{"candidates.rerank_eval_candidates=20"} << ""
                                    << "CONFIG_LIST_SHORT";
        QTest::newRow("min_uc 2") << "train-pipeline"
                                  << "lrurec"
                                  << "bert4rec" << QStringList{"data.min_uc=2"} << ""
                                  << "CONFIG_MIN_UC";
        QTest::newRow("heads") << "train-pipeline"
                               << "lrurec"
                               << "bert4rec" << QStringList{"rerank.heads=3"} << "rerank.dim"
                               << "";
        QTest::newRow("last position") << "train-pipeline"
                                       << "lrurec"
                                       << "bert4rec" << QStringList{"rerank.last_position_ratio=0.5"} << ""
                                       << "CONFIG_LAST_POSITION";
        QTest::newRow("dashes in keys") << "train-pipeline"
                                        << "lrurec"
                                        << "bert4rec" << QStringList{"rerank.batch-size=30"} << ""
                                        << "";
        QTest::newRow("value without effect") << "train-pipeline"
                                              << "lrurec"
                                              << "bert4rec" << QStringList{"candidates.rerank_top_k=30"} << ""
                                              << "CONFIG_UNUSED";
        QTest::newRow("default without effect") << "train-pipeline"
                                                << "lrurec"
                                                << "bert4rec" << QStringList{"candidates.rerank_top_k=50"} << ""
                                                << "";
        QTest::newRow("a list longer than a prompt")
            << "train-pipeline"
            << "lrurec"
            << "qwen" << QStringList{"candidates.mode=retrieval", "candidates.rerank_top_k=60"} << ""
            << "CONFIG_LIST_CUT";
        QTest::newRow("a sample for each user") << "train-rerank"
                                                << ""
                                                << "qwen" << QStringList{"rerank.sample_policy=last_only"} << ""
                                                << "CONFIG_FEW_SAMPLES";
        QTest::newRow("one candidate in a prompt")
            << "train-rerank"
            << ""
            << "qwen" << QStringList{"rerank.max_candidates=1"} << "rerank.max_candidates"
            << "";
        QTest::newRow("as many as there are letters")
            << "train-rerank"
            << ""
            << "qwen" << QStringList{"rerank.max_candidates=", "candidates.rerank_eval_candidates=52"} << ""
            << "";
        QTest::newRow("more than there are letters")
            << "train-rerank"
            << ""
            << "qwen" << QStringList{"rerank.max_candidates=", "candidates.rerank_eval_candidates=53"} << ""
            << "CONFIG_LIST_LONG";
        QTest::newRow("no dataset") << "train-pipeline"
                                    << "lrurec"
                                    << "bert4rec" << QStringList{"data.dataset_code= "} << "data.dataset_code"
                                    << "";
        QTest::newRow("settings without method") << "train-rerank"
                                                 << ""
                                                 << "" << QStringList{"rerank.lr=1"} << "rerank.method"
                                                 << "";
    }
    void rules() {
        QFETCH(QString, task);
        QFETCH(QString, retrieval);
        QFETCH(QString, rerank);
        QFETCH(QStringList, values);
        QFETCH(QString, problem);
        QFETCH(QString, warning);
        ExperimentRequest request;
        request.task = task.toStdString();
        request.retrieval_method = retrieval.toStdString();
        request.rerank_method = rerank.toStdString();
        for (const QString& value : values)
            request.values[value.section('=', 0, 0).toStdString()] = value.section('=', 1).toStdString();
        const Resolution got = resolve(builtin_methods(), request);
        QCOMPARE(got.config.has_value(), got.problems.empty());
        if (problem.isEmpty())
            QVERIFY2(got.config, got.problems.empty() ? "" : got.problems.front().what.c_str());
        else
            QVERIFY(mentions(got, problem.toStdString()));
        if (problem.isEmpty()) QCOMPARE(got.warnings.empty(), warning.isEmpty());
        if (!warning.isEmpty()) QVERIFY(warns(got, warning.toStdString()));
    }

    void unused_methods_leave_no_trace() {
        ExperimentRequest request = pipeline();
        request.task = task_train_rerank;
        const Resolution got = resolve(builtin_methods(), request);
        QVERIFY(got.config && !got.config->retrieval && got.config->rerank);
    }

    void hash_ignores_seed_and_preset_name_only() {
        ExperimentRequest request = pipeline();
        const auto base = resolve(builtin_methods(), request).config;
        request.values["job.seed"] = "7";
        request.values["job.threads"] = "3";
        QCOMPARE(config_hash(*resolve(builtin_methods(), request).config), config_hash(*base));
        for (const char* change : {"data.min_uc=6", "rerank.lr=0.002", "candidates.rerank_eval_candidates=51",
                                   "candidates.candidate_sampling=popularity"}) {
            ExperimentRequest other = pipeline();
            const std::string text = change;
            other.values[text.substr(0, text.find('='))] = text.substr(text.find('=') + 1);
            QVERIFY2(config_hash(*resolve(builtin_methods(), other).config) != config_hash(*base), change);
        }
        ExperimentRequest preset = pipeline(), typed = pipeline();
        preset.rerank_preset = "port";
        for (const auto& [key, value] :
             builtin_methods().find(Stage::rerank, "bert4rec")->find_preset("port")->values)
            typed.values["rerank." + key] = to_text(value);
        QCOMPARE(config_hash(*resolve(builtin_methods(), preset).config),
                 config_hash(*resolve(builtin_methods(), typed).config));
        QCOMPARE(config_hash(*base).size(), std::size_t{64});
        // Configs that were stored before there was a choice keep their hash.
        auto stored = *base;
        stored.candidates.erase("candidate_sampling");
        QCOMPARE(config_hash(stored), config_hash(*base));
        const auto read = config_from_json(builtin_methods(), config_to_json(stored));
        QCOMPARE(get_text(read.candidates, "candidate_sampling"), std::string("uniform"));
    }

    void differences() {
        ExperimentRequest a = pipeline(), b = pipeline();
        b.values["rerank.lr"] = "0.01";
        ExperimentRequest c = pipeline();
        c.task = task_train_retrieval;
        c.rerank_method.clear();
        const auto config_of = [](const ExperimentRequest& r) { return *resolve(builtin_methods(), r).config; };
        const auto two = config_differences({config_of(a), config_of(b)});
        QCOMPARE(two.size(), std::size_t{1});
        QCOMPARE(two[0].key, std::string("rerank.lr"));
        QCOMPARE(two[0].values, (std::vector<std::string>{"0.001", "0.01"}));
        const auto three = config_differences({config_of(a), config_of(c)});
        const auto lr = std::find_if(three.begin(), three.end(), [](const auto& d) { return d.key == "rerank.lr"; });
        QVERIFY(lr != three.end());
        QCOMPARE(lr->values, (std::vector<std::string>{"0.001", "-"}));
        QVERIFY(config_differences({config_of(a), config_of(a)}).empty());
        QVERIFY(config_differences({}).empty());
    }

    void command_lines() {
        ExperimentRequest request = pipeline();
        QCOMPARE(
            command_line_of(builtin_methods(), request),
            std::string(
                "rerank train-pipeline --dataset-code sample --retrieval-method lrurec --rerank-method bert4rec"));
        request.retrieval_preset = "published-script";
        request.values = {{"data.dataset_code", "it's mine"}, {"retrieval.lr", "1e-4"},
                          {"retrieval.epochs", "200"},        {"rerank.epochs", "100"},
                          {"candidates.mode", "retrieval"},   {"job.seed", "43"}};
        QCOMPARE(command_line_of(builtin_methods(), request),
                 std::string("rerank train-pipeline --dataset-code 'it'\\''s mine' --retrieval-method lrurec "
                             "--retrieval-preset published-script --retrieval-epochs 200 --rerank-method bert4rec "
                             "--mode retrieval --seed 43"));
    }

    void command_line_of_an_evaluation() {
        ExperimentRequest request;
        request.task = task_evaluate;
        request.values = {{"candidates.source_run", "7"},
                          {"data.dataset_code", "sample"},
                          {"data.min_uc", "20"},
                          {"candidates.rerank_eval_candidates", "30"}};
        QCOMPARE(command_line_of(builtin_methods(), request),
                 std::string("rerank evaluate --run 7 --rerank-eval-candidates 30"));
    }

    /// With something wrong the rest can still be looked at, with defaults in the place of wrong values.
    void a_draft_for_further_checks() {
        auto request = pipeline();
        request.values["retrieval.epochs"] = "0";
        auto got = resolve(builtin_methods(), request);
        QVERIFY(!got.config && got.draft);
        QCOMPARE(got.problems.size(), 1u);
        QVERIFY(get_int(got.draft->retrieval.value().settings, "epochs") > 0);
        request.retrieval_method = "nosuch";
        got = resolve(builtin_methods(), request);
        QVERIFY(!got.config && !got.draft);
        QVERIFY(resolve(builtin_methods(), pipeline()).config);
        QVERIFY(!resolve(builtin_methods(), pipeline()).draft);
    }

    void few_interactions_per_user_data() {
        QTest::addColumn<QString>("code");
        QTest::addColumn<bool>("resolves");
        QTest::newRow("the sample") << "sample" << false;
        QTest::newRow("ready sequences") << "sequences" << true;
    }
    void few_interactions_per_user() {
        QFETCH(QString, code);
        QFETCH(bool, resolves);
        auto request = pipeline();
        request.values["data.dataset_code"] = code.toStdString();
        request.values["data.min_uc"] = "0";
        const auto got = resolve(builtin_methods(), request);
        QCOMPARE(got.config.has_value(), resolves);
        if (!resolves) QVERIFY(got.problems.at(0).fix.find("3 or more") != std::string::npos);
    }

    void all_weights_are_not_trained_in_few_bits() {
        auto request = pipeline();
        request.rerank_method = "qwen";
        request.values = {{"rerank.train", "full"}, {"rerank.base_precision", "nf4"}};
        const auto got = resolve(builtin_methods(), request);
        QVERIFY(!got.config && mentions(got, "rerank.train"));
        request.values["rerank.train"] = "lora";
        QVERIFY(resolve(builtin_methods(), request).config);
        request.values = {{"rerank.train", "full"}};
        QVERIFY(resolve(builtin_methods(), request).config);
    }

    void a_source_run_that_is_not_used() {
        auto request = pipeline();
        request.values["candidates.source_run"] = "3";
        const auto has = [](const Resolution& got) {
            return std::any_of(got.warnings.begin(), got.warnings.end(), [](const Notice& notice) {
                return notice.code == "CONFIG_UNUSED" && notice.text.find("source run") != std::string::npos;
            });
        };
        QVERIFY(has(resolve(builtin_methods(), request)));
        request.task = task_train_rerank;
        request.values["candidates.mode"] = "retrieval";
        QVERIFY(!has(resolve(builtin_methods(), request)));
    }

    /// MMGCN weighs tables that the reference code does not train.
    void a_regulariser_of_what_is_not_trained() {
        ExperimentRequest request;
        request.task = task_train_retrieval;
        request.retrieval_method = "mmgcn";
        QVERIFY(resolve(builtin_methods(), request).warnings.empty());
        request.values["retrieval.reg"] = "0.1";
        const auto got = resolve(builtin_methods(), request);
        QVERIFY(got.config);
        QCOMPARE(got.warnings.size(), 1u);
        QCOMPARE(got.warnings[0].code, std::string("CONFIG_UNUSED"));
        QVERIFY(got.warnings[0].text.find("--retrieval-train-id-and-preference") != std::string::npos);
        request.retrieval_preset = "paper";
        QVERIFY(resolve(builtin_methods(), request).warnings.empty());
    }

    void quick_presets_do_not_warn() {
        auto request = pipeline();
        request.retrieval_preset = request.rerank_preset = "quick";
        const auto got = resolve(builtin_methods(), request);
        QVERIFY(got.config);
        QVERIFY2(got.warnings.empty(), got.warnings.empty() ? "" : got.warnings[0].text.c_str());
        request.values["rerank.max_steps"] = "0";
        QCOMPARE(resolve(builtin_methods(), request).warnings.size(), 1u);
    }

    void hostile_json_data() {
        QTest::addColumn<QByteArray>("json");
        const auto good = QByteArray::fromStdString(config_to_json(*resolve(builtin_methods(), pipeline()).config));
        const auto changed = [&](const char* from, const char* to) {
            QByteArray copy = good;
            if (!copy.contains(from)) return QByteArray("marker missing, test is wrong");
            return copy.replace(from, to);
        };
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("array") << QByteArray("[]");
        QTest::newRow("object") << QByteArray("{}");
        QTest::newRow("cut") << good.left(good.size() / 2);
        QTest::newRow("newer") << changed("\"version\":1", "\"version\":2");
        QTest::newRow("task") << changed("train-pipeline", "train-dragons");
        QTest::newRow("task type") << changed("\"train-pipeline\"", "7");
        QTest::newRow("method") << changed("bert4rec", "bert5rec");
        QTest::newRow("unknown key") << changed("\"min_uc\"", "\"min_xx\"");
        QTest::newRow("type") << changed("\"min_uc\":5", "\"min_uc\":\"5\"");
        QTest::newRow("range") << changed("\"min_uc\":5", "\"min_uc\":-5");
        QTest::newRow("huge") << changed("\"min_uc\":5", "\"min_uc\":18446744073709551615");
        QTest::newRow("nested") << changed("\"min_uc\":5", "\"min_uc\":[5]");
        QTest::newRow("section type") << changed("\"job\":{", "\"job\":[],\"x\":{");
    }
    void hostile_json() {
        QFETCH(QByteArray, json);
        QVERIFY(!json.startsWith("marker"));
        QVERIFY_THROWS_EXCEPTION(UserError, config_from_json(builtin_methods(), json.toStdString()));
    }

    void a_config_without_a_newer_parameter_still_opens() {
        const auto config = *resolve(builtin_methods(), pipeline()).config;
        std::string json = config_to_json(config);
        const std::string field = "\"eval_split\":\"both\",";
        const std::size_t at = json.find(field);
        QVERIFY(at != std::string::npos);
        json.erase(at, field.size());
        QVERIFY(config_from_json(builtin_methods(), json) == config);
    }
};

QTEST_APPLESS_MAIN(TestConfig)
#include "tst_config.moc"
