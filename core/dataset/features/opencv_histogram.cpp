// Item features from pictures without any model: colour and edge histograms. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/features/opencv_histogram.h"

#include <algorithm>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "dataset/features/item_pictures.h"
#include "dataset/features/picture_descriptor.h"
#include "foundation/parallel.h"
#include "foundation/translation.h"

namespace wb {

namespace {

std::span<const std::uint8_t> bytes_of(const cv::Mat& picture) {
    return {picture.ptr<std::uint8_t>(), picture.total() * picture.elemSize()};
}

std::array<float, descriptor_dim> describe(const cv::Mat& bgr) {
    cv::Mat small, hsv, grey;
    const bool shrinks = bgr.cols >= descriptor_side && bgr.rows >= descriptor_side;
    cv::resize(bgr, small, {descriptor_side, descriptor_side}, 0, 0, shrinks ? cv::INTER_AREA : cv::INTER_LINEAR);
    cv::cvtColor(small, hsv, cv::COLOR_BGR2HSV_FULL);
    cv::cvtColor(small, grey, cv::COLOR_BGR2GRAY);
    return describe_picture(bytes_of(hsv), bytes_of(grey));
}

}  // namespace

std::string OpencvHistogram::version() const {
    return "1";
}

std::string OpencvHistogram::title() const {
    return WB_TR_NOOP("Registry", "Colour and edge histograms");
}

std::int64_t OpencvHistogram::dim() const {
    return descriptor_dim;
}

std::string OpencvHistogram::input_digest(const Dataset& dataset) const {
    return ItemPictures(dataset).digest();
}

ItemFeatures OpencvHistogram::extract(const Dataset& dataset, int threads, const StopToken& stop,
                                      const FeatureProgress& progress) const {
    auto features = ItemFeatures::empty(id(), kind(), dataset.item_count() + 1, dim());
    const ItemPictures pictures(dataset);
    constexpr std::int64_t per_block = 16;
    const auto blocks = static_cast<std::size_t>((dataset.item_count() + per_block - 1) / per_block);
    const auto work = [&](std::size_t block) {
        const std::int64_t first = 1 + static_cast<std::int64_t>(block) * per_block;
        for (std::int64_t item = first; item < std::min(first + per_block, features.rows); ++item) {
            stop.check();
            const cv::Mat picture = pictures.decoded(static_cast<ItemId>(item));
            if (picture.empty()) continue;
            const auto numbers = describe(picture);
            std::copy(numbers.begin(), numbers.end(), features.row(item).begin());
            features.present[static_cast<std::size_t>(item)] = 1;
        }
    };
    parallel_blocks(blocks, threads, work, [&](std::size_t done) {
        if (progress) progress(static_cast<double>(done) / static_cast<double>(blocks));
    });
    return features;
}

}  // namespace wb
