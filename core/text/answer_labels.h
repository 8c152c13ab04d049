// The letters that stand for candidates, and the tokens that a model is asked about. Layer: text.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text/tokenizer.h"

namespace wb {

inline constexpr int most_labels = 52;  ///< A .. Z, then a .. z

/// "A", "B", ..., "Z", "a", ...; 1 <= n <= most_labels.
std::vector<std::string> label_names(int n);
/// How a prompt says which letters may be answered: "A-T", "A-Z, a-x", "A-Z, a".
std::string label_range(int n);

/// How the tokens of the labels were found, one way for all of them: logits of different spellings do not compare.
enum class LabelTokens {
    direct,          ///< the vocabulary's entry for the letter
    space_prefixed,  ///< the entry for a blank and the letter
    encoded,         ///< what the letter alone is cut into, one token
    in_context,      ///< none of these is what stands behind the prompt; the token that does
    unresolved       ///< not all labels have a token of their own: nothing may be scored
};
std::string label_tokens_name(LabelTokens how);  ///< "direct", "space_prefixed", ...

struct AnswerLabels {
    std::vector<std::string> names;
    std::vector<std::int32_t> tokens;  ///< of each label; empty where unresolved
    LabelTokens how = LabelTokens::unresolved;
    std::string problem;  ///< a sentence: why unresolved, or what else to know; may be empty
};

/// Looks the tokens up and checks them where they are used: behind `prompt`, before `end`, each label must be exactly
/// its token, and the prompt must be cut as it is without an answer. A prompt for which that cannot be is the fault
/// that is found here: training would teach another place or another token than inference reads.
AnswerLabels resolve_labels(const Tokenizer& tokenizer, int n, std::string_view prompt, std::string_view end);

}  // namespace wb
