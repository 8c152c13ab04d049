// Which stored features a run takes: from "auto" to names, and what is missing for them. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "dataset/features/feature_extractor.h"
#include "dataset/prepared.h"
#include "experiment/params.h"

namespace wb {

/// Names of features: those of a stored file, or of a plain extractor that makes them when they are first needed.
/// Empty = this kind is not used.
struct FeatureChoice {
    std::string text, image;
};

/// The choice in settled settings (modalities, text_features, image_features).
FeatureChoice feature_choice(const Settings& settings);

/// Replaces every "auto" by what the dataset has, so that the stored config says which features a run took. For
/// features: CLIP before an imported file before the plain extractor. Where there are none at all, "auto" stays.
/// `info` null: a sample that is not made yet, which has texts and pictures.
void settle_features(Settings& settings, const PreparedInfo* info);

/// What stands in the way of these settings on this dataset; empty = nothing. `key`: prefix of the problems' keys
/// ("retrieval"), `features_command`: "rerank features --dataset-code ..." with the dataset's filter,
/// `prepare_command` the same with prepare.
std::vector<Problem> feature_problems(const Settings& settings, const PreparedInfo& info, const std::string& key,
                                      const std::string& title, const std::string& features_command,
                                      const std::string& prepare_command);

}  // namespace wb
