// Weights in 4 bits: the NormalFloat data type, with its scales in 8 bits. Layer: tensors.
// Dettmers et al., "QLoRA: Efficient Finetuning of Quantized LLMs", NeurIPS 2023: section 3, appendix E. The layout
// is that of bitsandbytes. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace wb {

/// The 16 values that a weight can have, times the scale of its block.
extern const std::array<float, 16> nf4_values;
/// The 256 values that a scale can have, ascending: sign, one to seven digits of exponent, the rest a fraction
/// (Dettmers, "8-Bit Approximations for Parallelism in Deep Learning", ICLR 2016).
const std::array<float, 256>& dynamic_8bit_values();

/// Blocks of consecutive weights, each with the largest magnitude in it as its scale.
struct Nf4Blocks {
    std::int64_t count = 0, block = 64;
    std::vector<std::uint8_t> packed;  ///< two weights per byte, the first in the high half
    std::vector<float> scales;         ///< one per block
};
/// `count` even; a weight in the middle between two values takes the lower one. Throws std::logic_error for an odd
/// count, UserError for weights that are not finite.
Nf4Blocks to_nf4(std::span<const float> weights, std::int64_t block = 64);

/// Scales in 8 bits: what is left of them without their mean, in groups of 256.
struct Nf4Scales {
    static constexpr std::int64_t group = 256;
    std::vector<std::uint8_t> codes;  ///< into dynamic_8bit_values()
    std::vector<float> largest;       ///< one per group
    float mean = 0;
    std::vector<float> restored() const;
};
Nf4Scales to_8bit(std::span<const float> scales);

/// Weights `first` to `first + n` again; both even. `scales` one per block.
void from_nf4(const std::uint8_t* packed, const float* scales, std::int64_t block, std::int64_t first, std::int64_t n,
              float* out);

}  // namespace wb
