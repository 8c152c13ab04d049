// Byte-level byte-pair encoding as Qwen2 and Qwen3 use it. Layer: text.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "text/merge_table.h"

namespace wb {

/// A token that is cut out of a text as it stands, before anything else.
struct AddedToken {
    std::int32_t id = 0;
    std::string content;
    bool special = false;  ///< control token, which a decoded text may leave out
};

/// What tokenizer files hold. Tokens are written in the characters of byte_alphabet.h.
struct TokenizerParts {
    std::vector<std::pair<std::string, std::int32_t>> vocabulary;
    std::vector<std::pair<std::string, std::string>> merges;  ///< best first
    std::vector<AddedToken> added;
};

/// A token and the bytes of the text that it stands for: [begin, end). Tokens of one character that is cut into
/// several, and of one that normalisation changed, may have the same or an empty range.
struct TokenSpan {
    std::int32_t id;
    std::uint32_t begin, end;
    bool operator==(const TokenSpan&) const = default;
};

/// Text to ids and back: added tokens are cut out (the longest first), the rest is brought to Unicode's NFC, cut into
/// pieces (text_pieces.h), and the bytes of each piece are joined by rank (merge_table.h). Immutable, for any number
/// of threads.
class Tokenizer {
  public:
    /// Throws UserError for parts that do not fit together: a byte without a token, an id twice, a merge of unknown
    /// tokens.
    explicit Tokenizer(const TokenizerParts& parts);

    std::vector<std::int32_t> encode(std::string_view text) const;
    std::vector<TokenSpan> encode_with_offsets(std::string_view text) const;
    /// Bytes that are no UTF-8 become U+FFFD. Ids that are none are left out, as are special tokens on request.
    std::string decode(std::span<const std::int32_t> ids, bool without_special = false) const;
    /// What a token stands for; may be a part of a character. Empty for an id that is none.
    std::string_view bytes_of(std::int32_t id) const;
    /// The token with exactly these bytes, an added one before another.
    std::optional<std::int32_t> id_of(std::string_view bytes) const;
    const std::vector<AddedToken>& added() const { return added_; }
    std::int32_t largest_id() const { return static_cast<std::int32_t>(tokens_.size()) - 1; }

  private:
    struct Text;  ///< of a token, inside bytes_
    template <class Take>
    void walk(std::string_view text, const Take& take) const;
    template <class Take>
    void walk_plain(std::string_view text, std::uint32_t begin, const Take& take) const;
    const AddedToken* added_at(std::string_view text, std::size_t at) const;

    std::string bytes_;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> tokens_;  ///< by id: begin in bytes_, length
    std::unordered_map<std::string, std::int32_t> ids_;
    std::array<std::int32_t, 256> id_of_byte_{};
    std::vector<AddedToken> added_;         ///< the longest first
    std::array<bool, 256> begins_added_{};  ///< first bytes of added tokens
    std::unordered_map<std::int32_t, bool> special_;
    MergeTable merges_;
};

/// UTF-8 with U+FFFD in the place of what is none, one for each longest part that could have begun a character.
std::string repaired_utf8(std::string_view bytes);

}  // namespace wb
