// Markers of a JPEG file. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstring>

#include "dataset/pictures/byte_view.h"
#include "dataset/pictures/picture_header.h"

namespace wb {

namespace {

bool is_frame(std::uint32_t marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

/// Where the next marker begins: entropy-coded data holds 0xff only before a 0 or a restart marker.
std::size_t end_of_scan(std::string_view bytes, std::size_t at) {
    while (at < bytes.size()) {
        const void* found = std::memchr(bytes.data() + at, 0xff, bytes.size() - at);
        if (!found) break;
        at = static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data());
        if (at + 1 >= bytes.size()) break;
        const auto next = static_cast<unsigned char>(bytes[at + 1]);
        if (next == 0xff) {
            ++at;  // filling
        } else if (next == 0 || (next >= 0xd0 && next <= 0xd7)) {
            at += 2;
        } else {
            return at;
        }
    }
    return bytes.size();
}

void read_frame(const ByteView& view, std::size_t at, std::uint32_t marker, PictureHeader& header) {
    if (header.width != 0) {
        header.problem = "It holds more than one picture where one is allowed.";
        return;
    }
    const auto precision = view.u8(at);
    header.height = view.be16(at + 1);
    header.width = view.be16(at + 3);
    const auto components = view.u8(at + 5);
    header.cmyk = components == 4;
    header.grey = components == 1;
    header.channels = static_cast<int>(components);
    header.progressive = marker == 0xc2 || marker == 0xca;
    const bool readable = marker <= 0xc2 || marker == 0xc9 || marker == 0xca;
    if (precision != 8)
        header.problem = "It is a JPEG with " + std::to_string(precision) + " bits per colour; only 8 can be read.";
    else if (!readable)
        header.problem = "It is a lossless or hierarchical JPEG, which cannot be read.";
    else if (components != 1 && components != 3 && components != 4)
        header.problem = "It is a JPEG with " + std::to_string(components) + " colour channels.";
    header.unsupported = !header.problem.empty();
}

}  // namespace

void read_jpeg_header(std::string_view bytes, PictureHeader& header) {
    const ByteView view(bytes);
    header.parts.emplace_back(0, 2);
    header.scans = 0;
    std::size_t at = 2;
    while (at < bytes.size() && header.problem.empty()) {
        if (view.u8(at) != 0xff) {
            header.problem = "Its markers do not follow each other.";
            return;
        }
        const auto marker = view.u8(at + 1);
        if (marker == 0xff) {
            ++at;
            continue;
        }
        if (marker == 0xd9) {
            header.parts.emplace_back(at, 2);
            header.complete = true;
            if (header.scans == 0) header.problem = "It ends before its first pixel.";
            return;
        }
        const std::size_t length = view.be16(at + 2), body = at + 4;
        if (!view.has(at, 2 + length)) return;  // cut short
        if (length < 2) {
            header.problem = "A part of it says that it has no length.";
            return;
        }
        if (marker == 0xe1 && view.starts(body, std::string_view("Exif\0\0", 6)))
            header.orientation = exif_orientation(view.part(body + 6, length - 8));
        std::size_t next = at + 2 + length;
        bool keep = marker == 0xdb || marker == 0xc4 || marker == 0xcc || marker == 0xdd;  // tables
        keep = keep || (marker == 0xee && view.starts(body, "Adobe"));  // these two decide about colours
        keep = keep || (marker == 0xe0 && view.starts(body, std::string_view("JFIF\0", 5)));
        if (is_frame(marker)) {
            read_frame(view, body, marker, header);
            keep = true;
        } else if (marker == 0xda) {
            if (header.width == 0) {
                header.problem = "Its pixels come before their description.";
                return;
            }
            ++header.scans;
            next = end_of_scan(bytes, next);
            keep = true;
        }
        if (keep) header.parts.emplace_back(at, next - at);
        at = next;
    }
}

}  // namespace wb
