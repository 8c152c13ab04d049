// MMGCN against the numbers of the original implementation (tests/goldens/mmgcn_tiny).
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/golden_checks.h"
#include "networks/mmgcn.h"

using namespace wb;

class TestMmgcn : public QObject {
    Q_OBJECT
    const SafetensorsFile file_ = golden::read("mmgcn_tiny");
    at::Tensor expected(const std::string& name) const { return read_tensor(file_, name); }
    at::Tensor ids(const std::string& name) const { return read_integer_tensor(file_, name); }
    static MmgcnOptions tiny(bool train_tables) {
        MmgcnOptions o;
        o.users = 12;
        o.items = 20;
        o.dim = 8;
        o.regulariser = 0.01f;
        o.train_tables = train_tables;
        return o;
    }
    MmgcnNetwork made(const MmgcnOptions& options, bool text = true, bool images = true) const {
        return {options, text ? expected("in.t_feat") : at::Tensor(), images ? expected("in.v_feat") : at::Tensor(),
                mean_graph(12, 20, golden::edges(file_)), Rng(1, "test")};
    }
    MmgcnNetwork loaded(bool train_tables) const {
        auto network = made(tiny(train_tables));
        network.load(golden::checkpoint(file_));
        return network;
    }
    MmgcnNetwork::Loss loss(const MmgcnNetwork& network) const {
        return network.loss(ids("in.batch_user"), ids("in.batch_pos"), ids("in.batch_neg"));
    }

  private Q_SLOTS:
    void scoresMatch() {
        const auto network = loaded(true);
        const auto all = network.vectors().detach();
        WB_COMPARE_TENSORS(network.vectors_of("v_gcn").detach(), expected("mid.v_rep"), 1e-5);
        WB_COMPARE_TENSORS(network.vectors_of("t_gcn").detach(), expected("mid.t_rep"), 1e-5);
        WB_COMPARE_TENSORS(all, expected("mid.representation"), 1e-5);
        WB_COMPARE_TENSORS(at::mm(all.narrow(0, 0, 12), all.narrow(0, 12, 20).t()), expected("out.scores"), 1e-5);
    }
    void lossAndGradientsMatch() {
        const auto network = loaded(true);
        const auto l = loss(network);
        QVERIFY(std::abs(l.total.item<double>() - expected("out.loss").item<double>()) < 1e-5);
        QVERIFY(std::abs(l.bpr - 0.6954306237399578) < 1e-5);
        QVERIFY(std::abs(l.regulariser - 0.11895425617694855) < 1e-5);
        torch::autograd::backward({l.total}, {});
        for (const auto& p : network.parameters()) {
            const bool table = p.name == "id_embedding" || p.name.ends_with(".preference");
            const auto want = expected((table ? "grad_const." : "grad.") + p.name);
            const auto problem = golden::gradient_problem(golden::dense(p.value.grad()), want, p.name);
            QVERIFY2(problem.isEmpty(), qPrintable(problem));
        }
    }
    /// As in the reference, whose tables are not trained.
    void optimiserStepsMatch() {
        const auto network = loaded(false);
        const auto problem = golden::steps_problem(network.parameters(), file_, [&] { return loss(network).total; });
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
    }
    void forms_data() {
        QTest::addColumn<bool>("text");
        QTest::addColumn<bool>("images");
        QTest::addColumn<int>("hops");
        QTest::addColumn<bool>("concatenate");
        QTest::newRow("text") << true << false << 3 << true;
        QTest::newRow("pictures") << false << true << 3 << true;
        QTest::newRow("two hops") << true << true << 2 << true;
        QTest::newRow("one hop, sum") << true << true << 1 << false;
        QTest::newRow("sum") << true << true << 3 << false;
    }
    void forms() {
        QFETCH(int, hops);
        QFETCH(bool, concatenate);
        QFETCH(bool, text);
        QFETCH(bool, images);
        auto options = tiny(true);
        options.hops = hops;
        options.concatenate = concatenate;
        const auto network = made(options, text, images);
        const auto l = loss(network);
        QVERIFY(std::isfinite(l.total.item<double>()));
        torch::autograd::backward({l.total}, {});
        for (const auto& p : network.parameters()) QVERIFY2(p.value.grad().defined(), p.name.c_str());
        SafetensorsWriter writer;
        network.save(writer);
        auto again = made(options, text, images);
        again.load(SafetensorsFile::parse(writer.serialize(), "memory"));
        WB_COMPARE_TENSORS(again.vectors().detach(), network.vectors().detach(), 0.0);
    }
};

QTEST_APPLESS_MAIN(TestMmgcn)
#include "tst_mmgcn.moc"
