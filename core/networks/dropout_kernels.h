// Dropout masks from a counter-based generator: parallel, and independent of the number of threads. Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace wb {

/// Which numbers a dropout draws: `key` names the draw (method seed, update, layer), `p` is the share dropped.
struct Dropout {
    std::uint64_t key = 0;
    float p = 0;
    bool active() const { return p > 0; }
    float scale() const { return 1.0f / (1.0f - p); }
};

/// mask[i] = 1 (kept) or 0 for the elements first .. first + count - 1 of a tensor. p is rounded to 1/65536.
void dropout_mask_range(std::uint8_t* mask, std::int64_t first, std::int64_t count, const Dropout& dropout);

}  // namespace wb
