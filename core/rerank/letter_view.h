// Everything that can be seen of one prompt and its answer. Layer: rerank.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dataset/ids.h"
#include "text/list_prompt.h"

namespace wb {

struct LetterView {
    std::string prompt;  ///< all of it, as it was cut into tokens
    std::vector<std::int32_t> tokens;
    PromptCuts cuts;
    std::string label_strategy;  ///< how the labels' tokens were found: "direct"
    struct Label {
        std::string name;
        std::int32_t token;
        ItemId item;
        float logit;
        double probability;  ///< among the labels of the prompt
    };
    std::vector<Label> labels;
    struct Token {
        std::int32_t token;
        std::string text;
        double probability;  ///< among the whole vocabulary
    };
    std::vector<Token> most_likely;  ///< five, at the place of the answer
    /// What scores are made of beside this prompt: orders of the list that are averaged, a prior that is divided out,
    /// a temperature that logits are divided by.
    std::int64_t permutations = 1;
    bool prior_removed = false;
    double temperature = 1;
    double label_mass = 0;  ///< probability of all labels of the prompt together, among the whole vocabulary
};

}  // namespace wb
