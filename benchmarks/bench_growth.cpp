// How an update of VBPR, BM3 and MMGCN and the ranking of the catalogue grow with users (with their interactions) and
// with items, from the size of Amazon Beauty on.   build/release/bin/bench_growth [part of a name]
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <memory>

#include "benchmarks/growth.h"
#include "foundation/random.h"
#include "networks/bm3.h"
#include "networks/mmgcn.h"
#include "networks/parameters.h"
#include "networks/vbpr.h"
#include "retrieval/catalogue_ranking.h"
#include "tensors/runtime.h"
#include "training/adam.h"

namespace {

using namespace wb;

constexpr std::int64_t base_users = 22363, base_items = 12101, per_user = 9, batch = 2048, text_width = 384;

struct Size {
    std::int64_t users, items;
    Edges edges() const {
        Rng rng(1, "growth");
        Edges out;
        for (std::int64_t u = 0; u < users; ++u)
            for (std::int64_t k = 0; k < per_user; ++k) {
                const double x = rng.uniform();  // its square: popularity falls like that of real items
                out.emplace_back(static_cast<std::int32_t>(u),
                                 static_cast<std::int32_t>(x * x * static_cast<double>(items)));
            }
        return out;
    }
    at::Tensor text() const { return at::randn({items, text_width}) / 20; }
};

template <class Network, class LossOf>
std::function<void()> updates(std::shared_ptr<Network> network, const Size& size, LossOf loss_of) {
    auto adam = std::make_shared<Adam>(network->parameters(), AdamOptions{});
    Rng rng(2, "growth");
    std::vector<std::int64_t> u, p, n;
    for (std::int64_t i = 0; i < batch; ++i) {
        u.push_back(static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(size.users))));
        p.push_back(static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(size.items))));
        n.push_back(static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(size.items))));
    }
    const auto users = long_tensor(u), positives = long_tensor(p), negatives = long_tensor(n);
    return [=] {
        torch::autograd::backward({loss_of(*network, users, positives, negatives)}, {});
        adam->step(adam->gradient_norm());
    };
}

std::function<void()> vbpr(const Size& size) {
    VbprOptions o;
    o.users = size.users;
    o.items = size.items;
    return updates(std::make_shared<VbprNetwork>(o, size.text(), Rng(1, "weights")), size,
                   [](const VbprNetwork& network, const at::Tensor& u, const at::Tensor& p, const at::Tensor& n) {
                       return network.loss(u, p, n).total;
                   });
}
std::function<void()> bm3(const Size& size) {
    Bm3Options o;
    o.users = size.users;
    o.items = size.items;
    auto graph = normalised_graph(size.users, size.items, size.edges());
    return updates(std::make_shared<Bm3Network>(o, size.text(), at::Tensor(), std::move(graph), Rng(1, "weights")),
                   size, [](const Bm3Network& network, const at::Tensor& u, const at::Tensor& p, const at::Tensor&) {
                       return network.loss(u, p, std::uint64_t{1}).total;
                   });
}
std::function<void()> mmgcn(const Size& size) {
    MmgcnOptions o;
    o.users = size.users;
    o.items = size.items;
    auto graph = mean_graph(size.users, size.items, size.edges());
    return updates(std::make_shared<MmgcnNetwork>(o, size.text(), at::Tensor(), std::move(graph), Rng(1, "weights")),
                   size,
                   [](const MmgcnNetwork& network, const at::Tensor& u, const at::Tensor& p, const at::Tensor& n) {
                       return network.loss(u, p, n).total;
                   });
}

struct Catalogue {
    at::Tensor users, items;
    std::vector<ItemId> targets;
    std::vector<std::vector<ItemId>> seen;
    explicit Catalogue(const Size& size)
        : users(at::randn({size.users, 64})), items(at::randn({size.items + 1, 64})) {
        Rng rng(3, "growth");
        const auto any = [&] { return 1 + static_cast<ItemId>(rng.below(static_cast<std::uint64_t>(size.items))); };
        for (std::int64_t u = 0; u < size.users; ++u) {
            targets.push_back(any());
            std::vector<ItemId> s;
            for (std::int64_t k = 0; k < per_user; ++k) s.push_back(any());
            std::sort(s.begin(), s.end());
            s.erase(std::unique(s.begin(), s.end()), s.end());
            seen.push_back(std::move(s));
        }
    }
    DotProductModel model() const { return {items.data_ptr<float>(), nullptr, items.size(0) - 1, 64}; }
};
std::function<void()> ranks(const Size& size) {
    return [c = std::make_shared<Catalogue>(size)] {
        rank_targets(c->model(), c->users.data_ptr<float>(), c->targets, c->seen, StopToken());
    };
}
std::function<void()> lists(const Size& size) {
    return [c = std::make_shared<Catalogue>(size)] {
        top_items(c->model(), c->users.data_ptr<float>(), c->users.size(0), c->seen, 20, StopToken());
    };
}

}  // namespace

int main(int argc, char** argv) {
    restart_with_fast_settings(argv);
    keep_freed_memory();
    const std::pair<const char*, std::function<void()> (*)(const Size&)> all[] = {{"VBPR, an update", vbpr},
                                                                                  {"BM3, an update", bm3},
                                                                                  {"MMGCN, an update", mmgcn},
                                                                                  {"rank of the true item", ranks},
                                                                                  {"lists of the best 20", lists}};
    for (const auto& [name, make] : all) {
        if (argc > 1 && std::string(name).find(argv[1]) == std::string::npos) continue;
        growth::print(std::string(name) + ", users", [make = make](std::int64_t scale) {
            set_threads(0);
            at::manual_seed(1);
            return make({base_users * scale, base_items});
        });
        growth::print(std::string(name) + ", items", [make = make](std::int64_t scale) {
            set_threads(0);
            at::manual_seed(1);
            return make({base_users, base_items * scale});
        });
    }
    return 0;
}
