// VBPR against the numbers of the original implementation (tests/goldens/vbpr_tiny).
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/golden_checks.h"
#include "networks/vbpr.h"

using namespace wb;

class TestVbpr : public QObject {
    Q_OBJECT
    const SafetensorsFile file_ = golden::read("vbpr_tiny");
    at::Tensor expected(const std::string& name) const { return read_tensor(file_, name); }
    at::Tensor ids(const std::string& name) const { return read_integer_tensor(file_, name); }
    VbprNetwork loaded(bool paper_biases = false) const {
        VbprOptions o;
        o.users = 12;
        o.items = 20;
        o.dim = 8;
        o.regulariser = 0.1f;
        o.paper_biases = paper_biases;
        VbprNetwork network(o, at::cat({expected("in.t_feat"), expected("in.v_feat")}, 1), Rng(1, "test"));
        if (!paper_biases) network.load(golden::checkpoint(file_));
        return network;
    }
    VbprNetwork::Loss loss(const VbprNetwork& network) const {
        return network.loss(ids("in.batch_user"), ids("in.batch_pos"), ids("in.batch_neg"));
    }

  private Q_SLOTS:
    void scoresMatch() {
        const auto network = loaded();
        WB_COMPARE_TENSORS(network.item_vectors(), expected("mid.item_embedding"), 1e-5);
        WB_COMPARE_TENSORS(at::mm(network.user_vectors().detach(), network.item_vectors().t()),
                           expected("out.scores"), 1e-5);
    }
    void lossAndGradientsMatch() {
        const auto network = loaded();
        const auto l = loss(network);
        QVERIFY(std::abs(l.total.item<double>() - expected("out.loss").item<double>()) < 1e-5);
        QVERIFY(std::abs(l.bpr - 0.6829370260238647) < 1e-5);
        QVERIFY(std::abs(l.regulariser - 1.6891956329345703) < 1e-5);
        torch::autograd::backward({l.total}, {});
        const auto problem = golden::gradient_problem(network.parameters(), file_, "grad.");
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
    }
    void optimiserStepsMatch() {
        const auto network = loaded();
        const auto problem = golden::steps_problem(network.parameters(), file_, [&] { return loss(network).total; });
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
    }
    /// The paper's form: the loss of a batch is the one of the scores with both biases.
    void paperBiases() {
        const auto network = loaded(true);
        Rng rng(2, "biases");
        for (const auto& p : network.parameters())
            if (p.name.ends_with("_bias"))
                for (std::int64_t i = 0; i < p.value.numel(); ++i)
                    p.value.data_ptr<float>()[i] = 0.1f * static_cast<float>(rng.normal());
        const auto scores =
            at::mm(network.user_vectors().detach(), network.item_vectors().t()) + network.item_biases();
        const auto rows = at::index_select(scores, 0, ids("in.batch_user"));
        const auto at_item = [&](const char* name) { return at::gather(rows, 1, ids(name).unsqueeze(1)).squeeze(1); };
        const auto want = -at::mean(at::log(at::sigmoid(at_item("in.batch_pos") - at_item("in.batch_neg"))));
        const auto l = loss(network);
        QVERIFY(std::abs(l.bpr - want.item<double>()) < 1e-5);
        torch::autograd::backward({l.total}, {});
        for (const auto& p : network.parameters())
            QVERIFY2(p.value.grad().defined() && at::any(p.value.grad().to_dense() != 0).item<bool>(),
                     p.name.c_str());
    }
    void savedAndLoaded() {
        const auto network = loaded(true);
        SafetensorsWriter writer;
        network.save(writer);
        auto again = loaded(true);
        again.load(SafetensorsFile::parse(writer.serialize(), "memory"));
        for (std::size_t i = 0; i < network.parameters().size(); ++i)
            WB_COMPARE_TENSORS(again.parameters()[i].value, network.parameters()[i].value, 0.0);
    }
};

QTEST_APPLESS_MAIN(TestVbpr)
#include "tst_vbpr.moc"
