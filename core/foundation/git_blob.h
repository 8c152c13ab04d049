// The name that git gives to the content of a file. Layer: foundation.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace wb {

/// 40 lower-case hexadecimal digits: SHA-1 over "blob ", the length, a zero byte and the content. It finds damage;
/// against somebody who makes files on purpose SHA-1 does not help.
std::string git_blob_id(std::string_view content);

}  // namespace wb
