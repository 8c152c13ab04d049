// Layer: rerank.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rerank/letter_checks.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "text/answer_labels.h"

namespace wb {

namespace {

/// The probability of `k` or more of `n` that each have the probability p, 0 < p < 1.
double at_least(std::int64_t k, std::int64_t n, double p) {
    double sum = 0;
    for (std::int64_t i = k; i <= n; ++i) {
        const auto x = static_cast<double>(i), all = static_cast<double>(n);
        sum += std::exp(std::lgamma(all + 1) - std::lgamma(x + 1) - std::lgamma(all - x + 1) + x * std::log(p) +
                        (all - x) * std::log1p(-p));
    }
    return sum;
}

}  // namespace

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
    // The end that all prompts share: what a title ends with can reach into the first of the tokens behind it, and
    // the letters may be named there.
    auto end = tokenizer.encode(prompter.bare_prompt(2));
    for (const auto& [candidates, title] : {std::pair{2, "thing"}, {3, "thing (1999)"}, {30, "7"}}) {
        const auto other = tokenizer.encode(prompter.bare_prompt(candidates, title));
        const auto differ = std::mismatch(end.rbegin(), end.rend(), other.rbegin(), other.rend()).first;
        end.erase(end.begin(), differ.base());
    }
    const std::span<const std::int32_t> last = ids.last(std::min(end.size(), ids.size()));
    if (!end.empty() && std::equal(end.begin(), end.end(), last.begin(), last.end())) return std::nullopt;
    return warning_of(LetterFault::cut_on_the_right, "One ends with \"" + tokenizer.decode(last) + "\".");
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
    constexpr double by_chance = 1e-6;  // in so few of healthy runs one place has so many
    if (places.size() < 2) return std::nullopt;
    const auto all = std::accumulate(places.begin(), places.end(), std::int64_t{0});
    const auto most = std::max_element(places.begin(), places.end());
    const auto count = static_cast<double>(places.size());
    if (count * at_least(*most, all, 1 / count) > by_chance) return std::nullopt;
    return warning_of(LetterFault::true_item_first, "Place " + std::to_string(most - places.begin() + 1) +
                                                        " has it in " + std::to_string(*most) + " of " +
                                                        std::to_string(all) + " samples.");
}

}  // namespace wb
