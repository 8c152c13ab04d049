// Rows of tables and products with graphs, against dense tensors.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "foundation/random.h"
#include "networks/golden_checks.h"
#include "networks/table_ops.h"

using namespace wb;

namespace {

at::Tensor dense(const SparseRows& a) {
    auto t = at::zeros({a.rows(), a.columns_count});
    for (std::size_t r = 0; r + 1 < a.row_begin.size(); ++r)
        for (auto e = static_cast<std::size_t>(a.row_begin[r]); e < static_cast<std::size_t>(a.row_begin[r + 1]); ++e)
            t[static_cast<std::int64_t>(r)][a.columns[e]] = a.values[e];
    return t;
}

at::Tensor numbers(at::IntArrayRef shape, const char* stream) {
    Rng rng(1, stream);
    auto t = at::empty(shape, at::kFloat);
    for (std::int64_t i = 0; i < t.numel(); ++i) t.data_ptr<float>()[i] = static_cast<float>(rng.normal());
    return t;
}

}  // namespace

class TestTableOps : public QObject {
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
    void unitRows() {
        auto x = numbers({40, 37}, "x");
        x[3].zero_();  // the floor
        auto y = x.clone();
        x.set_requires_grad(true);
        y.set_requires_grad(true);
        const auto ours = unit_rows(x), plain = y / at::clamp_min(at::norm(y, 2, {1}, true), 1e-12);
        WB_COMPARE_TENSORS(ours.detach(), plain.detach(), 1e-6);
        const auto weights = numbers({40, 37}, "weights");
        torch::autograd::backward({at::sum(ours * weights)}, {});
        torch::autograd::backward({at::sum(plain * weights)}, {});
        for (const std::int64_t r : {0, 1, 39}) WB_COMPARE_TENSORS(x.grad()[r], y.grad()[r], 1e-5);
    }
    void gatheredRows() {
        auto table = numbers({50, 9}, "table"), other = table.clone();
        table.set_requires_grad(true);
        other.set_requires_grad(true);
        const auto ids = at::tensor({3, 49, 3, 0, 3, 7}, at::kLong);
        const auto weights = numbers({6, 9}, "weights");
        const auto ours = gather_rows(table, ids), plain = at::index_select(other, 0, ids);
        QVERIFY(at::equal(ours, plain));
        torch::autograd::backward({at::sum(ours * weights)}, {});
        torch::autograd::backward({at::sum(plain * weights)}, {});
        WB_COMPARE_TENSORS(table.grad(), other.grad(), 1e-6);
        auto rows = table.detach().clone().set_requires_grad(true);
        torch::autograd::backward({at::sum(gather_rows(rows, ids, TableGradient::rows) * weights)}, {});
        QVERIFY(rows.grad().is_sparse());
        WB_COMPARE_TENSORS(rows.grad().to_dense(), other.grad(), 1e-6);
    }
};

QTEST_APPLESS_MAIN(TestTableOps)
#include "tst_table_ops.moc"
