// What a letter reranker asks with, and what it starts from, before any weight of the model is read. Layer: rerank.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "experiment/language_models.h"
#include "experiment/method.h"
#include "networks/lora.h"
#include "text/answer_labels.h"
#include "text/list_prompt.h"
#include "text/tokenizer.h"

namespace wb {

struct LetterTools {
    std::unique_ptr<Tokenizer> tokenizer;
    std::unique_ptr<ListPrompter> prompter;  ///< reads the tokenizer
    AnswerLabels labels;
    std::int32_t answer_end = 0;  ///< the token behind an answer
};
/// `words` by item number. Throws UserError: the tokenizer cannot be read, or the letters have no tokens of their own
/// behind the prompt.
LetterTools letter_tools(const LanguageModel& model, const Settings& settings, const std::vector<ItemWords>& words);

/// The adapter that the settings let a training start from, if any. Throws UserError where it is none for this model.
std::optional<LoraAdapter> given_adapter(const LanguageModel& model, const Settings& settings);

}  // namespace wb
