// JPEG to pixels, with its damage noticed. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/pictures/jpeg_pixels.h"

// Order matters: jpeglib.h needs FILE and size_t.
#include <csetjmp>
#include <cstddef>
#include <cstdio>

#include <jpeglib.h>

#include <jerror.h>

namespace wb {

namespace {

struct Decoder {
    jpeg_decompress_struct jpeg;
    jpeg_error_mgr errors;
    std::jmp_buf leave;
    bool damaged;
};

Decoder& decoder_of(j_common_ptr jpeg) {
    return *static_cast<Decoder*>(jpeg->client_data);
}

[[noreturn]] void on_error(j_common_ptr jpeg) {
    std::longjmp(decoder_of(jpeg).leave, 1);
}

/// Warnings have the level -1. Bytes too many do no harm; all others mean that pixels are wrong.
void on_message(j_common_ptr jpeg, int level) {
    if (level < 0 && jpeg->err->msg_code != JWRN_EXTRANEOUS_DATA && jpeg->err->msg_code != JWRN_ADOBE_XFORM)
        decoder_of(jpeg).damaged = true;
}

/// Ink to light. Adobe's programs, and so nearly all, store inks inverted.
void cmyk_to_bgr(const JSAMPLE* from, JSAMPLE* to, unsigned width, bool inverted) {
    for (unsigned x = 0; x < width; ++x, from += 4, to += 3) {
        const auto light = [&](int ink) { return inverted ? from[ink] : 255 - from[ink]; };
        for (int c = 0; c < 3; ++c) to[2 - c] = static_cast<JSAMPLE>((light(c) * light(3) + 127) / 255);
    }
}

/// Nothing here has a destructor: longjmp would leave it out. `pixels` and `line` belong to the caller.
bool decode(Decoder& decoder, std::string_view file, int reduction, cv::Mat& pixels, std::vector<JSAMPLE>& line) {
    auto& jpeg = decoder.jpeg;
    if (setjmp(decoder.leave) != 0) return false;
    jpeg_create_decompress(&jpeg);
    jpeg.client_data = &decoder;
    jpeg_mem_src(&jpeg, reinterpret_cast<const unsigned char*>(file.data()), file.size());
    jpeg_read_header(&jpeg, TRUE);
    const bool cmyk = jpeg.num_components == 4;
    jpeg.out_color_space = cmyk ? JCS_CMYK : JCS_EXT_BGR;
    jpeg.scale_num = 1;
    jpeg.scale_denom = static_cast<unsigned>(reduction);
    jpeg_start_decompress(&jpeg);
    pixels.create(static_cast<int>(jpeg.output_height), static_cast<int>(jpeg.output_width), CV_8UC3);
    if (cmyk) line.resize(std::size_t{4} * jpeg.output_width);
    while (jpeg.output_scanline < jpeg.output_height && !decoder.damaged) {
        JSAMPLE* const row = pixels.ptr(static_cast<int>(jpeg.output_scanline));
        JSAMPLE* to = cmyk ? line.data() : row;
        if (jpeg_read_scanlines(&jpeg, &to, 1) != 1) return false;
        if (cmyk) cmyk_to_bgr(line.data(), row, jpeg.output_width, jpeg.saw_Adobe_marker);
    }
    if (!decoder.damaged) jpeg_finish_decompress(&jpeg);
    return !decoder.damaged;
}

}  // namespace

cv::Mat decode_jpeg(std::string_view file, int reduction) {
    Decoder decoder{};
    decoder.jpeg.err = jpeg_std_error(&decoder.errors);
    decoder.errors.error_exit = on_error;
    decoder.errors.emit_message = on_message;
    decoder.jpeg.client_data = &decoder;
    cv::Mat pixels;
    std::vector<JSAMPLE> line;
    bool good = false;
    try {
        good = decode(decoder, file, reduction, pixels, line);
    } catch (...) {
        jpeg_destroy_decompress(&decoder.jpeg);
        throw;
    }
    jpeg_destroy_decompress(&decoder.jpeg);
    return good ? pixels : cv::Mat();
}

}  // namespace wb
