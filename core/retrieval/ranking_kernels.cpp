// Layer: retrieval.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "retrieval/ranking_kernels.h"

#include <algorithm>

#include "networks/vector_math.h"

namespace wb {

namespace {

typedef float Lanes __attribute__((vector_size(64)));  // 16 floats; two or four registers where the CPU has no AVX-512
constexpr std::int64_t lanes = 16;
constexpr std::int64_t vectors = PackedItems::panel / lanes;

// `count` users at once against one panel; the sums stay in registers.
template <int count>
WB_INLINE void user_group(const float* panel, const float* bias, const float* users, std::int64_t dim, float* scores) {
    Lanes sum[count][vectors];
    for (int u = 0; u < count; ++u)
        for (int v = 0; v < vectors; ++v) __builtin_memcpy(&sum[u][v], bias + v * lanes, sizeof(Lanes));
    for (std::int64_t k = 0; k < dim; ++k) {
        Lanes item[vectors];
        for (int v = 0; v < vectors; ++v) __builtin_memcpy(&item[v], panel + k * PackedItems::panel + v * lanes, sizeof(Lanes));
        for (int u = 0; u < count; ++u) {
            const float x = users[u * dim + k];
            for (int v = 0; v < vectors; ++v) sum[u][v] += item[v] * x;
        }
    }
    for (int u = 0; u < count; ++u)
        for (int v = 0; v < vectors; ++v)
            __builtin_memcpy(scores + u * PackedItems::panel + v * lanes, &sum[u][v], sizeof(Lanes));
}

WB_KERNEL void score_panel_impl(const float* panel, const float* bias, const float* users, std::int64_t user_count,
                                std::int64_t dim, float* scores) {
    std::int64_t u = 0;
    for (; u + 6 <= user_count; u += 6)
        user_group<6>(panel, bias, users + u * dim, dim, scores + u * PackedItems::panel);
    for (; u < user_count; ++u)
        user_group<1>(panel, bias, users + u * dim, dim, scores + u * PackedItems::panel);
}

WB_KERNEL void count_above_impl(const float* scores, std::int64_t n, float threshold, std::int32_t* above,
                                std::int32_t* equal) {
    std::int32_t a = 0, e = 0;
    for (std::int64_t i = 0; i < n; ++i) {
        a += scores[i] > threshold ? 1 : 0;
        e += scores[i] == threshold ? 1 : 0;
    }
    *above = a;
    *equal = e;
}

WB_KERNEL float row_maximum_impl(const float* scores, std::int64_t n) {
    float top = scores[0];
    for (std::int64_t i = 1; i < n; ++i) top = scores[i] > top ? scores[i] : top;
    return top;
}

}  // namespace

PackedItems pack_items(const float* items, const float* bias, std::int64_t n, std::int64_t dim) {
    PackedItems packed;
    packed.items = n;
    packed.dim = dim;
    const std::int64_t panels = packed.panels();
    packed.values.assign(static_cast<std::size_t>(panels * dim * PackedItems::panel), 0.0f);
    packed.bias.assign(static_cast<std::size_t>(panels * PackedItems::panel), 0.0f);
    for (std::int64_t i = 0; i < n; ++i) {
        const std::int64_t p = i / PackedItems::panel, lane = i % PackedItems::panel;
        for (std::int64_t k = 0; k < dim; ++k)
            packed.values[static_cast<std::size_t>((p * dim + k) * PackedItems::panel + lane)] = items[i * dim + k];
        if (bias) packed.bias[static_cast<std::size_t>(i)] = bias[i];
    }
    return packed;
}

void score_panel(const PackedItems& items, std::int64_t panel_index, const float* users, std::int64_t user_count,
                 float* scores) {
    score_panel_impl(items.values.data() + panel_index * items.dim * PackedItems::panel,
                     items.bias.data() + panel_index * PackedItems::panel, users, user_count, items.dim, scores);
}

void count_above(const float* scores, std::int64_t n, float threshold, std::int64_t& above, std::int64_t& equal) {
    std::int32_t a = 0, e = 0;
    count_above_impl(scores, n, threshold, &a, &e);
    above += a;
    equal += e;
}

float row_maximum(const float* scores, std::int64_t n) { return row_maximum_impl(scores, n); }

}  // namespace wb
