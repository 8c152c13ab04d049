// The one place where a history and candidates become the tokens that a model reads. Layer: text.
// Training and inference both take their prompts from here; an answer is one label's token behind it.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "dataset/ids.h"
#include "text/chat_template.h"
#include "text/prompt_template.h"
#include "text/tokenizer.h"

namespace wb {

/// What may be written about an item.
struct ItemWords {
    std::string title;
    std::string more;  ///< a caption or a summary; may be empty
};

struct PromptLimits {
    std::size_t tokens = 2048;      ///< of the whole prompt
    std::size_t history = 5;        ///< the last items of a history
    std::size_t title_tokens = 32;  ///< of each title, and of what else is written about an item
    bool of_model = false;          ///< `tokens` are what the model can read, fewer than were asked for
    bool operator==(const PromptLimits&) const = default;
};

/// What was left out because the prompt would have been too long.
struct PromptCuts {
    std::size_t history = 0;       ///< oldest items of the history
    std::size_t title_tokens = 0;  ///< titles were cut to this many tokens; 0 = as the limits say
    std::size_t candidates = 0;    ///< negatives of a training sample
    bool any() const { return history + title_tokens + candidates > 0; }
};

struct ListPrompt {
    std::string text;  ///< all of it, with the marks of turns
    std::vector<std::int32_t> ids;
    std::vector<std::size_t> candidates;  ///< by label: the place in the list that was given
    PromptCuts cuts;
};

/// Immutable, for any number of threads.
class ListPrompter {
  public:
    /// `items` by item number. `tokenizer` must live as long.
    ListPrompter(const Tokenizer& tokenizer, const PromptTemplate& wording, ChatStyle style, PromptLimits limits,
                 const std::vector<ItemWords>& items);

    /// Candidate i stands behind label i. Where that is too long the oldest items of the history are left out, down
    /// to one, and then titles are cut to 24, 16 and 8 tokens: the end, where the answer stands, is never touched.
    /// Throws UserError when it is still too long.
    ListPrompt prompt(std::span<const ItemId> history, std::span<const ItemId> candidates) const;
    /// Whether prompt() would not throw.
    bool holds(std::span<const ItemId> history, std::span<const ItemId> candidates) const;
    /// The same as prompt(), but as a last resort candidates other than `target` (a place in the list) are left out,
    /// from the end.
    ListPrompt training_prompt(std::span<const ItemId> history, std::span<const ItemId> candidates,
                               std::size_t target) const;

    /// What stands behind the answer: the end of the turn, or of the text.
    const std::string& answer_end() const { return answer_end_; }
    /// A prompt of n candidates with the same word for each, for finding the labels' tokens.
    std::string bare_prompt(int n, const std::string& word = "-") const;
    /// How many tokens an item's words have in a prompt that is not cut.
    std::size_t tokens_of(ItemId item) const;
    const PromptLimits& limits() const { return limits_; }

  private:
    std::string written(ItemId item, std::size_t cap) const;
    std::string cut(const std::string& text, std::size_t cap) const;
    ListPrompt assembled(std::span<const ItemId> history, std::span<const ItemId> candidates,
                         const std::vector<std::size_t>& kept, std::size_t cap) const;
    std::string with_turns(const std::string& text) const;
    /// Cuts the history and the titles. False where that is not enough.
    bool fitted(std::span<const ItemId> history, std::span<const ItemId> candidates,
                const std::vector<std::size_t>& kept, ListPrompt& out) const;

    const Tokenizer& tokenizer_;
    const PromptTemplate wording_;
    ChatStyle style_;
    PromptLimits limits_;
    std::string answer_end_;
    std::vector<ItemWords> items_;
    std::vector<std::string> written_;  ///< by item, with the titles as the limits say
};

}  // namespace wb
