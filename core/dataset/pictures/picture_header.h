// What a picture file says about itself, read without decoding it. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wb {

enum class PictureKind { unknown, jpeg, png, gif, webp, bmp, other };

/// Sizes are what the file claims: decide with them before memory is taken. Nothing is thrown on hostile bytes.
struct PictureHeader {
    PictureKind kind = PictureKind::unknown;
    std::string name;                     ///< "JPEG", "TIFF", ...; of unknown: what it looks like, for messages
    std::uint32_t width = 0, height = 0;  ///< in pixels, before orientation
    int channels = 3;                     ///< of the decoded picture, 1 .. 4
    int bits = 8;                         ///< per channel
    bool animated = false, alpha = false, cmyk = false, grey = false, progressive = false, lossless = false;
    bool complete = false;     ///< the file's end is there
    int orientation = 1;       ///< EXIF, 1 .. 8
    int scans = 1;             ///< of a progressive JPEG
    std::string problem;       ///< why no decoder could read it: a sentence, empty = nothing found
    bool unsupported = false;  ///< the problem is the kind of picture, not damage
    /// The parts that a decoder needs, as (offset, count); all others are profiles, previews and texts.
    std::vector<std::pair<std::size_t, std::size_t>> parts;
    std::uint32_t frame_x = 0, frame_y = 0;  ///< place of the first frame of an animated WebP
};

PictureHeader read_picture_header(std::string_view bytes);

/// The same picture as the smallest file: without metadata and, where it is animated, the first frame alone.
std::string plain_picture(std::string_view bytes, const PictureHeader& header);

/// EXIF orientation out of a TIFF block ("II*\0..." or "MM\0*..."); 1 where there is none.
int exif_orientation(std::string_view tiff);

// One per format; `bytes` starts with its signature.
void read_jpeg_header(std::string_view bytes, PictureHeader& header);
void read_png_header(std::string_view bytes, PictureHeader& header);
void read_webp_header(std::string_view bytes, PictureHeader& header);

}  // namespace wb
