// Numbers as sentences of plain English show them. Layer: foundation.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace wb {

/// 1234567 -> "1,234,567".
std::string grouped(std::int64_t number);

/// "12 of 40" as a share: "30 %"; "less than 1 %" and "more than 99 %" where rounding would say none or all. A
/// `whole` of 0 gives "0 %".
std::string percent(std::int64_t part, std::int64_t whole);

/// "1 item", "1,200 items": the number with the word it counts.
std::string counted(std::int64_t number, const std::string& one, const std::string& several);

}  // namespace wb
