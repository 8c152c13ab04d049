// Lists that need several prompts. SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <algorithm>
#include <limits>
#include <numeric>

#include "evaluation/long_list.h"

using namespace wb;

namespace {

using Order = std::vector<std::size_t>;

/// Scores every prompt by `of`, notes the prompts, and returns how many there were.
template <class Of>
std::vector<Order> play(LongList& list, const Of& of) {
    std::vector<Order> prompts;
    while (!list.done()) {
        prompts.emplace_back(list.next().begin(), list.next().end());
        std::vector<float> scores;
        for (const std::size_t c : list.next()) scores.push_back(of(c));
        list.take(scores);
    }
    return prompts;
}

bool complete(Order order, std::size_t n) {
    std::sort(order.begin(), order.end());
    Order all(n);
    std::iota(all.begin(), all.end(), std::size_t{0});
    return order == all;
}

}  // namespace

class TestLongList : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void windowsGoFromTheEndToTheTop() {
        WindowList list(10, 4);
        const auto prompts = play(list, [](std::size_t) { return 0.0F; });
        const std::vector<Order> expected{{6, 7, 8, 9}, {4, 5, 6, 7}, {2, 3, 4, 5}, {0, 1, 2, 3}};
        QCOMPARE(prompts, expected);
        QVERIFY(complete(list.order(), 10));
        QVERIFY(std::is_sorted(list.order().begin(), list.order().end()));  // equal scores change nothing
    }
    /// What is best rises through all windows from the last place; half a window's worth of others moves up as far.
    void theBestRisesToTheTop() {
        WindowList list(200, 20);
        const auto prompts = play(list, [](std::size_t c) { return static_cast<float>(c); });
        QCOMPARE(prompts.size(), WindowList::prompts(200, 20));
        for (std::size_t k = 0; k < 10; ++k) QCOMPARE(list.order()[k], 199 - k);
        QVERIFY(complete(list.order(), 200));
    }
    void windowsAtTheEdges_data() {
        QTest::addColumn<int>("n");
        QTest::addColumn<int>("window");
        QTest::addColumn<int>("prompts");
        QTest::newRow("nothing") << 0 << 20 << 0;
        QTest::newRow("one") << 1 << 20 << 1;
        QTest::newRow("exactly one window") << 20 << 20 << 1;
        QTest::newRow("one more") << 21 << 20 << 2;
        QTest::newRow("odd window") << 11 << 3 << 9;
        QTest::newRow("smallest window") << 5 << 2 << 4;
    }
    void windowsAtTheEdges() {
        QFETCH(int, n);
        QFETCH(int, window);
        QFETCH(int, prompts);
        const auto count = static_cast<std::size_t>(n), width = static_cast<std::size_t>(window);
        WindowList list(count, width);
        const auto asked = play(list, [](std::size_t c) { return static_cast<float>((c * 7) % 5); });
        QCOMPARE(asked.size(), static_cast<std::size_t>(prompts));
        QCOMPARE(WindowList::prompts(count, width), static_cast<std::size_t>(prompts));
        for (const auto& prompt : asked) QVERIFY(prompt.size() <= width);
        QVERIFY(complete(list.order(), count));
    }
    void tournament() {
        // 7 candidates, groups of at most 3: {0, 3, 6}, {1, 4}, {2, 5}; the best of each go on to a last prompt.
        TournamentList list(7, 3, 1);
        const std::vector<float> score{1, 5, 0, 9, 4, 3, 2};
        const auto prompts = play(list, [&](std::size_t c) { return score[c]; });
        const std::vector<Order> expected{{0, 3, 6}, {1, 4}, {2, 5}, {3, 1, 5}};
        QCOMPARE(prompts, expected);
        // Behind the finalists 3, 1, 5 by what they had in their groups: 4 lost by 1, 2 by 3, 6 by 7, 0 by 8.
        QCOMPARE(list.order(), (Order{3, 1, 5, 4, 2, 6, 0}));
    }
    /// Who is alone in a group meets the winners of the others.
    void aGroupOfOne() {
        for (const std::size_t n : {3, 5, 7, 9})
            for (std::size_t best = 0; best < n; ++best) {
                TournamentList list(n, 2, 1);
                play(list, [&](std::size_t c) { return c == best ? 1.0F : 0.0F; });
                QCOMPARE(list.order().front(), best);
                QVERIFY(complete(list.order(), n));
            }
    }
    void thoseWhoFellLaterStandBefore() {
        TournamentList list(300, 52, 20);
        const auto prompts = play(list, [](std::size_t c) { return static_cast<float>(c) / 10; });
        QVERIFY(complete(list.order(), 300));
        for (const auto& prompt : prompts) QVERIFY(prompt.size() <= 52);
        // 6 groups, then 120 in 3 groups, then 60 in 2, then 40 in one.
        QCOMPARE(prompts.size(), std::size_t{6 + 3 + 2 + 1});
        for (std::size_t k = 0; k < 20; ++k) QCOMPARE(list.order()[k], 299 - k);
    }
    void tournamentAtTheEdges() {
        for (const std::size_t n : {0, 1, 2, 52, 53, 104, 105}) {
            TournamentList list(n, 52, 51);
            play(list, [](std::size_t c) { return static_cast<float>(c % 9); });
            QVERIFY(complete(list.order(), n));
        }
        QVERIFY_THROWS_EXCEPTION(std::logic_error, TournamentList(100, 10, 10));
        QVERIFY_THROWS_EXCEPTION(std::logic_error, WindowList(100, 1));
    }
    void scoresThatAreNoneComeLast() {
        WindowList list(3, 5);
        const float nan = std::numeric_limits<float>::quiet_NaN();
        list.take(std::vector<float>{nan, -1, 4});
        QCOMPARE(list.order(), (Order{2, 1, 0}));
        WindowList nothing(3, 5);
        nothing.take(std::vector<float>{nan, nan, nan});
        QCOMPARE(nothing.order(), (Order{0, 1, 2}));
        WindowList other(3, 5);
        QVERIFY_THROWS_EXCEPTION(std::logic_error, other.take(std::vector<float>{1}));
    }
};

QTEST_APPLESS_MAIN(TestLongList)
#include "tst_long_list.moc"
