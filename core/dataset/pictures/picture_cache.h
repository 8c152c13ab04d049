// All pictures of a prepared dataset in one file, made small. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "dataset/dataset.h"
#include "dataset/pictures/picture_report.h"

namespace cv {
class Mat;  // callers of decoded() include <opencv2/core.hpp>
}

namespace wb {

inline constexpr const char* picture_cache_name = "pictures.bin";

struct PictureBytes {
    std::string_view bytes;     ///< a JPEG or PNG file; valid as long as a copy of the cache lives
    int width = 0, height = 0;  ///< pixels, each at most PictureCache::side()
};

/// A view of pictures.bin, mapped into memory; copies share it, and any thread may read.
class PictureCache {
  public:
    /// Nothing when the folder has no pictures.bin. Throws UserError when it is damaged, cut short or of another
    /// version; each picture's bytes are checked when they are first asked for.
    static std::optional<PictureCache> open(const std::filesystem::path& prepared_folder);
    /// Of dataset.folder; nothing also when it was made for other items or another split.
    static std::optional<PictureCache> open(const Dataset& dataset);

    int side() const;                        ///< pictures were fitted inside side x side
    ItemId item_count() const;               ///<
    std::size_t count() const;               ///< items with a picture
    const std::string& fingerprint() const;  ///< of the dataset that it was made for
    std::uint64_t file_bytes() const;

    /// Items outside 1 .. item_count() have no picture.
    bool has(ItemId item) const;
    PictureOutcome outcome(ItemId item) const;
    /// Throws UserError when the bytes are not the ones that were written.
    std::optional<PictureBytes> encoded(ItemId item) const;
    /// [height, width] BGR, 8 bits per channel; empty when the item has no picture. Throws as encoded().
    cv::Mat decoded(ItemId item) const;

  private:
    friend class PictureCacheRecords;
    struct Impl;
    std::shared_ptr<const Impl> impl_;
};

}  // namespace wb
