// Products with weights in few bits, against LibTorch in double precision.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "networks/tensor_checks.h"
#include "processor.h"

using namespace wb;

namespace {

FloatBlock of(const at::Tensor& x) {
    return block(x.data_ptr<float>(), x.size(0), x.size(1));
}
double distance(const at::Tensor& actual, const at::Tensor& expected) {
    return (at::norm(actual.to(at::kDouble) - expected) / at::norm(expected)).item<double>();
}
at::Tensor exact(const at::Tensor& x, const at::Tensor& w) {
    return at::mm(x.to(at::kDouble), w.to(at::kDouble).t());
}
at::Tensor product(const at::Tensor& x, const RightFactor& factor) {
    auto out = at::empty({x.size(0), factor.out()}, at::kFloat);
    LeftRows rows;
    rows.assign(x.data_ptr<float>(), x.size(0), factor);
    factor.multiply(rows, false, out.data_ptr<float>());
    return out;
}
/// Each row as whole numbers of 8 bits times its scale.
at::Tensor in_8_bits(const at::Tensor& x) {
    const auto scale = at::amax(at::abs(x), 1, true) / 127;
    return at::round(x / scale) * scale;
}
at::Tensor in_halves(const at::Tensor& x) {
    return x.to(at::kBFloat16).to(at::kFloat);
}

}  // namespace

class TestFrozenWeight : public QObject {
    Q_OBJECT
    at::Tensor x_, w_, more_;

    static void precisions() {
        QTest::addColumn<int>("precision");
        QTest::newRow("float32") << static_cast<int>(Precision::float32);
        QTest::newRow("bfloat16") << static_cast<int>(Precision::bfloat16);
        QTest::newRow("int8") << static_cast<int>(Precision::int8);
    }

  private Q_SLOTS:
    void initTestCase() {
        at::manual_seed(3);
        x_ = at::randn({130, 192});
        w_ = at::randn({96, 192});
        more_ = at::randn({32, 192});
    }

    void float32() {
        const auto part = of(w_);
        const RightFactor factor(std::span(&part, 1), Precision::float32);
        QVERIFY(distance(product(x_, factor), exact(x_, w_)) < 1e-6);
    }

    void bfloat16() {
        WB_NEEDS(Precision::bfloat16);
        const auto part = of(w_);
        const RightFactor factor(std::span(&part, 1), Precision::bfloat16);
        // Sums are in float32: nothing is lost but by rounding the factors.
        QVERIFY(distance(product(x_, factor), exact(in_halves(x_), in_halves(w_))) < 1e-6);
        LeftRows rows;
        rows.assign(x_.data_ptr<float>(), x_.size(0), factor);
        auto out = at::empty({x_.size(0), w_.size(0)}, at::kBFloat16);
        factor.multiply(rows, static_cast<std::uint16_t*>(out.data_ptr()));
        QVERIFY(distance(out, exact(in_halves(x_), in_halves(w_))) < 3e-3);
    }

    /// Both layouts of matrices that fit the library's blocks and of some that do not; numbers and sums are exact.
    void layoutsOfBothSides() {
        WB_NEEDS(Precision::bfloat16);
        for (const auto& [out, in] :
             {std::pair<int, int>{64, 32}, {64, 96}, {192, 128}, {1024, 64}, {96, 192}, {40, 70}}) {
            const auto w = at::randint(-60, 60, {out, in}).to(at::kFloat);
            const auto part = of(w);
            const FrozenWeight weight(std::span(&part, 1), WeightFormat::bfloat16, true);
            QVERIFY(at::equal(product(at::eye(in), *weight.factor()), w.t()));
            QVERIFY(at::equal(product(at::eye(out), *weight.factor(Side::gradient)), w));
        }
    }

    void eightBits() {
        WB_NEEDS(Precision::int8);
        const auto part = of(w_);
        const RightFactor factor(std::span(&part, 1), Precision::int8);
        QVERIFY(distance(product(x_, factor), exact(in_8_bits(x_), in_8_bits(w_))) < 1e-6);
        QVERIFY(distance(product(x_, factor), exact(x_, w_)) < 0.02);
        auto with_zeros = x_.clone();
        with_zeros[3].zero_();
        with_zeros[5].mul_(1e-38);  // 127 of such a scale are beyond floats
        QCOMPARE(at::abs(product(with_zeros, factor)[3]).max().item<float>(), 0.0f);
        QVERIFY(at::abs(product(with_zeros, factor)[5]).max().item<float>() < 1e-35f);
    }

    /// The gradient of the left factor: scales of W's rows are summed over, so that they go into what is rounded.
    void gradientInEightBits() {
        WB_NEEDS(Precision::int8);
        // Widths within and beyond the library's blocks and the 1,024 columns that are multiplied at once.
        for (const auto& [out, in] : {std::pair<int, int>{64, 64}, {96, 192}, {40, 70}, {128, 1500}}) {
            // Whole numbers and scales that are powers of two: nothing is rounded, and the sums are exact.
            auto whole = at::randint(-127, 128, {out, in}).to(at::kFloat),
                 left = at::randint(-127, 128, {130, out}).to(at::kFloat);
            whole.select(1, 0).fill_(127);
            left.select(1, 0).fill_(127);
            const auto scales = at::exp2(at::remainder(at::arange(out, at::kFloat), 5) - 2);
            const auto w = (whole * scales.unsqueeze(1)).contiguous(), g = (left / scales).contiguous();
            const auto part = of(w);
            const FrozenWeight weight(std::span(&part, 1), WeightFormat::int8, true);
            const auto factor = weight.factor(Side::gradient);
            QCOMPARE(factor->precision(), Precision::int8);
            QVERIFY(at::equal(product(g, *factor), at::mm(left, whole)));

            const auto real = at::randn({out, in}) * at::exp(at::randn({out, 1})), gradient = at::randn({130, out});
            const auto rows = of(real);
            const FrozenWeight rounded(std::span(&rows, 1), WeightFormat::int8, true);
            const double lost =
                distance(product(gradient, *rounded.factor(Side::gradient)), exact(gradient, real.t()));
            QVERIFY2(lost < 0.05, qPrintable(QString::number(lost)));
        }
    }

    /// Rows that are made in bfloat16, and results that are wanted so.
    void eightBitsFromAndToHalves() {
        WB_NEEDS(Precision::int8);
        const auto part = of(w_);
        const FrozenWeight weight(std::span(&part, 1), WeightFormat::int8, true);
        for (const Side side : {Side::output, Side::gradient}) {
            const auto factor = weight.factor(side);
            const auto x = in_halves(side == Side::output ? x_ : at::randn({130, w_.size(0)}));
            LeftRows rows;
            const auto halves = x.to(at::kBFloat16);
            std::memcpy(rows.bfloat16_rows(x.size(0), x.size(1)), halves.data_ptr(),
                        static_cast<std::size_t>(2 * x.numel()));
            rows.turn_for(*factor);
            auto out = at::empty({x.size(0), factor->out()}, at::kFloat);
            factor->multiply(rows, false, out.data_ptr<float>());
            QVERIFY(at::equal(out, product(x, *factor)));
            auto rounded = at::empty({x.size(0), factor->out()}, at::kBFloat16);
            factor->multiply(rows, static_cast<std::uint16_t*>(rounded.data_ptr()));
            QVERIFY(at::equal(rounded, out.to(at::kBFloat16)));
        }
    }

    /// What is no number is not rounded to one.
    void eightBitsKeepWhatIsNoNumber() {
        WB_NEEDS(Precision::int8);
        const auto part = of(w_);
        const RightFactor factor(std::span(&part, 1), Precision::int8);
        for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
            auto x = x_.clone();
            x[3][5] = bad;
            const auto y = product(x, factor);
            QVERIFY(at::isnan(y[3]).all().item<bool>());
            QVERIFY(!at::isnan(at::cat({y.narrow(0, 0, 3), y.narrow(0, 4, 100)})).any().item<bool>());
        }
    }

    void fourBits() {
        const auto part = of(w_);
        const FrozenWeight weight(std::span(&part, 1), WeightFormat::nf4);
        const auto made = to_nf4({w_.data_ptr<float>(), static_cast<std::size_t>(w_.numel())});
        const auto scales = to_8bit(made.scales).restored();
        auto again = at::empty_like(w_);
        from_nf4(made.packed.data(), scales.data(), made.block, 0, made.count, again.data_ptr<float>());
        const auto factor = weight.factor();
        const bool halves = factor->precision() == Precision::bfloat16;
        QCOMPARE(halves, pays(Precision::bfloat16));
        QVERIFY(distance(product(x_, *factor),
                         exact(halves ? in_halves(x_) : x_, halves ? in_halves(again) : again)) < 1e-6);
        QVERIFY(weight.bytes() < static_cast<std::uint64_t>(w_.numel()) * 53 / 100);
    }

    /// Parts have the values that each has alone: those of a model whose matrices are one by one in 4 bits.
    void partsInFourBitsAreThoseOfEachAlone() {
        const auto larger = (more_ * 30).contiguous();
        const FloatBlock parts[] = {of(w_), of(larger)};
        const FrozenWeight both(parts, WeightFormat::nf4), one(std::span(parts, 1), WeightFormat::nf4),
            other(std::span(parts + 1, 1), WeightFormat::nf4);
        const auto unit = at::eye(x_.size(1));  // rows of W themselves
        const auto all = product(unit, *both.factor());
        QVERIFY(at::equal(all.narrow(1, 0, w_.size(0)), product(unit, *one.factor())));
        QVERIFY(at::equal(all.narrow(1, w_.size(0), more_.size(0)), product(unit, *other.factor())));
        QCOMPARE(both.bytes(), one.bytes() + other.bytes());
    }

    void partsAreStacked_data() { precisions(); }
    void partsAreStacked() {
        QFETCH(int, precision);
        const auto wanted = static_cast<Precision>(precision);
        WB_NEEDS(wanted);
        const FloatBlock parts[] = {of(w_), of(more_)};
        const RightFactor both(parts, wanted), one(std::span(parts, 1), wanted),
            other(std::span(parts + 1, 1), wanted);
        QCOMPARE(both.out(), w_.size(0) + more_.size(0));
        const auto all = product(x_, both);
        WB_COMPARE_TENSORS(all.narrow(1, 0, w_.size(0)), product(x_, one), 1e-4);
        WB_COMPARE_TENSORS(all.narrow(1, w_.size(0), more_.size(0)), product(x_, other), 1e-4);
    }

    void addsToWhatIsThere_data() { precisions(); }
    void addsToWhatIsThere() {
        QFETCH(int, precision);
        const auto wanted = static_cast<Precision>(precision);
        WB_NEEDS(wanted);
        const auto part = of(w_);
        const RightFactor factor(std::span(&part, 1), wanted);
        const auto before = at::randn({x_.size(0), w_.size(0)});
        auto out = before.clone();
        LeftRows rows;
        rows.assign(x_.data_ptr<float>(), x_.size(0), factor);
        factor.multiply(rows, true, out.data_ptr<float>());
        WB_COMPARE_TENSORS(out, before + product(x_, factor), 1e-4);
    }

    void rowsOfAnotherPrecisionAreRefused() {
        WB_NEEDS(Precision::int8);
        const auto part = of(w_);
        const RightFactor exact(std::span(&part, 1), Precision::float32), rough(std::span(&part, 1), Precision::int8);
        LeftRows rows;
        rows.assign(x_.data_ptr<float>(), x_.size(0), rough);
        auto out = at::empty({x_.size(0), w_.size(0)}, at::kFloat);
        QVERIFY_EXCEPTION_THROWN(exact.multiply(rows, false, out.data_ptr<float>()), std::logic_error);
        QVERIFY_EXCEPTION_THROWN(rows.turn_for(rough), std::logic_error);
        rows.bfloat16_rows(x_.size(0), x_.size(1));
        QVERIFY_EXCEPTION_THROWN(rows.turn_for(exact), std::logic_error);
    }
};

QTEST_APPLESS_MAIN(TestFrozenWeight)
#include "tst_frozen_weight.moc"
