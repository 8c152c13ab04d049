// The language-model reranker on a model of a few thousand weights: files, long lists, and the classic faults.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>

#include "error_text.h"
#include "evaluation/letter_faults.h"
#include "evaluation/long_list.h"
#include "processor.h"
#include "rerank/made_reranker.h"
#include "rerank/merged_model.h"
#include "rerank/prompt_passes.h"
#include "tensors/runtime.h"

using namespace wb;
using namespace wb::made;
namespace fs = std::filesystem;

namespace {

/// The order of a list by one prompt after another, as numbers from 1 (the last) on.
std::vector<float> in_steps(const QwenReranker& reranker, const RerankQuery& query) {
    const std::size_t n = query.candidates.size(), held = 4;
    std::unique_ptr<LongList> list;
    if (get_text(reranker.settings(), "overflow") == "tournament")
        list = std::make_unique<TournamentList>(n, held, 1);
    else
        list = std::make_unique<WindowList>(n, held);
    for (std::uint64_t round = 0; !list->done(); ++round) {
        std::vector<std::size_t> order(list->next().begin(), list->next().end());
        if (query.prompt_order != 0) Rng(query.prompt_order, "order in a prompt", round).shuffle(order);
        RerankQuery prompt{query.user, query.history, {}, RerankQuery::no_target};
        for (const std::size_t place : order) prompt.candidates.push_back(query.candidates[place]);
        const auto scores = reranker.score(std::span(&prompt, 1), {}).front();
        std::map<std::size_t, float> of_place;
        for (std::size_t i = 0; i < order.size(); ++i) of_place[order[i]] = scores[i];
        std::vector<float> in_order;
        for (const std::size_t place : list->next()) in_order.push_back(of_place.at(place));
        list->take(in_order);
    }
    std::vector<float> out(n);
    for (std::size_t rank = 0; rank < n; ++rank) out[list->order()[rank]] = static_cast<float>(n - rank);
    return out;
}

WeightFormat format_of(const QString& name) {
    return name == "int8"       ? WeightFormat::int8
           : name == "nf4"      ? WeightFormat::nf4
           : name == "bfloat16" ? WeightFormat::bfloat16
                                : WeightFormat::float32;
}

}  // namespace

class TestQwenReranker : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() {
        m_root = m_models.root;
        m_model = m_models.model;
        m_outlier = m_models.outlier;
        m_data = dataset();
    }

    void adaptersStartAsTheModel() {
        const auto queries = lists(5);
        const auto before = made({})->score(queries, {});
        const auto other = made({{"lora_rank", std::int64_t{2}}})->score(queries, {});
        QCOMPARE(before, other);  // whatever the adapter, it adds nothing yet
        QCOMPARE(before.size(), queries.size());
        for (const auto& scores : before) QCOMPARE(scores.size(), std::size_t{5});
    }

    void trainsSavesAndLoads_data() {
        QTest::addColumn<QString>("train");
        QTest::newRow("adapters") << "lora";
        QTest::newRow("all weights") << "full";
    }
    void trainsSavesAndLoads() {
        QFETCH(QString, train);
        const std::map<std::string, ParamValue> how{{"train", train.toStdString()},
                                                    {"max_steps", std::int64_t{12}},
                                                    {"validate_every", std::int64_t{1}},
                                                    {"patience", std::int64_t{20}}};
        const auto queries = lists(5);
        auto trained = made(how);
        const auto before = trained->score(queries, {});
        const auto report = fit(*trained, train.toStdString());
        QCOMPARE(report.updates, std::int64_t{12});
        QVERIFY(report.best_update > 0);
        QVERIFY(trained->score(queries, {}) != before);
        const auto folder = m_root / ("saved " + train.toStdString());
        fs::create_directories(folder);
        const auto files = trained->save(folder);
        for (const auto& file : files) QVERIFY(fs::exists(file));
        QVERIFY(fs::exists(folder / (train == "lora" ? "adapter_config.json" : "model.safetensors")));
        auto loaded = made(how);
        loaded->load(folder);
        QCOMPARE(loaded->score(queries, {}), trained->score(queries, {}));
        for (const auto& info : letter_faults()) {
            QVERIFY2(!has(trained->notices(), info.warning), std::string(info.warning).c_str());
            QVERIFY2(!has(loaded->notices(), info.warning), std::string(info.warning).c_str());
        }
        QVERIFY(!has(loaded->notices(), "LLM_CANARIES_DIFFER"));
    }

    /// Adapters of Python are folders as save() writes them.
    void goesOnFromAnAdapter() {
        const auto queries = lists(5);
        const auto first = made({{"lora_rank", std::int64_t{3}},
                                 {"lr", 5e-2},
                                 {"max_steps", std::int64_t{12}},
                                 {"validate_every", std::int64_t{1}},
                                 {"patience", std::int64_t{20}}});
        QVERIFY(fit(*first, "first").best_update > 0);
        QVERIFY(first->score(queries, {}) != made({})->score(queries, {}));
        const auto folder = m_root / "first adapter";
        fs::create_directories(folder);
        first->save(folder);
        const auto second = made({{"adapter", folder.string()}});
        QCOMPARE(second->score(queries, {}), first->score(queries, {}));
        QVERIFY(has(second->notices(), "LLM_ADAPTER_GIVEN") && !has(second->notices(), "LLM_ADAPTER_OF_ANOTHER"));
        const QwenReranker elsewhere(settings({{"adapter", folder.string()}}), m_data, 1, m_outlier);
        QVERIFY(has(elsewhere.notices(), "LLM_ADAPTER_OF_ANOTHER"));
        fit(*second, "second");
        const auto saved = m_root / "second adapter";
        fs::create_directories(saved);
        second->save(saved);
        fs::remove_all(folder);  // what was learned lies with the run
        QwenReranker loaded(settings({{"adapter", folder.string()}}), m_data, 1, m_model, "cpu",
                            RerankerUse::scoring);
        loaded.load(saved);
        QCOMPARE(loaded.score(queries, {}), second->score(queries, {}));
        QVERIFY(!error_of([&] { made({{"adapter", folder.string()}}); }).empty());
        // Before another stage is trained, too.
        const auto required = [&](const std::map<std::string, ParamValue>& changed) {
            return error_of([&] {
                MethodChoice choice;
                choice.method = "qwen";
                choice.settings = settings(changed);
                require_reranker(choice, {m_root}, "cpu", RerankerUse::training);
            });
        };
        const ParamValue model = m_model.name;
        QCOMPARE(required({{"model", model}, {"adapter", saved.string()}}), std::string());
        QVERIFY(!required({{"model", model}, {"adapter", folder.string()}}).empty());
        fs::copy(m_model.folder, m_root / "models" / "no letters");
        std::ofstream(m_root / "models" / "no letters" / "tokenizer_config.json") << "{}";
        QVERIFY2(required({{"model", std::string("no letters")}}).find("no tokens of their own") != std::string::npos,
                 required({{"model", std::string("no letters")}}).c_str());
    }

    void mergedModelsScoreAsTheirAdapters() {
        const auto queries = lists(5);
        const auto folder = m_root / "to merge", merged = m_root / "models" / "merged";
        fs::create_directories(folder);
        const LoraAdapter adapter({}, m_model.config, Rng(3, "adapter"));
        Rng rng(4, "what it learned");
        for (const auto& p : adapter.parameters())
            if (p.name.find("lora_B") != std::string::npos)
                for (std::int64_t i = 0; i < p.value.numel(); ++i)
                    p.value.data_ptr<float>()[i] = static_cast<float>(0.1 * rng.normal());
        adapter.save(folder, "small");
        const auto before = made({})->score(queries, {});
        const auto trained = made({{"adapter", folder.string()}});
        write_merged_model(m_model, folder, merged);
        const auto model = find_language_model("merged", {m_root});
        QVERIFY2(model.usable(), model.problem.c_str());
        const auto scores = QwenReranker(settings(), m_data, 1, model).score(queries, {});
        const auto wanted = trained->score(queries, {});
        double off = 0, moved = 0;
        for (std::size_t i = 0; i < queries.size(); ++i)
            for (std::size_t c = 0; c < 5; ++c) {
                QVERIFY(std::isfinite(scores[i][c]));
                off = std::max(off, static_cast<double>(std::abs(scores[i][c] - wanted[i][c])));
                moved = std::max(moved, static_cast<double>(std::abs(before[i][c] - wanted[i][c])));
            }
        QVERIFY2(off < 0.05 * moved, qPrintable(QStringLiteral("%1 of %2").arg(off).arg(moved)));
        // Nothing is written over, and another model's adapter is refused before a folder is made.
        QVERIFY(error_of([&] { write_merged_model(m_model, folder, merged); }).find("there already") !=
                std::string::npos);
        write_merged_model(m_model, folder, merged.string() + " too/");
        QVERIFY(fs::exists(m_root / "models" / "merged too" / "model.safetensors"));
        QVERIFY(!error_of([&] { write_merged_model(m_model, m_root / "nowhere", m_root / "no"); }).empty());
        QVERIFY(!fs::exists(m_root / "no"));
    }

    /// Orders, priors and temperatures do not hide that there was no answer.
    void withoutNumbersThereAreNoProbabilities() {
        const auto folder = m_root / "models" / "no numbers";
        fs::copy(m_model.folder, folder);
        const Qwen3Network network(m_model.config, Rng(5, "small model"));
        const at::NoGradGuard no_grad;
        for (const auto& p : network.parameters())
            if (p.name == "model.norm.weight") p.value.fill_(std::nan(""));
        recipe::write_weights(network, folder);
        const auto model = find_language_model("no numbers", {m_root});
        for (const std::int64_t orders : {1, 3}) {
            const QwenReranker reranker(settings({{"permutations", orders}}), m_data, 1, model);
            for (const std::size_t candidates : {5, 9})  // 9 are more than one prompt holds
                for (const auto& scores : reranker.score(lists(candidates), {})) {
                    QCOMPARE(scores.size(), candidates);
                    QVERIFY(softmax(scores).empty());
                }
        }
    }

    /// Refused with the estimate before anything is read: the weights are those of a small model.
    void tooLargeForTheMemory() {
        const auto folder = m_root / "models" / "huge";
        fs::copy(m_model.folder, folder);
        auto config = m_model.config;
        config.hidden_size = 65536;
        config.intermediate_size = 262144;
        config.layers = 400;
        recipe::write_config(config, folder);
        const auto model = find_language_model("huge", {m_root});
        QVERIFY2(model.usable(), model.problem.c_str());
        for (const char* train : {"lora", "full"}) {
            const auto problem = error_of([&] {
                QwenReranker(settings({{"train", std::string(train)}}), m_data, 1, model);
            });
            QVERIFY2(
                problem.find("needs about") != std::string::npos && problem.find("GB are free") != std::string::npos,
                problem.c_str());
        }
        QVERIFY(error_of([&] {
                    QwenReranker(settings(), m_data, 1, model, "cpu", RerankerUse::scoring);
                }).find("Reading with") != std::string::npos);
    }

    void scoresInFewerBits_data() {
        QTest::addColumn<QString>("precision");
        QTest::newRow("bfloat16") << "bfloat16";
        QTest::newRow("int8") << "int8";
    }
    void scoresInFewerBits() {
        QFETCH(QString, precision);
        WB_NEEDS(format_of(precision));
        const std::map<std::string, ParamValue> how{{"scoring_precision", precision.toStdString()},
                                                    {"max_steps", std::int64_t{60}},
                                                    {"validate_every", std::int64_t{30}}};
        const auto queries = lists(5);
        const auto trained = made(how),
                   exact = made({{"max_steps", std::int64_t{60}}, {"validate_every", std::int64_t{30}}});
        fit(*trained, precision.toStdString());
        fit(*exact, precision.toStdString() + " exact");
        QVERIFY(has(trained->notices(), "LLM_SCORING_PRECISION"));
        const auto few = trained->score(queries, {}), all = exact->score(queries, {});
        QVERIFY(few != all);
        const auto folder = m_root / ("scored in " + precision.toStdString());
        fs::create_directories(folder);
        trained->save(folder);
        const auto loaded = made(how);
        loaded->load(folder);
        QCOMPARE(loaded->score(queries, {}), few);
        QVERIFY(!has(loaded->notices(), "LLM_CANARIES_DIFFER"));
    }

    void tooFewBitsAreRefused() {
        WB_NEEDS(Precision::int8);
        const std::map<std::string, ParamValue> no_change{{"max_steps", std::int64_t{1}}, {"lr", 1e-9}};
        auto how = no_change;
        how["scoring_precision"] = std::string("int8");
        QwenReranker rough(settings(how), m_data, 1, m_outlier), exact(settings(no_change), m_data, 1, m_outlier);
        const auto queries = lists(5);
        QVERIFY(rough.score(queries, {}) != exact.score(queries, {}));
        fit(rough, "rough");
        fit(exact, "exact");
        QVERIFY(has(rough.notices(), "LLM_PRECISION_REFUSED"));
        QVERIFY(!has(rough.notices(), "LLM_SCORING_PRECISION"));
        QCOMPARE(rough.precision(), std::string("float32"));
        QCOMPARE(rough.score(queries, {}), exact.score(queries, {}));
        const auto folder = m_root / "refused";
        fs::create_directories(folder);
        rough.save(folder);
        QwenReranker loaded(settings(how), m_data, 1, m_outlier);
        loaded.load(folder);
        QCOMPARE(loaded.score(queries, {}), exact.score(queries, {}));
    }

    /// In the format of the network nothing is refused, and a loaded run scores as the trained one did.
    void theNetworksOwnFormatIsNotRefused_data() {
        QTest::addColumn<QString>("base");
        for (const char* base : {"bfloat16", "int8", "nf4"}) QTest::newRow(base) << base;
    }
    void theNetworksOwnFormatIsNotRefused() {
        QFETCH(QString, base);
        WB_NEEDS(format_of(base));
        const std::map<std::string, ParamValue> how{
            {"base_precision", base.toStdString()}, {"max_steps", std::int64_t{1}}, {"lr", 1e-9}};
        QwenReranker trained(settings(how), m_data, 1, m_outlier), loaded(settings(how), m_data, 1, m_outlier);
        fit(trained, "own format " + base.toStdString());
        QVERIFY(has(trained.notices(), "LLM_SCORING_PRECISION") && !has(trained.notices(), "LLM_PRECISION_REFUSED"));
        const auto folder = m_root / ("own format " + base.toStdString());
        fs::create_directories(folder);
        trained.save(folder);
        loaded.load(folder);
        const auto queries = lists(5);
        QCOMPARE(loaded.score(queries, {}), trained.score(queries, {}));
    }

    /// Before training it is told whether few bits leave anything of the model.
    void fewBitsOfTheModelAreHeldAgainstIt_data() {
        QTest::addColumn<QString>("base");
        QTest::addColumn<bool>("outlier");
        QTest::addColumn<QString>("notice");
        QTest::newRow("whole") << "bfloat16" << true << "";
        QTest::newRow("int8") << "int8" << false << "LLM_BASE_PRECISION";
        QTest::newRow("nf4") << "nf4" << false << "LLM_BASE_PRECISION";
        QTest::newRow("int8, one large channel") << "int8" << true << "LLM_BASE_SPOILED";
    }
    void fewBitsOfTheModelAreHeldAgainstIt() {
        QFETCH(QString, base);
        QFETCH(bool, outlier);
        QFETCH(QString, notice);
        WB_NEEDS(format_of(base));
        QwenReranker reranker(settings({{"base_precision", base.toStdString()}, {"max_steps", std::int64_t{1}}}),
                              m_data, 1, outlier ? m_outlier : m_model);
        fit(reranker, "few bits");
        for (const auto& one : reranker.notices())
            if (one.code.starts_with("LLM_BASE")) qInfo("%s: %s", one.code.c_str(), one.text.c_str());
        for (const char* code : {"LLM_BASE_PRECISION", "LLM_BASE_SPOILED"})
            QCOMPARE(has(reranker.notices(), code), notice == QLatin1String(code));
    }

    /// Lists that several prompts order are looked at as far as one prompt goes.
    void fewBitsAreSeenInLongListsToo() {
        WB_NEEDS(Precision::int8);
        QwenReranker reranker(settings({{"base_precision", std::string("int8")},
                                        {"overflow", std::string("windows")},
                                        {"max_steps", std::int64_t{1}}}),
                              m_data, 1, m_outlier);
        FitContext context;
        context.checkpoint = m_root / "long lists.checkpoint";
        context.identity = "long lists";
        const auto validation = lists(9);
        reranker.fit(context, validation, {});
        QVERIFY(has(reranker.notices(), "LLM_BASE_SPOILED"));
    }

    /// Adapters on a model in few bits learn, are stored with what they were trained on, and answer the same when
    /// loaded.
    void trainsOnFewerBits_data() {
        QTest::addColumn<QString>("base");
        QTest::addColumn<QString>("scored_in");
        QTest::newRow("bfloat16, scored as it is trained") << "bfloat16"
                                                           << "bfloat16";
        QTest::newRow("int8") << "int8"
                              << "int8";
        QTest::newRow("nf4") << "nf4"
                             << "nf4";
    }
    void trainsOnFewerBits() {
        QFETCH(QString, base);
        QFETCH(QString, scored_in);
        WB_NEEDS(format_of(base));
        for (const bool checkpointing : {false, true}) {
            const std::map<std::string, ParamValue> how{{"base_precision", base.toStdString()},
                                                        {"gradient_checkpointing", checkpointing},
                                                        {"max_steps", std::int64_t{60}},
                                                        {"validate_every", std::int64_t{30}}};
            const auto trained = made(how);
            const auto report = fit(*trained, base.toStdString() + (checkpointing ? " again" : ""));
            QCOMPARE(report.updates, std::int64_t{60});
            QVERIFY(!has(trained->notices(), "LLM_PRECISION_REFUSED"));
            const auto queries = lists(5);
            const auto scores = trained->score(queries, {});
            const auto folder = m_root / ("trained on " + base.toStdString() + (checkpointing ? " again" : ""));
            fs::create_directories(folder);
            trained->save(folder);
            const auto record = read_letter_record(folder);
            QCOMPARE(QString::fromStdString(record.trained_on), base);
            QCOMPARE(QString::fromStdString(record.scored_in), scored_in);
            QCOMPARE(trained->precision(), record.scored_in);
            const auto loaded = made(how);
            loaded->load(folder);
            QCOMPARE(loaded->score(queries, {}), scores);
            QVERIFY(!has(loaded->notices(), "LLM_CANARIES_DIFFER") && !has(loaded->notices(), "LLM_BASE_DIFFERS"));
            auto wrong = record;
            wrong.canaries.back().logits.front() += 1;
            write_letter_record(wrong, folder);
            const auto differs = made(how);
            differs->load(folder);
            QVERIFY(has(differs->notices(), "LLM_CANARIES_DIFFER"));
            write_letter_record(record, folder);
            const auto other = made({{"base_precision", std::string("float32")}});
            other->load(folder);
            QVERIFY(has(other->notices(), "LLM_BASE_DIFFERS") && has(other->notices(), "LLM_PRECISION_DIFFERS"));
        }
    }

    /// Each classic failure is found by its own warning.
    void faults_data() {
        QTest::addColumn<int>("fault");
        for (const auto& info : letter_faults())
            QTest::newRow(std::string(info.id).c_str()) << static_cast<int>(info.fault);
    }
    void faults() {
        QFETCH(int, fault);
        const auto& info = info_of(static_cast<LetterFault>(fault));
        std::vector<Notice> notices;
        if (info.fault == LetterFault::adapter_not_loaded) {
            const auto folder = m_root / "lost";
            fs::create_directories(folder);
            made({}, 99)->save(folder);  // other adapters than those of seed 1
            const InjectedFault injected(info.fault);
            auto loaded = made({});
            loaded->load(folder);
            notices = loaded->notices();
        } else {
            const InjectedFault injected(info.fault);
            auto broken = made({});
            fit(*broken, std::string(info.id));
            notices = broken->notices();
        }
        QVERIFY2(has(notices, info.warning), std::string(info.warning).c_str());
        for (const auto& other : letter_faults())
            if (other.fault != info.fault) QVERIFY2(!has(notices, other.warning), std::string(other.warning).c_str());
    }

    void longerLists_data() {
        QTest::addColumn<QString>("overflow");
        QTest::newRow("windows") << "windows";
        QTest::newRow("tournament") << "tournament";
    }
    void longerLists() {
        QFETCH(QString, overflow);
        const auto reranker = made({{"overflow", overflow.toStdString()}, {"window", std::int64_t{4}}});
        auto queries = lists(11);
        queries.push_back(lists(5).front());  // a short one among them
        const auto scores = reranker->score(queries, {});
        for (std::size_t i = 0; i + 1 < scores.size(); ++i) {
            auto sorted = scores[i];
            std::sort(sorted.begin(), sorted.end());
            for (std::size_t k = 0; k < sorted.size(); ++k) QCOMPARE(sorted[k], static_cast<float>(k + 1));
        }
        QCOMPARE(scores.back(), reranker->score(std::span(queries).last(1), {}).front());
        for (std::size_t i = 0; i + 1 < scores.size(); ++i) QCOMPARE(scores[i], in_steps(*reranker, queries[i]));
        // Each prompt can be shuffled, always in the same way for the same key.
        auto shuffled = queries;
        for (auto& q : shuffled) q.prompt_order = 5;
        const auto once = reranker->score(shuffled, {});
        for (std::size_t i = 0; i + 1 < once.size(); ++i) QCOMPARE(once[i], in_steps(*reranker, shuffled[i]));
        QCOMPARE(reranker->score(shuffled, {}), once);
        QVERIFY(once != scores);
        QCOMPARE(once.back(), scores.back());  // one prompt holds it
        for (auto& q : shuffled) q.prompt_order = 6;
        QVERIFY(reranker->score(shuffled, {}) != once);
        QVERIFY(!reranker->gives_probabilities(11));
        QVERIFY(reranker->gives_probabilities(5));
        QVERIFY(reranker->longest_list() > 1000);
        QCOMPARE(made({})->longest_list(), std::size_t{5});
    }

    /// Averages over orders: a list and the same list turned around give more similar results with more orders.
    void permutations() {
        const auto spread = [&](std::int64_t orders) {
            const auto reranker = made({{"permutations", orders}});
            double sum = 0;
            for (const auto& q : lists(5)) {
                auto turned = q;
                std::reverse(turned.candidates.begin(), turned.candidates.end());
                const auto a = softmax(reranker->score(std::span(&q, 1), {}).front());
                const auto b = softmax(reranker->score(std::span(&turned, 1), {}).front());
                for (std::size_t c = 0; c < 5; ++c)
                    sum += std::abs(static_cast<double>(a[c]) - static_cast<double>(b[4 - c]));
            }
            return sum;
        };
        QVERIFY(spread(1) > 0);
        QVERIFY(spread(24) < 0.7 * spread(1));
    }

    void textsOfItems() {
        const auto with = made({{"item_text", std::string("caption")}});
        QVERIFY(has(with->notices(), "LLM_TEXT_MISSING"));
        QVERIFY(!has(made({})->notices(), "LLM_TEXT_MISSING"));
        const auto prompt = with->prompter().prompt(std::vector<ItemId>{1}, std::vector<ItemId>{2, 3});
        QVERIFY2(prompt.text.find("A. thing 2: seen 2\nB. thing 3\n") != std::string::npos, prompt.text.c_str());
    }

    void whatIsSeenOfAPrompt() {
        const auto reranker = made({});
        const auto queries = lists(5);
        const auto view = reranker->view(queries[2]).value();
        const auto scores = reranker->score(std::span(queries).subspan(2, 1), {}).front();
        QCOMPARE(view.labels.size(), std::size_t{5});
        double sum = 0, rest = 1;
        for (std::size_t i = 0; i < 5; ++i) {
            QCOMPARE(view.labels[i].item, queries[2].candidates[i]);
            QVERIFY(std::abs(view.labels[i].logit - scores[i]) < 1e-5f);
            sum += view.labels[i].probability;
        }
        QVERIFY(std::abs(sum - 1) < 1e-5);
        for (const auto& token : view.most_likely) rest -= token.probability;
        QCOMPARE(view.most_likely.size(), std::size_t{5});
        QVERIFY(rest > 0 && view.most_likely[0].probability >= view.most_likely[4].probability);
        QVERIFY(view.label_mass > 0 && view.label_mass < 1);
        // Once it has learned to answer with letters, one is among the most likely tokens: by it all are known.
        const auto learned = made({{"lr", 5e-2},
                                   {"max_steps", std::int64_t{12}},
                                   {"validate_every", std::int64_t{1}},
                                   {"patience", std::int64_t{20}}});
        QVERIFY(fit(*learned, "letters").best_update > 0);
        const auto after = learned->view(queries[2]).value();
        std::optional<double> mass;
        for (const auto& likely : after.most_likely)
            for (const auto& known : after.labels) {
                if (mass || known.token != likely.token) continue;
                mass = 0;
                for (const auto& label : after.labels)
                    *mass += likely.probability *
                             std::exp(static_cast<double>(label.logit) - static_cast<double>(known.logit));
            }
        QVERIFY(mass.has_value());
        QVERIFY(std::abs(after.label_mass / *mass - 1) < 1e-3);
        QVERIFY(view.prompt.ends_with("</think>\n\n"));
        QCOMPARE(view.label_strategy, std::string("direct"));
        QVERIFY(view.permutations == 1 && !view.prior_removed && view.temperature == 1);
        QCOMPARE(made({{"permutations", std::int64_t{3}}})->view(queries[2])->permutations, std::int64_t{3});
        QVERIFY(!error_of([&] { reranker->view(lists(7).front()); }).empty());
    }

    /// A device that was asked for is used or refused, never replaced in silence; "auto" takes what is there.
    void aDeviceThatIsNotThere() {
        const auto on = [&](const char* device) {
            return QwenReranker(settings(), m_data, 1, m_model, device).device();
        };
        QCOMPARE(on("cpu"), std::string("cpu"));
        QCOMPARE(on("auto"), std::string(has_graphics_processor() ? "cuda" : "cpu"));
        if (has_graphics_processor())
            QCOMPARE(on("cuda"), std::string("cuda"));
        else
            QVERIFY(error_of([&] { on("cuda"); }).find("--device cpu") != std::string::npos);
    }

    /// Passes are as long as memory allows, and of one length on machines with nearly the same.
    void passesFitTheMemory() {
        const std::uint64_t gigabyte = std::uint64_t{1} << 30;
        QCOMPARE(room_of_pass(0), gigabyte);
        QCOMPARE(room_of_pass(64 * gigabyte), gigabyte);
        QCOMPARE(room_of_pass(7 * gigabyte), gigabyte / 2);
        QCOMPARE(room_of_pass(7 * gigabyte - 1000), room_of_pass(5 * gigabyte));
        QCOMPARE(room_of_pass(1), gigabyte / 16);
        QwenConfig config;
        config.layers = 28, config.hidden_size = 1024, config.intermediate_size = 3072;
        config.heads = 16, config.kv_heads = 8, config.head_dim = 128;
        const auto tokens = tokens_of_pass(config, gigabyte);
        QVERIFY(tokens > 256 && tokens < 2048);
        QVERIFY(std::abs(tokens_of_pass(config, gigabyte / 4) - tokens / 4) <= 1);
        QVERIFY(tokens_of_pass(config, gigabyte, Activations::inputs) > 4 * tokens);
        QCOMPARE(tokens_of_pass(config, 1), std::int64_t{1});
        std::vector<std::pair<std::size_t, std::size_t>> passes;
        for_passes(
            5, 10, [](std::size_t i, std::size_t first) { return std::int64_t{i == first ? 8 : 2}; },
            [&](std::size_t from, std::size_t to) { passes.emplace_back(from, to); });
        QCOMPARE(passes, (std::vector<std::pair<std::size_t, std::size_t>>{{0, 2}, {2, 4}, {4, 5}}));
    }

    void aMissingModelSaysWhatToDo() {
        const auto missing = find_language_model("qwen3-1.7b", {m_root});
        const auto error = error_of([&] { QwenReranker(settings(), m_data, 1, missing); });
        QVERIFY2(error.find("rerank models --get qwen3-1.7b") != std::string::npos, error.c_str());
    }

  private:
    SmallModels m_models;
    fs::path m_root;
    LanguageModel m_model, m_outlier;
    Dataset m_data;

    std::unique_ptr<QwenReranker> made(const std::map<std::string, ParamValue>& changed,
                                       std::uint64_t seed = 1) const {
        return m_models.reranker(m_data, changed, seed);
    }
    FitReport fit(QwenReranker& reranker, const std::string& name) const { return m_models.fit(reranker, name); }
};

QTEST_APPLESS_MAIN(TestQwenReranker)
#include "tst_qwen_reranker.moc"
