// From a search to its combinations: the grid, or draws from a seed. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include "experiment/search.h"
#include "foundation/random.h"

namespace wb {

namespace {

/// Draws for each new combination before it is clear enough that there are no more.
constexpr std::int64_t tries_per_draw = 100;

template <class Number>
Number number_of(const std::string& text) {
    Number value{};
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

/// Six digits are finer than any training notices, and easy to read and to type again.
double rounded(double value) {
    char text[40];
    const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::scientific, 5).ptr;
    double back = 0;
    std::from_chars(text, end, back);
    return back;
}

std::string draw_whole(const SearchDimension& dimension, Rng& rng) {
    const auto low = number_of<std::int64_t>(dimension.low), high = number_of<std::int64_t>(dimension.high);
    if (dimension.scale != SearchScale::logarithmic) {
        const std::uint64_t span = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
        const std::uint64_t offset = span == UINT64_MAX ? rng.bits64() : rng.below(span + 1);
        return std::to_string(static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + offset));
    }
    // Up to high + 1, so that the last whole number has its share.
    const double first = std::log(static_cast<double>(low)), last = std::log(static_cast<double>(high) + 1);
    const double value = std::floor(std::exp(first + rng.uniform() * (last - first)));
    return std::to_string(std::clamp(static_cast<std::int64_t>(value), low, high));
}

std::string draw_real(const SearchDimension& dimension, Rng& rng) {
    const auto low = number_of<double>(dimension.low), high = number_of<double>(dimension.high);
    const double u = rng.uniform();
    const double value = dimension.scale == SearchScale::logarithmic
                             ? std::exp(std::log(low) + u * (std::log(high) - std::log(low)))
                             : low + u * (high - low);
    return to_text(ParamValue(std::clamp(rounded(value), low, high)));
}

Combination draw(const SearchSpec& spec, std::uint64_t number) {
    Rng rng(spec.search_seed, "search", number);
    Combination values;
    for (const SearchDimension& dimension : spec.dimensions) {
        if (!dimension.values.empty())
            values.push_back(dimension.values[rng.below(dimension.values.size())]);
        else
            values.push_back(dimension.whole ? draw_whole(dimension, rng) : draw_real(dimension, rng));
    }
    return values;
}

/// Without the values that stand there twice.
std::vector<std::string> distinct(const std::vector<std::string>& values) {
    std::vector<std::string> once;
    for (const std::string& value : values)
        if (std::find(once.begin(), once.end(), value) == once.end()) once.push_back(value);
    return once;
}

std::vector<Combination> grid_of(const SearchSpec& spec) {
    std::vector<Combination> all{{}};
    for (const SearchDimension& dimension : spec.dimensions) {
        const std::vector<std::string> values = distinct(dimension.values);
        std::vector<Combination> longer;
        longer.reserve(all.size() * values.size());
        for (const Combination& combination : all)
            for (const std::string& value : values) {
                longer.push_back(combination);
                longer.back().push_back(value);
            }
        all = std::move(longer);
    }
    return all;
}

}  // namespace

std::int64_t count_combinations(const SearchSpec& spec, std::int64_t limit) {
    std::int64_t count = 1;
    bool drawn = false;
    for (const SearchDimension& dimension : spec.dimensions) {
        if (dimension.values.empty()) {
            drawn = true;
            continue;
        }
        const auto values = static_cast<std::int64_t>(distinct(dimension.values).size());
        count = count > limit / std::max<std::int64_t>(values, 1) ? limit + 1 : count * values;
    }
    if (spec.kind == SearchKind::grid) return count;
    const std::int64_t wanted = std::clamp<std::int64_t>(spec.draws, 0, limit + 1);
    return drawn ? wanted : std::min(wanted, count);
}

std::vector<Combination> combinations_of(const SearchSpec& spec) {
    if (spec.kind == SearchKind::grid) return grid_of(spec);
    std::vector<Combination> drawn;
    std::set<Combination> known;
    const std::int64_t wanted = count_combinations(spec, most_search_runs);
    for (std::int64_t number = 0;
         static_cast<std::int64_t>(drawn.size()) < wanted && number < wanted * tries_per_draw; ++number) {
        Combination next = draw(spec, static_cast<std::uint64_t>(number));
        if (known.insert(next).second) drawn.push_back(std::move(next));
    }
    return drawn;
}

std::string combination_text(const SearchSpec& spec, const Combination& values) {
    std::string text;
    for (std::size_t i = 0; i < values.size() && i < spec.dimensions.size(); ++i)
        text += (i ? ", " : "") + spec.dimensions[i].key + "=" + values[i];
    return text;
}

ExperimentRequest search_request(const SearchSpec& spec, const Combination& values, std::uint64_t seed) {
    ExperimentRequest request = spec.base;
    for (std::size_t i = 0; i < values.size(); ++i) request.values[spec.dimensions[i].key] = values[i];
    request.values["job.seed"] = std::to_string(seed);
    return request;
}

}  // namespace wb
