// The first frame of a GIF. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace cv {
class Mat;
}

namespace wb {

/// 8-bit BGR on a white canvas of the size that the header claims, which the caller has judged; empty when the file
/// is damaged. Adds picture_alpha to `traits` when a pixel is transparent.
cv::Mat gif_first_frame(std::string_view file, unsigned& traits);

}  // namespace wb
