// How many prompts go through a language model at once. Included by *.cpp only. Layer: rerank.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>

#include "experiment/model_memory.h"

namespace wb {

/// Bytes that one pass may take where so many are free; 0 = not known. A gigabyte with eight free or more: longer
/// passes are no faster. Else a power of two, since where a batch is divided decides the last bits of its gradient,
/// and a few megabytes more or less must not.
inline std::uint64_t room_of_pass(std::uint64_t free) {
    constexpr std::uint64_t most = std::uint64_t{1} << 30, least = most >> 4;
    return free == 0 ? most : std::clamp(std::bit_floor(free / 8), least, most);
}

/// Tokens of one pass that keeps in `room` bytes what its backward pass needs.
inline std::int64_t tokens_of_pass(const QwenConfig& config, std::uint64_t room,
                                   Activations kept = Activations::all) {
    return std::max<std::int64_t>(1, static_cast<std::int64_t>(room) / (4 * activations_of_token(config, kept)));
}

/// Calls f(first, last) for consecutive texts that together have at most `most` tokens, or one of more; `length(i,
/// first)` says how many text i adds to those from `first` on.
template <class Length, class F>
void for_passes(std::size_t count, std::int64_t most, const Length& length, const F& f) {
    for (std::size_t first = 0; first < count;) {
        std::size_t last = first;
        std::int64_t sum = 0;
        while (last < count && (last == first || sum + length(last, first) <= most)) sum += length(last++, first);
        f(first, last);
        first = last;
    }
}

}  // namespace wb
