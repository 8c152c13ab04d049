// The first frame of a GIF, which OpenCV 4.6 does not read. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/pictures/gif_frame.h"

#include <gif_lib.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <opencv2/core.hpp>
#include <vector>

#include "dataset/pictures/picture_report.h"

namespace wb {

namespace {

struct Source {
    std::string_view rest;
};

int read_source(GifFileType* gif, GifByteType* to, int count) {
    auto& source = *static_cast<Source*>(gif->UserData);
    const auto taken = std::min(source.rest.size(), static_cast<std::size_t>(std::max(0, count)));
    std::memcpy(to, source.rest.data(), taken);
    source.rest.remove_prefix(taken);
    return static_cast<int>(taken);
}

struct Close {
    void operator()(GifFileType* gif) const { DGifCloseFile(gif, nullptr); }
};

/// Reads what stands before the first frame; the transparent colour, -1 = none. False when there is no frame.
bool find_frame(GifFileType* gif, int& transparent) {
    transparent = -1;
    for (GifRecordType type = UNDEFINED_RECORD_TYPE; DGifGetRecordType(gif, &type) == GIF_OK;) {
        if (type == IMAGE_DESC_RECORD_TYPE) return DGifGetImageDesc(gif) == GIF_OK;
        if (type != EXTENSION_RECORD_TYPE) return false;
        int code = 0;
        GifByteType* block = nullptr;
        if (DGifGetExtension(gif, &code, &block) != GIF_OK) return false;
        while (block) {
            GraphicsControlBlock control;
            if (code == GRAPHICS_EXT_FUNC_CODE && DGifExtensionToGCB(block[0], block + 1, &control) == GIF_OK)
                transparent = control.TransparentColor;
            if (DGifGetExtensionNext(gif, &block) != GIF_OK) return false;
        }
    }
    return false;
}

}  // namespace

cv::Mat gif_first_frame(std::string_view file, unsigned& traits) {
    Source source{file};
    int error = 0;
    const std::unique_ptr<GifFileType, Close> gif(DGifOpen(&source, read_source, &error));
    int transparent = -1;
    if (!gif || !find_frame(gif.get(), transparent)) return {};
    const auto& frame = gif->Image;
    const auto* colours = frame.ColorMap ? frame.ColorMap : gif->SColorMap;
    const bool fits = frame.Width > 0 && frame.Height > 0 && frame.Left >= 0 && frame.Top >= 0 &&
                      frame.Left + frame.Width <= gif->SWidth && frame.Top + frame.Height <= gif->SHeight;
    if (!colours || !fits) return {};
    cv::Mat canvas(gif->SHeight, gif->SWidth, CV_8UC3, cv::Scalar::all(255));
    std::vector<GifPixelType> line(static_cast<std::size_t>(frame.Width));
    struct Pass {
        int first, step;
    };
    constexpr std::array<Pass, 4> interlaced = {{{0, 8}, {4, 8}, {2, 4}, {1, 2}}};
    const std::size_t passes = frame.Interlace ? 4 : 1;
    for (std::size_t p = 0; p < passes; ++p) {
        const Pass pass = frame.Interlace ? interlaced[p] : Pass{0, 1};
        for (int y = pass.first; y < frame.Height; y += pass.step) {
            if (DGifGetLine(gif.get(), line.data(), frame.Width) != GIF_OK) return {};
            auto* to = canvas.ptr<cv::Vec3b>(frame.Top + y) + frame.Left;
            for (int x = 0; x < frame.Width; ++x) {
                const int index = line[static_cast<std::size_t>(x)];
                if (index == transparent) {
                    traits |= picture_alpha;
                } else if (index < colours->ColorCount) {
                    const GifColorType& c = colours->Colors[index];
                    to[x] = {c.Blue, c.Green, c.Red};
                }
            }
        }
    }
    return canvas;
}

}  // namespace wb
