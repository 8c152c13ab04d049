// Numbers of items and users. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace wb {

using ItemId = std::int32_t;  ///< 1 .. items; 0 is padding
using UserId = std::int32_t;  ///< 1 .. users

}  // namespace wb
