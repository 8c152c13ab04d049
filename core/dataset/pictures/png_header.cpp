// Chunks of a PNG file. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <zlib.h>

#include "dataset/pictures/byte_view.h"
#include "dataset/pictures/picture_header.h"

namespace wb {

void read_png_header(std::string_view bytes, PictureHeader& header) {
    const ByteView view(bytes);
    header.parts.emplace_back(0, 8);
    header.lossless = true;
    std::size_t at = 8;
    bool has_pixels = false;
    while (view.has(at, 12)) {
        const std::size_t length = view.be32(at);
        if (!view.has(at, 12 + length)) return;  // cut short
        const auto type = view.part(at + 4, 4);
        if (at == 8 && type != "IHDR") {
            header.problem = "It does not begin with its width and height.";
            return;
        }
        if (type == "IHDR" && at == 8) {
            header.width = view.be32(at + 8);
            header.height = view.be32(at + 12);
            header.bits = static_cast<int>(view.u8(at + 16));
            const auto colour = view.u8(at + 17);
            header.grey = colour == 0 || colour == 4;
            header.alpha = colour == 4 || colour == 6;
            header.channels = header.alpha ? 4 : colour == 0 ? 1 : 3;
            if (header.bits < 8) header.bits = 8;  // of the decoded picture
        } else if (type == "tRNS") {
            header.alpha = true;
            header.channels = 4;
        } else if (type == "acTL") {
            header.animated = true;  // a decoder that does not know it shows the first frame
        } else if (type == "eXIf") {
            header.orientation = exif_orientation(view.part(at + 8, length));
        }
        has_pixels = has_pixels || type == "IDAT";
        if (type == "IHDR" || type == "PLTE" || type == "tRNS" || type == "IDAT" || type == "IEND") {
            header.parts.emplace_back(at, 12 + length);
            const auto checked = view.part(at + 4, 4 + length);
            if (crc32_z(0, reinterpret_cast<const Bytef*>(checked.data()), checked.size()) !=
                view.be32(at + 8 + length)) {
                header.problem = "A part of it is not what was written.";
                return;
            }
        }
        if (type == "IEND") {
            header.complete = true;
            if (!has_pixels) header.problem = "It ends before its first pixel.";
            return;
        }
        at += 12 + length;
    }
}

}  // namespace wb
