// Item features from pictures without any model: colour and edge histograms. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dataset/features/feature_extractor.h"

namespace wb {

/// 384 numbers of length 1 per picture; see picture_descriptor.h for what they count.
class OpencvHistogram : public FeatureExtractor {
  public:
    std::string id() const override { return "opencv-histogram"; }
    std::string version() const override;
    std::string title() const override;
    std::string kind() const override { return std::string(k_image_kind); }
    std::int64_t dim() const override;
    std::string input_digest(const Dataset& dataset) const override;
    ItemFeatures extract(const Dataset& dataset, int threads, const StopToken& stop,
                         const FeatureProgress& progress) const override;
};

}  // namespace wb
