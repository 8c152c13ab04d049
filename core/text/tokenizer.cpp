// Byte-level byte-pair encoding as Qwen2 and Qwen3 use it. Layer: text.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/tokenizer.h"

#include <unicode/utf8.h>

#include <algorithm>
#include <limits>

#include "foundation/error.h"
#include "foundation/shown_text.h"
#include "text/byte_alphabet.h"
#include "text/composed_text.h"
#include "text/text_pieces.h"

namespace wb {

namespace {

constexpr std::int32_t most_ids = 10'000'000;

[[noreturn]] void refuse(const std::string& why) {
    throw UserError("The tokenizer cannot be used.", why,
                    "Take all tokenizer files from the folder of one model, and download them again.");
}

}  // namespace

std::string repaired_utf8(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size());
    const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
    for (std::size_t at = 0; at < bytes.size();) {
        const auto left = static_cast<std::int32_t>(std::min<std::size_t>(bytes.size() - at, 4));
        std::int32_t taken = 0;
        UChar32 c = 0;
        U8_NEXT(data + at, taken, left, c);
        if (c < 0)
            text += "\ufffd";
        else
            text.append(bytes, at, static_cast<std::size_t>(taken));
        at += static_cast<std::size_t>(taken);
    }
    return text;
}

Tokenizer::Tokenizer(const TokenizerParts& parts) : added_(parts.added), merges_(parts.merges.size()) {
    const auto add = [&](std::int32_t id, const std::string& bytes) {
        if (id < 0 || id >= most_ids)
            refuse("The token " + shown_text(bytes) + " has the number " + std::to_string(id) + ".");
        const auto place = static_cast<std::size_t>(id);
        if (place >= tokens_.size()) tokens_.resize(place + 1, {0, 0});
        const bool same = tokens_[place].second > 0 && bytes_of(id) == bytes;  // added tokens may stand in both lists
        if (tokens_[place].second > 0 && !same)
            refuse("The number " + std::to_string(id) + " belongs to two tokens, " + shown_text(bytes_of(id)) +
                   " and " + shown_text(bytes) + ".");
        if (bytes.empty()) refuse("The token with the number " + std::to_string(id) + " is empty.");
        if (bytes_.size() + bytes.size() > std::numeric_limits<std::uint32_t>::max()) refuse("It is too large.");
        if (!same) {
            tokens_[place] = {static_cast<std::uint32_t>(bytes_.size()), static_cast<std::uint32_t>(bytes.size())};
            bytes_ += bytes;
        }
    };
    ids_.reserve(parts.vocabulary.size() * 2);
    for (const auto& [token, id] : parts.vocabulary) {
        // A token that is not written in stand-ins is none that bytes lead to; its own bytes are its text.
        const auto bytes = bytes_of_stand_ins(token);
        add(id, bytes.value_or(token));
        if (bytes) ids_.emplace(*bytes, id);
    }
    id_of_byte_.fill(-1);
    for (int byte = 0; byte < 256; ++byte) {
        const auto found = ids_.find(std::string(1, static_cast<char>(byte)));
        if (found == ids_.end()) refuse("The vocabulary has no token for the byte " + std::to_string(byte) + ".");
        id_of_byte_[static_cast<std::size_t>(byte)] = found->second;
    }
    for (const auto& [left, right] : parts.merges) {
        const auto a = bytes_of_stand_ins(left), b = bytes_of_stand_ins(right);
        const auto id_a = a ? ids_.find(*a) : ids_.end(), id_b = b ? ids_.find(*b) : ids_.end();
        const auto both = a && b ? ids_.find(*a + *b) : ids_.end();
        if (id_a == ids_.end() || id_b == ids_.end() || both == ids_.end())
            refuse("The merge of " + shown_text(left) + " and " + shown_text(right) +
                   " names a token that is not in the vocabulary.");
        merges_.add(id_a->second, id_b->second, both->second);
    }
    for (const AddedToken& token : added_) {
        add(token.id, token.content);
        ids_.insert_or_assign(token.content, token.id);
        special_[token.id] = token.special;
        begins_added_[static_cast<unsigned char>(token.content.front())] = true;
    }
    std::stable_sort(added_.begin(), added_.end(),
                     [](const auto& a, const auto& b) { return a.content.size() > b.content.size(); });
}

const AddedToken* Tokenizer::added_at(std::string_view text, std::size_t at) const {
    if (!begins_added_[static_cast<unsigned char>(text[at])]) return nullptr;
    for (const AddedToken& token : added_)
        if (text.substr(at, token.content.size()) == token.content) return &token;
    return nullptr;
}

/// Text without added tokens, which begins at byte `begin` of the whole.
template <class Take>
void Tokenizer::walk_plain(std::string_view text, std::uint32_t begin, const Take& take) const {
    if (text.empty()) return;
    const ComposedText composed(text);
    const std::string_view bytes = composed.text();
    std::vector<Symbol> symbols;
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t end = piece_end(bytes, at);
        symbols.clear();
        for (std::size_t i = at; i < end; ++i)
            symbols.push_back({id_of_byte_[static_cast<unsigned char>(bytes[i])], static_cast<std::uint32_t>(i)});
        merges_.join(symbols);
        for (std::size_t i = 0; i < symbols.size(); ++i) {
            const std::size_t behind = i + 1 < symbols.size() ? symbols[i + 1].begin : end;
            take(symbols[i].id, [&] {
                return std::pair(begin + static_cast<std::uint32_t>(composed.source(symbols[i].begin)),
                                 begin + static_cast<std::uint32_t>(composed.source(behind)));
            });
        }
        at = end;
    }
}

template <class Take>
void Tokenizer::walk(std::string_view text, const Take& take) const {
    if (text.size() > std::numeric_limits<std::int32_t>::max())
        throw UserError("A text is too long to be cut into tokens.",
                        "It has " + std::to_string(text.size()) + " bytes.", "Cut it below two billion bytes.");
    std::size_t plain = 0;
    for (std::size_t at = 0; at < text.size();) {
        const AddedToken* token = added_at(text, at);
        if (!token) {
            ++at;
            continue;
        }
        walk_plain(text.substr(plain, at - plain), static_cast<std::uint32_t>(plain), take);
        plain = at + token->content.size();
        take(token->id, [&] { return std::pair(static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(plain)); });
        at = plain;
    }
    walk_plain(text.substr(plain), static_cast<std::uint32_t>(plain), take);
}

std::vector<std::int32_t> Tokenizer::encode(std::string_view text) const {
    std::vector<std::int32_t> ids;
    ids.reserve(text.size() / 3 + 1);
    walk(text, [&](std::int32_t id, const auto&) { ids.push_back(id); });
    return ids;
}

std::vector<TokenSpan> Tokenizer::encode_with_offsets(std::string_view text) const {
    std::vector<TokenSpan> tokens;
    walk(text, [&](std::int32_t id, const auto& range) {
        const auto [begin, end] = range();
        tokens.push_back({id, begin, end});
    });
    return tokens;
}

std::string_view Tokenizer::bytes_of(std::int32_t id) const {
    if (id < 0 || static_cast<std::size_t>(id) >= tokens_.size()) return {};
    const auto [begin, length] = tokens_[static_cast<std::size_t>(id)];
    return std::string_view(bytes_).substr(begin, length);
}

std::string Tokenizer::decode(std::span<const std::int32_t> ids, bool without_special) const {
    std::string bytes;
    for (const std::int32_t id : ids) {
        if (without_special) {
            const auto found = special_.find(id);
            if (found != special_.end() && found->second) continue;
        }
        bytes += bytes_of(id);
    }
    return repaired_utf8(bytes);
}

std::optional<std::int32_t> Tokenizer::id_of(std::string_view bytes) const {
    const auto found = ids_.find(std::string(bytes));
    return found == ids_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace wb
