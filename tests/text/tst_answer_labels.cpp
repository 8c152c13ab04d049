// Letters and their tokens, and the faults that make a reranker read the wrong ones.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "text/answer_labels.h"
#include "text/byte_tokenizer.h"
#include "text/chat_template.h"
#include "text/qwen_tokenizer_golden.h"

using namespace wb;

class TestAnswerLabels : public QObject {
    Q_OBJECT

  private slots:
    void namesAndRanges() {
        QCOMPARE(label_names(3), (std::vector<std::string>{"A", "B", "C"}));
        QCOMPARE(label_names(52).back(), std::string("z"));
        QCOMPARE(label_range(20), std::string("A-T"));
        QCOMPARE(label_range(26), std::string("A-Z"));
        QCOMPARE(label_range(27), std::string("A-Z, a"));
        QCOMPARE(label_range(50), std::string("A-Z, a-x"));
        QVERIFY_THROWS_EXCEPTION(std::logic_error, label_names(53));
        QVERIFY_THROWS_EXCEPTION(std::logic_error, label_names(0));
    }

    void lettersBehindALineEnd() {
        const auto labels = resolve_labels(byte_tokenizer(), 52, "Answer:\n", "<|im_end|>");
        QCOMPARE(labels.how, LabelTokens::direct);
        QCOMPARE(labels.tokens.front(), 'A');
        QCOMPARE(labels.tokens.back(), 'z');
        QVERIFY(labels.problem.empty());
    }

    /// A blank at the end of the prompt goes together with the letter: the prompt is cut otherwise than without one.
    void blankBeforeTheAnswer() {
        std::vector<std::string> joined;
        for (const auto& name : label_names(4)) joined.push_back(" " + name);
        const auto labels = resolve_labels(byte_tokenizer(joined), 4, "Answer: ", "<|im_end|>");
        QCOMPARE(labels.how, LabelTokens::unresolved);
        QVERIFY(labels.tokens.empty());
        QVERIFY2(labels.problem.find("other tokens") != std::string::npos, labels.problem.c_str());
    }

    void labelThatIsNoSingleToken() {
        // "B" and the first sign of the ending are one token, so the label cannot be told from it.
        const auto labels = resolve_labels(byte_tokenizer({"B."}), 3, "Answer:\n", ".");
        // The pieces keep letters and signs apart; with a letter behind it the label is lost.
        QCOMPARE(labels.how, LabelTokens::direct);
        const auto lost = resolve_labels(byte_tokenizer({"Bx"}), 3, "Answer:\n", "x");
        QCOMPARE(lost.how, LabelTokens::unresolved);
        QVERIFY2(lost.problem.find("\"B\" is not one token") != std::string::npos, lost.problem.c_str());
    }

    void qwenReadsBareLetters() {
        const auto tokenizer = qwen_tokenizer_golden::tokenizer();
        ChatOptions options;
        options.thinking = false;
        const auto prompt = chat_text({{ChatRole::user, "Answer with only one letter (A-Z, a-z)."}}, options);
        const auto labels = resolve_labels(tokenizer, 52, prompt, "<|im_end|>");
        QCOMPARE(labels.how, LabelTokens::direct);
        QCOMPARE(labels.tokens[0], 32);
        QCOMPARE(labels.tokens[25], 57);
        QCOMPARE(labels.tokens[26], 64);
        QCOMPARE(labels.tokens[51], 89);
        // A prompt that ends with a blank: the blank goes to the letter, and neither stands where it was read.
        const auto spaced = resolve_labels(tokenizer, 26, "The answer is ", "<|im_end|>");
        QCOMPARE(spaced.how, LabelTokens::unresolved);
    }
};

QTEST_APPLESS_MAIN(TestAnswerLabels)
#include "tst_answer_labels.moc"
