// What a picture looks like in 384 numbers: colours, where they are, and the direction of edges. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace wb {

inline constexpr int descriptor_side = 128;  ///< the picture is brought to this size first, whatever its shape
inline constexpr int descriptor_dim = 384;

/// Three blocks of 128 numbers, each of length 1 or, where there is nothing to count, zero:
///  - colours of the whole picture: 8 hues x 4 saturations x 4 brightnesses, index (hue * 4 + saturation) * 4 + value
///  - colours by place: 4 x 4 cells row by row, in each 6 hues, dark, light. A pixel counts for its hues by its
///  chroma
///    (saturation times value) and for dark and light with the rest
///  - edges by place: 4 x 4 cells row by row, in each 8 directions from 0 to 180 degrees, weighted by their strength
/// A pixel is shared linearly between neighbouring bins, so small changes of colour make small changes here. Counts
/// are divided by their sum and their square roots taken (Hellinger), then the whole is brought to length 1.
/// `hsv` and `grey`: 128 x 128 pixels by rows, of 3 bytes (each 0 .. 255, hue too) and 1 byte.
std::array<float, descriptor_dim> describe_picture(std::span<const std::uint8_t> hsv,
                                                   std::span<const std::uint8_t> grey);

}  // namespace wb
