// Colour and edge histograms of a picture. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/features/picture_descriptor.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <stdexcept>

namespace wb {

namespace {

constexpr std::size_t side = descriptor_side, pixels = side * side;
constexpr std::size_t cells = 4, cell_side = side / cells;
constexpr std::size_t hues = 8, saturations = 4, values = 4;
constexpr std::size_t cell_hues = 6, cell_bins = cell_hues + 2, directions = 8;
constexpr std::size_t block_dim = hues * saturations * values;
static_assert(cells * cells * cell_bins == block_dim && cells * cells * directions == block_dim);
static_assert(3 * block_dim == descriptor_dim);

using Block = std::array<double, block_dim>;

/// Two neighbouring bins and the share of each.
struct Shares {
    std::size_t low = 0, high = 0;
    float low_share = 1, high_share = 0;
};

/// `place` in 0 .. bins on a circle; a bin's centre lies at its number.
Shares on_circle(float place, std::size_t bins) {
    const float floor = std::floor(place);
    Shares shares;
    shares.low = static_cast<std::size_t>(floor) % bins;
    shares.high = (shares.low + 1) % bins;
    shares.high_share = place - floor;
    shares.low_share = 1 - shares.high_share;
    return shares;
}

/// Of a byte: the first bin's centre at 0, the last one's at 255.
Shares on_line(std::uint8_t byte, std::size_t bins) {
    const float place = static_cast<float>(byte) / 255.0f * static_cast<float>(bins - 1);
    Shares shares;
    shares.low = std::min(static_cast<std::size_t>(place), bins - 2);
    shares.high = shares.low + 1;
    shares.high_share = place - static_cast<float>(shares.low);
    shares.low_share = 1 - shares.high_share;
    return shares;
}

template <class Make>
std::array<Shares, 256> table_of(Make make) {
    std::array<Shares, 256> table;
    for (std::size_t byte = 0; byte < table.size(); ++byte) table[byte] = make(static_cast<std::uint8_t>(byte));
    return table;
}

std::array<Shares, 256> hue_table(std::size_t bins) {
    return table_of([bins](std::uint8_t byte) {
        return on_circle(static_cast<float>(byte) / 256.0f * static_cast<float>(bins), bins);
    });
}

std::size_t cell_of(std::size_t x, std::size_t y) {
    return y / cell_side * cells + x / cell_side;
}

Block whole_colours(std::span<const std::uint8_t> hsv) {
    static const auto hue = hue_table(hues);
    static const auto saturation = table_of([](std::uint8_t b) { return on_line(b, saturations); });
    static const auto value = table_of([](std::uint8_t b) { return on_line(b, values); });
    std::array<float, block_dim> counts{};  // at most 16384 shares of at most 1: exact enough in single precision
    for (std::size_t i = 0; i < pixels; ++i) {
        const Shares &h = hue[hsv[3 * i]], &s = saturation[hsv[3 * i + 1]], &v = value[hsv[3 * i + 2]];
        const auto add = [&](std::size_t of_hue, std::size_t of_saturation, float share) {
            const std::size_t at = (of_hue * saturations + of_saturation) * values;
            counts[at + v.low] += share * v.low_share;
            counts[at + v.high] += share * v.high_share;
        };
        add(h.low, s.low, h.low_share * s.low_share);
        add(h.low, s.high, h.low_share * s.high_share);
        add(h.high, s.low, h.high_share * s.low_share);
        add(h.high, s.high, h.high_share * s.high_share);
    }
    Block block;
    std::copy(counts.begin(), counts.end(), block.begin());
    return block;
}

Block colours_by_place(std::span<const std::uint8_t> hsv) {
    static const auto hue = hue_table(cell_hues);
    Block block{};
    for (std::size_t i = 0; i < pixels; ++i) {
        const Shares& h = hue[hsv[3 * i]];
        const float value = static_cast<float>(hsv[3 * i + 2]) / 255.0f;
        const float chroma = static_cast<float>(hsv[3 * i + 1]) / 255.0f * value;
        double* const cell = block.data() + cell_of(i % side, i / side) * cell_bins;
        cell[h.low] += chroma * h.low_share;
        cell[h.high] += chroma * h.high_share;
        cell[cell_hues] += (1 - chroma) * (1 - value);
        cell[cell_hues + 1] += (1 - chroma) * value;
    }
    return block;
}

Block edges_by_place(std::span<const std::uint8_t> grey) {
    Block block{};
    const auto at = [&](std::size_t x, std::size_t y) { return static_cast<int>(grey[y * side + x]); };
    for (std::size_t y = 1; y + 1 < side; ++y)
        for (std::size_t x = 1; x + 1 < side; ++x) {
            const int dx = at(x + 1, y) - at(x - 1, y), dy = at(x, y + 1) - at(x, y - 1);
            if (dx == 0 && dy == 0) continue;
            const auto fx = static_cast<float>(dx), fy = static_cast<float>(dy);
            float angle = std::atan2(fy, fx) / std::numbers::pi_v<float>;  // -1 .. 1; light to dark is dark to light
            if (angle < 0) angle += 1;
            const Shares shares = on_circle(angle * static_cast<float>(directions), directions);
            const float strength = std::sqrt(fx * fx + fy * fy);
            double* const cell = block.data() + cell_of(x, y) * directions;
            cell[shares.low] += strength * shares.low_share;
            cell[shares.high] += strength * shares.high_share;
        }
    return block;
}

}  // namespace

std::array<float, descriptor_dim> describe_picture(std::span<const std::uint8_t> hsv,
                                                   std::span<const std::uint8_t> grey) {
    if (hsv.size() != 3 * pixels || grey.size() != pixels)
        throw std::logic_error("describe_picture takes pictures of 128 x 128 pixels");
    const std::array<Block, 3> blocks{whole_colours(hsv), colours_by_place(hsv), edges_by_place(grey)};
    std::array<float, descriptor_dim> out{};
    int filled = 0;
    for (const Block& block : blocks)
        filled += std::any_of(block.begin(), block.end(), [](double v) { return v > 0; });
    for (std::size_t b = 0; b < blocks.size(); ++b) {
        double sum = 0;
        for (const double count : blocks[b]) sum += count;
        if (sum <= 0) continue;
        // Square roots of shares that sum to 1 have length 1; `filled` such blocks have the length sqrt(filled).
        for (std::size_t i = 0; i < block_dim; ++i)
            out[b * block_dim + i] = static_cast<float>(std::sqrt(blocks[b][i] / sum / filled));
    }
    return out;
}

}  // namespace wb
