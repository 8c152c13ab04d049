// Scores of users against the catalogue, blocked so that a users x items matrix never exists. Layer: retrieval.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace wb {

/// Items packed for the kernels: panels of `panel` items, dimension-major inside a panel, padded with zeros.
struct PackedItems {
    static constexpr std::int64_t panel = 64, lanes = 16;
    std::int64_t items = 0, dim = 0;
    std::vector<float> values;  ///< [panels][dim][panel]
    std::vector<float> bias;    ///< [panels * panel]
    std::int64_t panels() const { return (items + panel - 1) / panel; }
};

/// items [n, dim] row-major; bias [n] or null.
PackedItems pack_items(const float* items, const float* bias, std::int64_t n, std::int64_t dim);

/// scores [users, panel] of one panel: bias + sum over dimensions in ascending order, one fused multiply-add each.
/// The order is the same wherever an item stands, so equal vectors have bitwise equal scores.
void score_panel(const PackedItems& items, std::int64_t panel_index, const float* users, std::int64_t user_count,
                 float* scores);

/// Scores of chosen items (from 0) for one user, bitwise equal to those of score_panel. items [.., dim] row-major;
/// bias may be null.
void score_items(const float* items, const float* bias, std::int64_t dim, const std::int32_t* chosen, std::int64_t n,
                 const float* user, float* scores);

/// Scores of one panel compared with a threshold per user while they are in registers: adds to above and
/// equal [users, lanes], whose sums over lanes are the counts. Padding lanes of the last panel do not count.
void count_panel(const PackedItems& items, std::int64_t panel_index, const float* users, std::int64_t user_count,
                 const float* thresholds, std::int32_t* above, std::int32_t* equal);

/// The largest of n scores.
float row_maximum(const float* scores, std::int64_t n);

}  // namespace wb
