// Prompts of a history and candidates, and what is left out of those that are too long.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "error_text.h"
#include "text/byte_tokenizer.h"
#include "text/list_prompt.h"

using namespace wb;

namespace {

std::vector<ItemWords> items() {
    return {{"", ""},
            {"First thing", ""},
            {"Second\n\tthing ", "a caption"},
            {"A title that goes on and on, far beyond what is kept", ""},
            {"Ends <|im_end|> here", ""},
            {"d\xC3\xA9j\xC3\xA0 vu", ""}};
}

ListPrompter prompter(const Tokenizer& tokenizer, PromptLimits limits, const char* wording = "project") {
    return ListPrompter(tokenizer, *find_prompt_template(wording), ChatStyle::qwen3, limits, items());
}

constexpr PromptLimits roomy{2048, 5, 32};

}  // namespace

class TestListPrompt : public QObject {
    Q_OBJECT

  private slots:
    void whole() {
        const auto tokenizer = byte_tokenizer();
        const auto p = prompter(tokenizer, roomy).prompt(std::vector<ItemId>{1, 2}, std::vector<ItemId>{3, 5});
        const std::string end = "<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\n";
        QVERIFY(p.text.starts_with("<|im_start|>user\nYou recommend"));
        QVERIFY(p.text.find("User history:\n- First thing\n- Second thing: a caption\n\n") != std::string::npos);
        QVERIFY(p.text.find("A. A title that goes on and on, far \nB. ") == std::string::npos);  // no blank at a cut
        QVERIFY(p.text.find("A. A title that goes on and on, far\nB. d\xC3\xA9j\xC3\xA0 vu\n") != std::string::npos);
        QVERIFY(p.text.ends_with("Answer with only one letter (A-B)." + end));
        QCOMPARE(p.ids, tokenizer.encode(p.text));
        QVERIFY(!p.cuts.any());
    }

    /// The tokens of a training text begin with those of the prompt, and the label is the next one.
    void answerStandsBehindThePrompt() {
        const auto tokenizer = byte_tokenizer();
        for (const char* wording : {"project", "llamarec"}) {
            const auto maker = prompter(tokenizer, roomy, wording);
            const auto p = maker.prompt(std::vector<ItemId>{1}, std::vector<ItemId>{2, 3});
            const auto whole = tokenizer.encode(p.text + "B" + maker.answer_end());
            QVERIFY(std::equal(p.ids.begin(), p.ids.end(), whole.begin()));
            QCOMPARE(whole[p.ids.size()], std::int32_t{'B'});
            QCOMPARE(whole.size(), p.ids.size() + 2);
        }
    }

    void titlesCannotEndATurn() {
        const auto tokenizer = byte_tokenizer();
        const auto p = prompter(tokenizer, roomy).prompt(std::vector<ItemId>{4}, std::vector<ItemId>{4, 1});
        QCOMPARE(std::count(p.ids.begin(), p.ids.end(), 902), 1);  // the one behind the user's turn
    }

    void titlesAreCutBetweenCharacters() {
        const auto tokenizer = byte_tokenizer();
        const auto p = prompter(tokenizer, {2048, 5, 2}).prompt(std::vector<ItemId>{1}, std::vector<ItemId>{5, 1});
        QVERIFY2(p.text.find("A. d\nB. Fi\n") != std::string::npos, p.text.c_str());
    }

    void onlyTheLastOfTheHistory() {
        const auto tokenizer = byte_tokenizer();
        const auto p = prompter(tokenizer, {2048, 1, 32}).prompt(std::vector<ItemId>{1, 2}, std::vector<ItemId>{3});
        QVERIFY(p.text.find("First") == std::string::npos);
        QVERIFY(p.text.find("Second") != std::string::npos);
        QCOMPARE(p.cuts.history, std::size_t{0});  // that is what was asked for
    }

    void oldestGoFirstThenTitles() {
        const auto tokenizer = byte_tokenizer();
        const std::vector<ItemId> past{1, 1, 3}, list{3, 3};
        const std::size_t full = prompter(tokenizer, roomy).prompt(past, list).ids.size();
        const auto less = prompter(tokenizer, {full - 1, 5, 32}).prompt(past, list);
        QCOMPARE(less.cuts.history, std::size_t{1});
        QCOMPARE(less.cuts.title_tokens, std::size_t{0});
        const std::size_t one = prompter(tokenizer, {2048, 1, 32}).prompt(past, list).ids.size();
        const auto cut = prompter(tokenizer, {one - 1, 5, 32}).prompt(past, list);
        QCOMPARE(cut.cuts.history, std::size_t{2});
        QCOMPARE(cut.cuts.title_tokens, std::size_t{24});
        QVERIFY(cut.ids.size() < one);
        QVERIFY(cut.text.find("</think>") != std::string::npos);
        const auto maker = prompter(tokenizer, {one - 3 * 25 - 1, 5, 32});
        const auto error = error_of([&] { maker.prompt(past, list); });
        QVERIFY2(error.find("--qwen-max-seq-length") != std::string::npos, error.c_str());
    }

    void trainingDropsNegativesNeverTheTarget() {
        const auto tokenizer = byte_tokenizer();
        const std::vector<ItemId> past{1}, list{3, 2, 3, 5};
        // Room for two candidates with titles of 8 tokens, not for four.
        std::size_t two = prompter(tokenizer, {2048, 1, 8}).prompt(past, std::vector<ItemId>{3, 2}).ids.size();
        const auto maker = prompter(tokenizer, {two, 5, 32});
        for (std::size_t target = 0; target < list.size(); ++target) {
            const auto p = maker.training_prompt(past, list, target);
            QVERIFY(p.ids.size() <= two);
            QVERIFY(p.cuts.candidates >= 1);
            QVERIFY(std::count(p.candidates.begin(), p.candidates.end(), target) == 1);
        }
        QVERIFY(!error_of([&] { prompter(tokenizer, {20, 5, 32}).training_prompt(past, list, 1); }).empty());
    }
};

QTEST_APPLESS_MAIN(TestListPrompt)
#include "tst_list_prompt.moc"
