// The parts of the Retrieval page alone: users of two runs, marked lists, and what whole lists are like.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QElapsedTimer>
#include <QTableView>
#include <QTest>

#include "common/item_pictures.h"
#include "retrieval/paired_users.h"
#include "retrieval/ranked_items.h"
#include "retrieval/run_choice.h"
#include "retrieval/users_panel.h"
#include "retrieval/whole_lists.h"
#include "tests/widgets/made_lists.h"

class TestRetrievalLists : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void pairTraits_data();
    void pairTraits();
    void usersAreFilteredByBothRanks();
    void manyUsers();
    void manyRuns();
    void listsMarkTheTrueItem_data();
    void listsMarkTheTrueItem();
    void severalTrueItems();
    void placesInTheListBeside();
    void wholeListsHaveBothRuns();
};

void TestRetrievalLists::pairTraits_data() {
    QTest::addColumn<int>("trait");
    QTest::addColumn<QList<bool>>("expected");
    const auto row = [](const char* name, PairTrait trait, QList<bool> expected) {
        QTest::newRow(name) << static_cast<int>(trait) << expected;
    };
    // Ranks in A and B with k = 10: (10, 11), (11, 10), (9 to 11, 10 to 12), (40, 40), (1, none)
    row("all", PairTrait::all, {true, true, true, true, true});
    row("found", PairTrait::found, {true, false, true, false, true});
    row("missed", PairTrait::missed, {false, true, false, true, false});
    row("only A", PairTrait::onlyA, {true, false, true, false, false});
    row("only B", PairTrait::onlyB, {false, true, false, false, false});
    row("both", PairTrait::both, {false, false, false, false, false});
    row("neither", PairTrait::neither, {false, false, false, true, false});
    row("higher in A", PairTrait::higherInA, {true, false, true, false, false});
    row("higher in B", PairTrait::higherInB, {false, true, false, false, false});
}

void TestRetrievalLists::pairTraits() {
    QFETCH(int, trait);
    QFETCH(QList<bool>, expected);
    const std::vector<wb::UserResult> a{result(1, 9), result(2, 10), result(3, 8, 2), result(4, 39), result(5, 0)};
    const std::vector<wb::UserResult> b{result(1, 10), result(2, 9), result(3, 9, 2), result(4, 39)};
    for (std::size_t i = 0; i < a.size(); ++i)
        QCOMPARE(hasPairTrait(a[i], i < b.size() ? &b[i] : nullptr, static_cast<PairTrait>(trait), 10),
                 expected[static_cast<qsizetype>(i)]);
}

void TestRetrievalLists::usersAreFilteredByBothRanks() {
    PairedUsersModel model;
    QAbstractItemModelTester tester(&model);
    PairedUsersFilter filter;
    filter.setSourceModel(&model);
    QAbstractItemModelTester filterTester(&filter);
    // The second run has them in another order, and lacks one.
    model.setPair({result(1, 4), result(2, 0), result(3, 99), result(4, 7, 2)},
                  {result(4, 0), result(1, 60), result(2, 1)}, true);
    const auto text = [&model](int row, int column) { return model.index(row, column).data().toString(); };
    QCOMPARE(text(0, UsersModel::RankColumn), QStringLiteral("5"));
    QCOMPARE(text(0, PairedUsersModel::OtherRankColumn), QStringLiteral("61"));
    QCOMPARE(text(2, PairedUsersModel::OtherRankColumn), QString());
    QCOMPARE(text(3, UsersModel::RankColumn), QStringLiteral("8\u201310"));
    QCOMPARE(model.countOfPairs(PairTrait::onlyA, 20), 1);
    filter.setQuestion({}, PairTrait::onlyA, 20);
    QCOMPARE(filter.rowCount(), 1);
    QCOMPARE(filter.index(0, 0).data(UsersModel::UserRole).toInt(), 1);
    filter.setQuestion({}, PairTrait::both, 20);
    QCOMPARE(filter.rowCount(), 2);
    QVERIFY(filter.setQuestion(QStringLiteral("gt_rank > 2 and history > 10"), PairTrait::both, 20).isEmpty());
    QCOMPARE(filter.rowCount(), 1);
    QCOMPARE(filter.index(0, 0).data(UsersModel::UserRole).toInt(), 4);
    QVERIFY(!filter.setQuestion(QStringLiteral("gt_rank >"), PairTrait::both, 20).isEmpty());
    QCOMPARE(filter.rowCount(), 1);  // a mistake leaves the text's filter as it was
    filter.setQuestion({}, PairTrait::all, 20);
    filter.sort(PairedUsersModel::OtherRankColumn);
    QList<int> order;
    for (int row = 0; row < filter.rowCount(); ++row)
        order << filter.index(row, 0).data(UsersModel::UserRole).toInt();
    QCOMPARE(order, (QList<int>{4, 2, 1, 3}));  // who has no rank there comes last
    filter.sort(PairedUsersModel::OtherRankColumn, Qt::DescendingOrder);
    QCOMPARE(filter.index(0, 0).data(UsersModel::UserRole).toInt(), 1);
    model.setPair({result(1, 4)}, {}, false);
    QCOMPARE(filter.rowCount(), 1);
}

void TestRetrievalLists::manyUsers() {
    std::vector<wb::UserResult> a, b;
    for (int user = 1; user <= 25'000; ++user) {
        a.push_back(result(user, user * 7919 % 12'007));
        b.push_back(result(user, user * 6007 % 12'007));
    }
    UsersPanel panel;
    panel.resize(300, 700);
    panel.show();
    QElapsedTimer clock;
    const auto within = [&clock](const char* what, qint64 limit) {
        const qint64 needed = clock.restart();
        qInfo("%s: %lld ms", what, static_cast<long long>(needed));
        QVERIFY2(needed < limit, what);
    };
    clock.start();
    panel.setPair(a, b, true, 0);
    within("shown", 1000);
    panel.setTop(10);
    within("another length", 1000);
    auto* question = panel.findChild<QComboBox*>(QStringLiteral("retrieval_question"));
    // About every second user: the rows that go away lie scattered.
    const int higher = question->findData(static_cast<int>(PairTrait::higherInA));
    question->setCurrentIndex(higher);
    Q_EMIT question->activated(higher);
    within("a question", 1000);
    question->setCurrentIndex(0);
    Q_EMIT question->activated(0);
    within("all again", 1000);
    panel.findChild<QTableView*>(QStringLiteral("retrieval_users"))
        ->sortByColumn(PairedUsersModel::OtherRankColumn, Qt::AscendingOrder);
    within("in another order", 1000);
    panel.step(1);
    within("the next user", 1000);
}

void TestRetrievalLists::manyRuns() {
    QList<RunChoice::Entry> entries;
    for (int run = 1; run <= 2000; ++run)
        entries.append({run, QStringLiteral("%1 \u00b7 a run of a search with a long name (LRURec)").arg(run),
                        run % 2 ? QString() : QStringLiteral("on other data (films)")});
    RunChoice choice;
    choice.show();
    QElapsedTimer clock;
    clock.start();
    choice.setEntries(entries);
    choice.choose(1999);
    const qint64 needed = clock.elapsed();
    qInfo("2,000 runs: %lld ms", static_cast<long long>(needed));
    QVERIFY(needed < 1000);
    QCOMPARE(choice.run(), 1999);
    choice.choose(1998);  // disabled
    QCOMPARE(choice.run(), 1999);
    entries.prepend({2001, QStringLiteral("a new one"), {}});
    choice.setEntries(entries);
    QCOMPARE(choice.run(), 1999);  // the choice stays
}

void TestRetrievalLists::listsMarkTheTrueItem_data() {
    QTest::addColumn<int>("target");
    QTest::addColumn<qlonglong>("better");
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("place");
    QTest::addColumn<QString>("rank");
    QTest::addColumn<bool>("hasScore");
    QTest::newRow("first") << 11 << 0LL << 3 << 0 << "rank 1 of 300" << true;
    QTest::newRow("last of the list") << 13 << 2LL << 3 << 2 << "rank 3 of 300" << true;
    QTest::newRow("stored behind it") << 14 << 3LL << 4 << 3 << "rank 4 of 300" << true;
    QTest::newRow("not stored") << 99 << 136LL << 4 << 3 << "rank 137 of 300" << false;
    QTest::newRow("ranked behind its place") << 12 << 2LL << 3 << 1 << "rank 3 of 300" << true;
}

void TestRetrievalLists::listsMarkTheTrueItem() {
    QFETCH(int, target);
    QFETCH(qlonglong, better);
    QFETCH(int, rows);
    QFETCH(int, place);
    QFETCH(QString, rank);
    QFETCH(bool, hasScore);
    wb::UserDetail detail;
    detail.result = result(1, better);
    detail.result.target = target;
    detail.items = {11, 12, 13, 14};
    detail.scores = {4.5f, 3, 2, 1};
    ItemPictures pictures;
    RankedItemsModel model(RankedItemsModel::Value::score, &pictures);
    QAbstractItemModelTester tester(&model);
    model.setItems(rankedList(detail, nullptr, 3));
    QCOMPARE(model.rowCount(), rows);
    QCOMPARE(model.targetAfter({}).row(), place);
    const ItemRow& row = model.items()[static_cast<std::size_t>(place)];
    QCOMPARE(row.outside, rows == 4);
    QCOMPARE(row.rankText, rank);
    QCOMPARE(!model.valueText(row).isEmpty(), hasScore);
    if (row.outside) QCOMPARE(row.place, QString::number(better + 1));
    const QString said = model.index(place).data(Qt::AccessibleTextRole).toString();
    QVERIFY2(said.contains(QStringLiteral("true item: ") + rank), qPrintable(said));
    QVERIFY(!model.index(0).data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("true")) || place == 0);
    QVERIFY(model.asTabbedText().contains(rank));
    QCOMPARE(model.valueText(model.items()[0]), QStringLiteral("4.500"));
}

/// After a random split: all are marked, those outside stand behind the list by their rank.
void TestRetrievalLists::severalTrueItems() {
    wb::UserDetail detail;
    detail.result.user = 1;
    detail.result.candidates = 300;
    detail.result.add_true_item({98, 200, 0});
    detail.result.add_true_item({12, 1, 0});
    detail.result.add_true_item({99, 40, 1});
    detail.items = {11, 12, 13, 14};
    detail.scores = {4.5f, 3, 2, 1};
    ItemPictures pictures;
    RankedItemsModel model(RankedItemsModel::Value::score, &pictures);
    model.setItems(rankedList(detail, nullptr, 3));
    QCOMPARE(model.rowCount(), 5);
    std::vector<int> marked;
    for (QModelIndex at = model.targetAfter({}); marked.size() < 4; at = model.targetAfter(at))
        marked.push_back(at.row());
    QCOMPARE(marked, (std::vector<int>{1, 3, 4, 1}));  // and round again
    const auto& rows = model.items();
    QCOMPARE(rows[1].rankText, QStringLiteral("rank 2 of 300"));
    QCOMPARE(rows[3].item, 99);
    QCOMPARE(rows[4].rankText, QStringLiteral("rank 201 of 300"));
    QVERIFY(rows[3].outside && rows[4].outside && !rows[1].outside);
    QCOMPARE(rankAmongAll(detail.result), QStringLiteral("rank 2 of 300"));
}

void TestRetrievalLists::placesInTheListBeside() {
    wb::UserDetail a, b;
    a.result = b.result = result(1, 0);
    a.result.target = b.result.target = 11;
    a.items = {11, 12, 13};
    b.items = {13, 20, 11, 21};
    a.scores = {3, 2, 1};
    b.scores = {9, 8, 7, 6};
    ItemPictures pictures;
    RankedItemsModel model(RankedItemsModel::Value::score, &pictures);
    model.setItems(rankedList(a, &b, 3), QStringLiteral("B"));
    QStringList marks;
    for (const ItemRow& row : model.items()) marks << model.otherText(row);
    QCOMPARE(marks, (QStringList{QStringLiteral("B 3"), QString(), QStringLiteral("B 1")}));
    QVERIFY(model.index(1).data(Qt::ToolTipRole).toString().contains(QStringLiteral("not in the list of B")));
    model.setItems(rankedList(a, nullptr, 3));
    QVERIFY(model.otherText(model.items()[0]).isEmpty());
    QVERIFY(!model.index(1).data(Qt::ToolTipRole).toString().contains(QStringLiteral("list of")));
}

void TestRetrievalLists::wholeListsHaveBothRuns() {
    DemoWorkspace demo(false);
    const qint64 first = addRun(demo, {.seed = 1}), second = addRun(demo, {.seed = 2});
    const auto a = *demo.context.store->find_run(first), b = *demo.context.store->find_run(second);
    WholeLists view;
    view.setRuns(&a, &b);
    WholeListsModel& model = *view.model();
    QAbstractItemModelTester tester(&model);
    const auto find = [&](const QString& what, const QString& measure) {
        for (int row = 0; row < model.rowCount(); ++row)
            if (model.index(row, 0).data().toString().startsWith(what) && model.index(row, 1).data() == measure)
                return row;
        return -1;
    };
    const auto values = [&](int row) {
        return QStringList{model.index(row, 2).data().toString(), model.index(row, 3).data().toString()};
    };
    const int coverage = find(QStringLiteral("Share of the catalogue"), QStringLiteral("top 10"));
    QVERIFY(coverage > 0);
    QCOMPARE(values(coverage), (QStringList{QStringLiteral("0.2600"), QStringLiteral("0.2700")}));
    QCOMPARE(model.index(coverage, 2).data(Qt::UserRole).toDouble(), 0.26);
    QVERIFY(!model.index(coverage, 2).data(Qt::ToolTipRole).toString().isEmpty());
    QCOMPARE(values(find(QStringLiteral("Popularity lift"), QStringLiteral("top 5")))[0],
             QStringLiteral("\u221212.5 %"));
    QCOMPARE(values(find(QStringLiteral("Popularity of shown"), QStringLiteral("top 20")))[0],
             QStringLiteral("50.3"));
    QVERIFY(model.isHeading(0));
    QVERIFY(model.index(0, 0).data().toString().startsWith(QStringLiteral("Against popularity")));
    const auto against = [&](const char* measure) {
        return values(find(QStringLiteral("Recall@10"), QLatin1String(measure)))[0];
    };
    QCOMPARE(against("difference"), QStringLiteral("+0.0400"));
    QCOMPARE(against("95 % interval"), QStringLiteral("\u22120.0050 to +0.0850"));
    QCOMPARE(against("p"), QStringLiteral("0.0625"));
    QCOMPARE(find(QStringLiteral("NDCG@10"), QStringLiteral("difference")), -1);  // not stored, not shown
    const int low = find(QStringLiteral("Short: 5 to 9 items, 130 users"), QStringLiteral("NDCG@10"));
    QVERIFY(low > 0);
    QCOMPARE(values(low), (QStringList{QStringLiteral("0.0625"), QStringLiteral("0.1250")}));
    QVERIFY(find(QStringLiteral("Long: 15 items"), QStringLiteral("Recall@10")) > 0);
    QVERIFY(find(QStringLiteral("Cold: nobody"), QString()) > 0);
    QVERIFY(find(QStringLiteral("Popular: 41 to 93 interactions, 100 true items"), QStringLiteral("Recall@20")) > 0);
    QVERIFY(
        !view.findChild<QTableView*>(QStringLiteral("whole_lists_table"))->isColumnHidden(WholeListsModel::BColumn));
    view.setRuns(&a, nullptr);
    QVERIFY(
        view.findChild<QTableView*>(QStringLiteral("whole_lists_table"))->isColumnHidden(WholeListsModel::BColumn));
}

QTEST_MAIN(TestRetrievalLists)
#include "tst_retrieval_lists.moc"
