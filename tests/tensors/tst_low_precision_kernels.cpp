// Numbers in 16 and in 8 bits, by whichever way this processor has. SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <cmath>
#include <limits>
#include <vector>

#include "foundation/half.h"
#include "foundation/random.h"
#include "tensors/low_precision_kernels.h"

using namespace wb;

namespace {

constexpr std::size_t n = 53;  // no multiple of what native kernels take at once

std::vector<float> numbers(const char* what) {
    Rng rng(1, what);
    std::vector<float> out(n);
    for (float& x : out) x = static_cast<float>(rng.normal());
    return out;
}

}  // namespace

class TestLowPrecisionKernels : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void bfloat16() {
        auto x = numbers("x");
        x[0] = 0x1.01p0f;  // half way between 0x1.00 and 0x1.02: to the even one
        x[1] = 0x1.03p0f;
        x[2] = std::numeric_limits<float>::infinity();
        x[3] = std::nanf("");
        x[4] = -0.0f;
        std::vector<std::uint16_t> halves(n);
        to_bfloat16(x.data(), n, halves.data());
        std::vector<float> back(n);
        from_bfloat16(halves.data(), n, back.data());
        QCOMPARE(back[0], 0x1.00p0f);
        QCOMPARE(back[1], 0x1.04p0f);
        QVERIFY(std::isinf(back[2]) && std::isnan(back[3]) && std::signbit(back[4]));
        for (std::size_t i = 4; i < n; ++i) {
            QCOMPARE(halves[i], float_to_bfloat(x[i]));
            QVERIFY(std::abs(back[i] - x[i]) <= 0x1p-8f * std::abs(x[i]));
        }
    }

    void eightBits() {
        const auto x = numbers("x"), factors = numbers("factors");
        for (const bool with_factors : {false, true}) {
            std::vector<double> y;
            double largest = 0;
            for (std::size_t i = 0; i < n; ++i) {
                y.push_back(static_cast<double>(with_factors ? x[i] * factors[i] : x[i]));
                largest = std::max(largest, std::abs(y.back()));
            }
            std::vector<std::uint8_t> bytes(n);
            const double scale = static_cast<double>(
                to_unsigned_8bit(x.data(), with_factors ? factors.data() : nullptr, n, bytes.data()));
            QVERIFY(std::abs(scale * 127 / largest - 1) < 1e-6);
            for (std::size_t i = 0; i < n; ++i)
                QVERIFY(std::abs((bytes[i] - 128) * scale - y[i]) <= 0.5001 * scale && bytes[i] > 0);
        }
        std::vector<std::int8_t> bytes(n);
        const double scale = static_cast<double>(to_signed_8bit(x.data(), n, bytes.data()));
        for (std::size_t i = 0; i < n; ++i)
            QVERIFY(std::abs(bytes[i] * scale - static_cast<double>(x[i])) <= 0.5001 * scale);
        auto broken = x;
        broken[n - 1] = std::nanf("");
        std::vector<std::uint8_t> ignored(n);
        QVERIFY(!std::isfinite(to_unsigned_8bit(broken.data(), nullptr, n, ignored.data())));
        broken[n - 1] = 0;
        QVERIFY(std::isfinite(to_unsigned_8bit(broken.data(), nullptr, n, ignored.data())));
        QCOMPARE(ignored[n - 1], std::uint8_t{128});
    }

    void sumsOfEightBits() {
        Rng rng(2, "sums");
        std::vector<std::int32_t> sums(n), column_sums(n);
        for (std::size_t i = 0; i < n; ++i)
            sums[i] = static_cast<std::int32_t>(rng.below(100000)),
            column_sums[i] = static_cast<std::int32_t>(rng.below(500));
        const auto scales = numbers("scales");
        std::vector<float> out(n, 1), added(n, 1);
        std::vector<std::uint16_t> halves(n);
        from_8bit_sums(sums.data(), column_sums.data(), 0.5f, scales.data(), n, false, out.data());
        from_8bit_sums(sums.data(), column_sums.data(), 0.5f, scales.data(), n, true, added.data());
        from_8bit_sums(sums.data(), column_sums.data(), 0.5f, scales.data(), n, halves.data());
        for (std::size_t i = 0; i < n; ++i) {
            const double expected = (sums[i] - 128 * column_sums[i]) * 0.5 * static_cast<double>(scales[i]);
            const double least = 1e-6 * std::abs(expected) + 1e-6;
            QVERIFY(std::abs(static_cast<double>(out[i]) - expected) <= least);
            QVERIFY(std::abs(static_cast<double>(added[i]) - 1 - expected) <= least);
            QVERIFY(std::abs(static_cast<double>(bfloat_to_float(halves[i])) - expected) <=
                    0x1p-8 * std::abs(expected) + least);
        }
    }
};

QTEST_APPLESS_MAIN(TestLowPrecisionKernels)
#include "tst_low_precision_kernels.moc"
