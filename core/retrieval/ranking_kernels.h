// Scores of users against the catalogue, blocked so that a users x items matrix never exists. Layer: retrieval.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace wb {

/// Items packed for the kernels: panels of `panel` items, dimension-major inside a panel, padded with zeros.
struct PackedItems {
    static constexpr std::int64_t panel = 64;
    std::int64_t items = 0, dim = 0;
    std::vector<float> values;   ///< [panels][dim][panel]
    std::vector<float> bias;     ///< [panels * panel]
    std::int64_t panels() const { return (items + panel - 1) / panel; }
};

/// items [n, dim] row-major; bias [n] or null.
PackedItems pack_items(const float* items, const float* bias, std::int64_t n, std::int64_t dim);

/// scores [users, panel] of one panel: bias + sum over dimensions in ascending order, one fused multiply-add each. The
/// order is the same wherever an item stands, so equal vectors have bitwise equal scores.
void score_panel(const PackedItems& items, std::int64_t panel_index, const float* users, std::int64_t user_count,
                 float* scores);

/// Counts scores above and equal to a user's threshold in a row of n scores.
void count_above(const float* scores, std::int64_t n, float threshold, std::int64_t& above, std::int64_t& equal);

/// The largest of n scores.
float row_maximum(const float* scores, std::int64_t n);

}  // namespace wb
