// Training epochs of LRURec and BERT4Rec, and the recurrence alone, against the plain tensor-by-tensor versions.
//   WB_BENCH_DATA=<prepared folder> build/release/bin/bench_training     (without it: made-up sequences of the same
//   size)
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>
#include <cstdlib>

#include "benchmarks/plain_models.h"
#include "benchmarks/ratio_main.h"
#include "dataset/prepared.h"
#include "networks/fused_ops.h"
#include "rerank/bert4rec_reranker.h"
#include "retrieval/lrurec_retriever.h"

namespace {

using namespace wb;

/// 943 users and 1,349 items with log-normal lengths, like MovieLens 1998.
Dataset made_up() {
    Dataset d;
    d.name = "made-up";
    d.items.resize(1350);
    d.train.resize(944);
    d.validation.assign(944, 1);
    d.test.assign(944, 2);
    Rng rng(1, "benchmark");
    for (std::size_t u = 1; u < d.train.size(); ++u) {
        const auto n =
            std::clamp<std::int64_t>(static_cast<std::int64_t>(std::exp(4.1 + 0.9 * rng.normal())), 17, 640);
        for (std::int64_t i = 0; i < n; ++i) d.train[u].push_back(1 + static_cast<ItemId>(rng.below(1349)));
    }
    return d;
}

const Dataset& data() {
    static const Dataset d = [] {
        const char* folder = std::getenv("WB_BENCH_DATA");
        return folder ? read_prepared(folder) : made_up();
    }();
    return d;
}

MethodChoice defaults(Stage stage, const std::string& id) {
    ExperimentRequest request;
    request.task = stage == Stage::retrieval ? task_train_retrieval : task_train_rerank;
    (stage == Stage::retrieval ? request.retrieval_method : request.rerank_method) = id;
    const auto config = resolve(builtin_methods(), request).config.value();
    return stage == Stage::retrieval ? *config.retrieval : *config.rerank;
}

void update(Adam& adam, const at::Tensor& loss) {
    torch::autograd::backward({loss}, {});
    adam.step(adam.gradient_norm());
}

std::vector<PackedBatch> lrurec_epoch() {
    const LruRecRetriever retriever(defaults(Stage::retrieval, "lrurec").settings, data(), 1);
    std::vector<std::size_t> order(retriever.example_count());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    Rng rng(1, "order");
    rng.shuffle(order);
    std::vector<PackedBatch> batches;
    for (std::size_t i = 0; i < order.size(); i += 16)
        batches.push_back(
            retriever.batch_of(std::span(order).subspan(i, std::min<std::size_t>(16, order.size() - i))));
    return batches;
}

AdamOptions adam_options() {
    AdamOptions o;
    o.weight_decay = 0.01;
    o.clip_norm = 5;
    return o;
}

void lrurec_ours(benchmark::State& state) {
    LruRecOptions o;
    o.items = data().item_count();
    LruRecNetwork network(o, Rng(1, "weights"));
    Adam adam(network.parameters(), adam_options());
    const auto batches = lrurec_epoch();
    for (auto _ : state)
        for (std::size_t i = 0; i < batches.size(); ++i) update(adam, network.loss(batches[i], i + 1));
}

/// The peer pads every batch to 200 slots, as the published code does, and uses the same optimiser.
void lrurec_plain(benchmark::State& state) {
    LruRecOptions o;
    o.items = data().item_count();
    LruRecNetwork network(o, Rng(1, "weights"));
    Adam adam(network.parameters(), adam_options());
    std::vector<plain::Padded> batches;
    for (const auto& b : lrurec_epoch()) batches.push_back(plain::pad(b, 200));
    for (auto _ : state)
        for (const auto& b : batches)
            update(adam, plain::lrurec_loss(o, plain::by_name(network.parameters()), b, true));
}

std::vector<PackedBatch> bert4rec_epoch() {
    Bert4RecReranker reranker(defaults(Stage::rerank, "bert4rec").settings, data(), 1);
    const auto n = std::min<std::int64_t>(reranker.begin_epoch(0), 40);
    std::vector<PackedBatch> batches;
    for (std::int64_t b = 0; b < n; ++b) batches.push_back(reranker.batch_of(b));
    return batches;
}

void bert4rec_ours(benchmark::State& state) {
    Bert4RecOptions o;
    o.items = data().item_count();
    Bert4RecNetwork network(o, Rng(1, "weights"));
    Adam adam(network.parameters(), {});
    const auto batches = bert4rec_epoch();
    for (auto _ : state)
        for (std::size_t i = 0; i < batches.size(); ++i) update(adam, network.loss(batches[i], i + 1));
}

void bert4rec_plain(benchmark::State& state) {
    Bert4RecOptions o;
    o.items = data().item_count();
    Bert4RecNetwork network(o, Rng(1, "weights"));
    Adam adam(network.parameters(), {});
    std::vector<plain::Padded> batches;
    for (const auto& b : bert4rec_epoch()) batches.push_back(plain::pad(b, o.max_len));
    for (auto _ : state)
        for (const auto& b : batches)
            update(adam, plain::bert4rec_loss(o, plain::by_name(network.parameters()), b, true));
}

constexpr std::int64_t scan_channels = 128, scan_batches = 10;

/// Forward and backward of the recurrence for ten batches of the epoch: packed here, padded to 256 slots in the peer,
/// as the doubling scan needs it.
void recurrence_ours(benchmark::State& state) {
    at::manual_seed(1);
    const auto logs = (at::rand({3, scan_channels}) - 1.5).set_requires_grad(true);
    struct Input {
        at::Tensor z, carry, offsets, gradient;
    };
    std::vector<Input> inputs;
    for (const auto& b : lrurec_epoch()) {
        if (inputs.size() == scan_batches) break;
        auto carry = at::ones({b.tokens.size(0)});
        for (std::int64_t s = 0; s + 1 < b.offsets.size(0); ++s) carry[b.offsets[s].item<std::int64_t>()] = 0.0f;
        const auto z = at::randn({b.tokens.size(0), 2 * scan_channels}).set_requires_grad(true);
        inputs.push_back({z, carry, b.offsets, at::randn_like(z)});
    }
    for (auto _ : state)
        for (auto& i : inputs) {
            torch::autograd::backward({lru_scan(i.z, logs, i.carry, i.offsets)}, {i.gradient});
            i.z.mutable_grad().reset();
            logs.mutable_grad().reset();
        }
}

void recurrence_plain(benchmark::State& state) {
    at::manual_seed(1);
    const auto logs = (at::rand({3, scan_channels}) - 1.5).set_requires_grad(true);
    struct Input {
        at::Tensor z, mask, gradient;
    };
    std::vector<Input> inputs;
    for (const auto& b : lrurec_epoch()) {
        if (inputs.size() == scan_batches) break;
        const auto mask = (plain::pad(b, 256).tokens != 0).to(at::kFloat);
        const auto z = at::randn({mask.size(0), 256, 2 * scan_channels}).set_requires_grad(true);
        inputs.push_back({z, mask, at::randn_like(z)});
    }
    for (auto _ : state)
        for (auto& i : inputs) {
            const auto e = at::exp(logs);
            torch::autograd::backward({plain::doubling_scan(i.z * at::cat({e[2], e[2]}), e[0], e[1], i.mask)},
                                      {i.gradient});
            i.z.mutable_grad().reset();
            logs.mutable_grad().reset();
        }
}

}  // namespace

int main(int argc, char** argv) {
    wb::restart_with_fast_settings(argv);
    wb::keep_freed_memory();
    wb::set_threads(0);
    const auto add = [](const char* name, void (*f)(benchmark::State&)) {
        benchmark::RegisterBenchmark(name, f)->Unit(benchmark::kMillisecond)->UseRealTime()->MinTime(0.3);
    };
    add("LRURec epoch/ours", lrurec_ours);
    add("LRURec epoch/plain", lrurec_plain);
    add("LRURec recurrence/ours", recurrence_ours);
    add("LRURec recurrence/plain", recurrence_plain);
    add("BERT4Rec 40 updates/ours", bert4rec_ours);
    add("BERT4Rec 40 updates/plain", bert4rec_plain);
    return wb::ratio_main(argc, argv);
}
