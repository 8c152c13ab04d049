// Bytes as text. Layer: foundation.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>

namespace wb {

/// Two lower-case hexadecimal digits for each byte.
std::string hex_digits(std::span<const unsigned char> bytes);

}  // namespace wb
