// Layer: retrieval.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "retrieval/quantised_screen.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <limits>

#if defined(__x86_64__)
#include <immintrin.h>
#define WB_HAS_X86 1
#endif

namespace wb {

namespace {

constexpr std::int64_t panel = PackedItems::panel;
constexpr double largest_norm = 23000;  // of a rounded vector: the product of two stays below 2^29.1
constexpr double largest_bias = 1 << 28;
constexpr std::int32_t padding = -(1 << 30);  // below every threshold

double norm(const float* v, std::int64_t n) {
    double s = 0;
    for (std::int64_t i = 0; i < n; ++i) s += static_cast<double>(v[i]) * static_cast<double>(v[i]);
    return std::sqrt(s);
}

/// The largest of value(i) for i in 0 .. n-1, all of which are at least 0; NaN when one is.
template <class Value>
double largest(std::int64_t n, const Value& value) {
    constexpr std::int64_t chunk = 256;
    std::vector<double> tops(static_cast<std::size_t>((n + chunk - 1) / chunk), 0);
    at::parallel_for(0, static_cast<std::int64_t>(tops.size()), 1, [&](std::int64_t from, std::int64_t to) {
        for (std::int64_t c = from; c < to; ++c) {
            double top = 0;
            for (std::int64_t i = c * chunk; i < std::min(n, (c + 1) * chunk); ++i) {
                const double x = value(i);
                if (!(x <= top)) top = std::isnan(top) ? top : x;
            }
            tops[static_cast<std::size_t>(c)] = top;
        }
    });
    double top = 0;
    for (const double x : tops)
        if (!(x <= top)) top = std::isnan(top) ? top : x;
    return top;
}

/// Rounds one vector; returns its distance from the rounded one.
double quantise(const float* v, std::int64_t dim, double step, std::int16_t* out, std::int64_t stride) {
    double residual = 0;
    for (std::int64_t k = 0; k < dim; ++k) {
        const double q = std::nearbyint(static_cast<double>(v[k]) / step);
        out[(k / 2) * stride + k % 2] = static_cast<std::int16_t>(q);
        const double off = static_cast<double>(v[k]) - q * step;
        residual += off * off;
    }
    return std::sqrt(residual);
}

/// As a bound for sums: beyond all of them at most, but above the padding.
std::int32_t within_sums(double x) {
    constexpr double limit = -0.95 * padding;
    return static_cast<std::int32_t>(std::clamp(x, -limit, limit));
}

#ifdef WB_HAS_X86

// Not __m512i: that type may alias anything, and g++ 12 then keeps the sums in memory.
typedef std::int32_t Sums __attribute__((vector_size(64)));

/// Products of one group of users with one panel.
template <int count>
__attribute__((target("avx512f,avx512bw,avx512vnni"), always_inline)) inline void sums_of_group(
    const std::int16_t* values, const std::int32_t* bias, std::int64_t pairs, const std::int32_t* users,
    Sums (&sum)[count][4]) {
#pragma GCC unroll 6
    for (int u = 0; u < count; ++u)
#pragma GCC unroll 4
        for (int v = 0; v < 4; ++v) sum[u][v] = reinterpret_cast<Sums>(_mm512_loadu_si512(bias + 16 * v));
    for (std::int64_t p = 0; p < pairs; ++p) {
        __m512i item[4];
#pragma GCC unroll 4
        for (int v = 0; v < 4; ++v) item[v] = _mm512_loadu_si512(values + (p * panel + 16 * v) * 2);
#pragma GCC unroll 6
        for (int u = 0; u < count; ++u) {
            const __m512i x = _mm512_set1_epi32(users[u * pairs + p]);
#pragma GCC unroll 4
            for (int v = 0; v < 4; ++v)
                sum[u][v] =
                    reinterpret_cast<Sums>(_mm512_dpwssd_epi32(reinterpret_cast<__m512i>(sum[u][v]), item[v], x));
        }
    }
}

/// Bits of lanes above `high`, and of lanes from `low` up to `high`.
template <int count>
__attribute__((target("avx512f,avx512bw,avx512vnni"), always_inline)) inline void compare_group(
    const std::int16_t* values, const std::int32_t* bias, std::int64_t pairs, const std::int32_t* users,
    const std::int32_t* high, const std::int32_t* low, std::uint64_t* above, std::uint64_t* unsure) {
    Sums sum[count][4];
    sums_of_group<count>(values, bias, pairs, users, sum);
#pragma GCC unroll 6
    for (int u = 0; u < count; ++u) {
        const __m512i h = _mm512_set1_epi32(high[u]), l = _mm512_set1_epi32(low[u]);
        std::uint64_t a = 0, m = 0;
#pragma GCC unroll 4
        for (int v = 0; v < 4; ++v) {
            const auto lanes = reinterpret_cast<__m512i>(sum[u][v]);
            a |= static_cast<std::uint64_t>(_mm512_cmpgt_epi32_mask(lanes, h)) << (16 * v);
            m |= static_cast<std::uint64_t>(_mm512_cmpge_epi32_mask(lanes, l)) << (16 * v);
        }
        above[u] = a;
        unsure[u] = m & ~a;
    }
}

/// Asks for the panel behind this one, a part of it with each group of users: a large catalogue lies in the last
/// cache or in memory, and waiting for it made ranking grow faster than the catalogue.
void fetch_next_panel(const std::int16_t* values, std::int64_t pairs, std::int64_t from, std::int64_t to,
                      std::int64_t count) {
    constexpr std::int64_t line = 32;  // numbers
    const std::int64_t size = pairs * panel * 2, lines = size / line;
    for (std::int64_t i = from * lines / count; i < to * lines / count; ++i)
        __builtin_prefetch(values + size + i * line);
}

__attribute__((target("popcnt"))) void count_bits(const std::uint64_t* bits, std::int64_t n, std::int64_t* sums) {
    for (std::int64_t i = 0; i < n; ++i) sums[i] += __builtin_popcountll(bits[i]);
}

/// Raises the tops [user][16] of each lane to what the panel has there.
template <int count>
__attribute__((target("avx512f,avx512bw,avx512vnni"), always_inline)) inline void raise_group(
    const std::int16_t* values, const std::int32_t* bias, std::int64_t pairs, const std::int32_t* users,
    std::int32_t* tops, std::int64_t stride) {
    Sums sum[count][4];
    sums_of_group<count>(values, bias, pairs, users, sum);
#pragma GCC unroll 6
    for (int u = 0; u < count; ++u) {
        __m512i top = _mm512_loadu_si512(tops + u * stride);
#pragma GCC unroll 4
        for (int v = 0; v < 4; ++v)
            // With a mask: g++ 12 warns of its own plain form.
            top = _mm512_maskz_max_epi32(0xFFFF, top, reinterpret_cast<__m512i>(sum[u][v]));
        _mm512_storeu_si512(tops + u * stride, top);
    }
}

__attribute__((target("avx512f,avx512bw,avx512vnni"))) void compare_panel(
    const std::int16_t* values, const std::int32_t* bias, std::int64_t pairs, const std::int32_t* users,
    std::int64_t count, const std::int32_t* high, const std::int32_t* low, std::uint64_t* above,
    std::uint64_t* unsure) {
    std::int64_t u = 0;
    for (; u + 6 <= count; u += 6) {
        fetch_next_panel(values, pairs, u, u + 6, count);
        compare_group<6>(values, bias, pairs, users + u * pairs, high + u, low + u, above + u, unsure + u);
    }
    for (; u < count; ++u)
        compare_group<1>(values, bias, pairs, users + u * pairs, high + u, low + u, above + u, unsure + u);
}

__attribute__((target("avx512f,avx512bw,avx512vnni"))) void raise_panel(const std::int16_t* values,
                                                                        const std::int32_t* bias, std::int64_t pairs,
                                                                        const std::int32_t* users, std::int64_t count,
                                                                        std::int32_t* tops, std::int64_t stride) {
    std::int64_t u = 0;
    for (; u + 6 <= count; u += 6) {
        fetch_next_panel(values, pairs, u, u + 6, count);
        raise_group<6>(values, bias, pairs, users + u * pairs, tops + u * stride, stride);
    }
    for (; u < count; ++u) raise_group<1>(values, bias, pairs, users + u * pairs, tops + u * stride, stride);
}

#endif

}  // namespace

bool QuantisedScreen::available() {
#ifdef WB_HAS_X86
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vnni");
#else
    return false;
#endif
}

QuantisedScreen::QuantisedScreen(const float* items, const float* bias, std::int64_t n, std::int64_t dim,
                                 const float* users, std::int64_t user_count)
    : items_(n), dim_(dim), pairs_((dim + 1) / 2), panels_((n + panel - 1) / panel) {
    item_norm_ = largest(n, [&](std::int64_t i) { return norm(items + i * dim, dim); });
    const double user_norm = largest(user_count, [&](std::int64_t u) { return norm(users + u * dim, dim); });
    if (!std::isfinite(item_norm_) || !std::isfinite(user_norm) || item_norm_ == 0 || user_norm == 0) return;
    // Rounding can lengthen a vector by at most half a step per dimension; the margin keeps its norm within bounds.
    const double room = largest_norm - std::sqrt(static_cast<double>(dim));
    item_step_ = item_norm_ / room;
    user_step_ = user_norm / room;
    const double product_step = item_step_ * user_step_;
    bias_.assign(static_cast<std::size_t>(panels_ * panel), padding);
    for (std::int64_t i = 0; i < n; ++i) {
        const double b = bias ? static_cast<double>(bias[i]) : 0.0;
        if (!(std::abs(b) / product_step < largest_bias)) return;
        bias_size_ = std::max(bias_size_, std::abs(b));
        bias_[static_cast<std::size_t>(i)] = static_cast<std::int32_t>(std::nearbyint(b / product_step));
    }
    values_.assign(static_cast<std::size_t>(panels_ * pairs_ * panel * 2), 0);
    item_residual_ = largest(n, [&](std::int64_t i) {
        auto* out = values_.data() + (i / panel) * pairs_ * panel * 2 + (i % panel) * 2;
        return quantise(items + i * dim, dim, item_step_, out, panel * 2);
    });
    usable_ = true;
}

QuantisedScreen::Rounded QuantisedScreen::rounded(const float* users, std::int64_t count) const {
    Rounded r{std::vector<std::int32_t>(static_cast<std::size_t>(count * pairs_), 0), {}};
    const double product_step = item_step_ * user_step_;
    for (std::int64_t u = 0; u < count; ++u) {
        auto* out = reinterpret_cast<std::int16_t*>(r.values.data() + u * pairs_);
        const double residual = quantise(users + u * dim_, dim_, user_step_, out, 2);
        const double size = norm(users + u * dim_, dim_);
        const double float_error = static_cast<double>(dim_ + 2) * 6.0e-8 * (size * item_norm_ + bias_size_);
        const double off =
            (size + residual) * item_residual_ + residual * item_norm_ + 0.5 * product_step + 2 * float_error;
        r.off[u] = off / product_step;
    }
    return r;
}

void QuantisedScreen::compare(const float* users, std::int64_t count, const float* thresholds,
                              Verdict* verdicts) const {
#ifdef WB_HAS_X86
    const auto r = rounded(users, count);
    std::int32_t high[block], low[block];
    for (std::int64_t u = 0; u < count; ++u) {
        verdicts[u].unsure.clear();
        const double t = static_cast<double>(thresholds[u]) / (item_step_ * user_step_);
        high[u] = within_sums(std::ceil(t + r.off[u]));
        low[u] = within_sums(std::floor(t - r.off[u]));
    }
    std::uint64_t above[block], unsure[block];
    std::int64_t sums[block] = {};
    for (std::int64_t p = 0; p < panels_; ++p) {
        compare_panel(values_.data() + p * pairs_ * panel * 2, bias_.data() + p * panel, pairs_, r.values.data(),
                      count, high, low, above, unsure);
        count_bits(above, count, sums);
        for (std::int64_t u = 0; u < count; ++u)
            for (std::uint64_t bits = unsure[u]; bits != 0; bits &= bits - 1)
                verdicts[u].unsure.push_back(static_cast<std::int32_t>(p * panel + std::countr_zero(bits)));
    }
    for (std::int64_t u = 0; u < count; ++u) verdicts[u].above = sums[u];
#else
    (void)users, (void)count, (void)thresholds, (void)verdicts;
#endif
}

// A part of the catalogue is divided into groups, several for each wanted item. The k-th largest of the groups' best
// is a bound that k items reach, so whoever stays below it is not among the best k.
void QuantisedScreen::contenders(const float* users, std::int64_t count, const std::int64_t* wanted,
                                 std::vector<std::int32_t>* chosen) const {
#ifdef WB_HAS_X86
    const auto r = rounded(users, count);
    const std::int64_t most = *std::max_element(wanted, wanted + count);
    const std::int64_t chunks = std::clamp<std::int64_t>((4 * most + lanes - 1) / lanes, 1, panels_);
    const std::int64_t groups = chunks * lanes;
    // The larger the part, the fewer contenders; the exact score of one costs what 32 items cost here.
    const double part = std::sqrt(32.0 * static_cast<double>(most) / static_cast<double>(items_));
    const auto seen = std::clamp(static_cast<std::int64_t>(part * static_cast<double>(panels_)), chunks, panels_);
    std::vector<std::int32_t> tops(static_cast<std::size_t>(count * groups), padding);
    for (std::int64_t p = 0; p < seen; ++p)
        raise_panel(values_.data() + p * pairs_ * panel * 2, bias_.data() + p * panel, pairs_, r.values.data(), count,
                    tops.data() + p * chunks / seen * lanes, groups);
    std::int32_t low[block];
    for (std::int64_t u = 0; u < count; ++u) {
        chosen[u].clear();
        auto* first = tops.data() + u * groups;
        low[u] = within_sums(padding);
        if (wanted[u] > groups) continue;  // all items
        std::nth_element(first, first + wanted[u] - 1, first + groups, std::greater<>());
        // That item's own score may be lower, and another's higher, by what rounding takes from each.
        low[u] = within_sums(std::floor(static_cast<double>(first[wanted[u] - 1]) - 2 * r.off[u]) - 1);
    }
    const std::vector<std::int32_t> never(static_cast<std::size_t>(count), std::numeric_limits<std::int32_t>::max());
    std::uint64_t above[block], reached[block];
    for (std::int64_t p = 0; p < panels_; ++p) {
        compare_panel(values_.data() + p * pairs_ * panel * 2, bias_.data() + p * panel, pairs_, r.values.data(),
                      count, never.data(), low, above, reached);
        for (std::int64_t u = 0; u < count; ++u)
            for (std::uint64_t bits = reached[u]; bits != 0; bits &= bits - 1)
                chosen[u].push_back(static_cast<std::int32_t>(p * panel + std::countr_zero(bits)));
    }
#else
    (void)users, (void)count, (void)wanted, (void)chosen;
#endif
}

}  // namespace wb
