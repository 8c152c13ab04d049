// The pictures of a dataset's items as pixels, for the extractors. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/features/item_pictures.h"

#include <opencv2/core.hpp>

#include "dataset/pictures/fit_picture.h"
#include "dataset/pictures/picture_source.h"
#include "foundation/files.h"

namespace wb {

std::filesystem::path ItemPictures::path_of(ItemId item) const {
    const std::filesystem::path named = dataset_.items.at(static_cast<std::size_t>(item)).image;
    return named.empty() || named.is_absolute() ? named : dataset_.folder / named;
}

cv::Mat ItemPictures::decoded(ItemId item) const {
    const auto path = path_of(item);
    if (path.empty()) return {};
    const PictureLimits limits;
    return fitted_pixels(read_picture_source(path, limits.file_bytes).bytes, limits);
}

std::string ItemPictures::digest() const {
    std::string text = "pictures 2\n";
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
