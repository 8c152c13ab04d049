// Whole runs of the language-model reranker: lists that several prompts order, and what is refused before stage 1.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "experiment/language_models.h"
#include "foundation/files.h"
#include "pipeline/pipeline_fixture.h"
#include "pipeline/question_desk.h"

using namespace wb;

class TestLanguageModelRuns : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    /// The windows move over the order of stage 1, not over a shuffled one; the prompts are shuffled.
    void windowsBeginWithTheRetrieversOrder() {
        Fixture f;
        auto request = Fixture::language_model_request();
        request.values["rerank.max_candidates"] = "4";
        request.values["rerank.window"] = "4";
        request.values["rerank.overflow"] = "windows";
        EventLog log;
        const auto run = f.queue(request);
        QCOMPARE(run_experiment(f.workspace, run, log, StopToken()).value(), RunStatus::finished);
        Store store(f.workspace.store_file());
        QuestionDesk desk(f.workspace, run);
        for (const UserId user : {3, 7, 50}) {
            const auto first = store.user_detail(run, 1, "test", user).value(),
                       second = store.user_detail(run, 2, "test", user).value();
            QCOMPARE(second.items.size(), std::size_t{6});
            QVERIFY(std::equal(second.items.begin(), second.items.end(), first.items.begin()));
            const auto answer =
                nlohmann::json::parse(desk.answer(nlohmann::json{{"op", "score"}, {"user", user}}.dump()).text);
            QCOMPARE(answer.at("items").get<std::vector<ItemId>>(), second.items);
            QCOMPARE(answer.at("scores").get<std::vector<float>>(), second.scores);
        }
        request.values["candidates.candidate_order"] = "retriever_rank";
        const auto unshuffled = f.queue(request);
        QCOMPARE(run_experiment(f.workspace, unshuffled, log, StopToken()).value(), RunStatus::finished);
        int other = 0;
        for (const UserId user : {3, 7, 50})
            other += store.user_detail(unshuffled, 2, "test", user)->scores !=
                     store.user_detail(run, 2, "test", user)->scores;
        QVERIFY(other > 0);
    }

    /// What the reranker cannot do is said before stage 1 is trained.
    void aModelThatIsGoneIsToldFirst() {
        Fixture f;
        const auto mine = f.workspace.models() / "mine";
        fs::create_directories(f.workspace.models());
        fs::copy(find_language_model(built_in_model, f.workspace).folder, mine);
        auto request = Fixture::language_model_request();
        request.values["rerank.model"] = "mine";
        const auto run = f.queue(request);
        fs::remove(mine / "tokenizer.json");
        fs::remove(mine / "vocab.json");
        EventLog log;
        QCOMPARE(run_experiment(f.workspace, run, log, StopToken()).value(), RunStatus::failed);
        QVERIFY(Store(f.workspace.store_file()).find_run(run)->error_what.find("no tokenizer") != std::string::npos);
        QVERIFY(std::none_of(log.events.begin(), log.events.end(),
                             [](const Event& e) { return std::holds_alternative<ScalarEvent>(e.body); }));
    }
};

QTEST_GUILESS_MAIN(TestLanguageModelRuns)
#include "tst_language_model_runs.moc"
