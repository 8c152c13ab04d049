// Statistics of a dataset against numbers worked out by hand.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>
#include <numeric>

#include "dataset/statistics.h"
#include "tests/dataset/made_files.h"

class TestStatistics : public QObject {
    Q_OBJECT
  private slots:
    void by_hand();
    void empty_dataset();
    void histogram_data();
    void histogram();
    void gini_data();
    void gini();
    void real_data();
};

namespace {

using Values = std::vector<std::int64_t>;

/// Four users, five items; item 5 is nobody's, item 4 only a target.
wb::Dataset small() {
    wb::Dataset dataset;
    dataset.items.resize(6);
    for (std::size_t i = 1; i <= 5; ++i) dataset.items[i].raw_id = std::to_string(i);
    dataset.items[1].title = dataset.items[2].title = "T";
    dataset.items[1].text = "x";
    dataset.items[3].image = "a.png";
    dataset.items[3].image_url = dataset.items[4].image_url = "http://localhost/a.png";
    dataset.items[5].caption = "c";
    dataset.items[1].summary = dataset.items[2].summary = dataset.items[3].summary = "s";
    dataset.user_raw_ids = {"", "a", "b", "c", "d"};
    dataset.train = {{}, {1, 2, 1}, {1}, {2, 3}, {1, 3}};
    dataset.validation = {0, 3, 4, 2, 0};  // the 2 of user 3 stands in its train
    dataset.test = {0, 4, 4, 1, 0};        // the 4 of user 2 is its validation item
    dataset.interactions = 14;
    return dataset;
}

}  // namespace

void TestStatistics::by_hand() {
    const auto s = wb::dataset_statistics(small());
    QCOMPARE(s.users, 4);
    QCOMPARE(s.items, 5);
    QCOMPARE(s.interactions, 14);
    // User 1 has 1 twice, user 2 has 4 twice, user 3 has 2 twice: 11 different pairs of 4 x 5.
    QCOMPARE(s.duplicate_pairs, 3);
    QCOMPARE(s.density, 11.0 / 20);
    QCOMPARE(s.mean_length, 3.5);
    // Lengths 5, 3, 4, 2.
    QVERIFY(s.history_length == (wb::Histogram{{2, 3, 5, 10}, {1, 2, 1}}));
    // Items 1..5 have 5, 3, 3, 3, 0 interactions.
    QVERIFY(s.item_popularity == (wb::Histogram{{0, 1, 2, 3, 5, 10}, {1, 0, 0, 3, 1}}));
    QCOMPARE(s.cold_items, 2);
    QCOMPARE(s.targets_validation, 3);
    QCOMPARE(s.targets_test, 3);
    QCOMPARE(s.cold_targets_validation, 1);
    QCOMPARE(s.cold_targets_test, 2);
    QCOMPARE(s.leaks, 2);
    // Sorted 0 3 3 3 5: (-4*0 - 2*3 + 0*3 + 2*3 + 4*5) / (5 * 14).
    QCOMPARE(s.gini, 20.0 / 70);
    QCOMPARE(s.items_with_title, 2);
    QCOMPARE(s.items_with_text, 1);
    QCOMPARE(s.items_with_image, 1);
    QCOMPARE(s.items_with_image_url, 2);
    QCOMPARE(s.items_with_caption, 1);
    QCOMPARE(s.items_with_summary, 3);
}

void TestStatistics::empty_dataset() {
    wb::Dataset dataset;
    dataset.items.resize(1);
    dataset.user_raw_ids.resize(1);
    dataset.train.resize(1);
    dataset.validation = dataset.test = {0};
    const auto s = wb::dataset_statistics(dataset);
    QCOMPARE(s.users + s.items + s.interactions + s.leaks + s.cold_items, 0);
    QCOMPARE(s.density + s.mean_length + s.gini, 0.0);
    QVERIFY(s.history_length.edges.empty() && s.item_popularity.counts.empty());
}

void TestStatistics::histogram_data() {
    QTest::addColumn<Values>("values");
    QTest::addColumn<std::vector<double>>("edges");
    QTest::addColumn<Values>("counts");
    QTest::newRow("none") << Values{} << std::vector<double>{} << Values{};
    QTest::newRow("zero") << Values{0} << std::vector<double>{0, 1} << Values{1};
    QTest::newRow("one value") << Values{7, 7} << std::vector<double>{5, 10} << Values{2};
    QTest::newRow("edges belong to the bin above")
        << Values{4, 5, 9, 10} << std::vector<double>{3, 5, 10, 20} << Values{1, 2, 1};
    QTest::newRow("decades") << Values{1, 999, 1000, 50}
                             << std::vector<double>{1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300, 500, 1000, 2000}
                             << Values{1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1};
}

void TestStatistics::histogram() {
    QFETCH(Values, values);
    const auto histogram = wb::count_histogram(values);
    QTEST(histogram.edges, "edges");
    QTEST(histogram.counts, "counts");
}

void TestStatistics::gini_data() {
    QTest::addColumn<Values>("values");
    QTest::addColumn<double>("gini");
    QTest::newRow("none") << Values{} << 0.0;
    QTest::newRow("all zero") << Values{0, 0} << 0.0;
    QTest::newRow("equal") << Values{3, 3, 3} << 0.0;
    QTest::newRow("one has all") << Values{0, 8, 0, 0} << 0.75;  // 1 - 1/n
    QTest::newRow("1 2 3") << Values{3, 1, 2} << 4.0 / 18;
}

void TestStatistics::gini() {
    QFETCH(Values, values);
    QFETCH(double, gini);
    QVERIFY(std::abs(wb::gini_coefficient(values) - gini) < 1e-12);
}

void TestStatistics::real_data() {
    REQUIRE_SHARED_DATA(data);
    const auto dataset = wb::import_dataset(made::request(data / "data/ml-100k", 5, 5)).dataset;
    const auto s = wb::dataset_statistics(dataset);
    QCOMPARE(s.users, 943);
    QCOMPARE(s.items, 1349);
    QCOMPARE(s.interactions, 99287);
    QCOMPARE(s.duplicate_pairs + s.leaks, 0);  // nobody rated a film twice
    QCOMPARE(s.targets_test, 943);
    QCOMPARE(std::accumulate(s.history_length.counts.begin(), s.history_length.counts.end(), std::int64_t{0}), 943);
    QCOMPARE(std::accumulate(s.item_popularity.counts.begin(), s.item_popularity.counts.end(), std::int64_t{0}),
             1349);
    QCOMPARE(s.item_popularity.edges.front(), 5.0);
    QCOMPARE(s.items_with_title, 1349);
}

QTEST_APPLESS_MAIN(TestStatistics)
#include "tst_statistics.moc"
