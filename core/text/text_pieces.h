// Where a text is cut before pairs of bytes are merged. Layer: text.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string_view>

namespace wb {

/// The rule of Qwen2 and Qwen3 as the regular expression that their tokenizer files hold.
inline constexpr std::string_view qwen_pieces_pattern =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

/// End of the piece that begins at byte `at` < text.size(). The pieces of a text are its bytes, one behind the other.
/// Bytes that are no UTF-8 count as characters that are neither letter nor number nor blank.
std::size_t piece_end(std::string_view text, std::size_t at);

}  // namespace wb
