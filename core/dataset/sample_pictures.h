// Pictures of the sample catalogue. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dataset/sample_items.h"

namespace wb {

inline constexpr int sample_picture_size = 96;  ///< pixels, square

/// The thing in its colour and pattern before its background, anti-aliased: red, green, blue of every pixel, by rows.
std::vector<std::uint8_t> sample_pixels(const SampleThing& thing);
/// The same as a PNG file.
std::string draw_sample_thing(const SampleThing& thing);

}  // namespace wb
