// Chunks of a WebP file, and its first frame as a file of its own. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "dataset/pictures/byte_view.h"
#include "dataset/pictures/picture_header.h"

namespace wb {

namespace {

struct Size {
    std::uint32_t width = 0, height = 0;
};

/// Width and height inside a chunk of pixels; 0 when it is none.
Size pixel_size(const ByteView& view, std::size_t chunk) {
    const std::size_t body = chunk + 8;
    if (view.starts(chunk, "VP8 ") && view.starts(body + 3, "\x9d\x01\x2a"))
        return {view.le16(body + 6) & 0x3fff, view.le16(body + 8) & 0x3fff};
    if (view.starts(chunk, "VP8L") && view.u8(body) == 0x2f) {
        const auto packed = view.le32(body + 1);
        return {(packed & 0x3fff) + 1, (packed >> 14 & 0x3fff) + 1};
    }
    return {};
}

void read_pixels(const ByteView& view, std::size_t chunk, PictureHeader& header) {
    const auto size = pixel_size(view, chunk);
    header.lossless = view.starts(chunk, "VP8L");
    if (header.lossless && (view.le32(chunk + 9) >> 28 & 1)) header.alpha = true;
    if (size.width == 0) {
        if (header.problem.empty()) header.problem = "Its pixels have no width and height.";
        return;
    }
    // The larger of what the parts claim: a decoder may believe either.
    header.width = std::max(header.width, size.width);
    header.height = std::max(header.height, size.height);
}

/// Of the first frame: the chunks with its pixels become the parts.
void read_first_frame(const ByteView& view, std::size_t chunk, std::size_t end, PictureHeader& header) {
    const std::size_t body = chunk + 8;
    header.frame_x = 2 * view.le24(body);
    header.frame_y = 2 * view.le24(body + 3);
    header.parts.clear();
    for (std::size_t at = body + 16; at + 8 <= end;) {
        const std::size_t length = view.le32(at + 4);
        if (length > end - at - 8) {
            header.problem = "Its first frame is longer than the file.";
            return;
        }
        if (view.starts(at, "ALPH")) header.alpha = true;
        if (view.starts(at, "ALPH") || view.starts(at, "VP8 ") || view.starts(at, "VP8L"))
            header.parts.emplace_back(at, 8 + length);
        if (view.starts(at, "VP8")) read_pixels(view, at, header);
        at += 8 + length + (length & 1);
    }
    if (header.parts.empty()) header.problem = "Its first frame has no pixels.";
}

}  // namespace

void read_webp_header(std::string_view bytes, PictureHeader& header) {
    const ByteView view(bytes);
    // The length in the file may be anything; one behind the end means that something is missing.
    const std::uint64_t claimed = std::uint64_t{view.le32(4)} + 8;
    header.complete = claimed <= bytes.size();
    const std::size_t end = static_cast<std::size_t>(std::min<std::uint64_t>(claimed, bytes.size()));
    bool pixels = false;
    for (std::size_t at = 12; at + 8 <= end;) {
        const std::size_t length = view.le32(at + 4);
        if (length > end - at - 8) {
            header.complete = false;
            break;
        }
        if (view.starts(at, "VP8X")) {
            const auto flags = view.u8(at + 8);
            header.animated = flags & 0x02;
            header.alpha = header.alpha || (flags & 0x10);
            header.width = view.le24(at + 12) + 1;
            header.height = view.le24(at + 15) + 1;
        } else if (view.starts(at, "ANMF")) {
            if (!pixels) read_first_frame(view, at, at + 8 + length, header);
            pixels = true;
        } else if (view.starts(at, "VP8 ") || view.starts(at, "VP8L")) {
            if (!pixels) read_pixels(view, at, header);
            pixels = true;
        } else if (view.starts(at, "EXIF")) {
            const auto exif = view.part(at + 8, length);
            header.orientation =
                exif_orientation(exif.starts_with(std::string_view("Exif\0\0", 6)) ? exif.substr(6) : exif);
        }
        at += 8 + length + (length & 1);
    }
    if (header.complete && !pixels && header.problem.empty()) header.problem = "It holds no pixels.";
    header.channels = header.alpha ? 4 : 3;
}

namespace {

void add_le(std::string& out, std::uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
}

std::string first_frame_file(std::string_view bytes, const PictureHeader& header) {
    const ByteView view(bytes);
    Size size;
    bool has_alpha_chunk = false;
    for (const auto& [at, count] : header.parts) {
        if (const auto found = pixel_size(view, at); found.width != 0) size = found;
        has_alpha_chunk = has_alpha_chunk || view.starts(at, "ALPH");
    }
    std::string chunks;
    if (has_alpha_chunk) {
        chunks += "VP8X";
        add_le(chunks, 10, 4);
        add_le(chunks, 0x10, 4);
        add_le(chunks, size.width - 1, 3);
        add_le(chunks, size.height - 1, 3);
    }
    for (const auto& [at, count] : header.parts) {
        chunks += view.part(at, count);
        if (count & 1) chunks += '\0';
    }
    std::string file = "RIFF";
    add_le(file, static_cast<std::uint32_t>(chunks.size() + 4), 4);
    return file + "WEBP" + chunks;
}

}  // namespace

std::string plain_picture(std::string_view bytes, const PictureHeader& header) {
    if (header.kind == PictureKind::webp && header.animated) return first_frame_file(bytes, header);
    std::string plain;
    for (const auto& [at, count] : header.parts) plain += ByteView(bytes).part(at, count);
    return plain;
}

}  // namespace wb
