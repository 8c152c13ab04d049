// How many prompts go through a language model at once. Included by *.cpp only. Layer: rerank.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>

#include "experiment/language_models.h"

namespace wb {

/// Tokens of one pass: about a gigabyte of what the backward pass needs. The same on every machine, because where
/// a batch is divided decides the last bits of its gradient.
inline std::int64_t tokens_of_pass(const QwenConfig& config, bool checkpointing = false) {
    return std::max<std::int64_t>(1, (std::int64_t{1} << 30) / (4 * activations_of_token(config, checkpointing)));
}

/// Calls f(first, last) for consecutive texts that together have at most `most` tokens, or one of more.
template <class Length, class F>
void for_passes(std::size_t count, std::int64_t most, const Length& length, const F& f) {
    for (std::size_t first = 0; first < count;) {
        std::size_t last = first;
        std::int64_t sum = 0;
        while (last < count && (last == first || sum + length(last) <= most)) sum += length(last++);
        f(first, last);
        first = last;
    }
}

}  // namespace wb
