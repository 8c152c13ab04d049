// OpenCV's picture codecs, loaded when the first picture is read. Layer: dataset.
// Linked, they would bring 120 libraries (GDAL among them) into every command and into the window: 0.1 s of each
// start. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <opencv2/core.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace wb {

/// cv::imdecode; empty when the decoder refuses the bytes. `flags` of cv::ImreadModes. Throws UserError when OpenCV's
/// codecs are not installed.
cv::Mat decode_picture(std::string_view bytes, int flags);

/// cv::imencode: the file as bytes. `extension` is ".jpg" or ".png"; `parameters` are pairs of cv::ImwriteFlags and a
/// value. Throws UserError as above and std::runtime_error when the encoder refuses the picture.
std::string encode_picture(const cv::Mat& image, const char* extension, const std::vector<int>& parameters = {});

}  // namespace wb
