// A first look at the catalogue in 16-bit integers, twice as fast as float products where the processor has VNNI. It
// decides most comparisons with a threshold for certain and names the few items that need the exact score. Layer:
// retrieval. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "retrieval/ranking_kernels.h"

namespace wb {

/// Vectors are rounded to multiples of one step, as small as 32-bit sums allow. With r the distance of a vector from
/// its rounded one, the score of rounded vectors is off by at most (|u| + r_u) r_v + r_u |v| (Cauchy-Schwarz), and by
/// half a step for the bias; the rounding of the float score itself is added. So every answer is certain or "unsure".
class QuantisedScreen {
  public:
    /// Whether the processor has AVX-512 VNNI.
    static bool available();
    /// items [n, dim], bias [n] or null, users [user_count, dim]. usable() is false for values that do not fit (not
    /// finite, or a bias far above all products): take the float path then.
    QuantisedScreen(const float* items, const float* bias, std::int64_t n, std::int64_t dim, const float* users,
                    std::int64_t user_count);
    bool usable() const { return usable_; }

    static constexpr std::int64_t block = 96;
    struct Verdict {
        std::int64_t above = 0;            ///< items whose exact float score is certainly above the threshold
        std::vector<std::int32_t> unsure;  ///< items (from 0) that may be above, equal or below
    };
    /// users [count <= block, dim] with one threshold each, a float score of the same model. verdicts [count].
    void compare(const float* users, std::int64_t count, const float* thresholds, Verdict* verdicts) const;

    /// chosen[u]: items (from 0) that hold the best wanted[u] of user u for certain, equal scores at the end
    /// included.
    void contenders(const float* users, std::int64_t count, const std::int64_t* wanted,
                    std::vector<std::int32_t>* chosen) const;
    /// Whether contenders() leaves out most items when about so many are wanted.
    bool narrows(double wanted) const { return 4 * wanted <= static_cast<double>(lanes * panels_); }

  private:
    static constexpr std::int64_t lanes = PackedItems::lanes;
    /// Rounded vectors, and how far a score of each may be from the rounded one, in steps of the product.
    struct Rounded {
        std::vector<std::int32_t> values;  ///< [count][pairs], two numbers each
        double off[block];
    };
    Rounded rounded(const float* users, std::int64_t count) const;
    std::int64_t items_, dim_, pairs_, panels_;
    bool usable_ = false;
    double item_step_ = 1, user_step_ = 1;
    double item_residual_ = 0, item_norm_ = 0, bias_size_ = 0;  ///< largest over items
    std::vector<std::int16_t> values_;                          ///< [panels][pairs][panel][2]
    std::vector<std::int32_t> bias_;                            ///< [panels * panel], in steps of the product
};

}  // namespace wb
