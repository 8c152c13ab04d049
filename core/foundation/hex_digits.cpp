// Layer: foundation.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "foundation/hex_digits.h"

#include <string_view>

namespace wb {

std::string hex_digits(std::span<const unsigned char> bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(2 * bytes.size());
    for (const unsigned char byte : bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

}  // namespace wb
