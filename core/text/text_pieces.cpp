// Where a text is cut before pairs of bytes are merged. Layer: text.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/text_pieces.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace wb {

namespace {

enum class Kind : std::uint8_t { other, letter, number, blank, line_end };

Kind looked_up(UChar32 c) {
    if (c == '\r' || c == '\n') return Kind::line_end;
    const auto mask = U_GET_GC_MASK(c);
    if (mask & U_GC_L_MASK) return Kind::letter;
    if (mask & U_GC_N_MASK) return Kind::number;
    return u_isUWhiteSpace(c) ? Kind::blank : Kind::other;
}

Kind kind_of(UChar32 c) {
    constexpr UChar32 tabled = 0x3100;  // Latin, Cyrillic, Arabic, Indic, Vietnamese, kana, punctuation
    static const auto table = [] {
        std::vector<Kind> kinds;
        for (UChar32 at = 0; at < tabled; ++at) kinds.push_back(looked_up(at));
        return kinds;
    }();
    if (c < 0) return Kind::other;
    return c < tabled ? table[static_cast<std::size_t>(c)] : looked_up(c);
}

/// One character of a text and where the next begins.
struct Reader {
    std::string_view text;
    std::size_t end;  ///< behind the character
    UChar32 c = -1;   ///< -1 = no UTF-8
    Kind kind = Kind::other;

    Reader(std::string_view whole, std::size_t at) : text(whole), end(at) { read(); }
    bool more() const { return end < text.size(); }
    Reader next() const { return {text, end}; }

  private:
    void read() {
        const auto byte = static_cast<unsigned char>(text[end]);
        if (byte < 0x80) {
            c = byte;
            ++end;
        } else {
            // Offsets of ICU have 32 bits; a character has four bytes at most.
            const auto* from = reinterpret_cast<const std::uint8_t*>(text.data()) + end;
            const auto length = static_cast<std::int32_t>(std::min<std::size_t>(text.size() - end, 4));
            std::int32_t taken = 0;
            U8_NEXT(from, taken, length, c);
            end += static_cast<std::size_t>(taken);
        }
        kind = kind_of(c);
    }
};

bool is_blank(Kind kind) {
    return kind == Kind::blank || kind == Kind::line_end;
}

/// Skips characters while `wanted` holds, from byte `at` on.
template <class Wanted>
std::size_t skip(std::string_view text, std::size_t at, Wanted wanted) {
    while (at < text.size()) {
        const Reader r(text, at);
        if (!wanted(r.kind)) break;
        at = r.end;
    }
    return at;
}

/// 's 't 'm 'd 're 've 'll in any case, behind the apostrophe; 0 = none of them.
std::size_t contraction_end(std::string_view text, std::size_t at) {
    if (at >= text.size()) return 0;
    const auto lower = [&](std::size_t place) {
        return place < text.size() ? static_cast<char>(text[place] | 0x20) : '\0';
    };
    const char a = lower(at), b = lower(at + 1);
    if (a == 's' || a == 't' || a == 'm' || a == 'd') return at + 1;
    if ((a == 'r' && b == 'e') || (a == 'v' && b == 'e') || (a == 'l' && b == 'l')) return at + 2;
    constexpr std::string_view long_s = "\u017f";  // which is an s without its case
    return text.substr(at, long_s.size()) == long_s ? at + long_s.size() : 0;
}

std::size_t blanks_end(std::string_view text, std::size_t at) {
    std::size_t end = at, before_last = at, behind_line_end = 0;
    while (end < text.size()) {
        const Reader r(text, end);
        if (!is_blank(r.kind)) break;
        before_last = end;
        end = r.end;
        if (r.kind == Kind::line_end) behind_line_end = end;
    }
    if (behind_line_end > 0) return behind_line_end;
    // The last blank before a word belongs to the word.
    return end == text.size() || before_last == at ? end : before_last;
}

}  // namespace

std::size_t piece_end(std::string_view text, std::size_t at) {
    const auto letter = [](Kind kind) { return kind == Kind::letter; };
    const Reader first(text, at);
    if (first.c == '\'')
        if (const auto end = contraction_end(text, first.end); end > 0) return end;
    if (first.kind == Kind::letter) return skip(text, first.end, letter);
    if (first.kind == Kind::number) return first.end;
    const Kind second = first.more() ? first.next().kind : Kind::line_end;
    if (first.kind != Kind::line_end && second == Kind::letter) return skip(text, first.end, letter);
    if (first.kind == Kind::other || (first.c == ' ' && second == Kind::other && first.more())) {
        const auto end = skip(text, first.end, [](Kind kind) { return kind == Kind::other; });
        return skip(text, end, [](Kind kind) { return kind == Kind::line_end; });
    }
    return blanks_end(text, at);
}

}  // namespace wb
