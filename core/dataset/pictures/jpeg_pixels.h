// JPEG to pixels, with its damage noticed. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <opencv2/core.hpp>
#include <string_view>

namespace wb {

/// [height / reduction, width / reduction] BGR, 8 bits per channel; `reduction` is 1, 2, 4 or 8. Empty when the file
/// is damaged: OpenCV would show what comes behind the damage as grey or noise and report success. The caller has
/// judged the size.
cv::Mat decode_jpeg(std::string_view file, int reduction);

}  // namespace wb
