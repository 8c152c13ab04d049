// Tokenizers from the files of a model's folder. Layer: text.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "text/tokenizer.h"

namespace wb {

/// tokenizer.json; where there is none vocab.json and merges.txt, with the added tokens of tokenizer_config.json or
/// added_tokens.json. Throws UserError: files missing or damaged, or a tokenizer of another kind (its normaliser, its
/// pieces or options of its model are not Qwen's), which would give other ids than the model was trained on.
Tokenizer load_tokenizer(const std::filesystem::path& folder);

}  // namespace wb
