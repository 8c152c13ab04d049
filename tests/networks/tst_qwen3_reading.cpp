// Reading prompts with weights in few bits, against the goldens and against the network in float32.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>

#include <QTemporaryDir>

#include "error_text.h"
#include "foundation/files.h"
#include "networks/golden_checks.h"
#include "networks/qwen3_reading.h"
#include "processor.h"

using namespace wb;

namespace {

const fs::path goldens = WB_TEST_GOLDENS;

double distance(const at::Tensor& actual, const at::Tensor& expected) {
    return (at::norm(actual - expected) / at::norm(expected)).item<double>();
}

/// Texts of these lengths, of any tokens.
QwenTexts texts_of(const std::vector<std::int64_t>& lengths, std::int64_t vocabulary) {
    at::manual_seed(5);
    QwenTexts texts;
    std::int64_t end = 0;
    for (const auto n : lengths) texts.ends.push_back(end += n);
    texts.ids = at::randint(vocabulary, {end}, at::kLong);
    return texts;
}

/// Every row in 127 steps up and down of its largest number.
at::Tensor through_int8(const at::Tensor& w) {
    const auto step = std::get<0>(at::max(at::abs(w), 1, true)) / 127;
    return at::round(w / step) * step;
}

at::Tensor through_nf4(const at::Tensor& x) {
    auto blocks = to_nf4({x.data_ptr<float>(), static_cast<std::size_t>(x.numel())});
    blocks.scales = to_8bit(blocks.scales).restored();
    auto out = at::empty_like(x);
    from_nf4(blocks.packed.data(), blocks.scales.data(), blocks.block, 0, x.numel(), out.data_ptr<float>());
    return out;
}

QwenConfig wide_heads() {
    QwenConfig c;
    c.hidden_size = 128;
    c.layers = 3;
    c.heads = 4;
    c.kv_heads = 2;
    c.head_dim = 64;
    c.intermediate_size = 256;
    c.vocab_size = 200;
    c.max_positions = 1024;
    c.rope_theta = 10000;
    c.rms_norm_eps = 1e-6;
    c.tied = true;
    return c;
}

}  // namespace

class TestQwen3Reading : public QObject {
    Q_OBJECT
    const QTemporaryDir folder_;
    std::unique_ptr<Qwen3Network> network_;
    std::unique_ptr<ModelTensors> weights_;
    std::unique_ptr<LoraAdapter> adapter_;

    fs::path folder() const { return folder_.path().toStdString(); }

  private Q_SLOTS:
    void initTestCase() {
        const Qwen3Network made(wide_heads(), Rng(1, "reading"));
        const at::NoGradGuard no_grad;
        for (const auto& p : made.parameters())  // larger than at the start, so that attention is uneven
            if (p.decay) p.value.mul_(6);
        SafetensorsWriter writer;
        save_parameters(made.parameters(), writer, "");
        writer.write(folder() / "model.safetensors");
        weights_ = std::make_unique<ModelTensors>(ModelTensors::open(folder()));
        network_ = std::make_unique<Qwen3Network>(wide_heads(), *weights_);
        LoraSettings settings;
        settings.targets = {"q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"};
        adapter_ = std::make_unique<LoraAdapter>(settings, wide_heads(), Rng(2, "adapter"));
        for (const auto& p : adapter_->parameters()) p.value.copy_(at::randn(p.value.sizes()) * 0.05);
    }

    void matchesTheGolden() {
        const auto file = golden::read("qwen3_tiny/io");
        const auto ids = read_integer_tensor(file, "input_ids"), mask = read_integer_tensor(file, "attention_mask");
        const auto texts = QwenTexts::of_left_padded(ids, mask);
        const auto weights = ModelTensors::open(goldens / "qwen3_tiny");
        const Qwen3Reading reading(read_qwen_config(goldens / "qwen3_tiny"), weights, WeightFormat::float32);
        const auto expected = read_tensor(file, "hidden_final_norm");
        const auto real = expected.reshape({-1, expected.size(2)}).index({mask.reshape({-1}).to(at::kBool)});
        const auto hidden = reading.hidden(texts, {});
        WB_COMPARE_TENSORS(hidden, real, 1e-4);
        const auto logits = read_tensor(file, "logits");
        const auto some = long_tensor({5, 300, 0});
        WB_COMPARE_TENSORS(
            reading.logits(hidden, some),
            at::index_select(logits.reshape({-1, logits.size(2)}).index({mask.reshape({-1}).to(at::kBool)}), 1, some),
            1e-4);
    }

    void formats_data() {
        QTest::addColumn<int>("format");
        QTest::addColumn<double>("most");
        // Rounding errors of one product (2^-9 in bfloat16, 1/254 of the largest in 8 bits, 1/16 in 4), over 3
        // layers.
        QTest::newRow("float32") << int(WeightFormat::float32) << 1e-5;
        QTest::newRow("bfloat16") << int(WeightFormat::bfloat16) << 0.03;
        QTest::newRow("int8") << int(WeightFormat::int8) << 0.08;
        QTest::newRow("nf4") << int(WeightFormat::nf4) << 0.5;
    }
    void formats() {
        QFETCH(int, format);
        QFETCH(double, most);
        const auto wanted = static_cast<WeightFormat>(format);
        WB_NEEDS(wanted);
        const at::NoGradGuard no_grad;
        const Qwen3Reading reading(wide_heads(), *weights_, wanted);
        const Qwen3Reading anew(wide_heads(), *weights_, wanted, LayersAre::read_anew);
        QCOMPARE(anew.weight_bytes(), std::uint64_t{0});
        // Shorter and longer than a block of attention, on its border, and one beyond.
        const auto texts = texts_of({1, 5, 128, 129, 300}, 200);
        for (const bool adapted : {false, true}) {
            const LoraAdapter* adapter = adapted ? adapter_.get() : nullptr;
            QwenPass pass;
            pass.adapter = adapter;
            const auto expected = network_->hidden(texts, pass), all = reading.hidden(texts, {}, adapter);
            QVERIFY2(distance(all, expected) < most, qPrintable(QString::number(distance(all, expected))));
            QVERIFY(at::equal(anew.hidden(texts, {}, adapter), all));
            // Every text alone, so that an error in one of them is not lost among the rows of the others.
            for (std::int64_t t = 0; t < texts.texts(); ++t) {
                const auto own = [&](const at::Tensor& x) {
                    return x.slice(0, texts.begin(t), texts.begin(t) + texts.length(t));
                };
                QVERIFY2(distance(own(all), own(expected)) < 2 * most, qPrintable(QString::number(t)));
            }
            const auto rows = long_tensor({0, 5, 133, 134, 562});
            WB_COMPARE_TENSORS(reading.hidden(texts, rows, adapter), at::index_select(all, 0, rows), 1e-4);
        }
    }

    /// The network for training adapters with the same matrices: outputs, losses over the whole vocabulary and the
    /// gradients of the adapter, with layers kept and computed again.
    void frozenNetwork_data() {
        QTest::addColumn<int>("format");
        QTest::addColumn<double>("most");
        QTest::newRow("float32") << int(WeightFormat::float32) << 1e-4;
        QTest::newRow("bfloat16") << int(WeightFormat::bfloat16) << 0.06;
        // Against the weights that so few bits leave; in 8 bits gradients are rounded on every way back, too.
        QTest::newRow("int8") << int(WeightFormat::int8) << 0.15;
        QTest::newRow("nf4") << int(WeightFormat::nf4) << 0.06;
    }
    void frozenNetwork() {
        QFETCH(int, format);
        QFETCH(double, most);
        const auto wanted = static_cast<WeightFormat>(format);
        WB_NEEDS(wanted);
        const Qwen3Network frozen(wide_heads(), *weights_, wanted), real(wide_heads(), *weights_);
        if (wanted == WeightFormat::nf4 || wanted == WeightFormat::int8)
            for (const auto& p : real.parameters())
                if (p.decay && p.name.find("layers") != std::string::npos)
                    p.value.copy_(wanted == WeightFormat::nf4 ? through_nf4(p.value) : through_int8(p.value));
        QVERIFY(frozen.frozen_bytes() > 0);
        for (const auto& p : frozen.parameters()) QVERIFY(p.name.ends_with("norm.weight"));
        const auto texts = texts_of({5, 140}, 200);
        LoraAdapter of_attention(LoraSettings{}, wide_heads(),
                                 Rng(3, "adapter"));  // other layers are one operation then
        for (const auto& p : of_attention.parameters()) {
            const at::NoGradGuard no_grad;
            p.value.copy_(at::randn(p.value.sizes()) * 0.05);
        }
        const auto run = [&](const Qwen3Network& network, bool recompute, const LoraAdapter& adapter) {
            QwenPass pass;
            pass.adapter = &adapter;
            pass.dropout_key = 3;
            pass.recompute = recompute;
            pass.rows = long_tensor({4, 100, 144});
            const auto hidden = network.hidden(texts, pass);
            const auto logits = network.logits(hidden);
            torch::autograd::backward({label_loss(logits, long_tensor({1, 2, 199}))}, {});
            std::vector<at::Tensor> out{hidden.detach(), logits.detach(),
                                        network.logits(hidden.detach(), long_tensor({7, 1}))};
            for (const auto& p : adapter.parameters()) {
                out.push_back(p.value.grad().clone());
                p.value.mutable_grad().reset();
            }
            return out;
        };
        for (const LoraAdapter* adapter : std::initializer_list<const LoraAdapter*>{adapter_.get(), &of_attention}) {
            const auto expected = run(real, false, *adapter), ours = run(frozen, false, *adapter),
                       again = run(frozen, true, *adapter);
            QVERIFY(expected.size() > 20);
            for (std::size_t i = 0; i < expected.size(); ++i) {
                QVERIFY2(distance(ours[i], expected[i]) < most,
                         qPrintable(QString("%1: %2").arg(i).arg(distance(ours[i], expected[i]))));
                QVERIFY2(at::equal(ours[i], again[i]), qPrintable(QString::number(i)));
            }
        }
    }

    void theAdapterChangesSomething() {
        const auto texts = texts_of({20}, 200);
        const Qwen3Reading reading(wide_heads(), *weights_, WeightFormat::float32);
        QVERIFY(distance(reading.hidden(texts, {}, adapter_.get()), reading.hidden(texts, {})) > 0.01);
    }

    void fewerBitsTakeLessRoom() {
        const auto of = [&](WeightFormat format) {
            return static_cast<double>(Qwen3Reading(wide_heads(), *weights_, format).weight_bytes());
        };
        const double all = of(WeightFormat::float32);
        if (can_multiply(Precision::bfloat16)) QVERIFY(of(WeightFormat::bfloat16) < 0.51 * all);
        if (can_multiply(Precision::int8)) QVERIFY(of(WeightFormat::int8) < 0.3 * all);
        QVERIFY(of(WeightFormat::nf4) < 0.14 * all);
    }

    /// The same prompts as they are and with what they begin with shared: the places of their ends, and every hidden
    /// state there, by the reading and by the network.
    void sharedBeginnings_data() { formats_data(); }
    void sharedBeginnings() {
        QFETCH(int, format);
        const auto wanted = static_cast<WeightFormat>(format);
        WB_NEEDS(wanted);
        const at::NoGradGuard no_grad;
        const auto token = [](std::int64_t seed, std::int64_t place) {
            return static_cast<std::int32_t>((seed * 7919 + place * 104729) % 200);
        };
        // Instructions of 70 tokens for all, histories of 150 for two and of 260 for one user, lists of their own.
        std::vector<std::vector<std::int32_t>> prompts;
        for (const std::int64_t list : {0, 1, 2, 3, 4}) {
            std::vector<std::int32_t> prompt;
            const std::int64_t user = list < 2 ? 0 : list < 4 ? 1 : 2, history = user == 2 ? 260 : 150;
            for (std::int64_t i = 0; i < 70; ++i) prompt.push_back(token(1, i));
            for (std::int64_t i = 0; i < history; ++i) prompt.push_back(token(10 + user, i));
            for (std::int64_t i = 0; i < 40 + list; ++i) prompt.push_back(token(20 + list, i));
            prompts.push_back(std::move(prompt));
        }
        const SharedBeginnings shared(prompts);
        QCOMPARE(shared.own_from, (std::vector<std::int64_t>{0, 192, 64, 192, 64}));
        const auto pieces = shared.pieces(prompts, 0, prompts.size());
        const auto all = QwenTexts::of(prompts), fewer = QwenTexts::of(pieces);
        std::vector<std::int64_t> ends;
        for (const auto end : all.ends) ends.push_back(end - 1);
        const Qwen3Reading reading(wide_heads(), *weights_, wanted);
        const double rounding = wanted == WeightFormat::float32 ? 1e-5 : 0.01;
        const auto expected = reading.hidden(all, long_tensor(ends), adapter_.get());
        const auto got = reading.hidden(fewer, long_tensor(pieces.last), adapter_.get());
        for (std::int64_t i = 0; i < got.size(0); ++i) QVERIFY(distance(got[i], expected[i]) < rounding);
        if (wanted == WeightFormat::int8) return;
        const Qwen3Network frozen(wide_heads(), *weights_, wanted);
        QwenPass pass;
        pass.adapter = adapter_.get();
        for (const bool whole : {false, true}) {
            pass.rows = whole ? at::Tensor() : long_tensor(ends);
            const auto of_all = frozen.hidden(all, pass);
            pass.rows = whole ? at::Tensor() : long_tensor(pieces.last);
            const auto of_fewer = frozen.hidden(fewer, pass);
            for (std::int64_t i = 0; i < got.size(0); ++i)
                QVERIFY(distance(of_fewer[whole ? pieces.last[static_cast<std::size_t>(i)] : i],
                                 of_all[whole ? ends[static_cast<std::size_t>(i)] : i]) < rounding);
        }
    }

    /// A pass in the middle of a list of texts begins with a whole one; texts that are alike share all but an end.
    void piecesOfTexts() {
        const auto text = [](std::int64_t alike, std::int64_t n, std::int32_t other) {
            std::vector<std::int32_t> out(static_cast<std::size_t>(n), other);
            std::fill_n(out.begin(), alike, 1);
            return out;
        };
        const std::vector<std::vector<std::int32_t>> texts{text(200, 200, 2), text(200, 200, 2), text(130, 210, 3),
                                                           text(70, 300, 4), text(63, 80, 5)};
        const SharedBeginnings shared(texts);
        QCOMPARE(shared.own_from, (std::vector<std::int64_t>{0, 192, 128, 64, 0}));
        const auto all = shared.pieces(texts, 0, 5);
        QCOMPARE(all.layout.ends, (std::vector<std::int64_t>{64, 128, 192, 200, 208, 290, 526, 606}));
        QCOMPARE(all.layout.parents, (std::vector<std::int64_t>{-1, 0, 1, 2, 2, 1, 0, -1}));
        QCOMPARE(all.last, (std::vector<std::int64_t>{199, 207, 289, 525, 605}));
        for (std::size_t i = 0; i < texts.size(); ++i) {  // what each text sees is that text
            std::vector<std::int32_t> seen;
            std::int64_t piece = 0;
            while (all.layout.ends[static_cast<std::size_t>(piece)] - 1 != all.last[i]) ++piece;
            for (const auto& [first, last] : all.layout.seen(piece))
                seen.insert(seen.end(), all.ids.begin() + first, all.ids.begin() + last);
            QCOMPARE(seen, texts[i]);
        }
        const auto rest = shared.pieces(texts, 2, 4);
        QCOMPARE(rest.layout.ends, (std::vector<std::int64_t>{64, 210, 446}));
        QCOMPARE(rest.layout.parents, (std::vector<std::int64_t>{-1, 0, 0}));
        const auto last_two = std::span(texts).subspan(3);
        const SharedBeginnings none{last_two};
        QCOMPARE(none.pieces(last_two, 0, 2).layout.parents, (std::vector<std::int64_t>{-1, -1}));
    }

    /// Sharing is for scoring: what several texts read has no gradient here.
    void sharedBeginningsHaveNoGradients() {
        const Qwen3Network trained(wide_heads(), *weights_, true);
        QwenTexts texts = texts_of({64, 10, 20}, 200);
        texts.parents = {-1, 0, 0};
        QVERIFY_EXCEPTION_THROWN(trained.hidden(texts), std::logic_error);
    }

    void wrongWeightsAreNamed() {
        auto config = wide_heads();
        config.layers = 4;
        const auto problem = error_of([&] { Qwen3Reading(config, *weights_, WeightFormat::float32); });
        QVERIFY(problem.find("model.layers.3.input_layernorm.weight is missing") != std::string::npos);
        config = wide_heads();
        config.vocab_size = 300;
        QVERIFY(error_of([&] {
                    Qwen3Reading(config, *weights_, WeightFormat::float32);
                }).find("model.embed_tokens.weight has another shape") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TestQwen3Reading)
#include "tst_qwen3_reading.moc"
