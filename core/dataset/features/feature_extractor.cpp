// Vectors for items: common parts and the list of extractors. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/features/feature_extractor.h"

#include <algorithm>
#include <stdexcept>

#include "dataset/features/opencv_histogram.h"
#include "dataset/features/tfidf_svd.h"

namespace wb {

ItemFeatures ItemFeatures::empty(std::string extractor, std::string kind, std::int64_t rows, std::int64_t dim) {
    ItemFeatures features{std::move(extractor), std::move(kind), rows, dim, {}, {}};
    features.values.assign(static_cast<std::size_t>(rows) * static_cast<std::size_t>(dim), 0.0f);
    features.present.assign(static_cast<std::size_t>(rows), 0);
    return features;
}

std::span<float> ItemFeatures::row(std::int64_t item) {
    return std::span(values).subspan(static_cast<std::size_t>(item * dim), static_cast<std::size_t>(dim));
}

std::span<const float> ItemFeatures::row(std::int64_t item) const {
    return std::span(values).subspan(static_cast<std::size_t>(item * dim), static_cast<std::size_t>(dim));
}

std::int64_t ItemFeatures::count_present() const {
    return std::count(present.begin(), present.end(), std::uint8_t{1});
}

void FeatureExtractors::add(std::shared_ptr<const FeatureExtractor> extractor) {
    if (!extractor || !is_feature_name(extractor->id())) throw std::logic_error("an extractor without a usable id");
    if (find(extractor->id())) throw std::logic_error("the extractor \"" + extractor->id() + "\" is there already");
    if (extractor->kind() != k_image_kind && extractor->kind() != k_text_kind)
        throw std::logic_error("the extractor \"" + extractor->id() + "\" is neither for pictures nor for texts");
    all_.push_back(std::move(extractor));
}

const FeatureExtractor* FeatureExtractors::find(std::string_view id) const {
    for (const auto& extractor : all_)
        if (extractor->id() == id) return extractor.get();
    return nullptr;
}

const FeatureExtractor& FeatureExtractors::get(std::string_view id) const {
    if (const FeatureExtractor* found = find(id)) return *found;
    std::string ids;
    for (const auto& extractor : all_) ids += (ids.empty() ? "" : ", ") + extractor->id();
    throw UserError("There is no feature extractor \"" + std::string(id) + "\".", "These are there: " + ids + ".",
                    "Name one of them, or \"all\".");
}

void register_plain_extractors(FeatureExtractors& extractors) {
    extractors.add(std::make_shared<OpencvHistogram>());
    extractors.add(std::make_shared<TfidfSvd>());
}

const FeatureExtractors& plain_extractors() {
    static const FeatureExtractors extractors = [] {
        FeatureExtractors plain;
        register_plain_extractors(plain);
        return plain;
    }();
    return extractors;
}

bool is_feature_name(std::string_view name) {
    const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    return !name.empty() && name.size() <= 64 && plain(name.front()) &&
           std::all_of(name.begin(), name.end(), [&](char c) { return plain(c) || c == '-' || c == '_'; });
}

}  // namespace wb
