// Products with graphs, against dense tensors.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "foundation/random.h"
#include "networks/golden_checks.h"
#include "networks/graph_ops.h"

using namespace wb;

namespace {

at::Tensor dense(const SparseRows& a) {
    auto t = at::zeros({a.rows(), a.columns_count});
    for (std::size_t r = 0; r + 1 < a.row_begin.size(); ++r)
        for (auto e = static_cast<std::size_t>(a.row_begin[r]); e < static_cast<std::size_t>(a.row_begin[r + 1]); ++e)
            t[static_cast<std::int64_t>(r)][a.columns[e]] = a.values[e];
    return t;
}

}  // namespace

class TestGraphOps : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void normalisedGraphMatches() {
        const auto file = golden::read("bm3_tiny");
        const auto graph = normalised_graph(12, 20, golden::edges(file));
        const auto whole = read_tensor(file, "mid.norm_adj_dense");  // users, behind them items
        WB_COMPARE_TENSORS(dense(*graph.users_from_items.matrix), whole.narrow(0, 0, 12).narrow(1, 12, 20), 1e-6);
        WB_COMPARE_TENSORS(dense(*graph.items_from_users.matrix), whole.narrow(0, 12, 20).narrow(1, 0, 12), 1e-6);
        for (const auto* half : {&graph.users_from_items, &graph.items_from_users})
            WB_COMPARE_TENSORS(dense(*half->transposed), dense(*half->matrix).t(), 0.0);
    }
    void meanGraph() {
        const auto graph = mean_graph(2, 3, {{0, 0}, {0, 2}, {1, 2}, {0, 2}});  // item 1 has no neighbour
        const auto to_users = at::tensor({0.5f, 0.0f, 0.5f, 0.0f, 0.0f, 1.0f}).view({2, 3});
        const auto to_items = at::tensor({1.0f, 0.0f, 0.0f, 0.0f, 0.5f, 0.5f}).view({3, 2});
        WB_COMPARE_TENSORS(dense(*graph.users_from_items.matrix), to_users, 0.0);
        WB_COMPARE_TENSORS(dense(*graph.users_from_items.transposed), to_users.t(), 0.0);
        WB_COMPARE_TENSORS(dense(*graph.items_from_users.matrix), to_items, 0.0);
        WB_COMPARE_TENSORS(dense(*graph.items_from_users.transposed), to_items.t(), 0.0);
    }
    void unitRowsAndTheirProduct() {
        Rng rng(4, "edges");
        Edges edges;
        for (int e = 0; e < 2000; ++e)
            edges.emplace_back(static_cast<std::int32_t>(rng.below(300)), static_cast<std::int32_t>(rng.below(200)));
        const auto half = mean_graph(300, 200, edges).items_from_users;
        auto x = numbers({300, 70}, "x");
        x[7].zero_();  // too short to be divided by its length
        auto y = x.clone();
        x.set_requires_grad(true);
        y.set_requires_grad(true);
        const auto ours = unit_rows_spread(half, x);
        const auto unit = y / at::clamp_min(at::norm(y, 2, {1}, true), 1e-12),
                   spread = at::mm(dense(*half.matrix), unit);
        WB_COMPARE_TENSORS(ours.rows.detach(), unit.detach(), 1e-6);
        WB_COMPARE_TENSORS(ours.product.detach(), spread.detach(), 1e-5);
        const auto mean_square = at::mean(at::square(y));
        WB_COMPARE_TENSORS(ours.mean_square.detach(), mean_square.detach(), 1e-6);
        const auto a = numbers({300, 70}, "a"), b = numbers({200, 70}, "b");
        torch::autograd::backward({at::sum(ours.rows * a) + at::sum(ours.product * b) + 1000 * ours.mean_square}, {});
        torch::autograd::backward({at::sum(unit * a) + at::sum(spread * b) + 1000 * mean_square}, {});
        auto left = x.grad().clone(), right = y.grad().clone();
        WB_COMPARE_TENSORS(left[7] * 1e-12, right[7] * 1e-12, 1e-5);
        left[7].zero_(), right[7].zero_();
        WB_COMPARE_TENSORS(left, right, 1e-5);
        // One of the two alone.
        auto z = y.detach().clone().set_requires_grad(true), w = z.detach().clone().set_requires_grad(true);
        torch::autograd::backward({at::sum(unit_rows_spread(half, z).product * b)}, {});
        const auto again = w / at::clamp_min(at::norm(w, 2, {1}, true), 1e-12);
        torch::autograd::backward({at::sum(at::mm(dense(*half.matrix), again) * b)}, {});
        WB_COMPARE_TENSORS(z.grad().slice(0, 8), w.grad().slice(0, 8), 1e-5);
    }
    void products_data() {
        QTest::addColumn<int>("width");
        for (const int width : {1, 7, 64, 100, 128}) QTest::addRow("%d", width) << width;
    }
    void products() {
        QFETCH(int, width);
        Rng rng(3, "edges");
        Edges edges;
        for (int e = 0; e < 3000; ++e)
            edges.emplace_back(static_cast<std::int32_t>(rng.below(400)), static_cast<std::int32_t>(rng.below(300)));
        const auto half = mean_graph(400, 300, edges).users_from_items;
        auto x = numbers({300, width}, "x"), y = x.clone();
        x.set_requires_grad(true);
        y.set_requires_grad(true);
        const auto ids = at::tensor({17, 399, 17, 0, 256}, at::kLong);
        const auto all = sparse_product(half, x), some = sparse_product_rows(half, ids, x);
        const auto plain = at::mm(dense(*half.matrix), y), plain_some = at::index_select(plain, 0, ids);
        WB_COMPARE_TENSORS(all.detach(), plain.detach(), 1e-5);
        WB_COMPARE_TENSORS(some.detach(), plain_some.detach(), 1e-5);
        const auto weights = numbers({400, width}, "weights"), more = numbers({5, width}, "more weights");
        torch::autograd::backward({at::sum(all * weights) + at::sum(some * more)}, {});
        torch::autograd::backward({at::sum(plain * weights) + at::sum(plain_some * more)}, {});
        WB_COMPARE_TENSORS(x.grad(), y.grad(), 1e-5);
    }
    void meanOverHops_data() {
        QTest::addColumn<int>("hops");
        for (const int hops : {0, 1, 2, 3}) QTest::addRow("%d", hops) << hops;
    }
    void meanOverHops() {
        QFETCH(int, hops);
        Rng rng(3, "edges");
        Edges edges;
        for (int e = 0; e < 900; ++e)
            edges.emplace_back(static_cast<std::int32_t>(rng.below(300)), static_cast<std::int32_t>(rng.below(70)));
        const auto graph = mean_graph(300, 70, edges);  // not symmetric: a wrong transpose would show
        const auto a = at::zeros({370, 370});
        a.narrow(0, 0, 300).narrow(1, 300, 70).copy_(dense(*graph.users_from_items.matrix));
        a.narrow(0, 300, 70).narrow(1, 0, 300).copy_(dense(*graph.items_from_users.matrix));
        const auto users = numbers({300, 20}, "users").set_requires_grad(true);
        const auto items = numbers({70, 20}, "items").set_requires_grad(true);
        const auto x = at::cat({users.detach(), items.detach()}).set_requires_grad(true);
        const auto ours = mean_over_hops(graph, {users, items}, hops, 0.5f);
        auto power = x, sum = x;
        for (int k = 0; k < hops; ++k) sum = sum + (power = at::mm(a, power));
        const auto mean = sum / (hops + 1);
        const auto plain_users = mean.narrow(0, 0, 300);
        const auto plain_items = mean.narrow(0, 300, 70) + 0.5 * x.narrow(0, 300, 70);
        WB_COMPARE_TENSORS(ours.users.detach(), plain_users.detach(), 1e-5);
        WB_COMPARE_TENSORS(ours.items.detach(), plain_items.detach(), 1e-5);
        const auto of_users = numbers({300, 20}, "weights"), of_items = numbers({70, 20}, "more weights");
        torch::autograd::backward({at::sum(ours.users * of_users) + at::sum(ours.items * of_items)}, {});
        torch::autograd::backward({at::sum(plain_users * of_users) + at::sum(plain_items * of_items)}, {});
        WB_COMPARE_TENSORS(users.grad(), x.grad().narrow(0, 0, 300), 1e-5);
        WB_COMPARE_TENSORS(items.grad(), x.grad().narrow(0, 300, 70), 1e-5);
    }
};

QTEST_APPLESS_MAIN(TestGraphOps)
#include "tst_graph_ops.moc"
