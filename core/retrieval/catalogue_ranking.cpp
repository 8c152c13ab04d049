// Layer: retrieval.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "retrieval/catalogue_ranking.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>

#include "retrieval/quantised_screen.h"
#include "retrieval/ranking_kernels.h"

namespace wb {

namespace {

constexpr std::int64_t user_block = QuantisedScreen::block;  // users that share one pass over the catalogue
constexpr float minus_infinity = -std::numeric_limits<float>::infinity();

// The kernels' catalogue starts at item 1.
const float* first_item(const DotProductModel& model) {
    return model.items + model.dim;
}
const float* first_bias(const DotProductModel& model) {
    return model.bias ? model.bias + 1 : nullptr;
}

PackedItems pack(const DotProductModel& model) {
    return pack_items(first_item(model), first_bias(model), model.item_count, model.dim);
}

void score_chosen(const DotProductModel& model, const std::vector<ItemId>& chosen, const float* user,
                  std::vector<float>& scores) {
    scores.resize(chosen.size());
    score_items(first_item(model), first_bias(model), model.dim, chosen.data(),
                static_cast<std::int64_t>(chosen.size()), user, scores.data());
}

/// Walks all panels for one block of users; visit(user in block, first item, scores, valid scores).
template <class Visit>
void walk(const PackedItems& items, const float* users, std::int64_t count, const Visit& visit) {
    alignas(64) float scores[user_block * PackedItems::panel];
    for (std::int64_t p = 0; p < items.panels(); ++p) {
        score_panel(items, p, users, count, scores);
        const std::int64_t valid = std::min(PackedItems::panel, items.items - p * PackedItems::panel);
        for (std::int64_t u = 0; u < count; ++u)
            visit(u, static_cast<ItemId>(1 + p * PackedItems::panel), scores + u * PackedItems::panel, valid);
    }
}

/// Counts over all items for the users of one block, the target among the equal ones.
class BlockCounter {
  public:
    /// `packed` is read only where there is no screen.
    BlockCounter(const DotProductModel& model, const PackedItems& packed, const QuantisedScreen* screen)
        : model_(model), items_(packed), screen_(screen) {}

    void count(const float* users, std::int64_t n, const float* thresholds) {
        if (screen_)
            count_screened(users, n, thresholds);
        else
            count_plain(users, n, thresholds);
    }
    RankCounts counts[user_block];

  private:
    const DotProductModel& model_;
    const PackedItems& items_;
    const QuantisedScreen* screen_;
    QuantisedScreen::Verdict verdicts_[user_block];
    std::vector<float> scores_;

    void count_plain(const float* users, std::int64_t n, const float* thresholds) {
        constexpr std::int64_t lanes = PackedItems::lanes;
        std::int32_t above[user_block * lanes] = {}, equal[user_block * lanes] = {};
        for (std::int64_t p = 0; p < items_.panels(); ++p) count_panel(items_, p, users, n, thresholds, above, equal);
        for (std::int64_t u = 0; u < n; ++u)
            counts[u] = {std::accumulate(above + u * lanes, above + (u + 1) * lanes, std::int64_t{0}),
                         std::accumulate(equal + u * lanes, equal + (u + 1) * lanes, std::int64_t{0})};
    }

    /// Certain answers from the integer screen, the exact float score for the rest.
    void count_screened(const float* users, std::int64_t n, const float* thresholds) {
        screen_->compare(users, n, thresholds, verdicts_);
        for (std::int64_t u = 0; u < n; ++u) {
            score_chosen(model_, verdicts_[u].unsure, users + u * model_.dim, scores_);
            counts[u] = {verdicts_[u].above, 0};
            for (float s : scores_) {
                counts[u].n_better += s > thresholds[u] ? 1 : 0;
                counts[u].n_equal += s == thresholds[u] ? 1 : 0;
            }
        }
    }
};

}  // namespace

std::vector<RankCounts> rank_targets(const DotProductModel& model, const float* users,
                                     std::span<const ItemId> targets,
                                     const std::vector<std::vector<ItemId>>& excluded, const StopToken& stop,
                                     RankingPath path) {
    const auto n = static_cast<std::int64_t>(targets.size());
    std::optional<QuantisedScreen> screen;
    if (path == RankingPath::fastest && QuantisedScreen::available())
        screen.emplace(first_item(model), first_bias(model), model.item_count, model.dim, users, n);
    const QuantisedScreen* usable = screen && screen->usable() ? &*screen : nullptr;
    const PackedItems packed = usable ? PackedItems{} : pack(model);
    std::vector<RankCounts> out(targets.size());
    const std::int64_t blocks = (n + user_block - 1) / user_block;
    at::parallel_for(0, blocks, 1, [&](std::int64_t from, std::int64_t to) {
        BlockCounter counter(model, packed, usable);
        float thresholds[user_block];
        std::vector<ItemId> gone;
        std::vector<float> scores;
        for (std::int64_t b = from; b < to && !stop.stop_requested(); ++b) {
            const std::int64_t first = b * user_block, count = std::min(user_block, n - first);
            const float* block = users + first * model.dim;
            for (std::int64_t u = 0; u < count; ++u) {
                const ItemId target = std::max(targets[static_cast<std::size_t>(first + u)] - 1, 0);
                score_items(first_item(model), first_bias(model), model.dim, &target, 1, block + u * model.dim,
                            thresholds + u);
            }
            counter.count(block, count, thresholds);
            for (std::int64_t u = 0; u < count; ++u) {
                const auto user = static_cast<std::size_t>(first + u);
                out[user] = counter.counts[u];
                if (out[user].n_equal == 0) {  // the target's own score is not a number: behind everything
                    out[user] = {model.item_count - 1, 0};
                    continue;
                }
                --out[user].n_equal;  // the target itself
                // All items were counted; those that may not appear are taken back.
                gone.clear();
                for (ItemId item : excluded[user])
                    if (item != targets[user]) gone.push_back(item - 1);
                score_chosen(model, gone, block + u * model.dim, scores);
                for (float s : scores) {
                    out[user].n_better -= s > thresholds[u] ? 1 : 0;
                    out[user].n_equal -= s == thresholds[u] ? 1 : 0;
                }
            }
        }
    });
    stop.check();
    return out;
}

namespace {

bool better(const RankedItem& a, const RankedItem& b) {
    return a.score != b.score ? a.score > b.score : a.item < b.item;
}

void keep_best(std::vector<RankedItem>& list, std::size_t k) {
    if (list.size() > k) {
        std::nth_element(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(k) - 1, list.end(), better);
        list.resize(k);
    }
    std::sort(list.begin(), list.end(), better);
}

/// Lists of the users of one block, from the scores of all items.
void list_from_panels(const PackedItems& items, const float* users, std::int64_t count,
                      const std::vector<ItemId>* excluded, std::size_t k, std::vector<RankedItem>* lists) {
    std::size_t next[user_block] = {};
    float bound[user_block];
    std::fill_n(bound, user_block, minus_infinity);
    walk(items, users, count, [&](std::int64_t u, ItemId item, float* row, std::int64_t valid) {
        const auto& gone = excluded[u];
        std::size_t& e = next[u];
        for (; e < gone.size() && gone[e] < item + valid; ++e) row[gone[e] - item] = minus_infinity;
        if (row_maximum(row, valid) <= bound[u]) return;
        auto& list = lists[u];
        for (std::int64_t i = 0; i < valid; ++i)
            if (row[i] > bound[u]) list.push_back({item + static_cast<ItemId>(i), row[i]});
        // Cut back to k now and then; the bound makes most panels pass without a candidate.
        if (list.size() >= 2 * k + 64) {
            std::nth_element(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(k) - 1, list.end(), better);
            list.resize(k);
            bound[u] = list.back().score;
        }
    });
    for (std::int64_t u = 0; u < count; ++u) keep_best(lists[u], k);
}

/// The same from the exact scores of the few items that integers leave.
void list_from_contenders(const DotProductModel& model, const QuantisedScreen& screen, const float* users,
                          std::int64_t count, const std::vector<ItemId>* excluded, std::size_t k,
                          std::vector<RankedItem>* lists) {
    std::int64_t wanted[user_block] = {};
    std::vector<std::int32_t> chosen[user_block];
    std::vector<float> scores;
    for (std::int64_t u = 0; u < count; ++u) wanted[u] = static_cast<std::int64_t>(k + excluded[u].size());
    screen.contenders(users, count, wanted, chosen);
    for (std::int64_t u = 0; u < count; ++u) {
        score_chosen(model, chosen[u], users + u * model.dim, scores);
        auto gone = excluded[u].begin();
        for (std::size_t i = 0; i < scores.size(); ++i) {
            const ItemId item = chosen[u][i] + 1;
            while (gone != excluded[u].end() && *gone < item) ++gone;
            if (gone == excluded[u].end() || *gone != item) lists[u].push_back({item, scores[i]});
        }
        keep_best(lists[u], k);
    }
}

}  // namespace

std::vector<std::vector<RankedItem>> top_items(const DotProductModel& model, const float* users,
                                               std::int64_t user_count,
                                               const std::vector<std::vector<ItemId>>& excluded, int k,
                                               const StopToken& stop, RankingPath path) {
    const auto keep = static_cast<std::size_t>(k);
    std::optional<QuantisedScreen> screen;
    if (path == RankingPath::fastest && QuantisedScreen::available() && user_count > 0)
        screen.emplace(first_item(model), first_bias(model), model.item_count, model.dim, users, user_count);
    std::size_t left_out = 0;
    for (const auto& e : excluded) left_out += e.size();
    const double wanted = static_cast<double>(k) + static_cast<double>(left_out) / std::max<double>(1, user_count);
    if (screen && !(screen->usable() && screen->narrows(wanted))) screen.reset();
    const PackedItems items = screen ? PackedItems{} : pack(model);
    std::vector<std::vector<RankedItem>> out(static_cast<std::size_t>(user_count));
    const std::int64_t blocks = (user_count + user_block - 1) / user_block;
    at::parallel_for(0, blocks, 1, [&](std::int64_t from, std::int64_t to) {
        for (std::int64_t b = from; b < to && !stop.stop_requested(); ++b) {
            const std::int64_t first = b * user_block, count = std::min(user_block, user_count - first);
            const float* block = users + first * model.dim;
            if (screen)
                list_from_contenders(model, *screen, block, count, excluded.data() + first, keep, out.data() + first);
            else
                list_from_panels(items, block, count, excluded.data() + first, keep, out.data() + first);
        }
    });
    stop.check();
    return out;
}

}  // namespace wb
