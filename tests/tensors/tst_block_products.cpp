// Products by oneDNN and by halves, against LibTorch in double precision.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <limits>

#include "networks/tensor_checks.h"
#include "processor.h"
#include "tensors/split_kernels.h"
#include "tensors/split_products.h"

using namespace wb;

namespace {

at::Tensor random_matrix(std::int64_t rows, std::int64_t columns) {
    return at::randn({rows, columns});
}
FloatBlock of(const at::Tensor& x) {
    return block(x.data_ptr<float>(), x.size(0), x.size(1));
}
at::Tensor exact(const at::Tensor& a, const at::Tensor& b) {
    return at::mm(a.to(at::kDouble), b.to(at::kDouble));
}
/// |actual - expected| / |expected|, Frobenius norms.
double distance(const at::Tensor& actual, const at::Tensor& expected) {
    return (at::norm(actual.to(at::kDouble) - expected) / at::norm(expected)).item<double>();
}
float widened(std::uint16_t half) {
    const std::uint32_t bits = static_cast<std::uint32_t>(half) << 16;
    float x;
    std::memcpy(&x, &bits, 4);
    return x;
}

}  // namespace

class TestBlockProducts : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init() { at::manual_seed(1); }
    void asStoredAndTransposed() {
        const auto a = random_matrix(70, 30), b = random_matrix(30, 50), other = random_matrix(50, 30),
                   tall = random_matrix(70, 50);
        auto out = at::empty({70, 50});
        multiply(of(a), of(b), false, out.data_ptr<float>(), 50);
        QVERIFY(distance(out, exact(a, b)) < 1e-6);
        multiply(of(a), of(other).t(), false, out.data_ptr<float>(), 50);
        QVERIFY(distance(out, exact(a, other.t())) < 1e-6);
        auto small = at::empty({30, 50});
        multiply(of(a).t(), of(tall), false, small.data_ptr<float>(), 50);
        QVERIFY(distance(small, exact(a.t(), tall)) < 1e-6);
    }
    void addsToPartsOfWiderMatrices() {
        const auto a = random_matrix(20, 8), b = random_matrix(8, 24);
        auto out = random_matrix(20, 40);
        const auto before = out.clone();
        const FloatBlock half{b.data_ptr<float>() + 12, 8, 12, 24};
        multiply(of(a), half, true, out.data_ptr<float>() + 5, 40);
        const auto expected = before.narrow(1, 5, 12).to(at::kDouble) + exact(a, b.narrow(1, 12, 12));
        QVERIFY(distance(out.narrow(1, 5, 12), expected) < 1e-6);
        WB_COMPARE_TENSORS(out.narrow(1, 0, 5), before.narrow(1, 0, 5), 0.0);
        WB_COMPARE_TENSORS(out.narrow(1, 17, 23), before.narrow(1, 17, 23), 0.0);
    }
    void halvesAddUp() {
        const auto x = random_matrix(1, 5000) * at::exp(5 * random_matrix(1, 5000));
        std::vector<std::uint16_t> high(5000), low(5000), again(5000);
        split_bfloat16(x.data_ptr<float>(), 5000, high.data(), low.data(), again.data());
        QCOMPARE(again, high);
        for (std::size_t i = 0; i < 5000; ++i) {
            const float value = x.data_ptr<float>()[i];
            QVERIFY(std::abs(widened(high[i]) + widened(low[i]) - value) <= std::abs(value) * 0x1p-16f);
            QVERIFY(std::abs(widened(high[i]) - value) <= std::abs(value) * 0x1p-8f);
        }
    }
    void whatIsNoNumberStaysNone() {
        std::uint32_t bits = 0x7FFFFFFF;  // rounding its upper half up would give -0
        float nan;
        std::memcpy(&nan, &bits, 4);
        const float x[] = {nan, -nan, std::numeric_limits<float>::infinity(), 0.0f};
        std::uint16_t high[4], low[4], again[4];
        split_bfloat16(x, 4, high, low, again);
        QVERIFY(std::isnan(widened(high[0])) && std::isnan(widened(high[1])));
        QVERIFY(std::isinf(widened(high[2])));
        QCOMPARE(widened(high[3]) + widened(low[3]), 0.0f);
    }
    void splitProducts() {
        const auto a = random_matrix(512, 256), b = random_matrix(256, 384), other = random_matrix(384, 256),
                   tall = random_matrix(512, 384);
        SplitRows rows, right;
        rows.assign(of(a), Halves::high_low_high);
        right.assign(of(tall), Halves::high_high_low);
        auto out = at::empty({512, 384}), small = at::empty({256, 384});
        if (!can_multiply(Precision::bfloat16)) QVERIFY(!split_products_pay(1024, 256, 256));
        WB_NEEDS(Precision::bfloat16);
        SplitFactor(of(b), 128).multiply(rows, false, out.data_ptr<float>());
        QVERIFY(distance(out, exact(a, b)) < 1e-5);  // one product of bfloat16 is off by 3e-3
        SplitFactor(of(other).t(), 128).multiply(rows, false, out.data_ptr<float>());
        QVERIFY(distance(out, exact(a, other.t())) < 1e-5);
        multiply_transposed(rows, right, false, small.data_ptr<float>());
        QVERIFY(distance(small, exact(a.t(), tall)) < 1e-5);
        multiply_transposed(rows, right, true, small.data_ptr<float>());
        QVERIFY(distance(small, 2 * exact(a.t(), tall)) < 1e-5);
    }
};

QTEST_APPLESS_MAIN(TestBlockProducts)
#include "tst_block_products.moc"
