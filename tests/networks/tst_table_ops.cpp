// Rows of tables, against the plain operations.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/cosine_distance.h"
#include "networks/golden_checks.h"
#include "networks/table_ops.h"

using namespace wb;

class TestTableOps : public QObject {
    Q_OBJECT
  private Q_SLOTS:
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
    void sharedTable_data() {
        QTest::addColumn<int>("readers");
        for (const int readers : {0, 1, 3}) QTest::addRow("%d readers", readers) << readers;
    }
    void sharedTable() {
        QFETCH(int, readers);
        auto table = numbers({900, 9}, "table"), other = table.clone();
        table.set_requires_grad(true);
        other.set_requires_grad(true);
        const auto ids = at::tensor({3, 899, 3, 0, 600}, at::kLong);
        const auto shared = shared_table(table, 601, readers, ids);
        QVERIFY(at::equal(shared.rows, at::index_select(table, 0, ids)));
        QCOMPARE(static_cast<int>(shared.tops.size()), readers);
        const auto of_rows = numbers({5, 9}, "of rows");
        auto ours = at::sum(shared.rows * of_rows), plain = at::sum(at::index_select(other, 0, ids) * of_rows);
        for (std::size_t k = 0; k < shared.tops.size(); ++k) {
            QVERIFY(at::equal(shared.tops[k], table.narrow(0, 0, 601)));
            QVERIFY(at::equal(shared.rests[k], table.narrow(0, 601, 299)));
            const auto weights = numbers({900, 9}, ("weights " + std::to_string(k)).c_str());
            ours = ours + at::sum(shared.tops[k] * weights.narrow(0, 0, 601)) +
                   at::sum(shared.rests[k] * weights.narrow(0, 601, 299));
            plain = plain + at::sum(other * weights);
        }
        torch::autograd::backward({ours}, {});
        torch::autograd::backward({plain}, {});
        WB_COMPARE_TENSORS(table.grad(), other.grad(), 1e-5);
    }
    void rowsBesideTheNormOfTheTable() {
        auto table = numbers({700, 9}, "table"), other = table.clone();
        table.set_requires_grad(true);
        other.set_requires_grad(true);
        const auto ids = at::tensor({3, 699, 3, 0, 3, 7}, at::kLong);
        const auto weights = numbers({6, 9}, "weights");
        const auto [rows, norm] = rows_and_norm(table, ids);
        QVERIFY(at::equal(rows, at::index_select(table, 0, ids)));
        WB_COMPARE_TENSORS(norm.detach(), at::norm(table.detach()), 1e-4);
        torch::autograd::backward({at::sum(rows * weights) + 3 * norm}, {});
        torch::autograd::backward({at::sum(at::index_select(other, 0, ids) * weights) + 3 * at::norm(other)}, {});
        WB_COMPARE_TENSORS(table.grad(), other.grad(), 1e-5);
    }
    void normOfZerosHasNoGradient() {
        const auto table = at::zeros({4, 3}).set_requires_grad(true);
        torch::autograd::backward({rows_and_norm(table, at::tensor({1}, at::kLong)).second}, {});
        WB_COMPARE_TENSORS(table.grad(), at::zeros({4, 3}), 0.0);
    }
    void cosineDistance() {
        auto x = numbers({300, 13}, "x"), plain_x = x.clone();
        const auto target = numbers({300, 13}, "target");
        x.set_requires_grad(true);
        plain_x.set_requires_grad(true);
        const auto ours = cosine_distance(x, target);
        const auto plain = 1 - at::mean(at::cosine_similarity(plain_x, target, 1, 1e-8));
        WB_COMPARE_TENSORS(ours.detach(), plain.detach(), 1e-6);
        torch::autograd::backward({2 * ours}, {});
        torch::autograd::backward({2 * plain}, {});
        WB_COMPARE_TENSORS(x.grad(), plain_x.grad(), 1e-7);
    }
    void cosineOfZerosIsZero() {
        const auto x = at::zeros({2, 5}).set_requires_grad(true);
        const auto distance = cosine_distance(x, at::ones({2, 5}));
        QCOMPARE(distance.item<float>(), 1.0f);
        torch::autograd::backward({distance}, {});
        QVERIFY(at::isfinite(x.grad()).all().item<bool>());
    }
};

QTEST_APPLESS_MAIN(TestTableOps)
#include "tst_table_ops.moc"
