// The linear layer and the update of nodes, against chains of tensor operations.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <torch/csrc/autograd/autograd.h>

#include "foundation/random.h"
#include "networks/fused_ops.h"
#include "networks/graph_ops.h"
#include "networks/node_update.h"
#include "networks/tensor_checks.h"

using namespace wb;

namespace {

/// Two leaves with the same numbers.
struct Pair {
    at::Tensor ours, plain;
};
Pair leaf(const std::vector<std::int64_t>& shape, bool trained = true) {
    const auto x = at::randn(shape);
    return {x.clone().set_requires_grad(trained), x.clone().set_requires_grad(trained)};
}

at::Tensor leaky(const at::Tensor& x) {
    return at::leaky_relu(x, 0.01);
}
/// Compared relative to the size of the numbers.
double distance(const at::Tensor& a, const at::Tensor& b) {
    return (at::norm(a - b) / at::norm(b)).item<double>();
}

}  // namespace

class TestProducts : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init() { at::manual_seed(1); }
    void linear_data() {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("in");
        QTest::addColumn<int>("out");
        QTest::addColumn<bool>("withBias");
        QTest::newRow("small") << 7 << 5 << 3 << true;
        QTest::newRow("skinny") << 900 << 384 << 64 << true;
        QTest::newRow("wide: in halves where that pays") << 1300 << 256 << 320 << true;
        QTest::newRow("wide, without bias") << 1300 << 320 << 256 << false;
    }
    void linear() {
        QFETCH(int, rows);
        QFETCH(int, in);
        QFETCH(int, out);
        QFETCH(bool, withBias);
        const auto x = leaf({rows, in}), w = leaf({out, in}), b = leaf({out});
        const auto ours = packed_linear(x.ours, w.ours, withBias ? b.ours : at::Tensor());
        const auto plain = withBias ? at::linear(x.plain, w.plain, b.plain) : at::mm(x.plain, w.plain.t());
        QVERIFY(distance(ours.detach(), plain.detach()) < 1e-5);
        const auto weights = at::randn({rows, out});
        torch::autograd::backward({at::sum(ours * weights)}, {});
        torch::autograd::backward({at::sum(plain * weights)}, {});
        QVERIFY(distance(x.ours.grad(), x.plain.grad()) < 1e-5);
        QVERIFY(distance(w.ours.grad(), w.plain.grad()) < 1e-5);
        if (withBias) QVERIFY(distance(b.ours.grad(), b.plain.grad()) < 1e-5);
    }
    void transposedWeight() {
        const auto x = leaf({900, 40}), w = leaf({40, 30});
        const auto ours = packed_linear(x.ours, w.ours.t(), at::Tensor()), plain = at::mm(x.plain, w.plain);
        QVERIFY(distance(ours.detach(), plain.detach()) < 1e-5);
        torch::autograd::backward({at::sum(ours * ours)}, {});
        torch::autograd::backward({at::sum(plain * plain)}, {});
        QVERIFY(distance(w.ours.grad(), w.plain.grad()) < 1e-5);
    }
    void nodeUpdate_data() {
        QTest::addColumn<bool>("concatenate");
        QTest::addColumn<bool>("ownTrained");
        for (const bool concatenate : {true, false})
            for (const bool trained : {true, false})
                QTest::addRow("%s, %s", concatenate ? "concatenated" : "added", trained ? "trained" : "given")
                    << concatenate << trained;
    }
    void nodeUpdate() {
        QFETCH(bool, concatenate);
        QFETCH(bool, ownTrained);
        const auto own = leaf({700, 37}, ownTrained), neighbours = leaf({700, 50}), ids = leaf({700, 16});
        const auto self = leaf({16, 37}), self_bias = leaf({16}), join = leaf({16, concatenate ? 66 : 50}),
                   join_bias = leaf({16});
        const auto ours = node_update(own.ours, neighbours.ours, ids.ours,
                                      {self.ours, self_bias.ours, join.ours, join_bias.ours}, 0.01f);
        const auto s = leaky(at::linear(own.plain, self.plain, self_bias.plain)) + ids.plain;
        const auto n = leaky(neighbours.plain);
        const auto plain = leaky(concatenate ? at::linear(at::cat({n, s}, 1), join.plain, join_bias.plain)
                                             : at::linear(n, join.plain, join_bias.plain) + s);
        QVERIFY(distance(ours.detach(), plain.detach()) < 1e-5);
        const auto weights = at::randn({700, 16});
        torch::autograd::backward({at::sum(ours * weights)}, {});
        torch::autograd::backward({at::sum(plain * weights)}, {});
        for (const auto* p : {&neighbours, &ids, &self, &self_bias, &join, &join_bias})
            QVERIFY(distance(p->ours.grad(), p->plain.grad()) < 1e-5);
        if (ownTrained) QVERIFY(distance(own.ours.grad(), own.plain.grad()) < 1e-5);
        QCOMPARE(own.ours.grad().defined(), ownTrained);
    }
    /// What the neighbours send is multiplied with the matrix inside, as if it had been before.
    void nodeUpdateOfMessages_data() {
        QTest::addColumn<bool>("some");
        for (const bool some : {true, false}) QTest::addRow("%s", some ? "some rows" : "all rows") << some;
    }
    void nodeUpdateOfMessages() {
        QFETCH(bool, some);
        Rng rng(5, "edges");
        Edges edges;
        for (int e = 0; e < 3000; ++e)
            edges.emplace_back(static_cast<std::int32_t>(rng.below(700)), static_cast<std::int32_t>(rng.below(90)));
        const auto matrix = mean_graph(700, 90, edges).users_from_items;
        const auto rows = some ? at::tensor({699, 3, 3, 0, 512}, at::kLong) : at::Tensor();
        const std::int64_t n = some ? 5 : 700;
        const auto own = leaf({n, 37}), sent = leaf({90, 50}), ids = leaf({n, 16}), self = leaf({16, 37}),
                   self_bias = leaf({16}), join = leaf({16, 66}), join_bias = leaf({16});
        const NodeMessages messages{matrix, sent.ours, rows};
        const auto inside =
            node_update(own.ours, messages, ids.ours, {self.ours, self_bias.ours, join.ours, join_bias.ours}, 0.01f);
        const auto neighbours =
            some ? sparse_product_rows(matrix, rows, sent.plain) : sparse_product(matrix, sent.plain);
        const auto before = node_update(own.plain, neighbours, ids.plain,
                                        {self.plain, self_bias.plain, join.plain, join_bias.plain}, 0.01f);
        QVERIFY(distance(inside.detach(), before.detach()) < 1e-6);
        const auto weights = at::randn({n, 16});
        torch::autograd::backward({at::sum(inside * weights)}, {});
        torch::autograd::backward({at::sum(before * weights)}, {});
        for (const auto* p : {&own, &sent, &ids, &self, &self_bias, &join, &join_bias})
            QVERIFY(distance(p->ours.grad(), p->plain.grad()) < 1e-5);
    }
};

QTEST_APPLESS_MAIN(TestProducts)
#include "tst_products.moc"
