// Looks at what is really trained on and read, and finds the classic faults (evaluation/letter_faults.h). Layer:
// rerank. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <string>

#include "evaluation/letter_faults.h"
#include "experiment/method.h"
#include "rerank/letter_losses.h"
#include "text/list_prompt.h"

namespace wb {

/// The warning of a fault, with what was seen behind its sentence.
Notice warning_of(LetterFault fault, const std::string& seen);

/// The tokens of the labels that are used: all different, and each decoded is its letter.
std::optional<Notice> check_labels(const Tokenizer& tokenizer, const AnswerTokens& tokens);

/// A prompt ends as all prompts do, behind the candidates.
std::optional<Notice> check_prompt_end(std::span<const std::int32_t> ids, const Tokenizer& tokenizer,
                                       const ListPrompter& prompter);

/// What is trained on for a list: the tokens before the label are those of inference, and the line behind the label's
/// letter is that of the true item.
std::optional<Notice> check_sample(const AnsweredPrompt& sample, const ListPrompt& read, std::size_t target);

/// How often the target stood at each place: no place must have more than chance gives it, one time in a million.
std::optional<Notice> check_places(const std::vector<std::int64_t>& places);

}  // namespace wb
