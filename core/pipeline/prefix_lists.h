// What stage 1 would give for prefixes of training lists, from which hard negatives are drawn. Layer: pipeline.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pipeline/stage1.h"
#include "rerank/reranker.h"

namespace wb {

/// Lists of at most k items. Holds on to `stage1`; empty where that is null.
PrefixLists prefix_lists(const Retrieved* stage1, int k);

}  // namespace wb
