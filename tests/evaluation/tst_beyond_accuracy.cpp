// Coverage, popularity, Gini and groups against values worked out by hand. SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "evaluation/beyond_accuracy.h"

using namespace wb;

namespace {

/// 10 items; training counts: item 1 six, item 2 three, item 3 two, item 4 one, the others none.
Dataset small() {
    Dataset data;
    data.items.resize(11);
    data.train = {{}, {1}, {1, 2}, {1, 2, 3}, {1, 2, 3, 4}, {1}, {1}};
    data.validation.assign(7);
    data.test.assign(7);
    return data;
}

const std::vector<UserId> users{1, 2, 3, 4, 5, 6};
const TrueItems targets{0, 2, 3, 4, 5, 1, 9};

TrueItemRanks one_each(const std::vector<RankCounts>& places) {
    TrueItemRanks ranks;
    for (const RankCounts& place : places) ranks.add_user({&place, 1});
    return ranks;
}
const TrueItemRanks ranks = one_each({{0, 0}, {1, 0}, {30, 0}, {8, 0}, {0, 0}, {3, 0}});

}  // namespace

class TestBeyondAccuracy : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void lists() {
        // All users get the same five items: coverage 5 of 10.
        const std::vector<std::vector<ItemId>> same(6, {1, 2, 3, 4, 5});
        const auto b = beyond_accuracy(small(), users, targets, ranks, same);
        QCOMPARE(b.lists.size(), std::size_t{1});  // lists of 5 say nothing of 10 and 20
        QCOMPARE(b.lists[0].k, 5);
        QCOMPARE(b.lists[0].coverage, 0.5);
        QCOMPARE(b.lists[0].gini, 0.5);
        QVERIFY(std::abs(b.lists[0].mean_popularity - 12.0 / 5) < 1e-12);
        // Means over the users' items: 6, 4.5, 11/3, 3, 6, 6.
        const double data = (6 + 4.5 + 11.0 / 3 + 3 + 6 + 6) / 6;
        QVERIFY(std::abs(b.data_popularity - data) < 1e-12);
        QVERIFY(std::abs(b.lists[0].popularity_lift - (2.4 / data - 1)) < 1e-12);
        // Always the most popular item on top: the bias that the lift is meant to find.
        std::vector<std::vector<ItemId>> long_lists(6, std::vector<ItemId>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
        QCOMPARE(beyond_accuracy(small(), users, targets, ranks, long_lists).lists.back().coverage, 1.0);
    }

    void groups() {
        const std::vector<std::vector<ItemId>> none(6);
        const auto b = beyond_accuracy(small(), users, targets, ranks, none);
        QVERIFY(b.lists.empty());
        // Histories 1 2 3 4 1 1: thirds end at 1 and at 2.
        QCOMPARE(b.by_activity[0].metrics.users, std::int64_t{3});
        QCOMPARE(b.by_activity[1].metrics.users, std::int64_t{1});
        QCOMPARE(b.by_activity[2].metrics.users, std::int64_t{2});
        QCOMPARE(b.by_activity[0].metrics.recall[1], 1.0);  // ranks 1, 1, 4
        QCOMPARE(b.by_activity[2].metrics.recall[2], 0.5);  // ranks 31, 9
        // Counts 1 2 3 6 of 12: a third is 4, so 1 + 2 are the tail; 3 more make 6 of at most 8.
        QCOMPARE(b.by_popularity[0].id, std::string("cold"));
        QCOMPARE(b.by_popularity[0].metrics.users, std::int64_t{2});  // targets 5 and 9
        QCOMPARE(b.by_popularity[0].metrics.recall[1], 0.5);          // ranks 9, 4
        QCOMPARE(b.by_popularity[1].metrics.users, std::int64_t{2});  // targets 3 and 4
        QCOMPARE(b.by_popularity[1].to, std::int64_t{2});
        QCOMPARE(b.by_popularity[2].metrics.users, std::int64_t{1});  // target 2
        QCOMPARE(b.by_popularity[3].metrics.users, std::int64_t{1});  // target 1
        std::int64_t all = 0;
        for (const auto& group : b.by_popularity) all += group.metrics.users;
        QCOMPARE(all, std::int64_t{6});
    }

    /// A user with a popular and a cold true item counts once by activity, and each item in its own group.
    void severalTrueItems() {
        TrueItems two = targets;
        two.add(6, 1);
        TrueItemRanks places = one_each({{0, 0}, {1, 0}, {30, 0}, {8, 0}, {0, 0}});
        const std::vector<RankCounts> last{{3, 0}, {40, 0}};
        places.add_user(last);
        const auto b = beyond_accuracy(small(), users, two, places, std::vector<std::vector<ItemId>>(6));
        QCOMPARE(b.by_activity[0].metrics.users, std::int64_t{3});
        QVERIFY(std::abs(b.by_activity[0].metrics.recall[1] - 2.5 / 3) < 1e-12);  // 1, 1 and one of two
        QCOMPARE(b.by_popularity[0].metrics.users, std::int64_t{2});
        QCOMPARE(b.by_popularity[0].metrics.recall[1], 0.5);
        QCOMPARE(b.by_popularity[3].metrics.users, std::int64_t{2});
        QCOMPARE(b.by_popularity[3].metrics.recall[1], 0.5);
    }

    void nobody() {
        const auto b = beyond_accuracy(small(), {}, {}, {}, {});
        QVERIFY(b.lists.empty() && b.by_activity.empty() && b.by_popularity.empty());
    }
};

QTEST_APPLESS_MAIN(TestBeyondAccuracy)
#include "tst_beyond_accuracy.moc"
