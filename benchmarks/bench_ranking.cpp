// Rank of the true item, and lists of the best 20 and 200, for 22,000 users among 12,000 items (width 64), against
// product plus topk.
//   build/release/bin/bench_ranking
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include "benchmarks/ratio_main.h"
#include "foundation/random.h"
#include "retrieval/catalogue_ranking.h"

namespace {

using namespace wb;
constexpr std::int64_t user_count = 22000, item_count = 12000, dim = 64, per_user_seen = 7;

struct Data {
    at::Tensor users = at::randn({user_count, dim}), items = at::randn({item_count + 1, dim});
    std::vector<ItemId> targets;
    std::vector<std::vector<ItemId>> seen;
    Data() {
        Rng rng(1, "benchmark");
        for (std::int64_t u = 0; u < user_count; ++u) {
            targets.push_back(1 + static_cast<ItemId>(rng.below(item_count)));
            std::vector<ItemId> s;
            for (std::int64_t i = 0; i < per_user_seen; ++i)
                s.push_back(1 + static_cast<ItemId>(rng.below(item_count)));
            std::sort(s.begin(), s.end());
            s.erase(std::unique(s.begin(), s.end()), s.end());
            seen.push_back(s);
        }
    }
    DotProductModel model() const { return {items.data_ptr<float>(), nullptr, item_count, dim}; }
};
const Data& data() {
    static const Data d;
    return d;
}

/// Blocks of 1,024 users: product, seen items to minus infinity, topk.
void plain_topk(std::int64_t k) {
    at::NoGradGuard no_grad;
    for (std::int64_t from = 0; from < user_count; from += 1024) {
        const std::int64_t n = std::min<std::int64_t>(1024, user_count - from);
        auto scores = at::mm(data().users.narrow(0, from, n), data().items.t());
        float* s = scores.data_ptr<float>();
        for (std::int64_t u = 0; u < n; ++u) {
            s[u * (item_count + 1)] = -1e9f;
            for (ItemId i : data().seen[static_cast<std::size_t>(from + u)]) s[u * (item_count + 1) + i] = -1e9f;
        }
        benchmark::DoNotOptimize(at::topk(scores, k));
    }
}

void rank_ours(benchmark::State& state) {
    for (auto _ : state)
        benchmark::DoNotOptimize(
            rank_targets(data().model(), data().users.data_ptr<float>(), data().targets, data().seen, StopToken()));
}
void rank_plain(benchmark::State& state) {
    for (auto _ : state) plain_topk(20);
}
template <int k>
void lists_ours(benchmark::State& state) {
    for (auto _ : state)
        benchmark::DoNotOptimize(
            top_items(data().model(), data().users.data_ptr<float>(), user_count, data().seen, k, StopToken()));
}
template <int k>
void lists_plain(benchmark::State& state) {
    for (auto _ : state) plain_topk(k);
}

}  // namespace

int main(int argc, char** argv) {
    wb::restart_with_fast_settings(argv);
    wb::keep_freed_memory();
    wb::set_threads(0);
    const auto add = [](const char* name, void (*f)(benchmark::State&)) {
        benchmark::RegisterBenchmark(name, f)->Unit(benchmark::kMillisecond)->UseRealTime()->MinTime(0.3);
    };
    add("rank of the true item/ours", rank_ours);
    add("rank of the true item/plain", rank_plain);
    add("top 20 lists/ours", lists_ours<20>);
    add("top 20 lists/plain", lists_plain<20>);
    add("top 200 lists/ours", lists_ours<200>);
    add("top 200 lists/plain", lists_plain<200>);
    return wb::ratio_main(argc, argv);
}
