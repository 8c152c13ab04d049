// The pictures of a dataset's items as pixels, for the extractors. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/features/item_pictures.h"

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include "foundation/error.h"
#include "foundation/files.h"

namespace wb {

namespace {

constexpr std::uint64_t largest_file = std::uint64_t{64} << 20;

}  // namespace

std::filesystem::path ItemPictures::path_of(ItemId item) const {
    const std::filesystem::path named = dataset_.items.at(static_cast<std::size_t>(item)).image;
    return named.empty() || named.is_absolute() ? named : dataset_.folder / named;
}

cv::Mat ItemPictures::decoded(ItemId item) const {
    const auto path = path_of(item);
    if (path.empty()) return {};
    try {
        const std::string bytes = read_file(path, largest_file);
        if (bytes.empty()) return {};
        const cv::Mat encoded(1, static_cast<int>(bytes.size()), CV_8U, const_cast<char*>(bytes.data()));
        return cv::imdecode(encoded, cv::IMREAD_COLOR);
    } catch (const UserError&) {  // missing, no permission, too large
        return {};
    } catch (const cv::Exception&) {  // more pixels than OpenCV takes
        return {};
    }
}

std::string ItemPictures::digest() const {
    std::string text = "pictures 1\n";
    for (ItemId item = 1; item <= dataset_.item_count(); ++item) {
        const auto path = path_of(item);
        if (path.empty()) continue;
        std::error_code error;
        const auto size = std::filesystem::file_size(path, error);
        const auto time = std::filesystem::last_write_time(path, error);
        text += std::to_string(item) + "\t" + dataset_.items[static_cast<std::size_t>(item)].image;
        if (!error) text += "\t" + std::to_string(size) + "\t" + std::to_string(time.time_since_epoch().count());
        text += '\n';
    }
    return sha256_hex(text);
}

}  // namespace wb
