// The things of the sample catalogue: what can be seen, and the words for it. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dataset/dataset.h"

namespace wb {

inline constexpr int sample_kinds = 12;
inline constexpr int sample_colours = 10;
inline constexpr int sample_patterns = 5;
inline constexpr int sample_backgrounds = 4;
inline constexpr int sample_items_per_kind = 25;

/// Numbers into the tables of sample_items.cpp. No two things share kind, colour and pattern.
struct SampleThing {
    int kind = 0, colour = 0, pattern = 0, background = 0, brand = 0;
};

struct SampleRgb {
    int red = 0, green = 0, blue = 0;
};
SampleRgb sample_colour(int colour);
SampleRgb sample_background(int background);

/// 300 things in an order that says nothing about them.
std::vector<SampleThing> sample_things(std::uint64_t seed);

/// Title, description, caption and summary, which all agree with the picture. `image` and `text` stay empty.
Item describe_sample_thing(const SampleThing& thing, const std::string& raw_id);

}  // namespace wb
