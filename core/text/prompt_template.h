// The wording of a prompt that lists a history and candidates: files of resources/prompts. Layer: text.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/embedded_text.h"

namespace wb {

std::vector<EmbeddedText> prompt_files();

struct PromptTemplate {
    std::string id;              ///< name of the file: "project"
    std::string title;           ///< for a person
    bool chat = true;            ///< a user's turn in the chat template of the model; else the text as it stands
    std::string text;            ///< with {history} and {candidates}, and perhaps {labels}, each once
    std::string history_line;    ///< with {text}, and perhaps {number}, counted from 1
    std::string candidate_line;  ///< with {label} and {text}
    std::string between_lines, no_history;

    /// `history` the oldest first, `candidates` in the order of their labels, 1 to 52. What stands in braces in the
    /// texts of items stays as it is.
    std::string fill(std::span<const std::string> history, std::span<const std::string> candidates) const;
};

/// Throws UserError for JSON of another form, an unknown key, or a place that is missing or named twice.
PromptTemplate parse_prompt_template(const std::string& id, std::string_view json);

/// Those of resources/prompts, by id.
const std::vector<PromptTemplate>& prompt_templates();
/// nullptr when there is none.
const PromptTemplate* find_prompt_template(std::string_view id);

}  // namespace wb
