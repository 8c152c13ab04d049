// Core filter, numbering, tie rules, splits and title clean-up on hand-made data.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>
#include <algorithm>
#include <map>
#include <set>

#include "dataset/core_filter.h"
#include "dataset/numbered_split.h"
#include "dataset/timeline.h"
#include "dataset/titles.h"
#include "foundation/random.h"
#include "tests/dataset/made_files.h"

class TestSplit : public QObject {
    Q_OBJECT
  private slots:
    void filter_is_the_fixed_point();
    void filter_needs_more_than_one_pass();
    void numbering();
    void tie_rules();
    void random_ties_depend_on_the_seed();
    void leave_one_out();
    void random_split_data();
    void random_split();
    void random_split_takes_every_place();
    void true_items();
    void months_data();
    void months();
    void titles_data();
    void titles();
};

namespace {

wb::RawTable table_of(const std::vector<std::tuple<const char*, const char*, double>>& rows) {
    wb::RawTable table;
    table.has_time = true;
    for (const auto& [user, item, time] : rows)
        table.rows.push_back({table.users.index_of(user), table.items.index_of(item), 0, time});
    return table;
}

std::string split_with(wb::RawTable table, wb::TieRule rule, std::uint64_t seed = 42) {
    wb::Dataset dataset;
    dataset.filter.tie_rule = rule;
    dataset.filter.tie_seed = seed;
    wb::number_and_split(table, dataset);
    return made::sequence(dataset, 1);
}

}  // namespace

void TestSplit::filter_is_the_fixed_point() {
    wb::Rng rng(1, "filter test");
    for (int round = 0; round < 20; ++round) {
        wb::RawRows rows;
        for (int i = 0; i < 400; ++i)
            rows.push_back({int(rng.below(60)), int(rng.below(10) * rng.below(10)), double(i), 0});
        const int uc = int(rng.below(9)), sc = int(rng.below(9));
        // One row at a time until none can be dropped: slow and plainly right, in whatever order.
        auto expected = rows;
        for (bool dropped = true; dropped;) {
            dropped = false;
            std::map<int, int> users, items;
            for (const auto& row : expected) ++users[row.user], ++items[row.item];
            for (std::size_t i = 0; i < expected.size() && !dropped; ++i)
                if (users[expected[i].user] < uc || items[expected[i].item] < sc) {
                    expected.erase(expected.begin() + std::ptrdiff_t(i));
                    dropped = true;
                }
        }
        wb::core_filter(rows, 60, 100, uc, sc);
        QCOMPARE(rows.size(), expected.size());
        for (std::size_t i = 0; i < rows.size(); ++i) QCOMPARE(rows[i].rating, expected[i].rating);  // and in order
    }
}

void TestSplit::filter_needs_more_than_one_pass() {
    // Item 2 leaves with one user; that takes user 1 below its bound, and this takes item 0 below its own.
    wb::RawRows rows = {{0, 0, 0, 0}, {0, 1, 0, 0}, {1, 0, 0, 0}, {1, 2, 0, 0}, {2, 1, 0, 0}, {2, 3, 0, 0}};
    wb::core_filter(rows, 3, 4, 2, 2);
    QCOMPARE(rows.size(), 0u);
}

void TestSplit::numbering() {
    std::vector<std::string> ids = {"10", "9", "100", "1"};
    wb::sort_raw_ids(ids);
    QCOMPARE(ids, (std::vector<std::string>{"1", "9", "10", "100"}));
    ids = {"10", "9", "b", "B"};
    wb::sort_raw_ids(ids);
    QCOMPARE(ids, (std::vector<std::string>{"10", "9", "B", "b"}));
    ids = {"007", "7", "-1"};
    wb::sort_raw_ids(ids);
    QCOMPARE(ids, (std::vector<std::string>{"-1", "007", "7"}));
    ids = {"99999999999999999999", "5"};  // larger than any integer: by bytes
    wb::sort_raw_ids(ids);
    QCOMPARE(ids, (std::vector<std::string>{"5", "99999999999999999999"}));
}

void TestSplit::tie_rules() {
    auto table = table_of({{"u", "30", 5}, {"u", "10", 5}, {"u", "9", 1}, {"u", "20", 5}, {"u", "40", 2}});
    QCOMPARE(split_with(table, wb::TieRule::file_order), "9 40 30 10 20");
    QCOMPARE(split_with(table, wb::TieRule::item_id), "9 40 10 20 30");
    QVERIFY(split_with(table, wb::TieRule::random).starts_with("9 40 "));
    wb::Dataset dataset;
    const auto ties = wb::number_and_split(table, dataset);
    QCOMPARE(ties.interactions, 2);
    QCOMPARE(ties.users_at_split, 1);
}

void TestSplit::random_ties_depend_on_the_seed() {
    const auto table = table_of({{"u", "1", 5}, {"u", "2", 5}, {"u", "3", 5}});
    std::map<std::string, int> orders;
    for (std::uint64_t seed = 0; seed < 600; ++seed) {
        const auto order = split_with(table, wb::TieRule::random, seed);
        QCOMPARE(split_with(table, wb::TieRule::random, seed), order);
        ++orders[order];
    }
    QCOMPARE(orders.size(), 6u);
    for (const auto& [order, count] : orders) QVERIFY2(count > 60 && count < 140, order.c_str());  // 100 +- 4.4 sigma
}

void TestSplit::leave_one_out() {
    auto table = table_of({{"a", "1", 1},
                           {"a", "2", 2},
                           {"a", "3", 3},
                           {"a", "4", 4},
                           {"b", "1", 1},
                           {"b", "2", 2},
                           {"c", "1", 2},
                           {"c", "2", 1},
                           {"c", "1", 3}});
    wb::Dataset dataset;
    wb::number_and_split(table, dataset);
    QCOMPARE(dataset.train[1], (std::vector<wb::ItemId>{1, 2}));
    QVERIFY(dataset.validation == wb::TrueItems({0, 3, 0, 1}));
    QVERIFY(dataset.test == wb::TrueItems({0, 4, 0, 1}));
    QCOMPARE(dataset.train[2], (std::vector<wb::ItemId>{1, 2}));
    QCOMPARE(dataset.train[3], (std::vector<wb::ItemId>{2}));
    QCOMPARE(dataset.interactions, 9);
}

void TestSplit::random_split_data() {
    QTest::addColumn<int>("interactions");
    QTest::addColumn<int>("validation");
    QTest::addColumn<int>("test");
    // n - 2, 1, 1 below ten; else a fifth is held out and half of that, rounded down, is for validation.
    const auto row = [](int n, int validation, int test) {
        QTest::newRow(std::to_string(n).c_str()) << n << validation << test;
    };
    row(2, 0, 0);
    row(3, 1, 1);
    row(9, 1, 1);
    row(10, 1, 1);
    row(14, 1, 1);
    row(15, 1, 2);
    row(20, 2, 2);
    row(29, 2, 3);
    row(100, 10, 10);
}

void TestSplit::random_split() {
    QFETCH(int, interactions);
    wb::RawTable table;
    table.has_time = true;
    for (int i = 0; i < interactions; ++i)
        table.rows.push_back({table.users.index_of("u"), table.items.index_of(std::to_string(i)), 0, double(i)});
    wb::Dataset dataset;
    dataset.filter.split = wb::SplitRule::random;
    wb::number_and_split(table, dataset);
    QTEST(int(dataset.validation.of(1).size()), "validation");
    QTEST(int(dataset.test.of(1).size()), "test");
    QCOMPARE(dataset.leave_one_out(), false);
    const auto& train = dataset.train[1];
    QVERIFY(std::is_sorted(train.begin(), train.end()));  // in order of time, which is that of the numbers
    std::set<wb::ItemId> all(train.begin(), train.end());
    for (const auto* truth : {&dataset.validation, &dataset.test})
        for (const auto item : truth->of(1)) all.insert(item);
    QCOMPARE(int(all.size()), interactions);
}

void TestSplit::random_split_takes_every_place() {
    std::vector<int> held_out(13, 0);
    for (std::uint64_t seed = 0; seed < 1200; ++seed) {
        auto table = table_of({});
        for (int i = 1; i <= 12; ++i)
            table.rows.push_back({table.users.index_of("u"), table.items.index_of(std::to_string(i)), 0, double(i)});
        wb::Dataset dataset;
        dataset.filter.split = wb::SplitRule::random;
        dataset.filter.split_seed = seed;
        wb::number_and_split(table, dataset);
        ++held_out[std::size_t(dataset.test[1])];
    }
    for (std::size_t i = 1; i < held_out.size(); ++i)
        QVERIFY2(held_out[i] > 60 && held_out[i] < 140, std::to_string(held_out[i]).c_str());  // 100 +- 4 sigma
}

void TestSplit::true_items() {
    wb::TrueItems items;
    items.assign(4);
    QCOMPARE(items.users(), 0);
    items.add(1, 5);
    items.add(3, 2);
    QVERIFY(items == wb::TrueItems({0, 5, 0, 2}));
    QCOMPARE(items.users(), 2);
    QCOMPARE(items.users_several(), 0);
    items.add(3, 9);
    items.add(3, 4);
    QCOMPARE(items.users(), 2);
    QCOMPARE(items.users_several(), 1);
    items.add(3, 9);  // a set: what is there is not added again
    items.add(1, 5);
    QCOMPARE(items.users_several(), 1);
    const auto three = items.of(3);
    QCOMPARE(std::vector<wb::ItemId>(three.begin(), three.end()), (std::vector<wb::ItemId>{2, 9, 4}));
    QCOMPARE(items[3], 2);
    QVERIFY(items.of(2).empty());
    QCOMPARE(items.of(1).size(), std::size_t{1});
    QVERIFY(items.contains(3, 4) && !items.contains(3, 5) && !items.contains(2, 0));
    items.assign(2, 7);
    QVERIFY(items == wb::TrueItems({7, 7}));
}

void TestSplit::months_data() {
    QTest::addColumn<QList<double>>("times");
    QTest::addColumn<QString>("expected");
    QTest::newRow("ordered, empty months left out")
        << QList<double>{1388534400, 0, 1385855999, 1388534399} << "1970-01 1, 2013-11 1, 2013-12 1, 2014-01 1";
    QTest::newRow("leap day") << QList<double>{951782400, 951868799, 951868800} << "2000-02 2, 2000-03 1";
    QTest::newRow("positions are no times") << QList<double>{0, 1, 2} << "";
    QTest::newRow("before 1970") << QList<double>{-1, 1388534400} << "";
    QTest::newRow("after 2100") << QList<double>{4102444800, 1388534400} << "";
}

void TestSplit::months() {
    QFETCH(QList<double>, times);
    wb::RawTable table;
    table.has_time = true;
    for (const auto time : times) table.rows.push_back({0, 0, 0, time});
    QStringList found;
    for (const auto& month : wb::interactions_by_month(table))
        found << QString::fromStdString(month.name + " " + std::to_string(month.count));
    QTEST(found.join(", "), "expected");
    table.has_time = false;
    QVERIFY(wb::interactions_by_month(table).empty());
}

void TestSplit::titles_data() {
    QTest::addColumn<QString>("raw");
    QTest::addColumn<QString>("clean");
    QTest::newRow("plain") << "Toy Story (1995)"
                           << "Toy Story (1995)";
    QTest::newRow("the") << "Matrix, The (1999)"
                         << "The Matrix (1999)";
    QTest::newRow("a") << "Bug's Life, A (1998)"
                       << "A Bug's Life (1998)";
    QTest::newRow("an") << "American in Paris, An (1951)"
                        << "An American in Paris (1951)";
    QTest::newRow("only the last comma") << "Good, the Bad and the Ugly, The (1966)"
                                         << "The Good, the Bad and the Ugly (1966)";
    QTest::newRow("brackets") << "City of Lost Children, The (Cité des enfants perdus, La) (1995)"
                              << "The City of Lost Children (1995)";
    QTest::newRow("two brackets") << "Seven (a.k.a. Se7en) (Sieben) (1995)"
                                  << "Seven (1995)";
    QTest::newRow("bracket in the middle") << "Star (one) Wars (1977)"
                                           << "Star Wars (1977)";
    QTest::newRow("nested brackets") << "Star (one (two)) (1977)"
                                     << "Star (1977)";
    QTest::newRow("bracket never closed") << "Star (one (1977)"
                                          << "Star (one (1977)";
    QTest::newRow("bracket first") << "(500) Days of Summer (2009)"
                                   << "Days of Summer (2009)";
    QTest::newRow("nothing but a bracket") << "(A) (1999)"
                                           << "(A) (1999)";
    QTest::newRow("foreign article") << "Misérables, Les (1995)"
                                     << "Misérables, Les (1995)";
    QTest::newRow("accents") << "Amélie, The (2001)"
                             << "The Amélie (2001)";
    QTest::newRow("trailing blank") << "Hyena Road (2015) "
                                    << "Hyena Road (2015)";
    QTest::newRow("no year") << "Babylon 5"
                             << "Babylon 5";
    QTest::newRow("no year, article and bracket stay") << "Show, The (pilot)"
                                                       << "Show, The (pilot)";
    QTest::newRow("range of years") << "Fawlty Towers (1975-1979)"
                                    << "Fawlty Towers (1975-1979)";
    QTest::newRow("year alone") << "(1995)"
                                << "(1995)";
    QTest::newRow("empty") << "  "
                           << "";
}

void TestSplit::titles() {
    QFETCH(QString, raw);
    QFETCH(QString, clean);
    QCOMPARE(QString::fromStdString(wb::clean_movie_title(raw.toStdString())), clean);
}

QTEST_APPLESS_MAIN(TestSplit)
#include "tst_split.moc"
