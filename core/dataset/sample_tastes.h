// How the people of the sample choose: a stated law, so that a test can hold a learner against it. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "dataset/sample_items.h"

namespace wb {

/// What stays with one person.
struct SampleTaste {
    int colour = 0, pattern = 0;  ///< favourites
};
SampleTaste sample_taste(std::uint64_t seed, int user);

/// How well known each thing is: added to every logit, within -1.2 .. 1.2.
std::vector<double> sample_fame(std::uint64_t seed, std::size_t things);

/// The next thing is drawn from softmax(fame + logit) over the things that the person does not have yet. `last` is
/// the thing chosen before, null for the first. Kinds follow one another in an order that all people share, colours
/// stay close to the last one and to the favourite, and the favourite pattern is preferred.
double sample_logit(const SampleTaste& taste, const SampleThing* last, const SampleThing& next);

struct SampleChoice {
    int thing = 0;   ///< index into the things
    int rating = 0;  ///< 1 .. 5
    std::int64_t time = 0;
};
/// One person's choices in time order; now and then two share a second.
std::vector<SampleChoice> sample_choices(const std::vector<SampleThing>& things, const std::vector<double>& fame,
                                         std::uint64_t seed, int user);

}  // namespace wb
