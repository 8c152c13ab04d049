// What the language-model reranker says of what it read, and what it makes of the validation: prior and temperature.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <cmath>

#include "error_text.h"
#include "evaluation/letter_scores.h"
#include "evaluation/metrics.h"
#include "rerank/made_reranker.h"

using namespace wb;
using namespace wb::made;

class TestQwenNotices : public QObject {
    Q_OBJECT
    SmallModels m_models;
    const Dataset m_data = dataset();

    fs::path saved(QwenReranker& reranker, const std::string& name) const {
        m_models.fit(reranker, name);
        const auto folder = m_models.root / name;
        fs::create_directories(folder);
        reranker.save(folder);
        return folder;
    }
    std::vector<Notice> after_loading(const LetterRecord& record, const fs::path& folder) const {
        write_letter_record(record, folder);
        const auto again = m_models.reranker(m_data, {});
        again->load(folder);
        return again->notices();
    }

  private Q_SLOTS:
    /// Stored answers that the loaded model does not give, whatever the reason, and letters with other tokens.
    void otherAnswersAreNoticed() {
        const auto trained = m_models.reranker(m_data, {});
        const auto folder = saved(*trained, "canaries");
        const auto record = read_letter_record(folder);
        QVERIFY(!record.canaries.empty());
        const auto same = after_loading(record, folder);
        QVERIFY(!has(same, "LLM_CANARIES_DIFFER") && !has(same, "LLM_LABELS_DIFFER"));
        auto other = record;
        other.canaries.back().logits.front() += 0.01f;
        QVERIFY(has(after_loading(other, folder), "LLM_CANARIES_DIFFER"));
        // Lists that several prompts order have canaries too.
        const auto of_windows = m_models.reranker(m_data, {});
        m_models.fit(*of_windows, "windows", lists(9));
        const auto windows = m_models.root / "windows";
        fs::create_directories(windows);
        of_windows->save(windows);
        QCOMPARE(read_letter_record(windows).canaries.size(), std::size_t{6});
        other = record;
        std::swap(other.label_tokens[0], other.label_tokens[1]);
        QVERIFY(has(after_loading(other, folder), "LLM_LABELS_DIFFER"));
        other = record;
        other.label_tokens.resize(2);  // of a run with fewer candidates to a prompt
        QVERIFY(!has(after_loading(other, folder), "LLM_LABELS_DIFFER"));
    }

    void longPromptsAreToldBefore() {
        const auto queries = lists(5);
        const auto roomy = m_models.reranker(m_data, {});
        const auto budget = roomy->prompt_budget(queries, {}).value();
        QCOMPARE(budget.lists, std::int64_t{6});
        QCOMPARE(budget.cut, std::int64_t{0});
        QCOMPARE(budget.limit, std::int64_t{2046});  // what the model reads, less the answer
        QVERIFY(budget.mean_tokens > 50 && budget.mean_tokens <= budget.most_tokens);
        const auto tight = m_models.reranker(m_data, {{"max_seq_length", std::int64_t{budget.most_tokens - 25}}});
        const auto cut = tight->prompt_budget(queries, {}).value();
        QVERIFY(cut.cut > 0 && cut.most_tokens <= budget.most_tokens - 25);
        m_models.fit(*tight, "tight");
        QVERIFY(has(tight->notices(), "LLM_SAMPLES_CUT"));
        m_models.fit(*roomy, "roomy");
        QVERIFY(!has(roomy->notices(), "LLM_SAMPLES_CUT"));
        // Of a list that several prompts order, those with the most words may come together: here the last five.
        auto wordy = m_data;
        auto longer = lists(15);
        longer.resize(1);
        for (std::size_t c = 10; c < 15; ++c)
            wordy.items[static_cast<std::size_t>(longer[0].candidates[c])].title = std::string(20, 'x');
        auto last = longer;
        last[0].candidates.erase(last[0].candidates.begin(), last[0].candidates.begin() + 10);
        const auto of_windows = m_models.reranker(wordy, {{"window", std::int64_t{5}}});
        QCOMPARE(of_windows->prompt_budget(longer, {})->most_tokens,
                 of_windows->prompt_budget(last, {})->most_tokens);
        const auto none = m_models.reranker(m_data, {{"max_seq_length", std::int64_t{64}}});
        QVERIFY(error_of([&] { none->prompt_budget(queries, {}); }).find("--qwen-max-seq-length") !=
                std::string::npos);
        QVERIFY(!none->prompt_budget(std::span(queries).first(0), {})->limit_of_model);
        QVERIFY(m_models.reranker(m_data, {{"max_seq_length", std::int64_t{4096}}})
                    ->prompt_budget(queries, {})
                    ->limit_of_model);
    }

    /// Stage 1 may leave nothing of a list: such a user is asked nothing, and the others are answered as without.
    void emptyLists() {
        auto queries = lists(5);
        const auto reranker = m_models.reranker(m_data, {{"prior_removal", true}, {"temperature", true}});
        const auto without = reranker->score(queries, {});
        queries.insert(queries.begin(), {1, {2, 3}, {}, RerankQuery::no_target});
        QCOMPARE(reranker->prompt_budget(queries, {})->lists, std::int64_t{6});
        const auto with = reranker->score(queries, {});
        QVERIFY(with.front().empty());
        QCOMPARE(std::vector(with.begin() + 1, with.end()), without);
        m_models.fit(*reranker, "empty", queries);
        QVERIFY(!has(reranker->notices(), "LLM_PRIOR_KEPT"));
    }

    /// One number for all lists, which changes no order; it is stored with the weights.
    void temperature() {
        const auto queries = lists(5);
        const auto plain = m_models.reranker(m_data, {}), fitted = m_models.reranker(m_data, {{"temperature", true}});
        m_models.fit(*plain, "plain");
        const auto folder = saved(*fitted, "fitted");
        const auto t = read_letter_record(folder).temperature;
        QVERIFY(std::abs(t - 1) > 1e-3);
        const auto a = plain->score(queries, {}), b = fitted->score(queries, {});
        for (std::size_t i = 0; i < a.size(); ++i)
            for (std::size_t c = 0; c < a[i].size(); ++c)
                QVERIFY(std::abs(static_cast<double>(a[i][c]) / t - static_cast<double>(b[i][c])) < 1e-4);
        const auto again = m_models.reranker(m_data, {{"temperature", true}});
        again->load(folder);
        QCOMPARE(again->score(queries, {}), b);
        // It is that of the plain scores of the validation, whose true items stand at place 1.
        std::vector<CalibrationCase> cases;
        for (const auto& scores : a) cases.push_back({scores, 1});
        QVERIFY(std::abs(t - fitted_temperature(cases)) < 1e-6);
        // Where no list has probabilities, that is said.
        QVERIFY(!has(fitted->notices(), "LLM_NO_TEMPERATURE"));
        const auto longer = m_models.reranker(m_data, {{"temperature", true}});
        m_models.fit(*longer, "no temperature", lists(9));
        QVERIFY(has(longer->notices(), "LLM_NO_TEMPERATURE"));
    }

    /// Of every list the same share of each letter is taken away; it is stored with the weights.
    void prior() {
        const auto queries = lists(5);
        const auto plain = m_models.reranker(m_data, {}),
                   without = m_models.reranker(m_data, {{"prior_removal", true}});
        m_models.fit(*plain, "with prior");
        const auto folder = saved(*without, "without prior");
        const auto stored = read_letter_record(folder).prior;
        QCOMPARE(stored.size(), std::size_t{5});
        const auto a = plain->score(queries, {}), b = without->score(queries, {});
        double largest = 0;
        for (std::size_t i = 0; i < a.size(); ++i)
            for (std::size_t c = 1; c < a[i].size(); ++c) {
                const auto of = [&](const std::vector<float>& s) { return static_cast<double>(s[c] - s[0]); };
                const double taken = std::log(stored[c] / stored[0]);
                QVERIFY(std::abs(of(a[i]) - taken - of(b[i])) < 1e-4);
                largest = std::max(largest, std::abs(taken));
            }
        QVERIFY(largest > 1e-3);
        const auto again = m_models.reranker(m_data, {{"prior_removal", true}});
        again->load(folder);
        QCOMPARE(again->score(queries, {}), b);
        again->score(lists(4), {});
        QVERIFY(has(again->notices(), "LLM_PRIOR_OTHER_LENGTH"));
        // Longer lists than one prompt holds have no such prior.
        const auto longer = m_models.reranker(m_data, {{"prior_removal", true}});
        m_models.fit(*longer, "longer", lists(9));
        QVERIFY(has(longer->notices(), "LLM_PRIOR_KEPT"));
        QCOMPARE(longer->reference_lines().front().text, std::string("uniform: ln 5"));
    }

    void itemsWithoutATitle() {
        auto data = dataset();
        data.items[3].title.clear();
        data.items[3].description = "a thing without a name";
        QVERIFY(has(m_models.reranker(data, {})->notices(), "LLM_NO_TITLE"));
        QVERIFY(!has(m_models.reranker(m_data, {})->notices(), "LLM_NO_TITLE"));
    }
};

QTEST_APPLESS_MAIN(TestQwenNotices)
#include "tst_qwen_notices.moc"
