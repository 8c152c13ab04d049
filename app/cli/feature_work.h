// Extracting features with progress, for `features` and `prepare`. Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "common.h"
#include "dataset/features/feature_extractor.h"

namespace wb::cli {

/// Those with these ids; "all" or nothing means every one. Throws UserError for an unknown id.
std::vector<const FeatureExtractor*> chosen_extractors(const std::vector<std::string>& ids);

/// Makes or reuses the features of each, says so on standard output (without --json), and returns a list of {"name",
/// "kind", "dim", "items", "reused", "seconds", "notice", "file"}. Ctrl-C ends it with Stopped.
nlohmann::ordered_json extract_with_progress(const Common& common, const Dataset& dataset,
                                             const std::vector<const FeatureExtractor*>& extractors);

}  // namespace wb::cli
