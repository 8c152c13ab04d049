// Layer: rerank.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rerank/letter_checks.h"

#include <algorithm>
#include <numeric>
#include <set>

#include "text/answer_labels.h"

namespace wb {

Notice warning_of(LetterFault fault, const std::string& seen) {
    const auto& info = info_of(fault);
    return {std::string(info.warning),
            std::string(info.doc) + (seen.empty() ? "" : " " + seen) + " " + std::string(info.advice)};
}

std::optional<Notice> check_labels(const Tokenizer& tokenizer, const AnswerTokens& tokens) {
    const auto names = label_names(static_cast<int>(tokens.labels.size()));
    const std::set<std::int32_t> different(tokens.labels.begin(), tokens.labels.end());
    if (different.size() < tokens.labels.size())
        return warning_of(LetterFault::unknown_labels, std::to_string(tokens.labels.size()) + " letters have " +
                                                           std::to_string(different.size()) + " tokens.");
    for (std::size_t i = 0; i < names.size(); ++i) {
        std::string text = tokenizer.decode(std::span(tokens.labels).subspan(i, 1));
        if (text.starts_with(' ')) text.erase(0, 1);
        if (text != names[i])
            return warning_of(LetterFault::unknown_labels,
                              "The token of \"" + names[i] + "\" stands for \"" + text + "\".");
    }
    return std::nullopt;
}

std::optional<Notice> check_prompt_end(std::span<const std::int32_t> ids, const Tokenizer& tokenizer,
                                       const ListPrompter& prompter) {
    constexpr std::size_t looked_at = 4;  // the last tokens, which no title can reach
    const auto bare = tokenizer.encode(prompter.bare_prompt(2));
    const std::size_t n = std::min(looked_at, bare.size());
    if (ids.size() >= n && std::equal(bare.end() - static_cast<std::ptrdiff_t>(n), bare.end(),
                                      ids.end() - static_cast<std::ptrdiff_t>(n)))
        return std::nullopt;
    return warning_of(LetterFault::cut_on_the_right,
                      "One ends with \"" + tokenizer.decode(ids.last(std::min(n, ids.size()))) + "\".");
}

std::optional<Notice> check_sample(const AnsweredPrompt& sample, const ListPrompt& read, std::size_t target) {
    if (sample.ids != read.ids) {
        const auto [mine, theirs] =
            std::mismatch(sample.ids.begin(), sample.ids.end(), read.ids.begin(), read.ids.end());
        return warning_of(LetterFault::shifted_answer, "From token " + std::to_string(mine - sample.ids.begin()) +
                                                           " on, a text of " + std::to_string(sample.ids.size()) +
                                                           " tokens is taught and one of " +
                                                           std::to_string(read.ids.size()) + " is read.");
    }
    const auto slot = static_cast<std::size_t>(sample.right);
    if (slot >= read.candidates.size() || read.candidates[slot] != target)
        return warning_of(LetterFault::shuffled_labels, "");
    return std::nullopt;
}

std::optional<Notice> check_places(const std::vector<std::int64_t>& places) {
    const auto all = std::accumulate(places.begin(), places.end(), std::int64_t{0});
    const auto most = std::max_element(places.begin(), places.end());
    // Ten samples at the least for each place, so that chance alone does not do it.
    if (places.empty() || all < 10 * static_cast<std::int64_t>(places.size()) || places.size() < 2)
        return std::nullopt;
    const double share = static_cast<double>(*most) / static_cast<double>(all);
    if (share <= 3.0 / static_cast<double>(places.size())) return std::nullopt;
    return warning_of(LetterFault::true_item_first, "Place " + std::to_string(most - places.begin() + 1) +
                                                        " has it in " + std::to_string(*most) + " of " +
                                                        std::to_string(all) + " samples.");
}

}  // namespace wb
