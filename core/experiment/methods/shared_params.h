// Parameters that several methods have, declared once. Each returns a fresh ParamSpec that a method may adapt, for
// example with another help(). Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "experiment/params.h"

namespace wb {

ParamSpec epochs_param(std::int64_t value);
ParamSpec lr_param(double value);
ParamSpec patience_param(std::int64_t value, std::string help);
ParamSpec validate_every_param(std::int64_t value);
ParamSpec max_steps_param();
ParamSpec lr_schedule_param();  ///< constant or linear_decay
ParamSpec weight_decay_param(double value);
ParamSpec grad_clip_param(double value);

/// Batch size, patience on Recall@20 and the rest of the loop of a method that learns from pairs of user and item.
std::vector<ParamSpec> pair_training_params();
/// What the ranking of a method without a history window leaves out: exclude, exclude_window, exclude_validation.
std::vector<ParamSpec> pair_evaluation_params();
/// Which features a method looks at: modalities, text_features, image_features (experiment/feature_choice.h).
std::vector<ParamSpec> feature_params();

}  // namespace wb
