// A small tokenizer for tests: one token for each byte.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/byte_alphabet.h"
#include "text/tokenizer.h"

/// Beside the bytes, joined tokens for these texts of two bytes, and the control tokens of chats from id 900 on.
inline wb::TokenizerParts byte_parts(const std::vector<std::string>& joined = {}) {
    wb::TokenizerParts parts;
    for (int byte = 0; byte < 256; ++byte)
        parts.vocabulary.emplace_back(wb::stand_ins_of(std::string(1, static_cast<char>(byte))), byte);
    std::int32_t id = 256;
    for (const auto& pair : joined) {
        parts.vocabulary.emplace_back(wb::stand_ins_of(pair), id++);
        parts.merges.emplace_back(wb::stand_ins_of(pair.substr(0, 1)), wb::stand_ins_of(pair.substr(1)));
    }
    parts.added = {{900, "<|endoftext|>", true},
                   {901, "<|im_start|>", true},
                   {902, "<|im_end|>", true},
                   {903, "<think>", false},
                   {904, "</think>", false}};
    return parts;
}

inline wb::Tokenizer byte_tokenizer(const std::vector<std::string>& joined = {}) {
    return wb::Tokenizer(byte_parts(joined));
}
