// Layer: retrieval.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "retrieval/ranking_kernels.h"

#include <algorithm>
#include <limits>

#include "tensors/vector_math.h"

namespace wb {

namespace {

typedef float Lanes
    __attribute__((vector_size(64)));  // 16 floats; two or four registers where the CPU has no AVX-512
typedef std::int32_t Counts __attribute__((vector_size(64)));
constexpr std::int64_t lanes = PackedItems::lanes;
constexpr std::int64_t vectors = PackedItems::panel / lanes;

// `count` users at once against one panel; the sums stay in registers.
template <int count>
WB_INLINE void sum_group(const float* panel, const float* bias, const float* users, std::int64_t dim,
                         Lanes (&sum)[count][vectors]) {
    for (int u = 0; u < count; ++u)
        for (int v = 0; v < vectors; ++v) __builtin_memcpy(&sum[u][v], bias + v * lanes, sizeof(Lanes));
    for (std::int64_t k = 0; k < dim; ++k) {
        Lanes item[vectors];
        for (int v = 0; v < vectors; ++v)
            __builtin_memcpy(&item[v], panel + k * PackedItems::panel + v * lanes, sizeof(Lanes));
        for (int u = 0; u < count; ++u) {
            const float x = users[u * dim + k];
            for (int v = 0; v < vectors; ++v) sum[u][v] += item[v] * x;
        }
    }
}

template <int count>
WB_INLINE void score_group(const float* panel, const float* bias, const float* users, std::int64_t dim,
                           float* scores) {
    Lanes sum[count][vectors];
    sum_group<count>(panel, bias, users, dim, sum);
    for (int u = 0; u < count; ++u)
        for (int v = 0; v < vectors; ++v)
            __builtin_memcpy(scores + u * PackedItems::panel + v * lanes, &sum[u][v], sizeof(Lanes));
}

template <int count>
WB_INLINE void count_group(const float* panel, const float* bias, const float* users, std::int64_t dim,
                           const float* thresholds, std::int32_t* above, std::int32_t* equal) {
    Lanes sum[count][vectors];
    sum_group<count>(panel, bias, users, dim, sum);
    for (int u = 0; u < count; ++u) {
        const Lanes t = Lanes{} + thresholds[u];
        Counts a, e;
        __builtin_memcpy(&a, above + u * lanes, sizeof a);
        __builtin_memcpy(&e, equal + u * lanes, sizeof e);
        for (int v = 0; v < vectors; ++v) {  // a comparison gives 0 or -1 in each lane
            a -= sum[u][v] > t;
            e -= sum[u][v] == t;
        }
        __builtin_memcpy(above + u * lanes, &a, sizeof a);
        __builtin_memcpy(equal + u * lanes, &e, sizeof e);
    }
}

WB_KERNEL void score_panel_impl(const float* panel, const float* bias, const float* users, std::int64_t user_count,
                                std::int64_t dim, float* scores) {
    std::int64_t u = 0;
    for (; u + 6 <= user_count; u += 6)
        score_group<6>(panel, bias, users + u * dim, dim, scores + u * PackedItems::panel);
    for (; u < user_count; ++u) score_group<1>(panel, bias, users + u * dim, dim, scores + u * PackedItems::panel);
}

WB_KERNEL void count_panel_impl(const float* panel, const float* bias, const float* users, std::int64_t user_count,
                                std::int64_t dim, const float* thresholds, std::int32_t* above, std::int32_t* equal) {
    std::int64_t u = 0;
    for (; u + 6 <= user_count; u += 6)
        count_group<6>(panel, bias, users + u * dim, dim, thresholds + u, above + u * lanes, equal + u * lanes);
    for (; u < user_count; ++u)
        count_group<1>(panel, bias, users + u * dim, dim, thresholds + u, above + u * lanes, equal + u * lanes);
}

// As a vector operation, since the compiler would round a scalar loop in another way than score_panel.
typedef float Four __attribute__((vector_size(16)));
// Chosen items lie anywhere in a large catalogue, so their rows are asked for some items ahead.
WB_INLINE void fetch_row(const float* row, std::int64_t dim) {
    constexpr std::int64_t line = 16;
    for (std::int64_t k = 0; k < dim; k += line) __builtin_prefetch(row + k);
}
WB_KERNEL void score_items_impl(const float* items, const float* bias, std::int64_t dim, const std::int32_t* chosen,
                                std::int64_t n, const float* user, float* scores) {
    constexpr std::int64_t ahead = 12;
    for (std::int64_t i = 0; i < std::min(ahead, n); ++i) fetch_row(items + chosen[i] * dim, dim);
    for (std::int64_t from = 0; from < n; from += 4) {
        for (std::int64_t i = from + ahead; i < std::min(from + ahead + 4, n); ++i)
            fetch_row(items + chosen[i] * dim, dim);
        const float* row[4];
        float start[4];
        for (std::int64_t i = 0; i < 4; ++i) {
            const std::int64_t item = chosen[from + i < n ? from + i : from];
            row[i] = items + item * dim;
            start[i] = bias ? bias[item] : 0.0f;
        }
        Four sum = {start[0], start[1], start[2], start[3]};
        for (std::int64_t k = 0; k < dim; ++k) sum += Four{row[0][k], row[1][k], row[2][k], row[3][k]} * user[k];
        for (std::int64_t i = 0; i < 4 && from + i < n; ++i) scores[from + i] = sum[i];
    }
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
    // A padding lane's score is not a number, so that no comparison with it holds.
    for (std::int64_t i = n; i < panels * PackedItems::panel; ++i)
        packed.bias[static_cast<std::size_t>(i)] = std::numeric_limits<float>::quiet_NaN();
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

void count_panel(const PackedItems& items, std::int64_t panel_index, const float* users, std::int64_t user_count,
                 const float* thresholds, std::int32_t* above, std::int32_t* equal) {
    count_panel_impl(items.values.data() + panel_index * items.dim * PackedItems::panel,
                     items.bias.data() + panel_index * PackedItems::panel, users, user_count, items.dim, thresholds,
                     above, equal);
}

void score_items(const float* items, const float* bias, std::int64_t dim, const std::int32_t* chosen, std::int64_t n,
                 const float* user, float* scores) {
    score_items_impl(items, bias, dim, chosen, n, user, scores);
}

float row_maximum(const float* scores, std::int64_t n) {
    return row_maximum_impl(scores, n);
}

}  // namespace wb
