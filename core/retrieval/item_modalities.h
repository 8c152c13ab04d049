// The features of items as a retriever takes them: one tensor per modality. Layer: retrieval.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <optional>
#include <string>

#include "dataset/features/feature_extractor.h"
#include "experiment/feature_choice.h"

namespace wb {

struct ItemModality {
    std::string name;          ///< of the features: "opencv-histogram"
    at::Tensor rows;           ///< [items, D] float32, item 1 first
    std::int64_t present = 0;  ///< items with a picture or text of their own
    std::string digest;        ///< SHA-256 over the rows
};

struct ItemModalities {
    std::optional<ItemModality> text, image;
    /// Names both digests; empty without features. A model is only used with the features that it was trained on.
    std::string identity() const;
};

/// Rows as they are; an item without a picture gets the mean of those that have one, an item without a text keeps its
/// row of zeros (Zhou, arXiv:2302.03497). Throws UserError when no item has any.
ItemModality item_modality(const ItemFeatures& features);

/// Stored features of the chosen names; those of a plain extractor are made where they are not stored. Throws
/// UserError and Stopped.
ItemModalities load_modalities(const FeatureChoice& choice, const Dataset& dataset, int threads,
                               const StopToken& stop, const FeatureProgress& progress);

}  // namespace wb
