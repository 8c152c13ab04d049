// How byte-level vocabularies write bytes. Layer: text.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/byte_alphabet.h"

#include <unicode/utf8.h>

#include <array>
#include <cstdint>

namespace wb {

namespace {

constexpr UChar32 first_free = 0x100;

struct Alphabet {
    std::array<UChar32, 256> of_byte{};
    std::array<int, 512> byte_of{};  ///< by character; -1 = stands for none
};

const Alphabet& alphabet() {
    static const Alphabet made = [] {
        Alphabet a;
        a.byte_of.fill(-1);
        UChar32 free = first_free;
        for (int byte = 0; byte < 256; ++byte) {
            const bool printed = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
            const UChar32 c = printed ? byte : free++;
            a.of_byte[static_cast<std::size_t>(byte)] = c;
            a.byte_of[static_cast<std::size_t>(c)] = byte;
        }
        return a;
    }();
    return made;
}

}  // namespace

std::string stand_ins_of(std::string_view bytes) {
    std::string text;
    for (const char byte : bytes) {
        const UChar32 c = alphabet().of_byte[static_cast<unsigned char>(byte)];
        std::array<std::uint8_t, 2> coded{};
        std::int32_t length = 0;
        U8_APPEND_UNSAFE(coded.data(), length, c);
        text.append(reinterpret_cast<const char*>(coded.data()), static_cast<std::size_t>(length));
    }
    return text;
}

std::optional<std::string> bytes_of_stand_ins(std::string_view text) {
    std::string bytes;
    const auto* data = reinterpret_cast<const std::uint8_t*>(text.data());
    const auto length = static_cast<std::int32_t>(text.size());
    for (std::int32_t at = 0; at < length;) {
        UChar32 c = 0;
        U8_NEXT(data, at, length, c);
        if (c < 0 || c >= 512 || alphabet().byte_of[static_cast<std::size_t>(c)] < 0) return std::nullopt;
        bytes += static_cast<char>(alphabet().byte_of[static_cast<std::size_t>(c)]);
    }
    return bytes;
}

}  // namespace wb
