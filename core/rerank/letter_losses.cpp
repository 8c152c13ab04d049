// Layer: rerank.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rerank/letter_losses.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <limits>

namespace wb {

QwenTexts answered_texts(std::span<const AnsweredPrompt> prompts, const AnswerTokens& tokens) {
    std::vector<std::vector<std::int32_t>> texts;
    for (const AnsweredPrompt& prompt : prompts) {
        texts.push_back(prompt.ids);
        texts.back().push_back(tokens.labels.at(static_cast<std::size_t>(prompt.right)));
    }
    return QwenTexts::of(texts);
}

at::Tensor answer_rows(const QwenTexts& texts) {
    std::vector<std::int64_t> rows;
    for (const std::int64_t end : texts.ends) {
        rows.push_back(end - 2);
        rows.push_back(end - 1);
    }
    return long_tensor(rows);
}

at::Tensor LetterLosses::response() const {
    return (letter + end) / 2;
}

LetterLosses letter_losses(const Qwen3Network& network, const at::Tensor& hidden,
                           std::span<const AnsweredPrompt> prompts, const AnswerTokens& tokens) {
    const auto n = static_cast<std::int64_t>(prompts.size());
    const auto most = std::max_element(prompts.begin(), prompts.end(), [](const auto& a, const auto& b) {
                          return a.labels < b.labels;
                      })->labels;
    std::vector<std::int64_t> wanted, right, columns;
    auto unused = at::zeros({n, most}, at::kBool);
    for (std::int64_t i = 0; i < most; ++i) columns.push_back(tokens.labels.at(static_cast<std::size_t>(i)));
    for (std::int64_t i = 0; i < n; ++i) {
        const AnsweredPrompt& prompt = prompts[static_cast<std::size_t>(i)];
        wanted.push_back(tokens.labels.at(static_cast<std::size_t>(prompt.right)));
        wanted.push_back(tokens.end);
        right.push_back(prompt.right);
        unused[i].slice(0, prompt.labels).fill_(true);
    }
    const auto logits = network.logits(hidden).reshape({n, 2, -1});
    const auto targets = long_tensor(wanted).reshape({n, 2});
    const auto answers = logits.select(1, 0);
    const auto among = at::index_select(answers, 1, long_tensor(columns))
                           .masked_fill(unused, -std::numeric_limits<float>::infinity());
    return {label_loss(answers, targets.select(1, 0)), label_loss(logits.select(1, 1), targets.select(1, 1)),
            label_loss(among, long_tensor(right))};
}

}  // namespace wb
