// BM3 against the numbers of the original implementation (tests/goldens/bm3_tiny).
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/bm3.h"
#include "networks/golden_checks.h"

using namespace wb;

class TestBm3 : public QObject {
    Q_OBJECT
    const SafetensorsFile file_ = golden::read("bm3_tiny");
    at::Tensor expected(const std::string& name) const { return read_tensor(file_, name); }
    at::Tensor ids(const std::string& name) const { return read_integer_tensor(file_, name); }
    static Bm3Options tiny() {
        Bm3Options o;
        o.users = 12;
        o.items = 20;
        o.dim = 8;
        o.layers = 2;
        o.dropout = 0;
        return o;
    }
    Bm3Network made(const Bm3Options& options, bool text = true, bool images = true) const {
        return {options, text ? expected("in.t_feat") : at::Tensor(), images ? expected("in.v_feat") : at::Tensor(),
                normalised_graph(12, 20, golden::edges(file_)), Rng(1, "test")};
    }
    Bm3Network loaded() const {
        auto network = made(tiny());
        network.load(golden::checkpoint(file_));
        return network;
    }
    Bm3Network::Loss loss(const Bm3Network& network, std::uint64_t key = 0) const {
        return network.loss(ids("in.batch_user"), ids("in.batch_pos"), key);
    }

  private Q_SLOTS:
    void scoresMatch() {
        const auto network = loaded();
        const auto [users, items] = network.graph_vectors();
        WB_COMPARE_TENSORS(users.detach(), expected("mid.user_gcn"), 1e-5);
        WB_COMPARE_TENSORS(items.detach(), expected("mid.item_gcn"), 1e-5);
        WB_COMPARE_TENSORS(at::mm(network.user_vectors(), network.item_vectors().t()), expected("out.scores"), 1e-5);
    }
    void lossAndGradientsMatch() {
        const auto network = loaded();
        const auto l = loss(network);
        QVERIFY(std::abs(l.total.item<double>() - expected("out.loss").item<double>()) < 1e-5);
        QVERIFY(std::abs(l.interaction + 2 * (l.cross_modal + l.intra_modal) + 0.1 * l.regulariser -
                         l.total.item<double>()) < 1e-5);
        torch::autograd::backward({l.total}, {});
        const auto problem = golden::gradient_problem(network.parameters(), file_, "grad.");
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
    }
    void givenDropoutMatches() {
        const auto network = loaded();
        const auto users = ids("in.batch_user"), items = ids("in.batch_pos");
        const auto target = [&](Bm3Network::View view, const at::Tensor& rows) {
            const char* names[] = {"drop.mask_user", "drop.mask_item", "drop.mask_text", "drop.mask_image"};
            return rows * at::index_select(expected(names[static_cast<int>(view)]), 0,
                                           view == Bm3Network::View::user ? users : items);
        };
        const auto l = network.loss(users, items, Bm3Network::Target(target));
        QVERIFY(std::abs(l.total.item<double>() - expected("drop.loss").item<double>()) < 1e-5);
        torch::autograd::backward({l.total}, {});
        const auto problem = golden::gradient_problem(network.parameters(), file_, "drop.grad.");
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
    }
    void optimiserStepsMatch() {
        const auto network = loaded();
        const auto problem = golden::steps_problem(network.parameters(), file_, [&] { return loss(network).total; });
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
    }
    void dropoutDependsOnTheKeyAlone() {
        auto options = tiny();
        options.dropout = 0.5f;
        const auto network = made(options);
        const double plain = loss(network).total.item<double>(), once = loss(network, 7).total.item<double>();
        QCOMPARE(loss(network, 7).total.item<double>(), once);
        QVERIFY(once != plain);
        QVERIFY(loss(network, 8).total.item<double>() != once);
    }
    void modalities_data() {
        QTest::addColumn<bool>("text");
        QTest::addColumn<bool>("images");
        QTest::newRow("text") << true << false;
        QTest::newRow("pictures") << false << true;
        QTest::newRow("both") << true << true;
    }
    /// The terms of a modality that is absent are 0; frozen features are no parameters and stay as they are.
    void modalities() {
        QFETCH(bool, text);
        QFETCH(bool, images);
        auto options = tiny();
        options.freeze_features = true;
        const auto network = made(options, text, images);
        const auto l = loss(network);
        QVERIFY(l.cross_modal > 0 && l.cross_modal < 2.0 * (text + images));
        torch::autograd::backward({l.total}, {});
        for (const auto& p : network.parameters()) {
            QVERIFY2(p.value.grad().defined(), p.name.c_str());
            QVERIFY2(
                !p.name.ends_with("_embedding.weight") || p.name.starts_with("user") || p.name.starts_with("item"),
                p.name.c_str());
            QVERIFY2(text || !p.name.starts_with("text"), p.name.c_str());
            QVERIFY2(images || !p.name.starts_with("image"), p.name.c_str());
        }
    }
};

QTEST_APPLESS_MAIN(TestBm3)
#include "tst_bm3.moc"
