// Adam with gradients of some rows alone: the same numbers as with zeros in the others.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <QtTest>

#include "networks/table_ops.h"
#include "training/adam.h"

using namespace wb;

class TestAdam : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void rowsAlone_data() {
        QTest::addColumn<double>("decay");
        QTest::addColumn<double>("clip");
        QTest::addRow("plain") << 0.0 << 0.0;
        QTest::addRow("decay and clip") << 0.01 << 0.5;
    }
    void rowsAlone() {
        QFETCH(double, decay);
        QFETCH(double, clip);
        at::manual_seed(1);
        const auto start = at::randn({300, 5});
        auto whole = start.clone().set_requires_grad(true), rows = start.clone().set_requires_grad(true);
        AdamOptions options;
        options.weight_decay = decay;
        options.clip_norm = clip;
        Adam dense({{"table", whole, true}}, options), sparse({{"table", rows, true}}, options);
        for (int step = 0; step < 6; ++step) {
            const auto ids = at::randint(0, 300, {40}, at::kLong), other = at::randint(0, 300, {7}, at::kLong);
            const auto weights = at::randn({40, 5});
            const auto loss = [&](const at::Tensor& table, TableGradient kind) {  // read twice, with repeated rows
                return at::sum(gather_rows(table, ids, kind) * weights) +
                       at::sum(at::square(gather_rows(table, other, kind)));
            };
            torch::autograd::backward({loss(whole, TableGradient::whole)}, {});
            torch::autograd::backward({loss(rows, TableGradient::rows)}, {});
            const double norm = dense.gradient_norm(), of_rows = sparse.gradient_norm();
            QVERIFY(std::abs(norm - of_rows) < 1e-9 * norm);
            dense.step(norm);
            sparse.step(norm);
            QVERIFY(at::max(at::abs(whole - rows)).item<float>() < 1e-6f);
        }
        QVERIFY(at::max(at::abs(whole - start)).item<float>() > 1e-3f);
    }
};

QTEST_APPLESS_MAIN(TestAdam)
#include "tst_adam.moc"
