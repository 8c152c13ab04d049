// Stored candidate lists of `ground_truth` mode. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "dataset/dataset.h"

namespace wb {

/// How negatives are drawn from the items outside train, validation and test of a user, without replacement.
enum class CandidateSampling {
    uniform,     ///< every item equally likely
    popularity,  ///< in turn, by the number of training interactions (of all users); items with none are never drawn
};

std::string candidate_sampling_name(CandidateSampling sampling);  ///< "uniform", "popularity"
/// Throws UserError for another name.
CandidateSampling candidate_sampling_from(const std::string& name);

/// What decides the lists of a dataset beside its split.
struct CandidateSettings {
    int n = 50;  ///< length of every list, the true item included
    std::uint64_t seed = 42;
    CandidateSampling sampling = CandidateSampling::uniform;
};

/// One list per user of a split: the target and N-1 items the user never touched, in a seeded order.
struct CandidateLists {
    std::string split;  ///< "validation" or "test"
    int n = 0;          ///< length of every list
    std::uint64_t seed = 0;
    CandidateSampling sampling = CandidateSampling::uniform;
    std::vector<std::vector<ItemId>> lists;  ///< [users + 1]; empty where the user has no target
    std::string notice;  ///< a sentence when stored lists of another state of the dataset were replaced
};

/// Negatives from the stream (seed, split, user); then a seeded permutation, so that the target's place says nothing.
/// The same for every method and on every machine. Throws UserError when a user leaves too few items; the message
/// names the largest N that works.
CandidateLists sample_candidates(const Dataset& dataset, const std::string& split, const CandidateSettings& settings);

/// The largest N for which sample_candidates works on both splits.
int largest_candidate_count(const Dataset& dataset, CandidateSampling sampling = CandidateSampling::uniform);

/// candidates/{split}_n{n}_seed{seed}.txt in the prepared folder ({split}_n{n}_popularity_seed{seed}.txt): made on
/// first use, read afterwards, so that every method is measured on identical lists. Lists with another fingerprint
/// than the dataset's are made anew, with a notice; a file that was edited is refused.
CandidateLists stored_candidates(const Dataset& dataset, const std::string& split, const CandidateSettings& settings);

/// A file of given negatives: CSV with header user_id,n,negative_item_ids (raw ids divided by blanks); rows whose
/// second column is n-1 are used, and the target is added. Throws UserError for unknown ids or missing users.
CandidateLists candidates_from_file(const Dataset& dataset, const std::string& split, int n, std::uint64_t seed,
                                    const std::filesystem::path& file);

}  // namespace wb
