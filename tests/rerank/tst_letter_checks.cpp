// What is taught and read is looked at: healthy prompts and samples raise nothing, in either wording.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <filesystem>

#include "experiment/language_models.h"
#include "foundation/random.h"
#include "rerank/letter_checks.h"
#include "text/tokenizer_files.h"

using namespace wb;

class TestLetterChecks : public QObject {
    Q_OBJECT
    const Tokenizer tokenizer_ =
        load_tokenizer(find_language_model(built_in_model, {std::filesystem::temp_directory_path()}).folder);

  private Q_SLOTS:
    void promptEnds_data() {
        QTest::addColumn<QString>("wording");
        for (const auto& wording : prompt_templates())
            QTest::newRow(wording.id.c_str()) << QString::fromStdString(wording.id);
    }
    void promptEnds() {
        QFETCH(QString, wording);
        std::vector<ItemWords> items(1);
        for (const char* title : {"Heat (1995)", "M", "Se7en", "What?", "3:10 to Yuma", "Amélie...", "-", "Up [3D]"})
            items.push_back({title, ""});
        const ListPrompter prompter(tokenizer_, *find_prompt_template(wording.toStdString()), ChatStyle::qwen3, {},
                                    items);
        const std::vector<ItemId> history{1, 2};
        for (ItemId last = 1; last < std::ssize(items); ++last) {
            std::vector<ItemId> candidates(static_cast<std::size_t>(7 * last - 5), 3);  // 2 to 51
            candidates.back() = last;
            const auto ids = prompter.prompt(history, candidates).ids;
            QVERIFY2(!check_prompt_end(ids, tokenizer_, prompter),
                     items[static_cast<std::size_t>(last)].title.c_str());
            for (const std::size_t cut : {std::size_t{1}, ids.size() / 4, ids.size()}) {
                const auto found = check_prompt_end(std::span(ids).first(ids.size() - cut), tokenizer_, prompter);
                QVERIFY(found && found->code == "LLM_PROMPT_END_CUT");
            }
        }
    }

    void places_data() {
        QTest::addColumn<int>("candidates");
        QTest::addColumn<int>("samples");
        for (const auto& [candidates, samples] :
             {std::pair{2, 40}, {3, 30}, {5, 90}, {20, 300}, {50, 400}, {52, 1040}})
            QTest::addRow("%d candidates, %d samples", candidates, samples) << candidates << samples;
    }
    void places() {
        QFETCH(int, candidates);
        QFETCH(int, samples);
        const auto n = static_cast<std::uint64_t>(candidates);
        for (std::uint64_t seed = 0; seed < 200; ++seed) {
            std::vector<std::int64_t> healthy(n, 0);
            Rng rng(seed, "places");
            for (int i = 0; i < samples; ++i) ++healthy[rng.below(n)];
            QVERIFY(!check_places(healthy));
        }
        std::vector<std::int64_t> always(n, 0);
        always[n / 2] = samples;
        const auto found = check_places(always);
        QVERIFY(found && found->code == "LLM_TARGET_PLACE");
        QVERIFY2(found->text.find("Place " + std::to_string(n / 2 + 1)) != std::string::npos, found->text.c_str());
    }

    /// One place has 30 % of the true items, where a twentieth is even.
    void onePlaceTooOften() {
        std::vector<std::int64_t> places(20, 11);
        places[3] = 91;
        const auto found = check_places(places);
        QVERIFY(found && found->text.find("Place 4") != std::string::npos);
    }

    void tooFewToTell() {
        QVERIFY(!check_places({}));
        QVERIFY(!check_places({7}));
        QVERIFY(!check_places({0, 0}));
        QVERIFY(!check_places({3, 0, 0}));
    }
};

QTEST_GUILESS_MAIN(TestLetterChecks)
#include "tst_letter_checks.moc"
