// Layer: evaluation.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "evaluation/rank_agreement.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace wb {

namespace {

int sign(float a, float b) {
    return a < b ? -1 : a > b ? 1 : 0;
}

/// 1 where neither orders any pair.
double kendall_tau_b(const std::vector<float>& x, const std::vector<float>& y) {
    double together = 0, of_x = 0, of_y = 0;
    for (std::size_t i = 0; i < x.size(); ++i)
        for (std::size_t j = 0; j < i; ++j) {
            const int a = sign(x[i], x[j]), b = sign(y[i], y[j]);
            together += a * b;
            of_x += a != 0;
            of_y += b != 0;
        }
    if (of_x == 0 && of_y == 0) return 1;
    return of_x == 0 || of_y == 0 ? 0 : together / std::sqrt(of_x * of_y);
}

std::ptrdiff_t first_of(const std::vector<float>& scores) {
    return std::max_element(scores.begin(), scores.end()) - scores.begin();
}

}  // namespace

RankAgreement rank_agreement(std::span<const std::vector<float>> one, std::span<const std::vector<float>> other) {
    if (one.size() != other.size()) throw std::logic_error("rank_agreement: other lists");
    RankAgreement out;
    double same = 0, tau = 0;
    for (std::size_t i = 0; i < one.size(); ++i) {
        if (one[i].size() != other[i].size()) throw std::logic_error("rank_agreement: another length");
        if (one[i].size() < 2) continue;
        ++out.lists;
        same += first_of(one[i]) == first_of(other[i]);
        tau += kendall_tau_b(one[i], other[i]);
    }
    if (out.lists == 0) return out;
    out.first = same / static_cast<double>(out.lists);
    out.kendall_tau = tau / static_cast<double>(out.lists);
    return out;
}

}  // namespace wb
