// Stored candidate lists of `ground_truth` mode. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "dataset/dataset.h"

namespace wb {

/// One list per user of a split: the target and N-1 items the user never touched, in a seeded order.
struct CandidateLists {
    std::string split;  ///< "validation" or "test"
    int n = 0;          ///< length of every list
    std::uint64_t seed = 0;
    std::vector<std::vector<ItemId>> lists;  ///< [users + 1]; empty where the user has no target
};

/// Uniform negatives over items outside train, validation and test of the user, without replacement, from the stream
/// (seed, split, user); then a seeded permutation, so that the target's place says nothing.
/// Throws UserError when a user leaves too few items; the message names the largest N that works.
CandidateLists sample_candidates(const Dataset& dataset, const std::string& split, int n, std::uint64_t seed);

/// The largest N for which sample_candidates works on both splits.
int largest_candidate_count(const Dataset& dataset);

/// candidates/{split}_n{n}_seed{seed}.txt in the prepared folder: made on first use, read afterwards, so that every
/// method is measured on identical lists.
CandidateLists stored_candidates(const Dataset& dataset, const std::string& split, int n, std::uint64_t seed);

/// A file of given negatives: CSV with header user_id,n,negative_item_ids (raw ids divided by blanks); rows whose
/// second column is n-1 are used, and the target is added. Throws UserError for unknown ids or missing users.
CandidateLists candidates_from_file(const Dataset& dataset, const std::string& split, int n, std::uint64_t seed,
                                    const std::filesystem::path& file);

}  // namespace wb
