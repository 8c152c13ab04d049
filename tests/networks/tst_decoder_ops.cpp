// The operations of decoders, with gradients, against chains of tensor operations.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/decoder_ops.h"

#include <torch/csrc/autograd/autograd.h>

#include <cmath>

#include "networks/adapted_linear.h"
#include "networks/half_mlp.h"
#include "networks/tensor_checks.h"
#include "processor.h"

using namespace wb;

namespace {

struct Pair {
    at::Tensor ours, plain;
};
Pair leaf(at::IntArrayRef shape, const char* stream) {
    const auto x = numbers(shape, stream);
    return {x.clone().set_requires_grad(true), x.clone().set_requires_grad(true)};
}

at::Tensor plain_rms(const at::Tensor& x, const at::Tensor& weight, double eps) {
    return x * at::rsqrt(at::mean(at::square(x), -1, true) + eps) * weight;
}

/// Gradients of sum(w * result) for the same random w.
void backward(const at::Tensor& ours, const at::Tensor& plain) {
    const auto w = numbers(ours.sizes(), "weights of the sum");
    torch::autograd::backward({at::sum(ours * w)}, {});
    if (plain.defined()) torch::autograd::backward({at::sum(plain * w)}, {});
}

constexpr double tolerance = 2e-5;

}  // namespace

class TestDecoderOps : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void rmsNorm() {
        const auto x = leaf({300, 48}, "x"), w = leaf({48}, "w");
        const auto ours = rms_norm(x.ours, w.ours, 1e-5), plain = plain_rms(x.plain, w.plain, 1e-5);
        WB_COMPARE_TENSORS(ours, plain, tolerance);
        backward(ours, plain);
        WB_COMPARE_TENSORS(x.ours.grad(), x.plain.grad(), tolerance);
        WB_COMPARE_TENSORS(w.ours.grad(), w.plain.grad(), 20 * tolerance);  // sums over 300 rows
    }

    void aFrozenWeightGetsNoGradient() {
        const auto x = leaf({5, 8}, "x");
        const auto w = numbers({8}, "w");
        torch::autograd::backward({at::sum(rms_norm(x.ours, w, 1e-6))}, {});
        QVERIFY(x.ours.grad().defined());
        QVERIFY(!w.grad().defined());
    }

    void normRotate() {
        constexpr std::int64_t tokens = 150, heads = 3, d = 10;
        const auto x = leaf({tokens, heads * d}, "x"), w = leaf({d}, "w");
        const auto angles = numbers({tokens, d / 2}, "angles");
        const auto cos = at::cos(angles), sin = at::sin(angles);
        const auto ours = norm_rotate(x.ours, w.ours, cos, sin, 1e-6);
        const auto halves = plain_rms(x.plain.reshape({tokens, heads, d}), w.plain, 1e-6).chunk(2, -1);
        const auto c = cos.unsqueeze(1), s = sin.unsqueeze(1);
        const auto plain =
            at::cat({halves[0] * c - halves[1] * s, halves[1] * c + halves[0] * s}, -1).reshape({tokens, heads * d});
        WB_COMPARE_TENSORS(ours, plain, tolerance);
        backward(ours, plain);
        WB_COMPARE_TENSORS(x.ours.grad(), x.plain.grad(), 5 * tolerance);
        WB_COMPARE_TENSORS(w.ours.grad(), w.plain.grad(), 20 * tolerance);
    }

    void adaptedLinear_data() {
        QTest::addColumn<int>("in");
        QTest::addColumn<int>("out");
        QTest::addColumn<bool>("dropping");
        QTest::newRow("small") << 20 << 30 << false;
        QTest::newRow("small, with dropout") << 20 << 30 << true;
        QTest::newRow("wide: in halves where that pays") << 256 << 320 << false;
    }
    void adaptedLinear() {
        QFETCH(int, in);
        QFETCH(int, out);
        QFETCH(bool, dropping);
        const auto x = leaf({900, in}, "x"), a = leaf({4, in}, "a"), b = leaf({out, 4}, "b");
        const auto w = numbers({out, in}, "w");
        const auto mask = at::gt(numbers({900, in}, "mask"), 0).to(at::kFloat);
        const auto dropped = [&](const at::Tensor& t) { return dropping ? t * mask : t; };
        const auto ours = adapted_linear(x.ours, w, {dropped(x.ours), a.ours, b.ours, 1.5});
        const auto plain = at::mm(x.plain, w.t()) + at::mm(at::mm(dropped(x.plain), a.plain.t()), b.plain.t()) * 1.5;
        const double size = std::sqrt(static_cast<double>(in * out));
        WB_COMPARE_TENSORS(ours, plain, size * tolerance);
        backward(ours, plain);
        WB_COMPARE_TENSORS(x.ours.grad(), x.plain.grad(), size * tolerance);
        WB_COMPARE_TENSORS(a.ours.grad(), a.plain.grad(), 30 * size * tolerance);  // sums over 900 rows
        WB_COMPARE_TENSORS(b.ours.grad(), b.plain.grad(), 30 * size * tolerance);
    }

    /// In few bits, W is what the identity is multiplied to; the gradient must be that of the same W.
    void frozenLinear_data() {
        QTest::addColumn<int>("format");
        QTest::addColumn<double>("rounding");  // of one number in a product
        QTest::newRow("float32") << int(WeightFormat::float32) << 1e-6;
        QTest::newRow("bfloat16") << int(WeightFormat::bfloat16) << 1.0 / 256;
        QTest::newRow("int8") << int(WeightFormat::int8) << 1.0 / 64;  // of a row's largest, 1/254
        QTest::newRow("nf4") << int(WeightFormat::nf4) << 1.0 / 256;
    }
    void frozenLinear() {
        QFETCH(int, format);
        QFETCH(double, rounding);
        const auto wanted = static_cast<WeightFormat>(format);
        WB_NEEDS(wanted);
        constexpr std::int64_t in = 96, out = 160, rows = 300;
        const auto w = numbers({out, in}, "w");
        const auto stored = wb::block(w.data_ptr<float>(), out, in);
        const auto weight = std::make_shared<const FrozenWeight>(std::span(&stored, 1), wanted, true);
        const auto known = adapted_linear(at::eye(in), weight, {}).t();
        const auto relative = [](const at::Tensor& a, const at::Tensor& b) {
            return (at::norm(a - b) / at::norm(b)).item<double>();
        };
        QVERIFY(relative(known, w) < (wanted == WeightFormat::nf4    ? 0.12
                                      : wanted == WeightFormat::int8 ? 0.01
                                                                     : rounding));
        for (const bool adapted : {false, true}) {
            const auto x = leaf({rows, in}, "x"), a = leaf({4, in}, "a"), b = leaf({out, 4}, "b");
            const auto mask = at::gt(numbers({rows, in}, "mask"), 0).to(at::kFloat);
            const auto ours = adapted ? adapted_linear(x.ours, weight, LowRank{x.ours * mask, a.ours, b.ours, 1.5})
                                      : adapted_linear(x.ours, weight, {});
            auto plain = at::mm(x.plain, known.t());
            if (adapted) plain = plain + at::mm(at::mm(x.plain * mask, a.plain.t()), b.plain.t()) * 1.5;
            QVERIFY(relative(ours, plain) < rounding);
            backward(ours, plain);
            QVERIFY(relative(x.ours.grad(), x.plain.grad()) < rounding);
            if (!adapted) continue;
            QVERIFY(relative(a.ours.grad(), a.plain.grad()) < rounding);
            QVERIFY(relative(b.ours.grad(), b.plain.grad()) < rounding);
        }
    }

    void gatedResidual_data() {
        QTest::addColumn<int>("format");
        QTest::addColumn<double>("rounding");
        QTest::newRow("bfloat16") << int(WeightFormat::bfloat16) << 0.01;
        QTest::newRow("int8") << int(WeightFormat::int8) << 0.03;
    }
    void gatedResidual() {
        QFETCH(int, format);
        QFETCH(double, rounding);
        WB_NEEDS(Precision::bfloat16);
        WB_NEEDS(static_cast<WeightFormat>(format));
        constexpr std::int64_t hidden = 64, inner = 104, rows = 300;  // blocks of 128, and a width beyond 16s
        const auto norm = numbers({hidden}, "norm"), g = numbers({inner, hidden}, "g"),
                   u = numbers({inner, hidden}, "u"), d = numbers({hidden, inner}, "d");
        const auto weight = [format](const at::Tensor& w) {
            const auto stored = wb::block(w.data_ptr<float>(), w.size(0), w.size(1));
            return std::make_shared<const FrozenWeight>(std::span(&stored, 1), static_cast<WeightFormat>(format),
                                                        true);
        };
        const auto x = leaf({rows, hidden}, "x");
        const auto ours = gated_residual(x.ours, {norm, weight(g), weight(u), weight(d)}, 1e-6);
        const auto n = plain_rms(x.plain, norm, 1e-6);
        const auto plain = x.plain + at::mm(at::silu(at::mm(n, g.t())) * at::mm(n, u.t()), d.t());
        const auto distance = [](const at::Tensor& a, const at::Tensor& b) {
            return (at::norm(a - b) / at::norm(b)).item<double>();
        };
        QVERIFY(distance(ours, plain) < rounding);
        backward(ours, plain);
        QVERIFY(distance(x.ours.grad(), x.plain.grad()) < 1.5 * rounding);
        const auto again = x.ours.detach().clone().set_requires_grad(true);
        const auto with_kept =
            gated_residual(again, {norm, weight(g), weight(u), weight(d)}, 1e-6, InnerNumbers::kept);
        QVERIFY(at::equal(with_kept, ours));
        backward(with_kept, {});
        QVERIFY(at::equal(again.grad(), x.ours.grad()));
        // The last block alone, which is shorter than the others.
        const auto last = [](const at::Tensor& t) { return t.slice(0, 290); };
        QVERIFY(distance(last(ours), last(plain)) < 2 * rounding);
        QVERIFY(distance(last(x.ours.grad()), last(x.plain.grad())) < 3 * rounding);
    }

    void siluGate() {
        const auto gate = leaf({70, 150}, "gate"), up = leaf({70, 150}, "up");
        const auto ours = silu_gate(gate.ours, up.ours), plain = at::silu(gate.plain) * up.plain;
        WB_COMPARE_TENSORS(ours, plain, tolerance);
        backward(ours, plain);
        WB_COMPARE_TENSORS(gate.ours.grad(), gate.plain.grad(), tolerance);
        WB_COMPARE_TENSORS(up.ours.grad(), up.plain.grad(), tolerance);
    }

    /// Texts of one token, shorter than a block of 128, of a block, of one more, and of several.
    void attentionInHalves() {
        WB_NEEDS(Precision::bfloat16);
        constexpr std::int64_t d = 32, heads = 4, kv_heads = 2;
        const TextLayout layout{{1, 78, 206, 335, 700}, {}};
        const auto q = leaf({700, heads * d}, "q"), k = leaf({700, kv_heads * d}, "k"),
                   v = leaf({700, kv_heads * d}, "v");
        const auto angles = numbers({700, d / 2}, "angles");
        const HeadRotation turn{numbers({d}, "q norm"), numbers({d}, "k norm"), at::cos(angles), at::sin(angles),
                                1e-6};
        const auto turned = [&](const at::Tensor& x, const at::Tensor& norm) {
            return norm_rotate(x, norm, turn.cos, turn.sin, turn.eps);
        };
        KeptAttention kept, all_kept;
        all_kept.keeps_factors = true;
        const auto ours = rotated_attention_in_halves(q.ours, k.ours, v.ours, turn, layout, &kept),
                   plain = causal_attention(turned(q.plain, turn.q_norm), turned(k.plain, turn.k_norm), v.plain,
                                            layout, d);
        QVERIFY(at::equal(rotated_attention_in_halves(q.ours, k.ours, v.ours, turn, layout), ours));
        QVERIFY(at::equal(rotated_attention_in_halves(q.ours * 2, k.ours, v.ours, turn, layout, &kept), ours));
        backward(ours, plain);
        // The second time with everything kept: of the factors only the sizes are asked for.
        const auto gradients = [&](const std::vector<at::Tensor>& factors) {
            const auto again =
                rotated_attention_in_halves(factors[0], factors[1], factors[2], turn, layout, &all_kept);
            if (!at::equal(again, ours)) return std::vector<at::Tensor>();
            backward(again, {});
            return std::vector<at::Tensor>{factors[0].grad(), factors[1].grad(), factors[2].grad()};
        };
        for (const bool second : {false, true}) {
            std::vector<at::Tensor> factors;
            for (const auto* one : {&q, &k, &v})
                factors.push_back(
                    (second ? at::zeros_like(one->ours) : one->ours.detach().clone()).set_requires_grad(true));
            const auto found = gradients(factors);
            QCOMPARE(found.size(), std::size_t(3));
            QVERIFY(at::equal(found[0], q.ours.grad()));
            QVERIFY(at::equal(found[1], k.ours.grad()));
            QVERIFY(at::equal(found[2], v.ours.grad()));
        }
        std::int64_t begin = 0;
        for (const std::int64_t end :
             layout.ends) {  // each text alone, so that an error is not lost among the others
            const auto distance = [&](const at::Tensor& a, const at::Tensor& b) {
                const auto mine = a.slice(0, begin, end), other = b.slice(0, begin, end);
                return (at::norm(mine - other) / (at::norm(other) + 1e-3)).item<double>();
            };
            QVERIFY2(distance(ours, plain) < 0.01, qPrintable(QString::number(end)));
            for (const auto* one : {&q, &k, &v})
                QVERIFY2(distance(one->ours.grad(), one->plain.grad()) < 0.02,
                         qPrintable(QString("%1: %2").arg(end).arg(distance(one->ours.grad(), one->plain.grad()))));
            begin = end;
        }
    }

    /// Texts of one token, of a block of 64 and of one more, and a longer one.
    void causalAttention() {
        constexpr std::int64_t d = 16, heads = 4, kv_heads = 2;
        const TextLayout layout{{1, 65, 130, 330}, {}};
        const auto q = leaf({330, heads * d}, "q"), k = leaf({330, kv_heads * d}, "k"),
                   v = leaf({330, kv_heads * d}, "v");
        const auto ours = causal_attention(q.ours, k.ours, v.ours, layout, d);
        std::vector<at::Tensor> texts;
        std::int64_t begin = 0;
        for (const std::int64_t end : layout.ends) {
            const auto part = [&](const at::Tensor& x, std::int64_t n) {
                const auto of_heads = x.slice(0, begin, end).reshape({end - begin, n, d}).transpose(0, 1);
                return at::repeat_interleave(of_heads, heads / n, 0);
            };
            auto scores = at::bmm(part(q.plain, heads), part(k.plain, kv_heads).transpose(1, 2)) / std::sqrt(d);
            const auto later = at::triu(at::ones({end - begin, end - begin}, at::kBool), 1);
            scores = scores.masked_fill(later, -std::numeric_limits<float>::infinity());
            texts.push_back(at::bmm(at::softmax(scores, -1), part(v.plain, kv_heads))
                                .transpose(0, 1)
                                .reshape({end - begin, heads * d}));
            begin = end;
        }
        const auto plain = at::cat(texts);
        WB_COMPARE_TENSORS(ours, plain, tolerance);
        backward(ours, plain);
        WB_COMPARE_TENSORS(q.ours.grad(), q.plain.grad(), 5 * tolerance);
        WB_COMPARE_TENSORS(k.ours.grad(), k.plain.grad(), 5 * tolerance);
        WB_COMPARE_TENSORS(v.ours.grad(), v.plain.grad(), 5 * tolerance);
    }
};

QTEST_APPLESS_MAIN(TestDecoderOps)
#include "tst_decoder_ops.moc"
