// Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/dropout_kernels.h"

#include <algorithm>
#include <cstring>

#include "tensors/vector_math.h"

namespace wb {

namespace {

constexpr int lanes = 16;  // Philox counters worked on side by side
constexpr std::int64_t span = 8 * lanes;

// Elements 8 * first_block .. + span - 1, one 16-bit number each.
WB_KERNEL void mask_blocks(std::uint8_t* mask, std::uint64_t first_block, std::uint64_t key,
                           std::uint32_t threshold) {
    std::uint32_t words[4][lanes];
    for (int lane = 0; lane < lanes; ++lane) {
        const std::uint64_t block = first_block + static_cast<std::uint64_t>(lane);
        std::uint32_t out[4];
        kernel::philox_words(static_cast<std::uint32_t>(block), static_cast<std::uint32_t>(block >> 32), key, out);
        for (int w = 0; w < 4; ++w) words[w][lane] = out[w];
    }
    for (int w = 0; w < 4; ++w)
        for (int lane = 0; lane < lanes; ++lane) {
            mask[8 * lane + 2 * w] = (words[w][lane] & 0xffffu) >= threshold;
            mask[8 * lane + 2 * w + 1] = (words[w][lane] >> 16) >= threshold;
        }
}

}  // namespace

void dropout_mask_range(std::uint8_t* mask, std::int64_t first, std::int64_t count, const Dropout& dropout) {
    const auto threshold = static_cast<std::uint32_t>(dropout.p * 65536.0f + 0.5f);
    std::uint8_t buffer[span];
    std::int64_t done = 0;
    while (done < count) {
        const std::int64_t element = first + done, skip = element % 8;
        const auto block = static_cast<std::uint64_t>(element / 8);
        if (skip == 0 && count - done >= span) {
            mask_blocks(mask + done, block, dropout.key, threshold);
            done += span;
        } else {
            mask_blocks(buffer, block, dropout.key, threshold);
            const std::int64_t n = std::min(span - skip, count - done);
            std::memcpy(mask + done, buffer + skip, static_cast<std::size_t>(n));
            done += n;
        }
    }
}

}  // namespace wb
