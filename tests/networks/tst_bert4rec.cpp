// BERT4Rec against published numbers (tests/goldens/bert4rec_tiny).
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include "benchmarks/plain_models.h"
#include "networks/checkpoint_layout.h"
#include "networks/fused_ops.h"
#include "networks/tensor_checks.h"
#include "training/adam.h"

using namespace wb;

namespace {

Bert4RecOptions tiny() {
    Bert4RecOptions o;
    o.items = 20;
    o.dim = 16;
    o.heads = 4;
    o.max_len = 12;
    o.dropout = 0;
    return o;
}

/// The real slots of a left-padded batch; `slots` receives their places in the flat padded batch.
PackedBatch without_padding(const at::Tensor& tokens, const at::Tensor& labels, at::Tensor& slots) {
    std::vector<std::int64_t> packed, offsets{0}, positions, rows, wanted, places;
    for (std::int64_t b = 0; b < tokens.size(0); ++b) {
        for (std::int64_t t = 0; t < tokens.size(1); ++t) {
            const auto token = tokens[b][t].item<std::int64_t>();
            if (token == 0) continue;
            const auto label = labels.defined() ? labels[b][t].item<std::int64_t>() : 0;
            if (label != 0) {
                rows.push_back(static_cast<std::int64_t>(packed.size()));
                wanted.push_back(label);
            }
            places.push_back(b * tokens.size(1) + t);
            positions.push_back(t);
            packed.push_back(token);
        }
        offsets.push_back(static_cast<std::int64_t>(packed.size()));
        if (!labels.defined()) rows.push_back(static_cast<std::int64_t>(packed.size()) - 1);
    }
    slots = long_tensor(places);
    PackedBatch out;
    out.tokens = long_tensor(packed);
    out.offsets = long_tensor(offsets);
    out.positions = long_tensor(positions);
    out.rows = long_tensor(rows);
    out.labels = long_tensor(wanted);
    return out;
}

}  // namespace

class TestBert4Rec : public QObject {
    Q_OBJECT
    const SafetensorsFile golden_ = SafetensorsFile::read(WB_TEST_GOLDENS "/bert4rec_tiny.safetensors");
    at::Tensor expected(const std::string& name) const { return read_tensor(golden_, name); }
    Bert4RecNetwork loaded() const {
        Bert4RecNetwork network(tiny(), Rng(1, "test"));
        network.load(golden_, "param.");
        return network;
    }
    PackedBatch train(at::Tensor& slots) const {
        return without_padding(read_integer_tensor(golden_, "train.input_ids"),
                               read_integer_tensor(golden_, "train.labels"), slots);
    }

  private Q_SLOTS:
    void activationsAndLogitsMatch() {
        const auto network = loaded();
        at::Tensor slots;
        const auto batch = train(slots);
        const auto trace = network.activations(batch);
        WB_COMPARE_TENSORS(trace[0], at::index_select(expected("act.embedding").view({-1, 16}), 0, slots), 1e-5);
        for (std::size_t k = 0; k < 2; ++k) {
            const auto name = "act.block" + std::to_string(k);
            if (golden_.contains(name))
                WB_COMPARE_TENSORS(trace[k + 1], at::index_select(expected(name).view({-1, 16}), 0, slots), 1e-5);
        }
        const auto logits = at::addmm(network.output_bias(), trace.back(), network.output_weight().t());
        WB_COMPARE_TENSORS(logits, at::index_select(expected("train.logits").view({-1, 21}), 0, slots), 1e-5);
    }
    void lossAndGradientsMatch() {
        const auto network = loaded();
        at::Tensor slots;
        const auto loss = network.loss(train(slots), 0);
        QVERIFY(std::abs(loss.item<double>() - expected("train.loss").item<double>()) < 1e-5);
        torch::autograd::backward({loss}, {});
        int compared = 0;
        for (const auto& p : network.parameters())
            for (const auto& [name, gradient] : Bert4RecNetwork::published_layout(p, p.value.grad())) {
                const auto want = expected("grad." + name);
                const double worst = worst_difference(gradient, want);
                QVERIFY2(worst < 1e-6 + 1e-4 * at::max(at::abs(want)).item<double>(),
                         qPrintable(QString::fromStdString(name) + QString(": %1").arg(worst)));
                ++compared;
            }
        QCOMPARE(compared, 36);
    }
    void optimiserStepMatches() {
        const auto network = loaded();
        Adam adam(network.parameters(), {});
        at::Tensor slots;
        torch::autograd::backward({network.loss(train(slots), 0)}, {});
        adam.step(adam.gradient_norm());
        int compared = 0;
        for (const auto& p : network.parameters())
            for (const auto& [name, value] : Bert4RecNetwork::published_layout(p, p.value.detach())) {
                if (!golden_.contains("after_adam1." + name)) continue;
                const auto decisive = at::abs(expected("grad." + name)) > 1e-6;
                const auto off = at::abs(value - expected("after_adam1." + name)) * decisive.to(at::kFloat);
                QVERIFY2(at::max(off).item<double>() < 1e-5, name.c_str());
                ++compared;
            }
        QCOMPARE(compared, 4);
    }
    void candidateScoresMatch() {
        const auto network = loaded();
        at::Tensor slots;
        const auto batch = without_padding(read_integer_tensor(golden_, "eval.input_ids"), {}, slots);
        const auto scores = network.scores(batch);
        WB_COMPARE_TENSORS(scores, expected("eval.last_logits"), 1e-5);
        WB_COMPARE_TENSORS(at::gather(scores, 1, read_integer_tensor(golden_, "eval.candidates")),
                           expected("eval.candidate_scores"), 1e-5);
    }
    // Attention over packed sequences against the padded tensor form, gradients included, at a real size.
    void matchesPlainForm() {
        Bert4RecOptions o;
        o.items = 60;
        o.dim = 32;
        o.max_len = 40;
        o.dropout = 0;
        Bert4RecNetwork a(o, Rng(4, "test")), b(o, Rng(4, "test"));
        Rng rng(9, "batch");
        std::vector<std::int64_t> tokens, offsets{0}, positions, rows, labels;
        for (const std::int64_t n : {40, 3, 1, 17}) {
            for (std::int64_t i = 0; i < n; ++i) {
                if (i % 3 == 0) {
                    rows.push_back(static_cast<std::int64_t>(tokens.size()));
                    labels.push_back(1 + static_cast<std::int64_t>(rng.below(60)));
                }
                tokens.push_back(i % 3 == 0 ? 61 : 1 + static_cast<std::int64_t>(rng.below(60)));
                positions.push_back(40 - n + i);
            }
            offsets.push_back(static_cast<std::int64_t>(tokens.size()));
        }
        PackedBatch batch{long_tensor(tokens), long_tensor(offsets), long_tensor(positions), long_tensor(rows),
                          long_tensor(labels)};
        const auto fused = a.loss(batch, 0);
        const auto plain = plain::bert4rec_loss(o, plain::by_name(b.parameters()), plain::pad(batch, 40), false);
        QVERIFY(std::abs(fused.item<double>() - plain.item<double>()) < 1e-5);
        torch::autograd::backward({fused}, {});
        torch::autograd::backward({plain}, {});
        for (std::size_t i = 0; i < a.parameters().size(); ++i) {
            const auto &x = a.parameters()[i].value.grad(), &y = b.parameters()[i].value.grad();
            const double worst = worst_difference(x, y);
            QVERIFY2(worst < 1e-5, a.parameters()[i].name.c_str());
        }
    }
};

QTEST_APPLESS_MAIN(TestBert4Rec)
#include "tst_bert4rec.moc"
