// What a letter reranker is trained on: the answer behind a prompt. Layer: rerank.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "networks/qwen3.h"

namespace wb {

/// A prompt, and the label that is right.
struct AnsweredPrompt {
    std::vector<std::int32_t> ids;
    std::int64_t labels = 0;  ///< how many candidates it lists
    std::int64_t right = 0;   ///< 0 .. labels - 1
};

/// The tokens of all labels, and the one that ends an answer.
struct AnswerTokens {
    std::vector<std::int32_t> labels;
    std::int32_t end = 0;
};

/// Tokens of a prompt with its answer.
inline std::int64_t text_tokens(const AnsweredPrompt& prompt) {
    return std::ssize(prompt.ids) + 1;
}
/// Prompts with their answers behind them: for each the label's token. The end is predicted, not read.
QwenTexts answered_texts(std::span<const AnsweredPrompt> prompts, const AnswerTokens& tokens);
inline constexpr std::int64_t answer_rows_each = 2;
/// int64 [2 B]: for each text the row that predicts the label, then the one that predicts the end.
at::Tensor answer_rows(const QwenTexts& texts);

/// Means over the prompts; scalars with their graph.
struct LetterLosses {
    at::Tensor letter;      ///< -log p of the right label's token among the whole vocabulary
    at::Tensor end;         ///< the same of the end behind it
    at::Tensor restricted;  ///< -log p among the labels of the prompt alone: ln N where nothing is known
    /// What a language model is trained on: the mean over the tokens of the answer.
    at::Tensor response() const;
};
/// `hidden` [2 B, width] are the outputs at answer_rows().
LetterLosses letter_losses(const Qwen3Network& network, const at::Tensor& hidden,
                           std::span<const AnsweredPrompt> prompts, const AnswerTokens& tokens);

}  // namespace wb
