// Texts of strangers' files in messages. Layer: foundation.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace wb {

/// In quotation marks, with everything but plain printable characters escaped as in JSON, at most 200 bytes of it.
std::string shown_text(std::string_view text);

}  // namespace wb
