// LRURec against published numbers (tests/goldens/lrurec_tiny) and its recurrence against the plain formula.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>

#include "benchmarks/plain_models.h"
#include "networks/checkpoint_layout.h"
#include "networks/fused_ops.h"
#include "networks/tensor_checks.h"
#include "training/adam.h"

using namespace wb;

namespace {

LruRecOptions tiny() {
    LruRecOptions o;
    o.items = 50;
    o.dim = 16;
    o.dropout = o.recurrent_dropout = 0;
    return o;
}

/// All slots of a padded batch, padding included, as one sequence each.
PackedBatch with_padding(const at::Tensor& tokens, const at::Tensor& labels) {
    const std::int64_t rows = tokens.size(0), length = tokens.size(1);
    PackedBatch b;
    b.tokens = tokens.reshape({-1}).contiguous();
    b.offsets = at::arange(0, rows * length + 1, length, at::kLong);
    const auto flat = labels.reshape({-1});
    b.rows = at::nonzero(flat).reshape({-1});
    b.labels = at::index_select(flat, 0, b.rows);
    return b;
}

}  // namespace

class TestLruRec : public QObject {
    Q_OBJECT
    const SafetensorsFile golden_ = SafetensorsFile::read(WB_TEST_GOLDENS "/lrurec_tiny.safetensors");
    at::Tensor expected(const std::string& name) const { return read_tensor(golden_, name); }
    LruRecNetwork loaded() const {
        LruRecNetwork network(tiny(), Rng(1, "test"));
        network.load(golden_, "param.");
        return network;
    }
    PackedBatch batch() const {
        return with_padding(read_integer_tensor(golden_, "in.seqs"), read_integer_tensor(golden_, "in.labels"));
    }

  private Q_SLOTS:
    void activationsMatch() {
        const auto trace = loaded().activations(batch());
        const char* names[] = {"mid.embed", "mid.block0.lru", "mid.block0.out", "mid.block1.lru", "mid.block1.out"};
        for (std::size_t i = 0; i < 5; ++i) WB_COMPARE_TENSORS(trace[i].view({5, 12, 16}), expected(names[i]), 2e-6);
    }
    void scoresMatch() {
        const auto network = loaded();
        const auto scores = at::addmm(network.item_bias(), network.forward(batch(), 0), network.item_embedding().t());
        WB_COMPARE_TENSORS(scores.view({5, 12, 51}), expected("out.scores"), 1e-5);
    }
    void lossAndGradientsMatch() {
        const auto network = loaded();
        const auto loss = network.loss(batch(), 0);
        QVERIFY(std::abs(loss.item<double>() - expected("out.loss").item<double>()) < 1e-5);
        torch::autograd::backward({loss}, {});
        for (const auto& p : network.parameters())
            for (const auto& [name, gradient] : LruRecNetwork::published_layout(p, p.value.grad())) {
                const auto want = expected("grad." + name);
                const double worst = worst_difference(gradient, want);
                QVERIFY2(worst < 1e-5 + 1e-3 * at::max(at::abs(want)).item<double>() * 0.01,
                         qPrintable(QString::fromStdString(name) + QString(": %1").arg(worst)));
            }
    }
    // The same batch without its padding gives the same loss and gradients.
    void packingChangesNothing() {
        const auto whole = loaded(), packed = loaded();
        const auto padded = batch();
        std::vector<std::int64_t> tokens, offsets{0}, rows, labels;
        const auto seqs = read_integer_tensor(golden_, "in.seqs"), marks = read_integer_tensor(golden_, "in.labels");
        for (std::int64_t b = 0; b < 5; ++b) {
            for (std::int64_t t = 0; t < 12; ++t) {
                const auto label = marks[b][t].item<std::int64_t>();
                if (seqs[b][t].item<std::int64_t>() == 0 && label == 0) continue;
                if (label != 0) {
                    rows.push_back(static_cast<std::int64_t>(tokens.size()));
                    labels.push_back(label);
                }
                tokens.push_back(seqs[b][t].item<std::int64_t>());
            }
            offsets.push_back(static_cast<std::int64_t>(tokens.size()));
        }
        PackedBatch b;
        b.tokens = long_tensor(tokens);
        b.offsets = long_tensor(offsets);
        b.rows = long_tensor(rows);
        b.labels = long_tensor(labels);
        const auto l1 = whole.loss(padded, 0), l2 = packed.loss(b, 0);
        QVERIFY(std::abs(l1.item<double>() - l2.item<double>()) < 1e-6);
        torch::autograd::backward({l1}, {});
        torch::autograd::backward({l2}, {});
        for (std::size_t i = 0; i < whole.parameters().size(); ++i)
            WB_COMPARE_TENSORS(whole.parameters()[i].value.grad(), packed.parameters()[i].value.grad(), 1e-6);
    }
    void optimiserStepsMatch() {
        const auto network = loaded();
        AdamOptions options;
        options.eps = 1e-9;
        options.weight_decay = 0.01;
        options.clip_norm = 5.0;
        Adam adam(network.parameters(), options);
        const auto losses = expected("out.losses_5_steps");
        for (std::int64_t step = 0; step < 5; ++step) {
            const auto loss = network.loss(batch(), 0);
            QVERIFY2(std::abs(loss.item<double>() - losses[step].item<double>()) < 2e-4,
                     qPrintable(QString::number(step)));
            torch::autograd::backward({loss}, {});
            const double norm = adam.gradient_norm();
            if (step == 0) QVERIFY(std::abs(norm - expected("out.grad_norm").item<double>()) < 1e-4);
            adam.step(norm);
            if (step > 0) continue;
            for (const auto& p : network.parameters())
                for (const auto& [name, value] : LruRecNetwork::published_layout(p, p.value.detach())) {
                    const auto decisive =
                        at::abs(expected("grad." + name)) > 1e-6;  // Adam amplifies smaller ones' sign
                    const auto off = at::abs(value - expected("step1." + name)) * decisive.to(at::kFloat);
                    QVERIFY2(at::max(off).item<double>() < 2e-5, name.c_str());
                }
        }
    }
    void rankingMatches() {
        const auto network = loaded();
        const auto hidden = network.forward(batch(), 0).view({5, 12, 16}).select(1, 11);
        const auto scores = at::addmm(network.item_bias(), hidden, network.item_embedding().t());
        WB_COMPARE_TENSORS(scores, expected("eval.last_scores"), 1e-5);
        auto masked = expected("eval.last_scores_masked");
        const auto top = std::get<1>(at::topk(at::where(masked < -1e8, masked, scores), 10));
        QVERIFY(at::equal(top, read_integer_tensor(golden_, "eval.top10")));
    }
    void savesUnderPublishedNames() {
        const auto network = loaded();
        SafetensorsWriter writer;
        network.save(writer);
        const auto file = SafetensorsFile::parse(writer.serialize(), "memory");
        LruRecNetwork again(tiny(), Rng(2, "other"));
        again.load(file);
        for (std::size_t i = 0; i < network.parameters().size(); ++i)
            WB_COMPARE_TENSORS(again.parameters()[i].value, network.parameters()[i].value, 0.0);
        QVERIFY(file.contains("model.lru_blocks.1.lru_layer.in_proj.weight.imag"));
    }

    void recurrenceMatchesPlainFormula_data() {
        QTest::addColumn<int>("channels");
        QTest::addColumn<int>("length");
        QTest::newRow("one slot") << 8 << 1;
        QTest::newRow("odd width") << 37 << 16;
        QTest::newRow("two register blocks") << 64 << 128;
        QTest::newRow("published width") << 128 << 256;
    }
    void recurrenceMatchesPlainFormula() {
        QFETCH(int, channels);
        QFETCH(int, length);
        at::manual_seed(5);
        const std::int64_t batch = 3, h = channels, n = length;
        auto z = at::randn({batch, n, 2 * h}).set_requires_grad(true);
        auto z2 = z.detach().clone().set_requires_grad(true);
        auto logs = (at::rand({3, h}) - 1.5).set_requires_grad(true);
        auto logs2 = logs.detach().clone().set_requires_grad(true);
        auto mask = at::ones({batch, n});
        mask[1].narrow(0, 0, n / 2).zero_();  // a padded row: its state does not pass padding
        auto carry = at::constant_pad_nd(mask.narrow(1, 0, n - 1), {1, 0}).contiguous().view({-1});
        const auto offsets = at::arange(0, batch * n + 1, n, at::kLong);
        const auto fused = lru_scan(z.view({batch * n, 2 * h}), logs, carry, offsets).view({batch, n, 2 * h});
        const auto e = at::exp(logs2);
        const auto plain = plain::doubling_scan(z2 * at::cat({e[2], e[2]}), e[0], e[1], mask);
        WB_COMPARE_TENSORS(fused, plain, 2e-5);
        const auto weights = at::randn({batch, n, 2 * h});
        torch::autograd::backward({(fused * weights).sum()}, {});
        torch::autograd::backward({(plain * weights).sum()}, {});
        WB_COMPARE_TENSORS(z.grad(), z2.grad(), 1e-4);
        const double scale = at::max(at::abs(logs2.grad())).item<double>();
        WB_COMPARE_TENSORS(logs.grad(), logs2.grad(), 1e-4 * (1 + scale));
    }
    /// At the size of a real batch, where work is divided over threads: the loss changes along each gradient as the
    /// gradient says. The masks are those of the key, so the loss is a smooth function of the weights.
    void gradientsUnderDropoutAreThoseOfTheLoss() {
        LruRecOptions o;
        o.items = 1349;
        LruRecNetwork network(o, Rng(5, "test"));
        at::manual_seed(5);
        std::vector<at::Tensor> tokens, labels;
        std::vector<std::int64_t> ends{0};
        for (const std::int64_t length : {200, 7, 143, 1, 64, 200, 31, 88}) {
            const auto items = at::randint(1, o.items + 1, {length}, at::kLong);
            labels.push_back(items);
            tokens.push_back(at::cat({at::zeros({1}, at::kLong), items.narrow(0, 0, length - 1)}));
            ends.push_back(ends.back() + length);
        }
        PackedBatch b;
        b.tokens = at::cat(tokens);
        b.labels = at::cat(labels);
        b.rows = at::arange(0, ends.back(), at::kLong);
        b.offsets = long_tensor(ends);
        // A loss far from its start has gradients of every parameter that rise above rounding.
        {
            at::NoGradGuard no_grad;
            for (const auto& p : network.parameters())
                if (p.name.find("params_log") == std::string::npos) p.value.add_(at::randn_like(p.value), 0.05);
        }
        constexpr std::uint64_t key = 991;
        torch::autograd::backward({network.loss(b, key)}, {});
        at::NoGradGuard no_grad;
        for (const auto& p : network.parameters()) {
            const double square = p.value.grad().square().sum().item<double>();
            QVERIFY2(square > 0, p.name.c_str());
            const double step = 5e-4 / square;  // the loss is expected to change by 2 * 0.0005
            p.value.add_(p.value.grad(), step);
            const double up = network.loss(b, key).item<double>();
            p.value.add_(p.value.grad(), -2 * step);
            const double down = network.loss(b, key).item<double>();
            p.value.add_(p.value.grad(), step);
            const double ratio = (up - down) / (2 * step * square);
            QVERIFY2(std::abs(ratio - 1) < 0.02, (p.name + ": " + std::to_string(ratio)).c_str());
        }
    }
    void dropoutIsReproducibleAndUnbiased() {
        LruRecOptions o = tiny();
        o.dropout = o.recurrent_dropout = 0.3f;
        LruRecNetwork network(o, Rng(3, "test"));
        const auto a = network.forward(batch(), 77), b = network.forward(batch(), 77),
                   c = network.forward(batch(), 78);
        QVERIFY(at::equal(a, b));
        QVERIFY(!at::equal(a, c));
        const auto x = at::ones({400000});
        const auto kept = fused_dropout(x, {123, 0.3f});
        QVERIFY(std::abs(kept.mean().item<double>() - 1.0) < 0.005);
        QVERIFY(std::abs((kept == 0).to(at::kFloat).mean().item<double>() - 0.3) < 0.004);
    }
};

QTEST_APPLESS_MAIN(TestLruRec)
#include "tst_lrurec.moc"
