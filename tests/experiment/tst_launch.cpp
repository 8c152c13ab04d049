// What the workspace must hold before a run is queued, and what the queued run says.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QtTest>
#include <algorithm>

#include "dataset/features/feature_store.h"
#include "dataset/prepared.h"
#include "experiment/launch.h"
#include "experiment/methods/shared_params.h"
#include "foundation/files.h"
#include "foundation/safetensors.h"

using namespace wb;

namespace {

/// 12 users with 8 of 40 items each, without pictures.
Dataset small_dataset() {
    Dataset data;
    data.name = "tiny";
    data.items.resize(41);
    for (std::size_t i = 1; i <= 40; ++i) {
        data.items[i].raw_id = std::to_string(i);
        data.items[i].title = "Item " + std::to_string(i);
    }
    data.user_raw_ids = {""};
    data.train = {{}};
    std::vector<ItemId> validation{0}, test{0};
    for (ItemId user = 1; user <= 12; ++user) {
        data.user_raw_ids.push_back(std::to_string(user));
        std::vector<ItemId> items;
        for (ItemId i = 0; i < 8; ++i) items.push_back((user * 3 + i * 5) % 40 + 1);
        test.push_back(items.back());
        items.pop_back();
        validation.push_back(items.back());
        items.pop_back();
        data.train.push_back(items);
        data.interactions += 8;
    }
    data.validation = TrueItems(validation);
    data.test = TrueItems(test);
    data.fingerprint = dataset_fingerprint(data);
    return data;
}

bool mentions(const std::vector<Problem>& problems, const std::string& key, const std::string& fix) {
    return std::any_of(problems.begin(), problems.end(), [&](const Problem& p) {
        return p.key == key && !p.what.empty() && p.fix.find(fix) != std::string::npos;
    });
}

}  // namespace

class TestLaunch : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_dir;
    Workspace m_workspace;
    std::unique_ptr<Store> m_store;
    std::string m_fingerprint;

    ExperimentConfig config(const std::string& task, std::map<std::string, std::string> values = {},
                            const std::string& retrieval = "", const std::string& rerank = "") {
        ExperimentRequest request;
        request.task = task;
        request.retrieval_method = retrieval;
        request.rerank_method = rerank;
        request.values = std::move(values);
        request.values.emplace("data.dataset_code", "tiny");
        request.values.emplace("candidates.rerank_eval_candidates", "20");
        const Resolution got = resolve(builtin_methods(), request);
        if (!got.config) throw_problems(got.problems);
        return *got.config;
    }
    RunId finished(const ExperimentConfig& of) {
        const RunId id = queue_run(*m_store, m_workspace, of);
        if (!m_store->claim(id, Owner::self())) throw std::logic_error("not claimed");
        m_store->finish(id, RunStatus::finished);
        return id;
    }
    std::vector<Problem> check(const ExperimentConfig& of) {
        return check_against_workspace(of, m_workspace, *m_store);
    }

  private slots:
    void init() {
        m_store.reset();
        m_dir = std::make_unique<QTemporaryDir>();
        m_workspace = Workspace::open(m_dir->path().toStdString());
        m_store = std::make_unique<Store>(m_workspace.store_file());
        const Dataset data = small_dataset();
        m_fingerprint = data.fingerprint;
        write_prepared(data, m_workspace.data() / prepared_folder_name(data.name, data.filter));
    }
    void cleanupTestCase() { m_store.reset(); }

    void a_prepared_dataset_has_no_problem() {
        QVERIFY(check(config(task_train_pipeline, {}, "lrurec", "bert4rec")).empty());
    }

    void a_missing_dataset_names_the_command() {
        const auto problems = check(config(task_train_retrieval, {{"data.dataset_code", "beauty"}}, "lrurec"));
        QVERIFY(mentions(problems, "data.dataset_code", "rerank prepare --dataset-code beauty"));
        QVERIFY(mentions(check(config(task_train_retrieval, {{"data.min_uc", "6"}}, "lrurec")), "data.dataset_code",
                         "--min-uc 6"));
    }

    void a_random_split_is_not_for_sequences() {
        Dataset data = small_dataset();
        data.name = "shuffled";
        data.filter.split = SplitRule::random;
        data.test.add(1, data.train[1].back());
        data.train[1].pop_back();
        data.fingerprint = dataset_fingerprint(data);
        write_prepared(data, m_workspace.data() / prepared_folder_name(data.name, data.filter));
        const std::map<std::string, std::string> values{{"data.dataset_code", "shuffled"}, {"data.split", "random"}};
        QVERIFY(mentions(check(config(task_train_retrieval, values, "lrurec")), "retrieval.method",
                         "for: vbpr, mmgcn, bm3"));
        QVERIFY(mentions(check(config(task_train_rerank, values, "", "bert4rec")), "rerank.method", "leave_one_out"));
        for (const Problem& p : check(config(task_train_retrieval, values, "vbpr")))
            QVERIFY2(p.what.find("split") == std::string::npos, p.what.c_str());  // features alone are missing
        // With the usual split the dataset is another one, which is not there.
        QVERIFY(mentions(check(config(task_train_retrieval, {{"data.dataset_code", "shuffled"}}, "lrurec")),
                         "data.dataset_code", "rerank prepare"));
        // The sample, which need not be there, is judged by the setting.
        QVERIFY(mentions(check(config(task_train_retrieval,
                                      {{"data.dataset_code", "sample"}, {"data.split", "random"}}, "lrurec")),
                         "retrieval.method", "leave_one_out"));
    }

    void the_sample_need_not_be_there() {
        QVERIFY(check(config(task_train_retrieval, {{"data.dataset_code", "sample"}}, "lrurec")).empty());
    }

    void list_length_against_the_catalogue_data() {
        QTest::addColumn<QString>("n");
        QTest::addColumn<QString>("most");
        QTest::newRow("fits") << "33"
                              << "";  // 40 items - 8 touched + the target
        QTest::newRow("one too many") << "34"
                                      << "33";
        QTest::newRow("more than all items") << "100"
                                             << "33";
    }
    void list_length_against_the_catalogue() {
        QFETCH(QString, n);
        QFETCH(QString, most);
        const auto problems = check(
            config(task_train_rerank, {{"candidates.rerank_eval_candidates", n.toStdString()}}, "", "bert4rec"));
        QCOMPARE(problems.empty(), most.isEmpty());
        if (!most.isEmpty())
            QVERIFY(mentions(problems, "candidates.rerank_eval_candidates",
                             "--rerank-eval-candidates " + most.toStdString()));
    }

    void needs_of_a_method() {
        Registry registry;
        register_builtin_methods(registry);
        MethodSpec toy;
        toy.id = "toy";
        toy.title = "Toy";
        toy.needs.images = toy.needs.captions = toy.needs.text = true;
        registry.add(toy);
        ExperimentRequest request;
        request.task = task_train_retrieval;
        request.retrieval_method = "toy";
        request.values["data.dataset_code"] = "tiny";
        const auto wanted = resolve(registry, request).config;
        QVERIFY(wanted);
        const auto problems = check_against_workspace(*wanted, m_workspace, *m_store, registry);
        QCOMPARE(problems.size(), std::size_t{2});  // titles are there
        QVERIFY(mentions(problems, "retrieval.method", "--use-image"));
        QVERIFY(mentions(problems, "retrieval.method", "--captions"));
    }

    /// Texts that no item has are refused; with some missing the run tells how many.
    void needs_of_item_texts() {
        const auto of = [&](const char* text) {
            return check(
                config(task_train_rerank, {{"rerank.item_text", text}, {"rerank.model", "qwen3-tiny"}}, "", "qwen"));
        };
        QVERIFY(of("text_only").empty());
        QVERIFY(mentions(of("caption"), "rerank.method", "--captions"));
        QVERIFY(mentions(of("semantic_summary"), "rerank.method", "--summaries"));
    }

    /// A run may be resumed from another folder.
    void paths_are_kept_whole() {
        const auto id = queue_run(*m_store, m_workspace,
                                  config(task_train_rerank, {{"rerank.adapter", "somewhere/adapter"}}, "", "qwen"));
        const auto kept = config_from_json(builtin_methods(), m_store->config_json(id));
        QCOMPARE(get_text(kept.rerank->settings, "adapter"), (fs::current_path() / "somewhere/adapter").string());
    }

    void needs_features() {
        Registry registry;
        register_builtin_methods(registry);
        MethodSpec toy;
        toy.id = "toy";
        toy.title = "Toy";
        toy.needs.features = true;
        toy.params = feature_params();
        registry.add(toy);
        ExperimentRequest request;
        request.task = task_train_retrieval;
        request.retrieval_method = "toy";
        request.values["data.dataset_code"] = "tiny";
        const auto wanted = resolve(registry, request).config;
        QVERIFY(wanted);
        const auto with = [&](const std::string& key, const std::string& value) {
            auto changed = *wanted;
            changed.retrieval->settings[key] = value;
            return check_against_workspace(changed, m_workspace, *m_store, registry);
        };
        QVERIFY(check_against_workspace(*wanted, m_workspace, *m_store, registry).empty());  // made from titles
        QVERIFY(mentions(with("text_features", "mine"), "retrieval.text_features", "--name mine"));
        // Features of other sequences do not count; those of this dataset do.
        Dataset data = read_prepared(list_prepared(m_workspace.data()).at(0).folder);
        auto features = ItemFeatures::empty("mine", "text", data.item_count() + 1, 2);
        features.present[1] = 1;
        features.row(1)[0] = 1;
        const std::string fingerprint = data.fingerprint;
        data.fingerprint = "other";
        store_features(data, features, {});
        QVERIFY(with("text_features", "mine").at(0).what.find("of no use: mine") != std::string::npos);
        QCOMPARE(get_text(with_settled_inputs(*wanted, m_workspace, registry).retrieval->settings, "text_features"),
                 std::string("tfidf-svd"));
        data.fingerprint = fingerprint;
        store_features(data, features, {});
        QVERIFY(with("text_features", "mine").empty());
        // The stored config says what "auto" was.
        const auto settled = with_settled_inputs(*wanted, m_workspace, registry).retrieval->settings;
        QCOMPARE(get_text(settled, "modalities"), std::string("text"));
        QCOMPARE(get_text(settled, "text_features"), std::string("mine"));
        QCOMPARE(get_text(settled, "image_features"), std::string("auto"));
        QVERIFY(mentions(with("modalities", "image"), "retrieval.modalities", "--use-image"));
        QVERIFY(mentions(with("modalities", "both"), "retrieval.modalities", "--use-image"));
        QVERIFY(mentions(with("text_features", "yours"), "retrieval.text_features", "--name yours"));
        QVERIFY(mentions(with("image_features", "mine"), "retrieval.image_features", "--list"));
        QVERIFY(mentions(with("image_features", "opencv-histogram"), "retrieval.image_features", "--use-image"));
    }

    void features_of_a_sample_that_is_not_made_yet() {
        ExperimentRequest request;
        request.task = task_train_retrieval;
        request.retrieval_method = "vbpr";
        const auto settled = with_settled_inputs(*resolve(builtin_methods(), request).config, m_workspace);
        QCOMPARE(get_text(settled.retrieval->settings, "modalities"), std::string("both"));
        QCOMPARE(get_text(settled.retrieval->settings, "text_features"), std::string("tfidf-svd"));
        QCOMPARE(get_text(settled.retrieval->settings, "image_features"), std::string("opencv-histogram"));
    }

    void lists_of_a_run_that_its_search_did_not_choose_are_passed_over() {
        const auto wanted = config(task_train_rerank, {{"candidates.mode", "retrieval"}}, "", "bert4rec");
        const RunId alone = finished(config(task_train_retrieval, {}, "lrurec"));
        const RunId tried = finished(config(task_train_retrieval, {}, "lrurec"));
        QCOMPARE(find_source_run(wanted, m_workspace, *m_store)->id, tried);
        m_store->add_to_search(m_store->create_search("tuning", "{}", 2), tried, 0, 42);
        QCOMPARE(find_source_run(wanted, m_workspace, *m_store)->id, alone);
    }

    void candidates_file_must_exist() {
        const auto problems =
            check(config(task_train_rerank, {{"candidates.candidates_file", "/nonexistent.csv"}}, "", "bert4rec"));
        QVERIFY(mentions(problems, "candidates.candidates_file", "--candidates-file"));
    }

    /// A run may be resumed from another folder.
    void paths_are_whole_in_the_stored_config() {
        for (const char* task : {task_train_rerank, task_evaluate}) {
            ExperimentRequest request;
            request.task = task;
            request.rerank_method = request.task == task_evaluate ? "" : "bert4rec";
            request.values = {{"candidates.candidates_file", "lists/negatives.csv"}};
            if (request.task == task_evaluate) request.values["candidates.source_run"] = "1";
            const auto settled = with_settled_inputs(resolve(builtin_methods(), request).config.value(), m_workspace);
            QCOMPARE(get_text(settled.candidates, "candidates_file"),
                     (std::filesystem::current_path() / "lists" / "negatives.csv").string());
        }
        ExperimentRequest none;
        none.task = task_train_retrieval;
        none.retrieval_method = "lrurec";
        const auto settled = with_settled_inputs(resolve(builtin_methods(), none).config.value(), m_workspace);
        QVERIFY(get_text(settled.candidates, "candidates_file").empty());
    }

    void lists_come_from_the_newest_fitting_run() {
        const std::map<std::string, std::string> mode{{"candidates.mode", "retrieval"}};
        const auto wanted = config(task_train_rerank, mode, "", "bert4rec");
        QVERIFY(mentions(check(wanted), "candidates.source_run",
                         "rerank train-retrieval --dataset-code tiny --retrieval-method lrurec"));
        const RunId queued = queue_run(*m_store, m_workspace, config(task_train_retrieval, {}, "lrurec"));
        QVERIFY(!find_source_run(wanted, m_workspace, *m_store));
        const RunId first = finished(config(task_train_retrieval, {}, "lrurec"));
        QCOMPARE(find_source_run(wanted, m_workspace, *m_store)->id, first);
        QVERIFY(check(wanted).empty());
        const RunId other_seed = finished(config(task_train_pipeline, {{"job.seed", "7"}}, "lrurec", "bert4rec"));
        QVERIFY(other_seed > first && first > queued);
        QCOMPARE(find_source_run(wanted, m_workspace, *m_store)->id, first);
        auto seven = mode;
        seven["job.seed"] = "7";
        QCOMPARE(find_source_run(config(task_train_rerank, seven, "", "bert4rec"), m_workspace, *m_store)->id,
                 other_seed);
        m_store->set_deleted(first, true);
        QCOMPARE(find_source_run(wanted, m_workspace, *m_store)->id, other_seed);
    }

    /// What is trained later does not change whose lists a stored run reranks.
    void the_source_is_settled_when_the_run_is_queued() {
        const auto wanted = config(task_train_rerank, {{"candidates.mode", "retrieval"}}, "", "bert4rec");
        const RunId first = finished(config(task_train_retrieval, {{"retrieval.epochs", "33"}}, "lrurec"));
        const RunId lists = queue_run(*m_store, m_workspace, wanted);
        finished(config(task_train_retrieval, {}, "lrurec"));
        const auto stored = config_from_json(builtin_methods(), m_store->config_json(lists));
        QCOMPARE(get_int(stored.candidates, "source_run"), first);
        QCOMPARE(get_int(stored.retrieval.value().settings, "epochs"), 33);
        QCOMPARE(find_source_run(stored, m_workspace, *m_store)->id, first);
        QVERIFY(check(stored).empty());  // its own settings are no contradiction
        const auto line = command_line_of(builtin_methods(), request_from_config(stored));
        QVERIFY2(line.find("--source-run " + std::to_string(first)) != std::string::npos, line.c_str());
        QVERIFY2(line.find("--retrieval-epochs") == std::string::npos, line.c_str());
    }

    void settings_of_stage_1_must_be_those_of_the_lists() {
        finished(config(task_train_retrieval, {{"retrieval.epochs", "33"}}, "lrurec"));
        const auto with = [&](const char* epochs) {
            return check(config(task_train_rerank, {{"candidates.mode", "retrieval"}, {"retrieval.epochs", epochs}},
                                "lrurec", "bert4rec"));
        };
        QVERIFY(with("33").empty());
        QVERIFY(mentions(with("34"), "retrieval.epochs", "Leave the setting out"));
    }

    /// An evaluation has the methods of the run that it evaluates.
    void the_device_of_an_evaluation() {
        const auto evaluated = [&](RunId run) {
            return check(
                config(task_evaluate, {{"candidates.source_run", std::to_string(run)}, {"job.device", "cuda"}}));
        };
        QVERIFY(evaluated(finished(config(task_train_rerank, {}, "", "qwen"))).empty());
        const auto problems = evaluated(finished(config(task_train_retrieval, {}, "lrurec")));
        QVERIFY(mentions(problems, "job.device", "--device cpu"));
    }

    /// And its own lists.
    void the_lists_of_an_evaluation() {
        const RunId run = finished(config(task_train_rerank, {}, "", "bert4rec"));
        const auto evaluated = [&](const std::string& key, const std::string& value) {
            return check(config(task_evaluate, {{"candidates.source_run", std::to_string(run)}, {key, value}}));
        };
        QVERIFY(evaluated("candidates.rerank_eval_candidates", "33").empty());
        QVERIFY(mentions(evaluated("candidates.rerank_eval_candidates", "34"), "candidates.rerank_eval_candidates",
                         "--rerank-eval-candidates 33"));
        QVERIFY(mentions(evaluated("candidates.candidates_file", "/nonexistent.csv"), "candidates.candidates_file",
                         "--candidates-file"));
    }

    void a_device_that_cannot_be_used() {
        QVERIFY(mentions(check(config(task_train_retrieval, {{"job.device", "cuda"}}, "lrurec")), "job.device",
                         "--device cpu"));
    }

    /// Refused with the estimate before anything is read: there are no weights in this file. The sample need not be
    /// prepared for it.
    void a_model_that_does_not_fit_in_memory() {
        const auto folder = m_workspace.models() / "huge";
        std::filesystem::create_directories(folder);
        write_file_atomic(folder / "config.json", R"({"model_type": "qwen3", "hidden_size": 65536,
            "num_hidden_layers": 400, "num_attention_heads": 64, "num_key_value_heads": 8, "head_dim": 128,
            "intermediate_size": 262144, "vocab_size": 151936, "max_position_embeddings": 4096, "rms_norm_eps": 1e-6,
            "rope_theta": 10000, "tie_word_embeddings": true, "hidden_act": "silu", "torch_dtype": "bfloat16",
            "eos_token_id": 151645})");
        write_file_atomic(folder / "tokenizer.json", "");
        wb::SafetensorsWriter weights;  // whole, and none of those that the config speaks of
        weights.add_floats("a", {1}, std::vector{1.0f});
        weights.write(folder / "model.safetensors");
        for (const char* code : {"tiny", "sample"})
            for (const char* train : {"lora", "full"}) {
                const auto problems = check(config(task_train_rerank,
                                                   {{"rerank.model", "huge"},
                                                    {"rerank.train", train},
                                                    {"rerank.max_candidates", "20"},
                                                    {"data.dataset_code", code}},
                                                   "", "qwen"));
                QVERIFY(mentions(problems, "rerank.model", "smaller model"));
                QVERIFY2(problems.front().what.find("GB are free") != std::string::npos,
                         problems.front().what.c_str());
            }
        // Nor an adapter that is not there.
        QVERIFY(mentions(
            check(config(task_train_rerank, {{"rerank.model", "huge"}, {"rerank.adapter", "/no/where"}}, "", "qwen")),
            "rerank.adapter", "adapter_config.json"));
    }

    void a_named_source_must_fit() {
        const auto source = [&](RunId id, std::map<std::string, std::string> more = {}) {
            more["candidates.mode"] = "retrieval";
            more["candidates.source_run"] = std::to_string(id);
            return check(config(task_train_rerank, more, "", "bert4rec"));
        };
        const RunId good = finished(config(task_train_retrieval, {{"candidates.retrieval_top_k", "30"}}, "lrurec"));
        const RunId no_lists = finished(config(task_train_rerank, {}, "", "bert4rec"));
        const RunId queued = queue_run(*m_store, m_workspace, config(task_train_retrieval, {}, "lrurec"));
        QVERIFY(source(good, {{"candidates.rerank_top_k", "30"}}).empty());
        QVERIFY(mentions(source(good, {{"candidates.rerank_top_k", "31"}}), "candidates.rerank_top_k",
                         "--rerank-top-k 30"));
        QVERIFY(mentions(source(999), "candidates.source_run", "rerank runs list"));
        QVERIFY(mentions(source(no_lists), "candidates.source_run", "rerank train-retrieval"));
        QVERIFY(mentions(source(queued), "candidates.source_run", "Wait"));
        m_store->set_dataset(good, "tiny", "another fingerprint");
        QVERIFY(mentions(source(good, {{"candidates.rerank_top_k", "30"}}), "candidates.source_run",
                         "rerank train-retrieval"));
    }

    void evaluate_needs_a_run_with_a_model() {
        const auto evaluate = [&](RunId id) {
            return config(task_evaluate, {{"candidates.source_run", std::to_string(id)}});
        };
        const RunId good = finished(config(task_train_pipeline, {}, "lrurec", "bert4rec"));
        QVERIFY(check(evaluate(good)).empty());
        QVERIFY(mentions(check(evaluate(999)), "candidates.source_run", "rerank runs list"));
        const RunId evaluated = finished(evaluate(good));
        const RunRow row = *m_store->find_run(evaluated);
        QCOMPARE(row.rerank_method, std::string("bert4rec"));
        QCOMPARE(row.name, std::string("Evaluation of LRURec + BERT4Rec on tiny"));
        QVERIFY(mentions(check(evaluate(evaluated)), "candidates.source_run", "rerank runs list"));
        fs::remove_all(m_workspace.data());
        QVERIFY(mentions(check(evaluate(good)), "candidates.source_run", "rerank prepare --dataset-code tiny"));
    }

    void the_queued_run_holds_everything() {
        const auto wanted = config(task_train_pipeline, {{"job.seed", "11"}}, "lrurec", "bert4rec");
        const RunId id = queue_run(*m_store, m_workspace, wanted, "", {"a", "b"});
        const RunRow row = *m_store->find_run(id);
        QVERIFY(row.status == RunStatus::queued);
        QCOMPARE(row.name, std::string("LRURec + BERT4Rec on tiny"));
        QCOMPARE(row.task, std::string(task_train_pipeline));
        QCOMPARE(row.dataset, std::string("tiny"));
        QCOMPARE(row.dataset_fingerprint, m_fingerprint);
        QCOMPARE(row.seed, std::uint64_t{11});
        QCOMPARE(row.tags, (std::vector<std::string>{"a", "b"}));
        QCOMPARE(row.config_hash, config_hash(wanted));
        QVERIFY(config_from_json(builtin_methods(), m_store->config_json(id)) == wanted);
        QCOMPARE(m_store->find_run(queue_run(*m_store, m_workspace, wanted, "mine"))->name, std::string("mine"));
    }

    void the_filter_of_a_config() {
        const FilterSettings filter = filter_of(config(task_train_retrieval,
                                                       {{"data.min_rating", "3.5"},
                                                        {"data.min_uc", "20"},
                                                        {"data.min_sc", "0"},
                                                        {"data.tie_rule", "random"},
                                                        {"data.tie_seed", "9"}},
                                                       "lrurec"));
        QVERIFY(filter == (FilterSettings{3.5, 20, 0, TieRule::random, 9}));
    }
};

QTEST_APPLESS_MAIN(TestLaunch)
#include "tst_launch.moc"
