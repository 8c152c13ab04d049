// Paired comparison: values of SciPy, edge cases, calibration under the null. Layer: tests of evaluation.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QElapsedTimer>
#include <QTest>
#include <cmath>
#include <stdexcept>

#include "evaluation/comparison.h"
#include "foundation/random.h"

using namespace wb;

namespace {

using Values = std::vector<double>;

bool close(double a, double b, double tolerance = 1e-12) {
    return std::abs(a - b) <= tolerance;
}

}  // namespace

#define CLOSE(value, expected, tolerance) \
    QVERIFY2(close(value, expected, tolerance), qPrintable(QString::number(value, 'g', 17)))

class TestComparison : public QObject {
    Q_OBJECT

  private slots:
    /// Expected values from SciPy 1.10.1 (python3-scipy):
    ///   d = np.round(b - a, 12); ttest_rel(b, a).pvalue; wilcoxon(d, mode='approx').pvalue
    /// sign flips: the share of all 2^9 signs of the differences that are not zero with |sum| at least as large;
    /// interval: 400,000 resamples with numpy.
    void knownValues() {
        const Values a{.50, .30, .00, 1.0, .20, .43, .39, .00, .63, .50, .10, .25};
        const Values b{.63, .30, .50, 1.0, .10, .63, .50, .20, .63, .75, .05, .50};
        const PairedComparison c = compare_paired(a, b, 1, 20000);
        QCOMPARE(c.users, 12);
        CLOSE(c.mean_a, 4.30 / 12, 1e-12);
        CLOSE(c.mean_b, 5.79 / 12, 1e-12);
        CLOSE(c.difference, 0.12416666666666666, 1e-12);
        QCOMPARE(c.wins, 7);
        QCOMPARE(c.ties, 3);
        QCOMPARE(c.losses, 2);
        CLOSE(c.p_t, 0.026705982921817865, 1e-10);
        CLOSE(c.p_wilcoxon, 0.020655425340380347, 1e-10);
        // Three standard errors of 20,000 rounds around the exact 12 / 512.
        CLOSE(c.p_permutation, 0.0234375, 3 * std::sqrt(0.0234 * 0.9766 / 20000));
        CLOSE(c.interval_low, 0.0375, 0.005);
        CLOSE(c.interval_high, 0.22, 0.005);
    }

    /// The textbook example of the Wilcoxon test, with ties among the sizes; SciPy as above.
    void knownValuesWithTies() {
        const Values a{125, 115, 130, 140, 140, 115, 140, 125, 140, 135};
        const Values b{110, 122, 125, 120, 140, 124, 123, 137, 135, 145};
        const PairedComparison c = compare_paired(a, b);
        CLOSE(c.p_t, 0.5404255793265437, 1e-10);
        CLOSE(c.p_wilcoxon, 0.5936305914425295, 1e-10);
        QCOMPARE(c.ties, 1);
    }

    void allEqual() {
        const Values same(40, 0.3);
        const PairedComparison c = compare_paired(same, same);
        QCOMPARE(c.difference, 0.0);
        QCOMPARE(c.interval_low, 0.0);
        QCOMPARE(c.interval_high, 0.0);
        QCOMPARE(c.p_permutation, 1.0);
        QCOMPARE(c.p_t, 1.0);
        QCOMPARE(c.p_wilcoxon, 1.0);
        QCOMPARE(c.ties, 40);
    }

    /// 0.1 + 0.2 is not 0.3 in binary: the order of a sum is no win.
    void roundingIsATie() {
        const Values a(10, 0.3), b(10, 0.1 + 0.2);
        const PairedComparison c = compare_paired(a, b);
        QCOMPARE(c.ties, 10);
        QCOMPARE(c.difference, 0.0);
        QCOMPARE(c.p_wilcoxon, 1.0);
    }

    void constantShift() {
        const Values a(50, 0.0), b(50, 0.25);
        const PairedComparison c = compare_paired(a, b, 1, 2000);
        QCOMPARE(c.wins, 50);
        QCOMPARE(c.interval_low, 0.25);
        QCOMPARE(c.interval_high, 0.25);
        QCOMPARE(c.p_permutation, 1.0 / 2001);  // no sign pattern is as extreme, and the observed one counts
        QVERIFY(c.p_t < 1e-12);
        QVERIFY(c.p_wilcoxon < 1e-10);
    }

    void swappingTurnsTheSign() {
        Rng rng(4, "swap");
        Values a, b;
        for (int i = 0; i < 80; ++i) {
            a.push_back(rng.uniform());
            b.push_back(rng.uniform() + 0.1);
        }
        const PairedComparison x = compare_paired(a, b, 9), y = compare_paired(b, a, 9);
        CLOSE(x.difference, -y.difference, 1e-15);
        CLOSE(x.interval_low, -y.interval_high, 1e-12);
        QCOMPARE(x.wins, y.losses);
        QCOMPARE(x.p_permutation, y.p_permutation);
        CLOSE(x.p_t, y.p_t, 1e-15);
        CLOSE(x.p_wilcoxon, y.p_wilcoxon, 1e-15);
    }

    void fewUsers() {
        QCOMPARE(compare_paired({}, {}).users, 0);
        QCOMPARE(compare_paired({}, {}).p_permutation, 1.0);
        const PairedComparison one = compare_paired(Values{0}, Values{1});
        QCOMPARE(one.difference, 1.0);
        QCOMPARE(one.p_permutation, 1.0);
        QCOMPARE(one.p_t, 1.0);
        QVERIFY(one.p_wilcoxon > 0.3);
    }

    void refusesUnequalLengths() {
        QVERIFY_EXCEPTION_THROWN(compare_paired(Values{1, 2}, Values{1}), std::logic_error);
        QVERIFY_EXCEPTION_THROWN(compare_paired(Values{1}, Values{1}, 1, 0), std::logic_error);
    }

    void sameSeedSameNumbers() {
        Rng rng(8, "numbers");
        Values a, b;
        for (int i = 0; i < 60; ++i) {
            a.push_back(rng.uniform());
            b.push_back(rng.uniform());
        }
        const PairedComparison x = compare_paired(a, b, 3), y = compare_paired(a, b, 3), z = compare_paired(a, b, 4);
        QCOMPARE(x.interval_low, y.interval_low);
        QCOMPARE(x.p_permutation, y.p_permutation);
        QVERIFY(x.interval_low != z.interval_low);
        QCOMPARE(x.p_t, z.p_t);
    }

    /// Where nothing differs, 5 % of the p-values are below 0.05, and 95 % of the intervals hold 0. The differences
    /// look like ours: most are zero, the rest are skewed in size and symmetric in sign.
    void calibratedUnderTheNull() {
        constexpr int trials = 600, users = 120;
        int permutation = 0, t = 0, wilcoxon = 0, outside = 0;
        for (int trial = 0; trial < trials; ++trial) {
            Rng rng(77, "null", static_cast<std::uint64_t>(trial));
            Values a(users, 0.0), b(users, 0.0);
            for (std::size_t i = 0; i < users; ++i) {
                if (rng.uniform() < 0.6) continue;
                const double size = 1 / (1 + static_cast<double>(rng.below(10)));
                (rng.uniform() < 0.5 ? a : b)[i] = size;
            }
            const PairedComparison c = compare_paired(a, b, static_cast<std::uint64_t>(trial), 400);
            permutation += c.p_permutation <= 0.05 ? 1 : 0;
            t += c.p_t <= 0.05 ? 1 : 0;
            wilcoxon += c.p_wilcoxon <= 0.05 ? 1 : 0;
            outside += c.interval_low > 0 || c.interval_high < 0 ? 1 : 0;
        }
        // 600 trials: the standard error of a share of 0.05 is 0.009.
        for (const int count : {permutation, t, wilcoxon, outside}) {
            const double share = static_cast<double>(count) / trials;
            QVERIFY2(share > 0.02 && share < 0.085, qPrintable(QString::number(share)));
        }
    }

    void findsAnEffect() {
        Rng rng(21, "effect");
        Values a, b;
        for (int i = 0; i < 300; ++i) {
            const double base = rng.uniform();
            a.push_back(base);
            b.push_back(base + 0.05 + 0.2 * (rng.uniform() - 0.5));
        }
        const PairedComparison c = compare_paired(a, b);
        QVERIFY(c.interval_low > 0.03 && c.interval_high < 0.07);
        QCOMPARE(c.p_permutation, 1.0 / 2001);
        QVERIFY(c.p_t < 1e-6 && c.p_wilcoxon < 1e-6);
    }

    void holmValues_data() {
        QTest::addColumn<QList<double>>("p");
        QTest::addColumn<QList<double>>("expected");
        QTest::newRow("none") << QList<double>{} << QList<double>{};
        QTest::newRow("one") << QList<double>{0.03} << QList<double>{0.03};
        QTest::newRow("four") << QList<double>{0.01, 0.04, 0.03, 0.005} << QList<double>{0.03, 0.06, 0.06, 0.02};
        QTest::newRow("at most 1") << QList<double>{0.6, 0.9} << QList<double>{1, 1};
        QTest::newRow("equal") << QList<double>{0.02, 0.02, 0.02} << QList<double>{0.06, 0.06, 0.06};
        QTest::newRow("never falls") << QList<double>{0.03, 0.016, 0.9} << QList<double>{0.06, 0.048, 0.9};
    }
    void holmValues() {
        QFETCH(QList<double>, p);
        QFETCH(QList<double>, expected);
        const auto out = holm({p.data(), static_cast<std::size_t>(p.size())});
        QCOMPARE(static_cast<qsizetype>(out.size()), expected.size());
        for (std::size_t i = 0; i < out.size(); ++i) CLOSE(out[i], expected[static_cast<qsizetype>(i)], 1e-12);
    }

    void largeComparison() {
        Rng rng(2, "large");
        Values a, b;
        for (int i = 0; i < 22000; ++i) {
            a.push_back(rng.uniform());
            b.push_back(rng.uniform());
        }
        QElapsedTimer clock;
        clock.start();
        const PairedComparison c = compare_paired(a, b);
        qInfo("22,000 users, 2,000 rounds: %lld ms", static_cast<long long>(clock.elapsed()));
        QVERIFY(c.interval_low < c.interval_high);
    }
};

QTEST_APPLESS_MAIN(TestComparison)
#include "tst_comparison.moc"
