// Negatives that stage 1 would give: its lists of prefixes, and a training on them.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <algorithm>
#include <set>

#include "dataset/prepared.h"
#include "pipeline/pipeline_fixture.h"
#include "pipeline/prefix_lists.h"

using namespace wb;

namespace {

constexpr int list_length = 12;

/// The stage 1 of a short training, and the dataset that it needs.
struct TrainedStage1 {
    Dataset data;
    Retrieved stage1;

    TrainedStage1(Fixture& f, const char* method) {
        ExperimentRequest r;
        r.task = task_train_retrieval;
        r.retrieval_method = method;
        r.values = {{"retrieval.max_steps", "30"}, {"retrieval.validate_every", "30"}};
        if (r.retrieval_method == "vbpr") r.values.emplace("retrieval.modalities", "text");
        const auto run = f.queue(r);
        EventLog log;
        if (run_experiment(f.workspace, run, log, StopToken()) != RunStatus::finished)
            throw std::logic_error("stage 1 did not finish");
        data = read_prepared(find_prepared(f.workspace.data(), "sample", {}).folder);
        Store store(f.workspace.store_file());
        const auto choice = *config_from_json(builtin_methods(), store.config_json(run)).retrieval;
        const ItemModalities features =
            r.retrieval_method == "vbpr" ? load_modalities(feature_choice(choice.settings), data, 1, StopToken(), {})
                                         : ItemModalities();
        stage1.retriever = make_retriever(choice, data, 42, features);
        stage1.retriever->load(f.workspace.run_folder(Stage::retrieval, method, data.name, 42, run) /
                               "model.safetensors");
    }
};

double first_loss(const EventLog& log) {
    for (const auto& e : log.events)
        if (const auto* s = std::get_if<ScalarEvent>(&e.body); s && s->series == "stage2/loss") return s->value;
    return -1;
}

}  // namespace

class TestHardNegatives : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void listsOfPrefixes_data() {
        QTest::addColumn<QString>("method");
        QTest::addColumn<bool>("reads_prefix");
        QTest::newRow("a retriever of sequences") << "lrurec" << true;
        QTest::newRow("a retriever with a vector for each user") << "vbpr" << false;
    }
    /// The best items by the retriever's own scores, without the user's.
    void listsOfPrefixes() {
        QFETCH(QString, method);
        QFETCH(bool, reads_prefix);
        Fixture f;
        const TrainedStage1 trained(f, method.toLatin1().constData());
        const auto& retriever = *trained.stage1.retriever;
        const auto lists = prefix_lists(&trained.stage1, list_length);
        const auto model = retriever.items();
        std::size_t changed = 0;
        for (const UserId user : {1, 5, 9}) {
            const auto& items = trained.data.train[static_cast<std::size_t>(user)];
            auto own = items;
            std::sort(own.begin(), own.end());
            std::set<std::vector<ItemId>> different;
            for (std::size_t length = 1; length < items.size(); ++length) {
                const std::vector<ItemId> prefix(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(length));
                const auto vector = reads_prefix ? retriever.vector_of_history(prefix)
                                                 : retriever.user_vectors({user}, false, StopToken());
                std::vector<std::pair<double, ItemId>> scored;
                for (ItemId item = 1; item <= trained.data.item_count(); ++item) {
                    if (std::binary_search(own.begin(), own.end(), item)) continue;
                    double score = model.bias ? static_cast<double>(model.bias[item]) : 0;
                    for (std::int64_t k = 0; k < model.dim; ++k)
                        score += static_cast<double>(vector[static_cast<std::size_t>(k)]) *
                                 static_cast<double>(model.items[item * model.dim + k]);
                    scored.emplace_back(-score, item);
                }
                std::sort(scored.begin(), scored.end());
                const auto list = lists(user, prefix, own);
                QCOMPARE(list.size(), std::size_t{list_length});
                std::set<ItemId> best;
                for (int i = 0; i < list_length + 1; ++i) best.insert(scored[static_cast<std::size_t>(i)].second);
                for (const ItemId item : list) QVERIFY(best.contains(item));  // one more, for what rounding swaps
                different.insert(list);
            }
            changed += different.size() > 1 ? 1 : 0;
        }
        QVERIFY(!reads_prefix || changed == 3);
        QVERIFY(!prefix_lists(nullptr, list_length));
    }

    void trainingTakesThem() {
        Fixture f;
        auto request = Fixture::language_model_request();
        std::vector<double> losses;
        for (const char* ratio : {"0", "1"}) {
            request.values["rerank.hard_negative_ratio"] = ratio;
            EventLog log;
            QCOMPARE(run_experiment(f.workspace, f.queue(request), log, StopToken()).value(), RunStatus::finished);
            losses.push_back(first_loss(log));
            // Training lists are as long as those that are evaluated.
            QVERIFY(std::any_of(log.events.begin(), log.events.end(), [](const Event& e) {
                const auto* line = std::get_if<ReferenceLineEvent>(&e.body);
                return line && line->series == "stage2/loss_letter_restricted" && line->label == "uniform: ln 6";
            }));
        }
        QVERIFY(losses[0] > 0 && losses[1] > 0 && losses[0] != losses[1]);
    }

    void withoutARetrieverTheyAreRefused() {
        ExperimentRequest r;
        r.task = task_train_rerank;
        r.rerank_method = "qwen";
        r.values = {{"rerank.hard_negative_ratio", "0.5"}};
        const auto found = resolve(builtin_methods(), r);
        QVERIFY(!found.config);
        QCOMPARE(found.problems.at(0).key, std::string("rerank.hard_negative_ratio"));
        QVERIFY(found.problems.at(0).fix.find("--source-run") != std::string::npos);
        r.values.emplace("candidates.mode", "retrieval");
        QVERIFY(resolve(builtin_methods(), r).config);
    }
};

QTEST_GUILESS_MAIN(TestHardNegatives)
#include "tst_hard_negatives.moc"
