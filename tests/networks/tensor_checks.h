// Comparisons of tensors with a message that names the worst element. Test helper.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

#include <QTest>

#include "foundation/random.h"

namespace wb {

/// Normal numbers, the same for the same stream.
inline at::Tensor numbers(at::IntArrayRef shape, const char* stream) {
    Rng rng(1, stream);
    auto t = at::empty(shape, at::kFloat);
    for (std::int64_t i = 0; i < t.numel(); ++i) t.data_ptr<float>()[i] = static_cast<float>(rng.normal());
    return t;
}

inline double worst_difference(const at::Tensor& a, const at::Tensor& b) {
    if (a.sizes() != b.sizes()) return std::numeric_limits<double>::infinity();
    return a.numel() == 0 ? 0.0 : at::max(at::abs(a.to(at::kDouble) - b.to(at::kDouble))).item<double>();
}

}  // namespace wb

/// |actual - expected| <= absolute everywhere.
#define WB_COMPARE_TENSORS(actual, expected, absolute)                                                         \
    do {                                                                                                       \
        const double worst = wb::worst_difference(actual, expected);                                           \
        QVERIFY2(worst <= (absolute), qPrintable(QString("%1: worst difference %2").arg(#actual).arg(worst))); \
    } while (false)
