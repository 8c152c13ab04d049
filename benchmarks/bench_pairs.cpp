// Training epochs of VBPR, BM3 and MMGCN on a graph of the size of Amazon Beauty, against the plain tensor-by-tensor
// versions, and the sparse product alone. Features are 384 numbers for texts and 512 for pictures (the widths of
// MiniLM and CLIP).   build/release/bin/bench_pairs [--benchmark_filter=VBPR]
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "benchmarks/plain_pairs.h"
#include "benchmarks/ratio_main.h"
#include "networks/graph_ops.h"
#include "training/adam.h"

namespace {

using namespace wb;

constexpr std::int64_t users = 22363, items = 12101, interactions = 98 * 2048, batch = 2048;
constexpr std::int64_t epoch_updates = 98, some_updates = 10;

struct Data {
    Edges edges;
    at::Tensor text, images;
    struct Batch {
        at::Tensor users, positives, negatives;
    };
    std::vector<Batch> batches;
};

/// Popularity falls like that of real items: the item is the square of a uniform number.
const Data& data() {
    static const Data made = [] {
        Data d;
        Rng rng(1, "benchmark pairs");
        for (std::int64_t i = 0; i < interactions; ++i) {
            const double x = rng.uniform();
            d.edges.emplace_back(
                static_cast<std::int32_t>(i < users ? i : static_cast<std::int64_t>(rng.below(users))),
                static_cast<std::int32_t>(x * x * items));
        }
        at::manual_seed(1);
        d.text = at::randn({items, 384}) / std::sqrt(384.0);
        d.images = at::randn({items, 512}) / std::sqrt(512.0);
        auto order = d.edges;
        rng.shuffle(order);
        for (std::int64_t b = 0; b < epoch_updates; ++b) {
            std::vector<std::int64_t> u, p, n;
            for (std::int64_t i = b * batch; i < (b + 1) * batch; ++i) {
                u.push_back(order[static_cast<std::size_t>(i)].first);
                p.push_back(order[static_cast<std::size_t>(i)].second);
                n.push_back(static_cast<std::int64_t>(rng.below(items)));
            }
            d.batches.push_back({long_tensor(u), long_tensor(p), long_tensor(n)});
        }
        return d;
    }();
    return made;
}

template <class LossOf>
void train(benchmark::State& state, const Parameters& parameters, std::int64_t updates, LossOf loss_of) {
    Adam adam(parameters, {});
    for (auto _ : state)
        for (std::int64_t b = 0; b < updates; ++b) {
            torch::autograd::backward({loss_of(data().batches[static_cast<std::size_t>(b)], b)}, {});
            adam.step(adam.gradient_norm());
        }
}

/// Both versions of a step must agree before their times mean anything.
void agree(const char* name, const at::Tensor& ours, const at::Tensor& plain) {
    const double difference = std::abs(ours.item<double>() - plain.item<double>());
    if (difference < 1e-4 * std::max(1.0, std::abs(plain.item<double>()))) return;
    std::fprintf(stderr, "%s: the losses differ, %g and %g\n", name, ours.item<double>(), plain.item<double>());
    std::exit(1);
}

VbprOptions vbpr_options() {
    VbprOptions o;
    o.users = users;
    o.items = items;
    o.regulariser = 0.01f;
    return o;
}
Bm3Options bm3_options() {
    Bm3Options o;
    o.users = users;
    o.items = items;
    return o;
}
MmgcnOptions mmgcn_options(bool train_tables) {
    MmgcnOptions o;
    o.train_tables = train_tables;
    o.users = users;
    o.items = items;
    o.regulariser = 1e-3f;
    return o;
}
at::Tensor both_features() {
    return at::cat({data().text, data().images}, 1);
}
const BipartiteGraph& symmetric() {
    static const BipartiteGraph g = normalised_graph(users, items, data().edges);
    return g;
}
const BipartiteGraph& means() {
    static const BipartiteGraph g = mean_graph(users, items, data().edges);
    return g;
}

void vbpr_ours(benchmark::State& state) {
    const VbprNetwork network(vbpr_options(), both_features(), Rng(1, "weights"));
    train(state, network.parameters(), epoch_updates,
          [&](const Data::Batch& b, std::int64_t) { return network.loss(b.users, b.positives, b.negatives).total; });
}
void vbpr_plain(benchmark::State& state) {
    const VbprNetwork network(vbpr_options(), both_features(), Rng(1, "weights"));
    const auto w = plain::by_name(network.parameters());
    const auto features = both_features();
    const auto loss = [&](const Data::Batch& b, std::int64_t) {
        return plain::vbpr_loss(vbpr_options(), w, features, b.users, b.positives, b.negatives);
    };
    const auto& first = data().batches.front();
    agree("VBPR", network.loss(first.users, first.positives, first.negatives).total, loss(first, 0));
    train(state, network.parameters(), epoch_updates, loss);
}

void bm3_ours(benchmark::State& state) {
    const Bm3Network network(bm3_options(), data().text, data().images, symmetric(), Rng(1, "weights"));
    train(state, network.parameters(), epoch_updates, [&](const Data::Batch& b, std::int64_t update) {
        return network.loss(b.users, b.positives, static_cast<std::uint64_t>(update) + 1).total;
    });
}
void bm3_plain(benchmark::State& state) {
    const Bm3Network network(bm3_options(), data().text, data().images, symmetric(), Rng(1, "weights"));
    const auto w = plain::by_name(network.parameters());
    const auto graph = plain::sparse_tensor(symmetric());
    const auto& first = data().batches.front();
    agree("BM3", network.loss(first.users, first.positives, std::uint64_t{0}).total,
          plain::bm3_loss(bm3_options(), w, graph, first.users, first.positives, false));
    train(state, network.parameters(), epoch_updates, [&](const Data::Batch& b, std::int64_t) {
        return plain::bm3_loss(bm3_options(), w, graph, b.users, b.positives, true);
    });
}

void mmgcn_ours(benchmark::State& state, bool train_tables) {
    const MmgcnNetwork network(mmgcn_options(train_tables), data().text, data().images, means(), Rng(1, "weights"));
    train(state, network.parameters(), some_updates,
          [&](const Data::Batch& b, std::int64_t) { return network.loss(b.users, b.positives, b.negatives).total; });
}
void mmgcn_plain(benchmark::State& state, bool train_tables) {
    const MmgcnNetwork network(mmgcn_options(train_tables), data().text, data().images, means(), Rng(1, "weights"));
    const auto w = plain::by_name(network.all());
    const auto graph = plain::sparse_tensor(means());
    const auto loss = [&](const Data::Batch& b, std::int64_t) {
        return plain::mmgcn_loss(mmgcn_options(train_tables), w, data().text, data().images, graph, b.users,
                                 b.positives, b.negatives);
    };
    const auto& first = data().batches.front();
    agree("MMGCN", network.loss(first.users, first.positives, first.negatives).total, loss(first, 0));
    train(state, network.parameters(), some_updates, loss);
}

void product_ours(benchmark::State& state) {
    at::manual_seed(1);
    const auto u = at::randn({users, 64}), i = at::randn({items, 64});
    for (auto _ : state) {
        benchmark::DoNotOptimize(sparse_product(symmetric().users_from_items, i));
        benchmark::DoNotOptimize(sparse_product(symmetric().items_from_users, u));
    }
}
void product_plain(benchmark::State& state) {
    at::manual_seed(1);
    const auto x = at::randn({users + items, 64});
    const auto graph = plain::sparse_tensor(symmetric());
    for (auto _ : state) benchmark::DoNotOptimize(at::mm(graph, x));
}

}  // namespace

int main(int argc, char** argv) {
    wb::restart_with_fast_settings(argv);
    wb::keep_freed_memory();
    wb::set_threads(0);
    const auto add = [](const char* name, void (*f)(benchmark::State&)) {
        benchmark::RegisterBenchmark(name, f)->Unit(benchmark::kMillisecond)->UseRealTime()->MinTime(0.3);
    };
    add("VBPR epoch/ours", vbpr_ours);
    add("VBPR epoch/plain", vbpr_plain);
    add("BM3 epoch/ours", bm3_ours);
    add("BM3 epoch/plain", bm3_plain);
    add("MMGCN 10 updates/ours", [](benchmark::State& s) { mmgcn_ours(s, false); });
    add("MMGCN 10 updates/plain", [](benchmark::State& s) { mmgcn_plain(s, false); });
    add("MMGCN, tables trained, 10 updates/ours", [](benchmark::State& s) { mmgcn_ours(s, true); });
    add("MMGCN, tables trained, 10 updates/plain", [](benchmark::State& s) { mmgcn_plain(s, true); });
    add("sparse product/ours", product_ours);
    add("sparse product/plain", product_plain);
    return wb::ratio_main(argc, argv);
}
