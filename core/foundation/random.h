// Counter-based random numbers. Layer: foundation.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace wb {

/// Philox 4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011): the four words at a
/// counter.
std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

/// A stream named by (seed, name, a, b). Two streams with different names or numbers are independent, so nothing has
/// to be stored to resume: the stream of epoch 7 is made from the number 7. Satisfies UniformRandomBitGenerator.
class Rng {
  public:
    using result_type = std::uint32_t;
    Rng(std::uint64_t seed, std::string_view stream, std::uint64_t a = 0, std::uint64_t b = 0);
    static constexpr result_type min() { return 0; }
    static constexpr result_type max() { return 0xffffffffu; }
    result_type operator()();
    std::uint64_t bits64();
    /// Uniform in [0, 1) with 53 bits.
    double uniform();
    /// Uniform in 0 .. n-1, without bias; n > 0.
    std::uint64_t below(std::uint64_t n);
    double normal();
    /// Fisher-Yates; the same on every platform, unlike std::shuffle.
    template <class T>
    void shuffle(std::vector<T>& values) {
        for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[below(i)]);
    }
    /// The 64-bit key of this stream, for kernels that number their own counters.
    std::uint64_t key() const { return key_; }

  private:
    std::uint64_t key_;
    std::uint64_t a_, block_ = 0;
    std::array<std::uint32_t, 4> words_{};
    int used_ = 4;
};

}  // namespace wb
