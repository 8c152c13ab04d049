// The letters that stand for candidates, and the tokens that a model is asked about. Layer: text.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/answer_labels.h"

#include <algorithm>
#include <set>
#include <stdexcept>

namespace wb {

namespace {

using Tokens = std::vector<std::int32_t>;

bool all_different(const Tokens& tokens) {
    return std::set<std::int32_t>(tokens.begin(), tokens.end()).size() == tokens.size();
}

/// The tokens of all names by one way; empty when some have none or two share one.
template <class Find>
Tokens by(const std::vector<std::string>& names, Find find) {
    Tokens tokens;
    for (const std::string& name : names) {
        const std::optional<std::int32_t> token = find(name);
        if (!token) return {};
        tokens.push_back(*token);
    }
    return all_different(tokens) ? tokens : Tokens();
}

/// The token of each name behind the prompt; empty, with a reason, where that is no single token of its own.
Tokens found_in_context(const Tokenizer& tokenizer, const std::vector<std::string>& names, std::string_view prompt,
                        std::string_view end, std::string& reason) {
    const Tokens asked = tokenizer.encode(prompt), ending = tokenizer.encode(end);
    Tokens tokens;
    for (const std::string& name : names) {
        const Tokens whole = tokenizer.encode(std::string(prompt) + name + std::string(end));
        if (whole.size() < asked.size() || !std::equal(asked.begin(), asked.end(), whole.begin())) {
            reason = "With the answer \"" + name + "\" behind it, the prompt is cut into other tokens than without.";
            return {};
        }
        const bool single = whole.size() == asked.size() + 1 + ending.size() &&
                            std::equal(ending.begin(), ending.end(), whole.end() - std::ptrdiff_t(ending.size()));
        if (!single) {
            reason = "Behind the prompt, the label \"" + name + "\" is not one token.";
            return {};
        }
        tokens.push_back(whole[asked.size()]);
    }
    if (!all_different(tokens)) {
        reason = "Behind the prompt, two labels are the same token.";
        return {};
    }
    return tokens;
}

}  // namespace

std::vector<std::string> label_names(int n) {
    if (n < 1 || n > most_labels) throw std::logic_error("label_names: " + std::to_string(n) + " labels");
    std::vector<std::string> names;
    for (int i = 0; i < n; ++i) names.emplace_back(1, static_cast<char>(i < 26 ? 'A' + i : 'a' + (i - 26)));
    return names;
}

std::string label_range(int n) {
    const auto names = label_names(n);
    if (n == 1) return "A";
    if (n <= 26) return "A-" + names.back();
    return n == 27 ? "A-Z, a" : "A-Z, a-" + names.back();
}

std::string label_tokens_name(LabelTokens how) {
    switch (how) {
        case LabelTokens::direct:
            return "direct";
        case LabelTokens::space_prefixed:
            return "space_prefixed";
        case LabelTokens::encoded:
            return "encoded";
        case LabelTokens::in_context:
            return "in_context";
        case LabelTokens::unresolved:
            return "unresolved";
    }
    throw std::logic_error("a way to find labels without a name");
}

AnswerLabels resolve_labels(const Tokenizer& tokenizer, int n, std::string_view prompt, std::string_view end) {
    AnswerLabels labels;
    labels.names = label_names(n);
    const Tokens real = found_in_context(tokenizer, labels.names, prompt, end, labels.problem);
    if (real.empty()) return labels;
    labels.tokens = real;
    const auto encoded = [&](const std::string& name) -> std::optional<std::int32_t> {
        const Tokens tokens = tokenizer.encode(name);
        return tokens.size() == 1 ? std::optional(tokens.front()) : std::nullopt;
    };
    if (by(labels.names, [&](const std::string& name) { return tokenizer.id_of(name); }) == real)
        labels.how = LabelTokens::direct;
    else if (by(labels.names, [&](const std::string& name) { return tokenizer.id_of(" " + name); }) == real)
        labels.how = LabelTokens::space_prefixed;
    else if (by(labels.names, encoded) == real)
        labels.how = LabelTokens::encoded;
    else {
        labels.how = LabelTokens::in_context;
        labels.problem =
            "Behind the prompt, the labels are other tokens than the letters alone; those behind the prompt are "
            "used.";
    }
    return labels;
}

}  // namespace wb
