// Kernels in bfloat16 against their formulas in double precision, by whichever way this processor has: products,
// which call them elsewhere, need instructions that not every processor has; these do not. SPDX-License-Identifier:
// GPL-3.0-or-later
#include <QTest>
#include <algorithm>
#include <cmath>
#include <vector>

#include "foundation/half.h"
#include "foundation/random.h"
#include "networks/half_kernels.h"

using namespace wb;

namespace {

using Halves = std::vector<std::uint16_t>;

std::vector<float> numbers(std::size_t n, const char* what, double spread = 2) {
    Rng rng(1, what);
    std::vector<float> out(n);
    for (float& x : out) x = static_cast<float>(spread * rng.normal());
    return out;
}

Halves halves(std::size_t n, const char* what) {
    Halves out;
    for (const float x : numbers(n, what)) out.push_back(float_to_bfloat(x));
    return out;
}

double wide(std::uint16_t x) {
    return static_cast<double>(bfloat_to_float(x));
}

/// As near as rounding to bfloat16 allows.
bool near(double actual, double expected, double least = 1e-6) {
    return std::abs(actual - expected) <= 0x1p-8 * std::abs(expected) + least;
}

double sigmoid(double x) {
    return 1 / (1 + std::exp(-x));
}

}  // namespace

class TestHalfKernels : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    /// Two heads for each token; of rows that see one column, a whole block, and parts of the first and the second.
    void causalExponentials_data() {
        QTest::addColumn<int>("first");
        for (const int first : {0, 50, 126, 127, 130, 252}) QTest::addRow("first %d", first) << first;
    }
    void causalExponentials() {
        QFETCH(int, first);
        constexpr std::int64_t blocks = 2, all_rows = 9, rows = 7, group = 2, width = attention_block;
        constexpr double scale = 0.3;
        const auto scores = numbers(blocks * all_rows * width, "scores", 4);
        constexpr std::uint16_t untouched = 77;
        Halves out(scores.size(), untouched);
        std::vector<float> sums(rows);
        causal_exponentials(scores.data(), blocks, all_rows, rows, first, group, static_cast<float>(scale),
                            out.data(), sums.data());
        for (std::int64_t r = 0; r < rows; ++r) {
            const auto place = [&](std::int64_t column) {
                return static_cast<std::size_t>((column / width * all_rows + r) * width + column % width);
            };
            const std::int64_t seen = first + r / group + 1;
            float top = scores[place(0)];
            for (std::int64_t i = 1; i < seen; ++i) top = std::max(top, scores[place(i)]);
            double sum = 0;
            for (std::int64_t i = 0; i < blocks * width; ++i) {
                if (i >= seen) QCOMPARE(out[place(i)], std::uint16_t{0});
                const double expected =
                    std::exp(scale * (static_cast<double>(scores[place(i)]) - static_cast<double>(top)));
                if (i < seen) QVERIFY(near(wide(out[place(i)]), expected));
                sum += wide(out[place(i)]);
            }
            QVERIFY(std::abs(static_cast<double>(sums[static_cast<std::size_t>(r)]) / sum - 1) < 1e-5);
        }
        for (std::int64_t r = rows; r < all_rows; ++r) QCOMPARE(out[static_cast<std::size_t>(r * width)], untouched);
    }

    void softmaxGradients() {
        constexpr std::int64_t blocks = 2, rows = 3, width = attention_block;
        constexpr double scale = 0.3;
        auto weights = halves(blocks * rows * width, "weights");
        for (auto& w : weights) w &= 0x7FFF;  // exponentials are positive
        const auto before = weights;
        const auto grads = numbers(weights.size(), "gradients");
        const auto place = [&](std::int64_t r, std::int64_t column) {
            return static_cast<std::size_t>((column / width * rows + r) * width + column % width);
        };
        std::vector<float> sums(rows, 0);
        for (std::int64_t r = 0; r < rows; ++r)
            for (std::int64_t i = 0; i < blocks * width; ++i)
                sums[static_cast<std::size_t>(r)] += bfloat_to_float(weights[place(r, i)]);
        Halves out(weights.size());
        softmax_gradients(weights.data(), grads.data(), sums.data(), blocks, rows, static_cast<float>(scale),
                          out.data());
        for (std::int64_t r = 0; r < rows; ++r) {
            const double sum = static_cast<double>(sums[static_cast<std::size_t>(r)]);
            double mean = 0;
            for (std::int64_t i = 0; i < blocks * width; ++i)
                mean += wide(before[place(r, i)]) / sum * static_cast<double>(grads[place(r, i)]);
            for (std::int64_t i = 0; i < blocks * width; ++i) {
                const double p = wide(before[place(r, i)]) / sum;
                QVERIFY(near(wide(weights[place(r, i)]), p));
                QVERIFY(near(wide(out[place(r, i)]), scale * p * (static_cast<double>(grads[place(r, i)]) - mean)));
            }
        }
    }

    void divideRows() {
        const auto x = numbers(2 * 19, "rows");
        const std::vector<float> sums{2, 5};
        std::vector<float> out(x.size());
        divide_rows(x.data(), sums.data(), 2, 19, out.data());
        for (std::size_t i = 0; i < x.size(); ++i) QVERIFY(std::abs(out[i] - x[i] / sums[i / 19]) < 1e-6f);
    }

    /// Heads of 8 are narrower than what native kernels take.
    void normRotateToken() {
        for (const std::size_t d : {std::size_t{8}, std::size_t{64}}) {
            constexpr std::size_t heads = 3;
            const auto x = numbers(heads * d, "token"), weight = numbers(d, "weight"),
                       angle = numbers(d / 2, "angle");
            std::vector<float> cos, sin;
            for (const float a : angle) cos.push_back(std::cos(a)), sin.push_back(std::sin(a));
            Halves out(x.size());
            norm_rotate_token(x.data(), weight.data(), cos.data(), sin.data(), 1e-6f, heads,
                              static_cast<std::int64_t>(d), out.data());
            for (std::size_t h = 0; h < heads; ++h) {
                double square = 0;
                for (std::size_t i = 0; i < d; ++i)
                    square += std::pow(static_cast<double>(x[h * d + i]), 2) / static_cast<double>(d);
                const auto normed = [&](std::size_t i) {
                    return static_cast<double>(x[h * d + i]) / std::sqrt(square + 1e-6) *
                           static_cast<double>(weight[i]);
                };
                for (std::size_t i = 0; i < d / 2; ++i) {
                    const double a = normed(i), b = normed(d / 2 + i), c = static_cast<double>(cos[i]),
                                 s = static_cast<double>(sin[i]);
                    QVERIFY(near(wide(out[h * d + i]), a * c - b * s, 1e-5));
                    QVERIFY(near(wide(out[h * d + d / 2 + i]), b * c + a * s, 1e-5));
                }
            }
        }
    }

    /// Widths that are no multiple of what native kernels take at once, and rows that stand apart.
    void siluGates() {
        constexpr std::size_t rows = 3, width = 37, stride = 80;
        const auto gate = halves(rows * stride, "gate"), up = halves(rows * stride, "up");
        Halves out(rows * width);
        silu_gate_rows(gate.data(), up.data(), stride, rows, width, out.data());
        for (std::size_t r = 0; r < rows; ++r)
            for (std::size_t i = 0; i < width; ++i) {
                const double x = wide(gate[r * stride + i]);
                QVERIFY(near(wide(out[r * width + i]), x * sigmoid(x) * wide(up[r * stride + i])));
            }
        const auto both = numbers(rows * 2 * width, "gates", 8);
        std::vector<float> product(rows * width);
        silu_gate_rows(both.data(), rows, width, product.data());
        for (std::size_t r = 0; r < rows; ++r)
            for (std::size_t i = 0; i < width; ++i) {
                const double x = static_cast<double>(both[2 * r * width + i]);
                const double expected = x * sigmoid(x) * static_cast<double>(both[(2 * r + 1) * width + i]);
                QVERIFY(std::abs(static_cast<double>(product[r * width + i]) - expected) <
                        1e-4 * std::abs(expected) + 1e-6);
            }
    }

    void siluGateGradient() {
        constexpr std::size_t n = 53;
        const auto grad = halves(n, "gradient"), gate = halves(n, "gate"), up = halves(n, "up");
        Halves of_gate(n), of_up(n);
        silu_gate_gradient(grad.data(), gate.data(), up.data(), n, of_gate.data(), of_up.data());
        for (std::size_t i = 0; i < n; ++i) {
            const double g = wide(grad[i]), x = wide(gate[i]), u = wide(up[i]), s = sigmoid(x);
            QVERIFY(near(wide(of_up[i]), g * x * s));
            QVERIFY(near(wide(of_gate[i]), g * u * (s + x * s * (1 - s)), 1e-5));
        }
    }
};

QTEST_APPLESS_MAIN(TestHalfKernels)
#include "tst_half_kernels.moc"
