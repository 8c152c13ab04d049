// Explanations of recommendations, as VIP5 and P5 learn to write them: records with user, item and a sentence taken
// from the user's review. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "dataset/dataset.h"
#include "dataset/id_maps.h"
#include "foundation/stop_token.h"

namespace wb {

struct ExplanationCounts {
    std::int64_t kept = 0;
    std::int64_t of_others = 0;  ///< the user or the item is not in the dataset
    std::int64_t unusable = 0;   ///< no record, or without user, item or text
};

/// Writes the explanations of users and items that the dataset has as JSON lines to `target`: `user`, `item` (raw
/// ids), `explanation`, and where the source has them `feature` (the word it is about), `rating` and `split`. Ids in
/// the source may be raw ids or the numbers of `maps`. The source is one JSON document (`{"train": [...], ...}`) or a
/// record a line. Writes no file when nothing is kept. Throws UserError: unreadable, no JSON.
ExplanationCounts copy_explanations(const ExplanationSource& source, const Dataset& dataset,
                                    const std::filesystem::path& target, const StopToken& stop);

}  // namespace wb
