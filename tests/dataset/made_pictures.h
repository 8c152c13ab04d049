// Picture files, byte by byte, for the tests of core/dataset/pictures.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <zlib.h>

#include <array>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "dataset/pictures/codecs.h"

namespace made {

inline std::string be(std::uint64_t value, int bytes) {
    std::string text;
    for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>(value >> (8 * i) & 0xff);
    return text;
}
inline std::string le(std::uint64_t value, int bytes) {
    const auto text = be(value, bytes);
    return {text.rbegin(), text.rend()};
}

/// A width x height picture: left half one colour, right half another (BGR).
inline cv::Mat halves(int width, int height, cv::Scalar left = {0, 0, 200}, cv::Scalar right = {200, 0, 0}) {
    cv::Mat image(height, width, CV_8UC3, left);
    image.colRange(width / 2, width).setTo(right);
    return image;
}

inline std::string jpeg_segment(int marker, const std::string& body) {
    return be(0xff00u + static_cast<unsigned>(marker), 2) + be(body.size() + 2, 2) + body;
}

struct PlainJpeg {
    int width = 16, height = 16;                ///< pixels that are really there
    int claimed_width = 0, claimed_height = 0;  ///< in the header; 0 = the real ones
    std::vector<int> colour = {200};            ///< one value for each channel: 1 grey, 3 YCbCr, 4 CMYK
    bool adobe = false;                         ///< values are as Adobe writes them: inverted CMYK
    int precision = 8, frame = 0xc0;
    std::string extra = {};  ///< segments behind the start
};

/// A baseline JPEG of one colour: every block has its mean and nothing else (ITU-T T.81, annex F).
inline std::string plain_jpeg(const PlainJpeg& wish = {}) {
    const auto channels = wish.colour.size();
    std::string file = "\xff\xd8" + wish.extra;
    if (wish.adobe) file += jpeg_segment(0xee, "Adobe" + be(100, 2) + be(0, 4) + be(0, 1));
    file += jpeg_segment(0xdb, be(0, 1) + std::string(64, '\1'));
    std::string frame = be(static_cast<unsigned>(wish.precision), 1) +
                        be(static_cast<unsigned>(wish.claimed_height ? wish.claimed_height : wish.height), 2) +
                        be(static_cast<unsigned>(wish.claimed_width ? wish.claimed_width : wish.width), 2) +
                        be(channels, 1);
    std::string scan = be(channels, 1);
    for (std::size_t c = 0; c < channels; ++c) {
        frame += be(c + 1, 1) + be(0x11, 1) + be(0, 1);
        scan += be(c + 1, 1) + be(0, 1);
    }
    file += jpeg_segment(wish.frame, frame);
    std::string dc = be(0x00, 1) + std::string(3, '\0') + be(12, 1) + std::string(12, '\0');
    for (int category = 0; category < 12; ++category) dc += static_cast<char>(category);  // codes of four bits
    file += jpeg_segment(0xc4, dc);
    file += jpeg_segment(0xc4, be(0x10, 1) + be(1, 1) + std::string(15, '\0') + be(0, 1));  // "0" ends a block
    file += jpeg_segment(0xda, scan + be(0, 1) + be(63, 1) + be(0, 1));
    std::string bits;
    const auto put = [&bits](unsigned value, int count) {
        for (int i = count - 1; i >= 0; --i) bits += value >> i & 1 ? '1' : '0';
    };
    const int blocks = (wish.width + 7) / 8 * ((wish.height + 7) / 8);
    for (int b = 0; b < blocks; ++b)
        for (std::size_t c = 0; c < channels; ++c) {
            const int difference = b == 0 ? 8 * (wish.colour[c] - 128) : 0;
            int category = 0;
            while (std::abs(difference) >> category) ++category;
            put(static_cast<unsigned>(category), 4);
            if (category > 0)
                put(static_cast<unsigned>(difference < 0 ? difference + (1 << category) - 1 : difference), category);
            put(0, 1);
        }
    while (bits.size() % 8) bits += '1';
    for (std::size_t i = 0; i < bits.size(); i += 8) {
        const auto byte = static_cast<char>(std::stoi(bits.substr(i, 8), nullptr, 2));
        file += byte;
        if (byte == '\xff') file += '\0';
    }
    return file + "\xff\xd9";
}

/// An EXIF segment that holds nothing but an orientation.
inline std::string exif_segment(int orientation) {
    return jpeg_segment(0xe1, std::string("Exif\0\0", 6) + "MM" + be(42, 2) + be(8, 4) + be(1, 2) + be(0x0112, 2) +
                                  be(3, 2) + be(1, 4) + be(static_cast<unsigned>(orientation), 2) + be(0, 6));
}
inline std::string with_orientation(const std::string& jpeg, int orientation) {
    return jpeg.substr(0, 2) + exif_segment(orientation) + jpeg.substr(2);
}

inline std::string png_chunk(const std::string& type, const std::string& body) {
    const std::string checked = type + body;
    const auto crc = crc32(0, reinterpret_cast<const Bytef*>(checked.data()), static_cast<uInt>(checked.size()));
    return be(body.size(), 4) + checked + be(crc, 4);
}
/// A PNG that says what is wanted and holds no more than a few bytes of pixels.
inline std::string claiming_png(unsigned width, unsigned height) {
    return "\x89PNG\r\n\x1a\n" +
           png_chunk("IHDR", be(width, 4) + be(height, 4) + be(8, 1) + be(2, 1) + std::string(3, '\0')) +
           png_chunk("IDAT", "xxxxxxxx") + png_chunk("IEND", "");
}
/// The PNG with more frames than its first (which a decoder of still pictures shows).
inline std::string animated_png(const std::string& png) {
    const std::size_t behind_header = 8 + 25;
    return png.substr(0, behind_header) + png_chunk("acTL", be(2, 4) + be(0, 4)) + png.substr(behind_header);
}

struct PlainGif {
    int width = 10, height = 6, frames = 1;
    bool transparent = false, interlaced = false;
    int claimed_width = 0, claimed_height = 0;
};
/// Rows alternate between red and green in the first frame; later frames are blue. LZW without compression: codes of
/// eight bits, and a clear code before the table would grow.
inline std::string plain_gif(const PlainGif& wish = {}) {
    std::string file = "GIF89a" + le(static_cast<unsigned>(wish.claimed_width ? wish.claimed_width : wish.width), 2) +
                       le(static_cast<unsigned>(wish.claimed_height ? wish.claimed_height : wish.height), 2) +
                       be(0xf6, 1) + std::string(2, '\0');
    std::string colours = "\xff" + std::string(2, '\0') + std::string("\0\xff\0", 3) + std::string(2, '\0') + "\xff";
    file += colours + std::string(3 * 128 - colours.size(), '\0');
    for (int frame = 0; frame < wish.frames; ++frame) {
        if (wish.transparent) file += "\x21\xf9\x04\x01" + std::string(2, '\0') + "\x01" + std::string(1, '\0');
        file += "," + std::string(4, '\0') + le(static_cast<unsigned>(wish.width), 2) +
                le(static_cast<unsigned>(wish.height), 2) + be(wish.interlaced ? 0x40 : 0, 1) + be(7, 1);
        std::vector<int> order;
        constexpr std::array<std::array<int, 2>, 4> passes = {{{0, 8}, {4, 8}, {2, 4}, {1, 2}}};
        for (const auto& [first, step] : passes)
            for (int y = first; y < wish.height; y += step) order.push_back(y);
        std::string codes;
        int pixels = 0;
        for (int line = 0; line < wish.height; ++line)
            for (int x = 0; x < wish.width; ++x) {
                if (pixels++ % 100 == 0) codes += '\x80';
                const int y = wish.interlaced ? order[static_cast<std::size_t>(line)] : line;
                codes += static_cast<char>(frame > 0 ? 2 : y % 2);
            }
        codes += '\x81';
        for (std::size_t at = 0; at < codes.size(); at += 255) {
            const auto part = codes.substr(at, 255);
            file += static_cast<char>(part.size()) + part;
        }
        file += '\0';
    }
    return file + ";";
}

/// A WebP animation of the still picture (lossy, without alpha), at (x, y) of a canvas.
inline std::string animated_webp(const std::string& still, unsigned x, unsigned y, unsigned canvas_width,
                                 unsigned canvas_height, unsigned width, unsigned height) {
    const std::string pixels = still.substr(12);  // "VP8 ", its length and its bytes
    const std::string frame =
        le(x / 2, 3) + le(y / 2, 3) + le(width - 1, 3) + le(height - 1, 3) + le(100, 3) + le(0, 1) + pixels;
    std::string chunks = "VP8X" + le(10, 4) + le(0x02, 4) + le(canvas_width - 1, 3) + le(canvas_height - 1, 3);
    chunks += "ANIM" + le(6, 4) + le(0xffffffff, 4) + le(0, 2);
    for (int i = 0; i < 2; ++i) chunks += "ANMF" + le(frame.size(), 4) + frame;
    return "RIFF" + le(chunks.size() + 4, 4) + "WEBP" + chunks;
}

}  // namespace made
