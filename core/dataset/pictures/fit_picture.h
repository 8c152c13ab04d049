// One picture file, decoded and fitted inside a square. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "dataset/pictures/picture_header.h"
#include "dataset/pictures/picture_report.h"

namespace cv {
class Mat;  // callers of fitted_pixels include <opencv2/core.hpp>
}

namespace wb {

struct PictureLimits {
    int side = 224;                                     ///< pixels; a picture is fitted inside, never made larger
    std::uint64_t file_bytes = std::uint64_t{1} << 27;  ///< longer files are not read
    std::uint64_t pixels = 100'000'000;                 ///< what a header may claim: width x height
    std::uint64_t scan_pixels = 20'000'000'000;         ///< pixels x scans of a progressive JPEG: a bomb in time
};

struct FittedPicture {
    PictureOutcome outcome = PictureOutcome::damaged;
    unsigned traits = 0;        ///< bits of PictureTrait; only of a decoded picture
    std::string why;            ///< a sentence where the outcome is not ok
    int width = 0, height = 0;  ///< pixels, at most the side
    std::string bytes;          ///< a JPEG or PNG file, without metadata
};

/// What the header alone says: ok, or why the picture is not decoded.
FittedPicture judge_picture(const PictureHeader& header, std::uint64_t file_bytes, const PictureLimits& limits);

/// Memory that decoding takes at most, in bytes; from the header, before any is taken.
std::uint64_t decode_memory(const PictureHeader& header, const PictureLimits& limits);

/// Decodes what judge_picture found ok. Frames after the first are left out, CMYK and 16 bits become 8-bit colours,
/// transparency is put on white, the camera's orientation is applied, and what is larger than the side is reduced by
/// averaging areas. Throws std::bad_alloc, and UserError when OpenCV's codecs are not installed.
FittedPicture fit_picture(std::string_view file, const PictureHeader& header, const PictureLimits& limits);

/// The pixels alone of a file that may be anything: [height, width] BGR, 8 bits per channel; empty when it is
/// refused.
cv::Mat fitted_pixels(std::string_view file, const PictureLimits& limits);

}  // namespace wb
