// How the people of the sample choose. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/sample_tastes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "foundation/random.h"

namespace wb {
namespace {

/// What tends to follow each kind: most often the first, less often the second. Both are permutations, so that no
/// kind is more popular than another.
constexpr std::array<int, sample_kinds> often{4, 9, 1, 5, 10, 2, 11, 3, 0, 8, 7, 6};
constexpr std::array<int, sample_kinds> sometimes{9, 0, 8, 6, 3, 11, 7, 10, 1, 2, 5, 4};

/// Steps on the colour wheel; brown and grey have no neighbours on it.
int colour_distance(int a, int b) {
    constexpr int wheel = 8;
    if (a == b) return 0;
    if (a >= wheel || b >= wheel) return wheel;
    const int steps = std::abs(a - b);
    return std::min(steps, wheel - steps);
}

double colour_liking(int a, int b, double same, double near) {
    const int distance = colour_distance(a, b);
    return distance == 0 ? same : distance == 1 ? near : 0;
}

int rating_of(double liking, Rng& rng) {
    return static_cast<int>(std::clamp(std::lround(2.9 + 0.6 * liking + 0.7 * rng.normal()), 1L, 5L));
}

/// Index drawn in proportion to exp(logits); -infinity is never drawn.
std::size_t draw(const std::vector<double>& logits, Rng& rng) {
    const double top = *std::max_element(logits.begin(), logits.end());
    double total = 0;
    for (const double logit : logits) total += std::exp(logit - top);
    double rest = rng.uniform() * total;
    std::size_t last_possible = 0;
    for (std::size_t i = 0; i < logits.size(); ++i) {
        const double weight = std::exp(logits[i] - top);
        if (weight == 0) continue;
        if (rest < weight) return i;
        rest -= weight;
        last_possible = i;
    }
    return last_possible;
}

double own_liking(const SampleTaste& taste, const SampleThing& thing) {
    return colour_liking(taste.colour, thing.colour, 1.6, 0.8) + (taste.pattern == thing.pattern ? 1.8 : 0);
}

}  // namespace

SampleTaste sample_taste(std::uint64_t seed, int user) {
    Rng rng(seed, "sample taste", static_cast<std::uint64_t>(user));
    return {.colour = static_cast<int>(rng.below(sample_colours)),
            .pattern = static_cast<int>(rng.below(sample_patterns))};
}

std::vector<double> sample_fame(std::uint64_t seed, std::size_t things) {
    Rng rng(seed, "sample fame");
    std::vector<double> fame(things);
    for (double& value : fame) value = std::clamp(0.6 * rng.normal(), -1.2, 1.2);
    return fame;
}

double sample_logit(const SampleTaste& taste, const SampleThing* last, const SampleThing& next) {
    double logit = own_liking(taste, next);
    if (last == nullptr) return logit;
    const auto kind = static_cast<std::size_t>(last->kind);
    if (next.kind == often.at(kind)) logit += 3.6;
    if (next.kind == sometimes.at(kind)) logit += 1.9;
    return logit + colour_liking(last->colour, next.colour, 2.1, 1.0);
}

std::vector<SampleChoice> sample_choices(const std::vector<SampleThing>& things, const std::vector<double>& fame,
                                         std::uint64_t seed, int user) {
    Rng rng(seed, "sample choices", static_cast<std::uint64_t>(user));
    const SampleTaste taste = sample_taste(seed, user);
    const std::size_t count = 20 + rng.below(16);
    std::vector<double> logits(things.size());
    std::vector<bool> owned(things.size(), false);
    std::vector<SampleChoice> choices;
    const SampleThing* last = nullptr;
    std::int64_t time = 1'640'995'200 + static_cast<std::int64_t>(rng.below(200 * 86'400));  // from January 2022 on
    while (choices.size() < count) {
        for (std::size_t i = 0; i < things.size(); ++i) {
            logits[i] = owned[i] ? -INFINITY : fame[i] + sample_logit(taste, last, things[i]);
        }
        const std::size_t chosen = draw(logits, rng);
        owned[chosen] = true;
        last = &things[chosen];
        const bool same_second = !choices.empty() && rng.uniform() < 0.03;
        if (!same_second) time += 900 + static_cast<std::int64_t>(rng.below(6 * 86'400));
        choices.push_back(
            {.thing = static_cast<int>(chosen), .rating = rating_of(own_liking(taste, *last), rng), .time = time});
    }
    return choices;
}

}  // namespace wb
