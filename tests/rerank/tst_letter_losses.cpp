// The three losses of an answered prompt, against softmax by hand on the same logits.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <cmath>
#include <numeric>

#include "rerank/letter_losses.h"
#include "rerank/made_reranker.h"

#include <ATen/ATen.h>

using namespace wb;

namespace {

/// -ln softmax(z)[right], over some of the columns.
double loss_of(const at::Tensor& z, const std::vector<std::int32_t>& columns, std::int32_t right) {
    double most = -1e30, sum = 0;
    for (const auto c : columns) most = std::max(most, z[c].item<double>());
    for (const auto c : columns) sum += std::exp(z[c].item<double>() - most);
    return most + std::log(sum) - z[right].item<double>();
}

}  // namespace

class TestLetterLosses : public QObject {
    Q_OBJECT
    const made::SmallModels m_models;
    const Qwen3Network m_network{m_models.outlier.config, ModelTensors::open(m_models.outlier.folder)};
    const AnswerTokens m_tokens{{40, 41, 42, 43, 44}, 300};
    /// Lists of different lengths: the shorter one's loss is among its own labels.
    const std::vector<AnsweredPrompt> m_prompts{{{7, 9, 11, 60}, 3, 2}, {{5, 8, 13, 21, 34, 55}, 5, 0}};

    LetterLosses losses() const {
        const auto texts = answered_texts(m_prompts, m_tokens);
        QwenPass pass;
        pass.rows = answer_rows(texts);
        return letter_losses(m_network, m_network.hidden(texts, pass), m_prompts, m_tokens);
    }

  private Q_SLOTS:
    void againstSoftmaxByHand() {
        const at::NoGradGuard no_grad;
        double letter = 0, end = 0, restricted = 0;
        for (const AnsweredPrompt& prompt : m_prompts) {
            const auto right = m_tokens.labels[static_cast<std::size_t>(prompt.right)];
            auto ids = prompt.ids;
            ids.push_back(right);
            const auto z = m_network.logits(m_network.hidden(QwenTexts::of({ids})));
            const auto asked = static_cast<std::int64_t>(prompt.ids.size()) - 1;  // the last token of the prompt
            std::vector<std::int32_t> all(static_cast<std::size_t>(z.size(1)));
            std::iota(all.begin(), all.end(), 0);
            letter += loss_of(z[asked], all, right) / 2;
            end += loss_of(z[asked + 1], all, m_tokens.end) / 2;
            const auto of_prompt = std::span(m_tokens.labels).first(static_cast<std::size_t>(prompt.labels));
            restricted += loss_of(z[asked], {of_prompt.begin(), of_prompt.end()}, right) / 2;
        }
        const auto found = losses();
        const auto close = [](const at::Tensor& a, double b) { return std::abs(a.item<double>() - b) < 1e-4; };
        QVERIFY(close(found.letter, letter));
        QVERIFY(close(found.end, end));
        QVERIFY(close(found.restricted, restricted));
        QVERIFY(close(found.response(), (letter + end) / 2));
        QVERIFY(restricted < letter);
    }
};

QTEST_APPLESS_MAIN(TestLetterLosses)
#include "tst_letter_losses.moc"
