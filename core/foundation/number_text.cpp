// Numbers as sentences of plain English show them. Layer: foundation.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "foundation/number_text.h"

#include <cmath>
#include <cstddef>

namespace wb {

std::string grouped(std::int64_t number) {
    std::string digits = std::to_string(number);
    for (std::ptrdiff_t at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > (number < 0 ? 1 : 0); at -= 3)
        digits.insert(static_cast<std::size_t>(at), ",");
    return digits;
}

std::string percent(std::int64_t part, std::int64_t whole) {
    if (whole == 0) return "0 %";
    const auto rounded = std::lround(100.0 * static_cast<double>(part) / static_cast<double>(whole));
    if (rounded == 0 && part > 0) return "less than 1 %";
    if (rounded == 100 && part < whole) return "more than 99 %";
    return std::to_string(rounded) + " %";
}

std::string counted(std::int64_t number, const std::string& one, const std::string& several) {
    return grouped(number) + " " + (number == 1 ? one : several);
}

}  // namespace wb
