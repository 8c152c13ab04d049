// Pairs of user and item, negatives, and what rankings leave out. SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>
#include <map>
#include <set>

#include "dataset/made_sequences.h"
#include "retrieval/exclusion.h"
#include "retrieval/training_pairs.h"

using namespace wb;
using made::dataset_of;

class TestTrainingPairs : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void pairs_are_the_training_interactions() {
        const TrainingPairs pairs(dataset_of({{3, 1, 3}, {}, {2}}, 5));
        QCOMPARE(pairs.pairs().size(), std::size_t{4});
        QCOMPARE(pairs.pairs()[0].item, 2);
        QCOMPARE(pairs.pairs()[2].item, 2);  // a repeated interaction counts again
        QCOMPARE(pairs.pairs()[3].user, 2);
    }

    /// Every item of training that the user had not comes, all as often, and no other.
    void negatives_are_uniform_over_what_the_user_had_not() {
        const TrainingPairs pairs(dataset_of({{2, 5, 2, 9}, {1, 3, 4, 5, 6, 7, 10}}, 12));  // 8, 11, 12 never occur
        Rng rng(1, "test");
        std::map<std::int32_t, int> count;
        constexpr int draws = 60000;
        for (int i = 0; i < draws; ++i) ++count[pairs.draw_negative(0, rng)];
        QCOMPARE(count.size(), std::size_t{6});  // 1 3 4 6 7 10
        for (const auto& [item, n] : count) {
            QVERIFY((std::set<std::int32_t>{0, 2, 3, 5, 6, 9}).contains(item));
            QVERIFY2(std::abs(n - draws / 6) < 500, qPrintable(QString::number(n)));  // 5 standard deviations: 456
        }
    }

    void a_user_who_had_everything_has_no_negative() {
        const TrainingPairs pairs(dataset_of({{1, 2, 3}, {2}}, 3));
        QVERIFY(!pairs.has_negative(0));
        QVERIFY(pairs.has_negative(1));
        QCOMPARE(pairs.saturated_users(), std::int64_t{1});
        // All but one: one draw finds it.
        const TrainingPairs almost(dataset_of({{1, 2, 4}, {3}}, 4));
        Rng rng(2, "test");
        for (int i = 0; i < 20; ++i) QCOMPARE(almost.draw_negative(0, rng), 2);
    }

    void exclusion() {
        auto data = dataset_of({{5, 3, 5, 1}}, 6);
        data.validation = {0, 2};
        data.test = {0, 6};
        using Items = std::vector<ItemId>;
        QCOMPARE(excluded_items(data, 1, true, Exclusion::none, 2), Items());
        QCOMPARE(excluded_items(data, 1, false, Exclusion::full, 2), (Items{1, 3, 5}));
        QCOMPARE(excluded_items(data, 1, true, Exclusion::full, 2), (Items{1, 2, 3, 5}));
        QCOMPARE(excluded_items(data, 1, true, Exclusion::full, 2, false), (Items{1, 3, 5}));
        QCOMPARE(excluded_items(data, 1, false, Exclusion::window, 2), (Items{1, 5}));
        QCOMPARE(excluded_items(data, 1, true, Exclusion::window, 2), (Items{1, 2}));
        QCOMPARE(excluded_items(data, 1, true, Exclusion::window, 99), (Items{1, 2, 3, 5}));
        QVERIFY_THROWS_EXCEPTION(std::logic_error, exclusion_of("some"));
    }
};

QTEST_APPLESS_MAIN(TestTrainingPairs)
#include "tst_training_pairs.moc"
