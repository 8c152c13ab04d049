// Rows that need instructions which not every processor has. Test helper.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTest>

#include "tensors/frozen_weight.h"

namespace wb {

/// Why products of this precision cannot be tested here; null = they can. scripts/test-summary.sh knows how it
/// begins: such rows are the only ones that `./check` lets skip where the data are there.
inline const char* lacking(Precision precision) {
    if (can_multiply(precision)) return nullptr;
    return precision == Precision::int8 ? "This processor has no AVX-512 VNNI." : "This processor has no AVX-512.";
}

/// The same of weights in a format.
inline const char* lacking(WeightFormat format) {
    if (format == WeightFormat::int8) return lacking(Precision::int8);
    return format == WeightFormat::bfloat16 ? lacking(Precision::bfloat16) : nullptr;
}

}  // namespace wb

#define WB_NEEDS(what) \
    if (const char* reason = wb::lacking(what)) QSKIP(reason)
