// Branch-free float functions that the compiler turns into SIMD code, and the attribute that builds a kernel for
// several instruction sets. Used by *_kernels.cpp only. Layer: tensors. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>

// A kernel marked WB_KERNEL is compiled three times and chosen at load time by the processor.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define WB_KERNEL __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define WB_KERNEL
#endif
#define WB_INLINE static inline __attribute__((always_inline))

namespace wb::kernel {

/// exp(x) within 2 units in the last place for -87 <= x <= 88; clamped outside. NaN stays NaN.
WB_INLINE float fast_exp(float x) {
    const float clamped = x < -87.0f ? -87.0f : (x > 88.0f ? 88.0f : x);
    const float scaled = clamped * 1.44269504088896341f;
    const float magic = 12582912.0f;  // 1.5 * 2^23: adding it rounds to the nearest integer
    const float shifted = scaled + magic;
    std::int32_t bits;
    std::memcpy(&bits, &shifted, 4);
    const float n = static_cast<float>(static_cast<std::int32_t>(bits - 0x4B400000));
    const float r = (clamped - n * 0.693359375f) + n * 2.12194440e-4f;
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * r * r + r + 1.0f;
    const std::int32_t exponent = (bits - 0x4B400000 + 127) << 23;
    float power;
    std::memcpy(&power, &exponent, 4);
    return p * power;
}

/// GELU with the error function, and its derivative. erf by Abramowitz & Stegun 7.1.26 (|error| < 1.5e-7).
WB_INLINE void gelu_erf(float x, float& value, float& derivative) {
    const float z = (x < 0 ? -x : x) * 0.70710678118654752f;
    const float t = 1.0f / (1.0f + 0.3275911f * z);
    const float gauss = fast_exp(-z * z);
    const float poly =
        ((((1.061405429f * t - 1.453152027f) * t + 1.421413741f) * t - 0.284496736f) * t + 0.254829592f) * t;
    const float erf_abs = 1.0f - poly * gauss;
    const float cdf = 0.5f * (1.0f + (x < 0 ? -erf_abs : erf_abs));
    value = x * cdf;
    derivative = cdf + x * gauss * 0.39894228040143268f;
}

/// GELU in the tanh form, and its derivative.
WB_INLINE void gelu_tanh(float x, float& value, float& derivative) {
    const float c = 0.79788456080286536f, a = 0.044715f;
    const float inner = c * (x + a * x * x * x);
    const float e = fast_exp(2.0f * (inner > 15.0f ? 15.0f : (inner < -15.0f ? -15.0f : inner)));
    const float tanh_inner = (e - 1.0f) / (e + 1.0f);
    value = 0.5f * x * (1.0f + tanh_inner);
    derivative =
        0.5f * (1.0f + tanh_inner) + 0.5f * x * (1.0f - tanh_inner * tanh_inner) * c * (1.0f + 3.0f * a * x * x);
}

/// Philox 4x32 with 7 rounds, the fewest that pass BigCrush (Salmon et al., SC 2011, table 2): enough for dropout.
WB_INLINE void philox_words(std::uint32_t low, std::uint32_t high, std::uint64_t key, std::uint32_t out[4]) {
    std::uint32_t c0 = low, c1 = high, c2 = 0, c3 = 0x57424450u;
    std::uint32_t k0 = static_cast<std::uint32_t>(key), k1 = static_cast<std::uint32_t>(key >> 32);
    for (int round = 0; round < 7; ++round) {
        const std::uint64_t p0 = std::uint64_t{0xD2511F53u} * c0, p1 = std::uint64_t{0xCD9E8D57u} * c2;
        const std::uint32_t n0 = static_cast<std::uint32_t>(p1 >> 32) ^ c1 ^ k0;
        const std::uint32_t n2 = static_cast<std::uint32_t>(p0 >> 32) ^ c3 ^ k1;
        c1 = static_cast<std::uint32_t>(p1);
        c3 = static_cast<std::uint32_t>(p0);
        c0 = n0;
        c2 = n2;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
}

}  // namespace wb::kernel
