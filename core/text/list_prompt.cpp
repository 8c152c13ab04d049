// Layer: text.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/list_prompt.h"

#include <numeric>

#include "foundation/error.h"

namespace wb {

namespace {

constexpr std::size_t shorter_titles[] = {24, 16, 8};

/// Runs of blanks and line ends become one blank: a title must not look like two lines.
std::string on_one_line(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool blank = c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\v' || c == '\f';
        if (!blank)
            out += c;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    }
    if (out.ends_with(' ')) out.pop_back();
    return out;
}

/// The places in a list.
std::vector<std::size_t> all_of(std::span<const ItemId> candidates) {
    std::vector<std::size_t> all(candidates.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    return all;
}

}  // namespace

ListPrompter::ListPrompter(const Tokenizer& tokenizer, const PromptTemplate& wording, ChatStyle style,
                           PromptLimits limits, const std::vector<ItemWords>& items)
    : tokenizer_(tokenizer),
      wording_(wording),
      style_(style),
      limits_(limits),
      answer_end_(wording.chat ? "<|im_end|>" : "<|endoftext|>") {
    for (const ItemWords& item : items)
        items_.push_back({on_one_line(without_control_tokens(item.title, tokenizer)),
                          on_one_line(without_control_tokens(item.more, tokenizer))});
    for (std::size_t i = 0; i < items_.size(); ++i)
        written_.push_back(written(static_cast<ItemId>(i), limits_.title_tokens));
}

std::string ListPrompter::cut(const std::string& text, std::size_t cap) const {
    if (text.size() <= cap) return text;  // no token has less than a byte
    const auto ids = tokenizer_.encode(text);
    if (ids.size() <= cap) return text;
    std::string out = tokenizer_.decode(std::span(ids).first(cap));
    constexpr std::string_view broken = "\xEF\xBF\xBD";  // of a character that was cut through
    while (out.ends_with(broken)) out.resize(out.size() - broken.size());
    while (out.ends_with(' ')) out.pop_back();
    return out;
}

std::string ListPrompter::written(ItemId item, std::size_t cap) const {
    const ItemWords& words = items_.at(static_cast<std::size_t>(item));
    const std::string title = cut(words.title, cap);
    return words.more.empty() ? title : title + ": " + cut(words.more, cap);
}

std::string ListPrompter::with_turns(const std::string& text) const {
    if (!wording_.chat) return text;
    ChatOptions options;
    options.style = style_;
    options.thinking = false;
    return chat_text({{ChatRole::user, text}}, options);
}

std::string ListPrompter::bare_prompt(int n, const std::string& word) const {
    return with_turns(wording_.fill({}, std::vector<std::string>(static_cast<std::size_t>(n), word)));
}

std::size_t ListPrompter::tokens_of(ItemId item) const {
    return tokenizer_.encode(written_.at(static_cast<std::size_t>(item))).size();
}

ListPrompt ListPrompter::assembled(std::span<const ItemId> history, std::span<const ItemId> candidates,
                                   const std::vector<std::size_t>& kept, std::size_t cap) const {
    const auto words = [&](ItemId item) {
        return cap == limits_.title_tokens ? written_.at(static_cast<std::size_t>(item)) : written(item, cap);
    };
    std::vector<std::string> past, list;
    for (const ItemId item : history) past.push_back(words(item));
    for (const std::size_t place : kept) list.push_back(words(candidates[place]));
    ListPrompt out;
    out.text = with_turns(wording_.fill(past, list));
    out.ids = tokenizer_.encode(out.text);
    out.candidates = kept;
    return out;
}

bool ListPrompter::fitted(std::span<const ItemId> history, std::span<const ItemId> candidates,
                          const std::vector<std::size_t>& kept, ListPrompt& out) const {
    const auto recent = history.last(std::min(history.size(), limits_.history));
    const std::size_t shortest = std::min<std::size_t>(recent.size(), 1);
    for (std::size_t without = 0; without <= recent.size() - shortest; ++without) {
        out = assembled(recent.subspan(without), candidates, kept, limits_.title_tokens);
        out.cuts.history = without;
        if (out.ids.size() <= limits_.tokens) return true;
    }
    for (const std::size_t cap : shorter_titles) {
        if (cap >= limits_.title_tokens) continue;
        out = assembled(recent.last(shortest), candidates, kept, cap);
        out.cuts.history = recent.size() - shortest;
        out.cuts.title_tokens = cap;
        if (out.ids.size() <= limits_.tokens) return true;
    }
    return false;
}

bool ListPrompter::holds(std::span<const ItemId> history, std::span<const ItemId> candidates) const {
    ListPrompt ignored;
    return fitted(history, candidates, all_of(candidates), ignored);
}

ListPrompt ListPrompter::prompt(std::span<const ItemId> history, std::span<const ItemId> candidates) const {
    ListPrompt out;
    if (fitted(history, candidates, all_of(candidates), out)) return out;
    throw UserError("A prompt with " + std::to_string(candidates.size()) + " candidates has " +
                        std::to_string(out.ids.size()) + " tokens, and " + std::to_string(limits_.tokens) +
                        " are allowed.",
                    "The history was already cut to one item and the titles to 8 tokens.",
                    limits_.of_model ? "The model reads no longer ones: rerank fewer candidates."
                                     : "Raise the longest prompt (--qwen-max-seq-length), or rerank fewer "
                                       "candidates.");
}

ListPrompt ListPrompter::training_prompt(std::span<const ItemId> history, std::span<const ItemId> candidates,
                                         std::size_t target) const {
    auto kept = all_of(candidates);
    ListPrompt out;
    while (!fitted(history, candidates, kept, out)) {
        const std::size_t last = kept.size() - 1;
        const std::size_t victim = kept[last] == target ? last - 1 : last;
        if (kept.size() < 3)
            throw UserError(
                "A prompt of two candidates is longer than " + std::to_string(limits_.tokens) + " tokens.",
                "Nothing more can be left out of it.",
                limits_.of_model ? "The model reads no longer ones: use another model."
                                 : "Raise the longest prompt (--qwen-max-seq-length).");
        kept.erase(kept.begin() + static_cast<std::ptrdiff_t>(victim));
    }
    out.cuts.candidates = candidates.size() - kept.size();
    return out;
}

}  // namespace wb
