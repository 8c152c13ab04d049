// Recognises picture files; GIF and BMP, which are short. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/pictures/picture_header.h"

#include <algorithm>
#include <bit>

#include "dataset/pictures/byte_view.h"

namespace wb {

namespace {

void read_gif_header(std::string_view bytes, PictureHeader& header) {
    const ByteView view(bytes);
    header.width = view.le16(6);
    header.height = view.le16(8);
    header.lossless = true;
    const auto table = [&view](std::size_t flags_at) -> std::size_t {
        const auto flags = view.u8(flags_at);
        return flags & 0x80 ? std::size_t{3} << ((flags & 7) + 1) : 0;
    };
    const auto skip_blocks = [&view](std::size_t at) {
        while (view.u8(at) != 0) at += 1 + view.u8(at);
        return at + 1;
    };
    std::size_t at = 13 + table(10);
    int frames = 0;
    while (view.has(at, 1)) {
        const auto mark = view.u8(at);
        if (mark == 0x3b) {
            header.complete = true;
            break;
        }
        if (mark == 0x21) {
            at = skip_blocks(at + 2);
        } else if (mark == 0x2c) {
            ++frames;
            at = skip_blocks(at + 10 + table(at + 9) + 1);
        } else {
            header.problem = "It is a GIF with a block that does not exist.";
            return;
        }
    }
    header.animated = frames > 1;
    if (header.complete && frames == 0) header.problem = "It is a GIF without a picture.";
}

void read_bmp_header(std::string_view bytes, PictureHeader& header) {
    const ByteView view(bytes);
    const auto start = view.le32(10), size = view.le32(14);
    std::uint32_t bits = 0, compression = 0;
    if (size == 12) {
        header.width = view.le16(18);
        header.height = view.le16(20);
        bits = view.le16(24);
    } else {
        const auto magnitude = [](std::uint32_t value) {
            return value >> 31 ? ~value + 1 : value;
        };  // rows may go down
        header.width = magnitude(view.le32(18));
        header.height = magnitude(view.le32(22));
        bits = view.le16(28);
        compression = view.le32(30);
    }
    header.lossless = true;
    if (compression > 3) {
        header.problem = "It is a BMP that is packed in an unknown way.";
    } else if (compression == 0) {
        const auto row = (std::uint64_t{header.width} * bits + 31) / 32 * 4;
        const auto rows = row == 0 ? 0 : (bytes.size() - std::min<std::size_t>(bytes.size(), start)) / row;
        header.complete = rows >= header.height;
    } else {
        header.complete = view.has(0, view.le32(2));
    }
}

std::string name_of_unknown(std::string_view bytes) {
    const ByteView view(bytes);
    std::size_t at = 0;
    while (at < bytes.size() && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t'))
        ++at;
    if (view.starts(at, "<")) return "a web page or other text";
    const auto start = bytes.substr(0, 512);
    const bool text = std::none_of(start.begin(), start.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 9 || (byte > 13 && byte < 32) || byte == 127;
    });
    return text ? "text" : "something unknown";
}

}  // namespace

PictureHeader read_picture_header(std::string_view bytes) {
    const ByteView view(bytes);
    PictureHeader header;
    const auto is = [&header](PictureKind kind, const char* name) {
        header.kind = kind;
        header.name = name;
    };
    if (view.starts(0, "\xff\xd8\xff")) {
        is(PictureKind::jpeg, "JPEG");
        read_jpeg_header(bytes, header);
    } else if (view.starts(0, "\x89PNG\r\n\x1a\n")) {
        is(PictureKind::png, "PNG");
        read_png_header(bytes, header);
    } else if (view.starts(0, "RIFF") && view.starts(8, "WEBP")) {
        is(PictureKind::webp, "WebP");
        read_webp_header(bytes, header);
    } else if (view.starts(0, "GIF87a") || view.starts(0, "GIF89a")) {
        is(PictureKind::gif, "GIF");
        read_gif_header(bytes, header);
    } else if (view.starts(0, "BM") && view.has(0, 26) && view.le32(14) >= 12 && view.le32(14) <= 124) {
        is(PictureKind::bmp, "BMP");
        read_bmp_header(bytes, header);
    } else if (view.starts(0, std::string_view("II*\0", 4)) || view.starts(0, std::string_view("MM\0*", 4))) {
        is(PictureKind::other, "TIFF");
    } else if (view.starts(4, "ftypavi")) {
        is(PictureKind::other, "AVIF");
    } else if (view.starts(4, "ftyphei") || view.starts(4, "ftypmif")) {
        is(PictureKind::other, "HEIC");
    } else if (view.starts(0, "%PDF")) {
        header.name = "a PDF document";
    } else {
        header.name = name_of_unknown(bytes);
    }
    const bool read = header.kind != PictureKind::unknown && header.kind != PictureKind::other;
    if (read && header.complete && header.problem.empty() && (header.width == 0 || header.height == 0))
        header.problem = "It says that it has no width or no height.";
    if (header.parts.empty()) header.parts.emplace_back(0, bytes.size());
    return header;
}

int exif_orientation(std::string_view tiff) {
    const ByteView view(tiff);
    const bool little = view.starts(0, std::string_view("II*\0", 4));
    if (!little && !view.starts(0, std::string_view("MM\0*", 4))) return 1;
    const auto u16 = [&](std::size_t at) { return little ? view.le16(at) : view.be16(at); };
    const auto u32 = [&](std::size_t at) { return little ? view.le32(at) : view.be32(at); };
    constexpr std::uint32_t orientation_tag = 0x0112;
    const std::size_t directory = u32(4), entries = u16(directory);
    for (std::size_t i = 0; i < entries; ++i) {
        const std::size_t entry = directory + 2 + 12 * i;
        if (!view.has(entry, 12)) break;
        if (u16(entry) != orientation_tag) continue;
        const auto value = static_cast<int>(u16(entry + 8));
        return value >= 1 && value <= 8 ? value : 1;
    }
    return 1;
}

}  // namespace wb
