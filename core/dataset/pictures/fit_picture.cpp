// One picture file, decoded and fitted inside a square. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/pictures/fit_picture.h"

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "dataset/pictures/codecs.h"
#include "dataset/pictures/gif_frame.h"
#include "dataset/pictures/jpeg_pixels.h"

namespace wb {

namespace {

FittedPicture refused(PictureOutcome outcome, std::string why) {
    FittedPicture picture;
    picture.outcome = outcome;
    picture.why = std::move(why);
    return picture;
}

/// JPEG can be decoded at 1/2, 1/4 and 1/8; at least twice the side is left for averaging.
int jpeg_reduction(const PictureHeader& header, int side) {
    const auto longest = std::max(header.width, header.height);
    for (const std::uint32_t factor : {8u, 4u, 2u})
        if (longest / factor >= 2u * static_cast<std::uint32_t>(side)) return static_cast<int>(factor);
    return 1;
}

/// Of the kinds and channels that the file has; empty = damaged.
cv::Mat decoded(std::string_view file, const std::string& plain, const PictureHeader& header, int side,
                unsigned& traits) {
    if (header.kind == PictureKind::gif) return gif_first_frame(file, traits);
    if (header.kind == PictureKind::jpeg) return decode_jpeg(plain, jpeg_reduction(header, side));
    return decode_picture(plain, cv::IMREAD_UNCHANGED);
}

/// 8-bit BGR; what is transparent becomes white.
cv::Mat opaque_colours(cv::Mat image) {
    if (image.depth() == CV_16U) image.convertTo(image, CV_8U, 1.0 / 257);
    if (image.depth() != CV_8U) return {};
    if (image.channels() == 1) cv::cvtColor(image, image, cv::COLOR_GRAY2BGR);
    if (image.channels() == 3) return image;
    if (image.channels() != 4) return {};
    cv::Mat flat(image.size(), CV_8UC3);
    for (int y = 0; y < image.rows; ++y) {
        const auto* from = image.ptr<cv::Vec4b>(y);
        auto* to = flat.ptr<cv::Vec3b>(y);
        for (int x = 0; x < image.cols; ++x)
            for (int c = 0; c < 3; ++c)
                to[x][c] =
                    static_cast<std::uint8_t>((from[x][c] * from[x][3] + 255 * (255 - from[x][3]) + 127) / 255);
    }
    return flat;
}

cv::Mat fitted(const cv::Mat& image, int side) {
    const int longest = std::max(image.cols, image.rows);
    if (longest <= side) return image;
    const auto reduced = [&](int length) {
        return std::max(1, static_cast<int>(std::lround(static_cast<double>(length) * side / longest)));
    };
    cv::Mat smaller;
    cv::resize(image, smaller, {reduced(image.cols), reduced(image.rows)}, 0, 0, cv::INTER_AREA);
    return smaller;
}

/// EXIF: 2 mirrored, 3 half a turn, 6 and 8 quarter turns, the rest mirrored as well.
cv::Mat turned(const cv::Mat& image, int orientation) {
    if (orientation <= 1) return image;
    cv::Mat result = image;
    if (orientation >= 5) cv::transpose(image, result);
    cv::Mat flipped;
    switch (orientation) {
        case 2:
        case 6:
            cv::flip(result, flipped, 1);
            return flipped;
        case 3:
        case 7:
            cv::flip(result, flipped, -1);
            return flipped;
        case 4:
        case 8:
            cv::flip(result, flipped, 0);
            return flipped;
        default:
            return result;  // 5: the transposition alone
    }
}

/// Drawings come out smaller and unchanged as PNG, photographs as JPEG.
std::string smallest_file(const cv::Mat& image, bool lossless) {
    auto jpeg = encode_picture(image, ".jpg", {cv::IMWRITE_JPEG_QUALITY, 95});
    if (!lossless) return jpeg;
    auto png = encode_picture(image, ".png", {cv::IMWRITE_PNG_COMPRESSION, 6});
    return png.size() <= jpeg.size() ? png : jpeg;
}

/// The frame of an animation on its whole canvas, which is white.
cv::Mat on_canvas(const cv::Mat& frame, const PictureHeader& header) {
    const int width = static_cast<int>(header.width), height = static_cast<int>(header.height);
    if (frame.cols >= width && frame.rows >= height) return frame;
    cv::Mat canvas(height, width, CV_8UC3, cv::Scalar::all(255));
    const cv::Rect place =
        cv::Rect(static_cast<int>(header.frame_x), static_cast<int>(header.frame_y), frame.cols, frame.rows) &
        cv::Rect(0, 0, width, height);
    if (!place.empty()) frame(cv::Rect(0, 0, place.width, place.height)).copyTo(canvas(place));
    return canvas;
}

unsigned traits_of(const PictureHeader& header, int side) {
    unsigned traits = 0;
    const auto set = [&traits](bool yes, PictureTrait trait) { traits |= yes ? static_cast<unsigned>(trait) : 0u; };
    set(header.animated, picture_animated);
    set(header.cmyk, picture_cmyk);
    set(header.grey, picture_grey);
    set(header.bits == 16, picture_sixteen_bit);
    set(header.alpha, picture_alpha);
    set(header.orientation > 1, picture_turned);
    set(std::max(header.width, header.height) > static_cast<unsigned>(side), picture_made_smaller);
    return traits;
}

}  // namespace

FittedPicture judge_picture(const PictureHeader& header, std::uint64_t file_bytes, const PictureLimits& limits) {
    if (file_bytes == 0) return refused(PictureOutcome::zero_bytes, "The file is empty.");
    if (header.kind == PictureKind::unknown)
        return refused(PictureOutcome::not_a_picture, "It looks like " + header.name + ".");
    if (header.kind == PictureKind::other)
        return refused(PictureOutcome::unsupported,
                       "It is a picture of the kind " + header.name + "; JPEG, PNG, WebP, GIF and BMP are read.");
    if (file_bytes > limits.file_bytes)
        return refused(PictureOutcome::too_large, "The file has " + std::to_string(file_bytes >> 20) +
                                                      " MiB; at most " + std::to_string(limits.file_bytes >> 20) +
                                                      " MiB are read.");
    const auto pixels = std::uint64_t{header.width} * header.height;
    const auto size = std::to_string(header.width) + " x " + std::to_string(header.height);
    if (pixels > limits.pixels)
        return refused(PictureOutcome::too_large, "It claims " + size + " pixels; at most " +
                                                      std::to_string(limits.pixels / 1'000'000) +
                                                      " million are decoded.");
    if (header.scans > 1 && pixels * static_cast<std::uint64_t>(header.scans) > limits.scan_pixels)
        return refused(PictureOutcome::too_large, "It claims " + size + " pixels in " + std::to_string(header.scans) +
                                                      " passes, which would take minutes.");
    if (!header.problem.empty())
        return refused(header.unsupported ? PictureOutcome::unsupported : PictureOutcome::damaged, header.problem);
    if (!header.complete)
        return refused(PictureOutcome::cut_short, "The end of the " + header.name + " file is missing.");
    FittedPicture good;
    good.outcome = PictureOutcome::ok;
    return good;
}

std::uint64_t decode_memory(const PictureHeader& header, const PictureLimits& limits) {
    auto pixels = std::uint64_t{header.width} * header.height;
    const auto coefficients = header.progressive ? pixels * 2 * static_cast<std::uint64_t>(header.channels) : 0;
    if (header.kind == PictureKind::jpeg) {
        const auto factor = static_cast<std::uint64_t>(jpeg_reduction(header, limits.side));
        pixels /= factor * factor;
    }
    const auto bytes = static_cast<std::uint64_t>(std::max(header.channels, 3)) * (header.bits == 16 ? 2 : 1);
    return coefficients + pixels * (bytes + 4);  // the decoded picture, and its 8-bit copy
}

namespace {

/// Empty = damaged.
cv::Mat fitted_colours(std::string_view file, const std::string& plain, const PictureHeader& header, int side,
                       unsigned& traits) {
    try {
        cv::Mat image = decoded(file, plain, header, side, traits);
        if (!image.empty()) image = opaque_colours(image);
        if (image.empty()) return image;
        if (header.kind == PictureKind::webp && header.animated) image = on_canvas(image, header);
        return turned(fitted(image, side), header.orientation);
    } catch (const cv::Exception&) {
        return {};
    }
}

}  // namespace

FittedPicture fit_picture(std::string_view file, const PictureHeader& header, const PictureLimits& limits) {
    FittedPicture picture;
    picture.outcome = PictureOutcome::ok;
    picture.traits = traits_of(header, limits.side);
    std::string plain = plain_picture(file, header);
    const cv::Mat image = fitted_colours(file, plain, header, limits.side, picture.traits);
    if (image.empty()) return refused(PictureOutcome::damaged, "The " + header.name + " decoder refuses it.");
    picture.width = image.cols;
    picture.height = image.rows;
    // A small plain JPEG is kept as it is: encoding it again would only lose something.
    const bool keep = header.kind == PictureKind::jpeg && !header.cmyk && header.orientation == 1 &&
                      image.cols == static_cast<int>(header.width) && plain.size() <= 100'000;
    picture.bytes = keep ? std::move(plain) : smallest_file(image, header.lossless);
    return picture;
}

cv::Mat fitted_pixels(std::string_view file, const PictureLimits& limits) {
    const auto header = read_picture_header(file);
    if (judge_picture(header, file.size(), limits).outcome != PictureOutcome::ok) return {};
    unsigned traits = 0;
    return fitted_colours(file, plain_picture(file, header), header, limits.side, traits);
}

}  // namespace wb
