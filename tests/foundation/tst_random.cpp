// Random streams: known answers, independence, bounds.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>
#include <algorithm>
#include <cmath>
#include <set>

#include "foundation/random.h"

using namespace wb;
using Words = std::array<std::uint32_t, 4>;

class TestRandom : public QObject {
    Q_OBJECT
  private slots:
    // The vectors published with Random123 (file kat_vectors).
    void known_answers() {
        QCOMPARE(philox4x32({0, 0, 0, 0}, {0, 0}), (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
        const std::uint32_t f = 0xffffffff;
        QCOMPARE(philox4x32({f, f, f, f}, {f, f}), (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
        QCOMPARE(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
                 (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
    }

    // A stream is part of every stored result: its first words must never change.
    void streams_are_stable_and_differ() {
        Rng first(42, "train order", 7, 1), again(42, "train order", 7, 1);
        for (int i = 0; i < 100; ++i) QCOMPARE(first(), again());
        std::set<std::uint64_t> starts, keys;
        const std::uint64_t big = std::uint64_t{1} << 32;
        int made = 0;
        for (std::uint64_t seed : {0, 1, 42})
            for (const char* name : {"a", "b", "", "ab"})
                for (std::uint64_t a : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{2}, big, big + 1})
                    for (std::uint64_t b : {std::uint64_t{0}, std::uint64_t{1}, big}) {
                        Rng rng(seed, name, a, b);
                        keys.insert(rng.key());
                        starts.insert(rng.bits64());
                        ++made;
                    }
        QCOMPARE(static_cast<int>(starts.size()), made);
        QCOMPARE(static_cast<int>(keys.size()), made);
    }

    void below_is_in_range_and_even() {
        Rng rng(1, "below");
        for (std::uint64_t n : {std::uint64_t{1}, std::uint64_t{3}, std::uint64_t{0xffffffff}, std::uint64_t{1} << 32,
                                (std::uint64_t{1} << 63) + 1})
            for (int i = 0; i < 200; ++i) QVERIFY(rng.below(n) < n);
        std::array<int, 7> counts{};
        for (int i = 0; i < 70000; ++i) ++counts[rng.below(7)];
        double chi = 0;
        for (int c : counts) chi += (c - 10000.0) * (c - 10000.0) / 10000.0;
        QVERIFY2(chi < 22.5, "chi-square with 6 degrees of freedom, 0.1 % level");
        QVERIFY_THROWS_EXCEPTION(std::logic_error, rng.below(0));
    }

    void moments() {
        Rng rng(2, "moments");
        double sum = 0, square = 0, uniform_sum = 0;
        const int n = 200000;
        for (int i = 0; i < n; ++i) {
            const double x = rng.normal(), u = rng.uniform();
            QVERIFY(u >= 0 && u < 1);
            sum += x, square += x * x, uniform_sum += u;
        }
        QVERIFY(std::abs(sum / n) < 0.01);          // 4.5 standard errors
        QVERIFY(std::abs(square / n - 1) < 0.015);  // 4.7
        QVERIFY(std::abs(uniform_sum / n - 0.5) < 0.003);
    }

    void shuffle_is_a_permutation() {
        std::vector<int> values(50), sorted;
        for (int i = 0; i < 50; ++i) values[static_cast<std::size_t>(i)] = i;
        const auto original = values;
        Rng(3, "shuffle").shuffle(values);
        QVERIFY(values != original);
        sorted = values;
        std::sort(sorted.begin(), sorted.end());
        QCOMPARE(sorted, original);
        auto again = original;
        Rng(3, "shuffle").shuffle(again);
        QCOMPARE(again, values);
    }
};

QTEST_APPLESS_MAIN(TestRandom)
#include "tst_random.moc"
