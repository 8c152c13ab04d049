// Philox and the streams made from it. Layer: foundation.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "foundation/random.h"

#include <cmath>
#include <numbers>
#include <stdexcept>

namespace wb {

namespace {

std::uint64_t mix(std::uint64_t x) {  // the finaliser of splitmix64: a bijection with good avalanche
    x ^= x >> 30;
    x *= 0xbf58476d1ce4e5b9u;
    x ^= x >> 27;
    x *= 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

std::uint64_t fnv1a(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325u;
    for (const char c : text) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 0x100000001b3u;
    }
    return hash;
}

constexpr std::uint32_t low(std::uint64_t x) {
    return static_cast<std::uint32_t>(x);
}
constexpr std::uint32_t high(std::uint64_t x) {
    return static_cast<std::uint32_t>(x >> 32);
}

}  // namespace

std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key) {
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t p0 = std::uint64_t{0xD2511F53u} * counter[0];
        const std::uint64_t p1 = std::uint64_t{0xCD9E8D57u} * counter[2];
        counter = {high(p1) ^ counter[1] ^ key[0], low(p1), high(p0) ^ counter[3] ^ key[1], low(p0)};
        key[0] += 0x9E3779B9u;
        key[1] += 0xBB67AE85u;
    }
    return counter;
}

// Words 0 and 1 of the counter number the block, words 2 and 3 hold the low halves of a and b, so streams of one name
// never share a counter while a and b are below 2^32. All of a and b also goes into the key: `key()` alone names the
// stream, and larger numbers make streams of their own, too.
Rng::Rng(std::uint64_t seed, std::string_view stream, std::uint64_t a, std::uint64_t b)
    : key_(mix(mix(mix(fnv1a(stream) + mix(seed + 0x9e3779b97f4a7c15u)) + a) + b)),
      a_(std::uint64_t{low(a)} | (std::uint64_t{low(b)} << 32)) {}

Rng::result_type Rng::operator()() {
    if (used_ == 4) {
        words_ = philox4x32({low(block_), high(block_), low(a_), high(a_)}, {low(key_), high(key_)});
        ++block_;
        used_ = 0;
    }
    return words_[static_cast<std::size_t>(used_++)];
}

std::uint64_t Rng::bits64() {
    const std::uint64_t first = (*this)();
    return first | (std::uint64_t{(*this)()} << 32);
}

double Rng::uniform() {
    return static_cast<double>(bits64() >> 11) * 0x1p-53;
}

std::uint64_t Rng::below(std::uint64_t n) {
    if (n == 0) throw std::logic_error("Rng::below needs n > 0");
    if (n <= 0xffffffffu) {  // Lemire: multiply, and reject the few low parts that would favour small results
        std::uint64_t product = std::uint64_t{(*this)()} * n;
        if (low(product) < n) {
            const std::uint64_t threshold = (std::uint64_t{1} << 32) % n;
            while (low(product) < threshold) product = std::uint64_t{(*this)()} * n;
        }
        return product >> 32;
    }
    const std::uint64_t threshold = (0 - n) % n;  // 2^64 mod n
    std::uint64_t x = bits64();
    while (x < threshold) x = bits64();
    return x % n;
}

double Rng::normal() {
    const double u = 1.0 - uniform();  // in (0, 1]: the logarithm is finite
    const double v = uniform();
    return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * v);
}

}  // namespace wb
