// Layer: tensors.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tensors/nf4.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "foundation/error.h"

namespace wb {

const std::array<float, 16> nf4_values = {-1.0f,
                                          -0.6961928009986877f,
                                          -0.5250730514526367f,
                                          -0.39491748809814453f,
                                          -0.28444138169288635f,
                                          -0.18477343022823334f,
                                          -0.09105003625154495f,
                                          0.0f,
                                          0.07958029955625534f,
                                          0.16093020141124725f,
                                          0.24611230194568634f,
                                          0.33791524171829224f,
                                          0.44070982933044434f,
                                          0.5626170039176941f,
                                          0.7229568362236023f,
                                          1.0f};

namespace {

/// Between neighbours of nf4_values.
std::array<float, 15> middles() {
    std::array<float, 15> out;
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = (nf4_values[i] + nf4_values[i + 1]) / 2;
    return out;
}

float largest_of(std::span<const float> values) {
    float largest = 0;
    for (const float v : values) largest = std::max(largest, std::abs(v));
    return largest;
}

/// Decades 1e-6 to 1, each with twice as many values as the one below, in the middles of equal parts of [0.1, 1].
/// Rounded at the same places as the published table (from both ends, in one operation a border), bit for bit.
std::array<float, 256> made_8bit_values() {
    std::vector<float> values{0, 1};
    for (int decade = 0; decade < 7; ++decade) {
        const int parts = 1 << decade;
        const float step = (1.0f - 0.1f) / static_cast<float>(parts);
        const auto border = [&](int i) {
            return i < (parts + 1) / 2 ? std::fma(step, static_cast<float>(i), 0.1f)
                                       : std::fma(-step, static_cast<float>(parts - i), 1.0f);
        };
        const auto scale = static_cast<float>(std::pow(10.0, decade - 6));
        for (int i = 0; i < parts; ++i) {
            const float middle = (border(i) + border(i + 1)) / 2;
            for (const float sign : {1.0f, -1.0f}) values.push_back(sign * scale * middle);
        }
    }
    std::array<float, 256> out;
    std::sort(values.begin(), values.end());
    std::copy(values.begin(), values.end(), out.begin());
    return out;
}

std::uint8_t nearest_8bit(float value) {
    const auto& known = dynamic_8bit_values();
    const auto above = std::lower_bound(known.begin(), known.end(), value);
    if (above == known.begin()) return 0;
    const auto i = static_cast<std::uint8_t>(above - known.begin() - 1);
    if (above == known.end()) return i;
    return value - known[i] <= *above - value ? i : static_cast<std::uint8_t>(i + 1);
}

}  // namespace

const std::array<float, 256>& dynamic_8bit_values() {
    static const auto values = made_8bit_values();
    return values;
}

Nf4Blocks to_nf4(std::span<const float> weights, std::int64_t block) {
    if (weights.size() % 2 != 0 || block % 2 != 0) throw std::logic_error("to_nf4: an odd number of weights");
    static const auto borders = middles();
    Nf4Blocks out;
    out.count = std::ssize(weights);
    out.block = block;
    out.packed.resize(weights.size() / 2);
    for (std::int64_t from = 0; from < out.count; from += block) {
        const auto part = weights.subspan(static_cast<std::size_t>(from),
                                          static_cast<std::size_t>(std::min(block, out.count - from)));
        if (!std::all_of(part.begin(), part.end(), [](float w) { return std::isfinite(w); }))
            throw UserError("The weights of the model hold numbers that are not finite.",
                            "They cannot be stored in 4 bits.", "Download the model's folder again.");
        const float largest = largest_of(part), inverse = 1.0f / std::max(largest, 1e-38f);
        out.scales.push_back(largest);
        const auto code = [&](float w) {
            const float scaled = std::clamp(w * inverse, -1.0f, 1.0f);
            return static_cast<unsigned>(std::lower_bound(borders.begin(), borders.end(), scaled) - borders.begin());
        };
        for (std::size_t i = 0; i < part.size(); i += 2)
            out.packed[(static_cast<std::size_t>(from) + i) / 2] =
                static_cast<std::uint8_t>(code(part[i]) << 4 | code(part[i + 1]));
    }
    return out;
}

Nf4Scales to_8bit(std::span<const float> scales) {
    Nf4Scales out;
    if (scales.empty()) return out;
    out.mean =
        static_cast<float>(std::accumulate(scales.begin(), scales.end(), 0.0) / static_cast<double>(scales.size()));
    std::vector<float> rest(scales.size());
    std::transform(scales.begin(), scales.end(), rest.begin(), [&](float s) { return s - out.mean; });
    for (std::size_t from = 0; from < rest.size(); from += Nf4Scales::group) {
        const auto part = std::span(rest).subspan(from, std::min<std::size_t>(Nf4Scales::group, rest.size() - from));
        const float largest = largest_of(part), inverse = 1.0f / std::max(largest, 1e-38f);
        out.largest.push_back(largest);
        for (const float r : part) out.codes.push_back(nearest_8bit(r * inverse));
    }
    return out;
}

std::vector<float> Nf4Scales::restored() const {
    std::vector<float> out(codes.size());
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = dynamic_8bit_values()[codes[i]] * largest[i / Nf4Scales::group] + mean;
    return out;
}

void from_nf4(const std::uint8_t* packed, const float* scales, std::int64_t block, std::int64_t first, std::int64_t n,
              float* out) {
    for (std::int64_t i = 0; i < n; i += 2) {
        const float scale = scales[(first + i) / block];
        const unsigned two = packed[(first + i) / 2];
        out[i] = nf4_values[two >> 4] * scale;
        out[i + 1] = nf4_values[two & 15] * scale;
    }
}

}  // namespace wb
