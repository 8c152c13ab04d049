// Every count that has to come out of the real files: users, items and interactions after filtering, ties, splits.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "tests/dataset/made_files.h"

class TestCounts : public QObject {
    Q_OBJECT
  private slots:
    void filters_data();
    void filters();
    void sequences_data();
    void sequences();
    void ties_data();
    void ties();
    void rebuilt_files_give_the_published_split_data();
    void rebuilt_files_give_the_published_split();
};

namespace {

struct Counts {
    int users, items, interactions;
};

struct Row {
    const char* source;
    double min_rating;
    int min_uc, min_sc;
    Counts iterative, single_pass;
};

// One row for each of the table; where the table says "same", both are written out.
const Row k_rows[] = {
    {"ml-100k", 0, 5, 5, {943, 1349, 99287}, {943, 1349, 99287}},
    {"ml-100k", 0, 20, 20, {917, 937, 94443}, {917, 939, 94481}},
    {"ml-100k", 0, 5, 20, {943, 939, 94968}, {943, 939, 94968}},
    {"ml-100k", 0, 20, 5, {941, 1349, 99249}, {941, 1349, 99249}},
    {"ml-100k", 3, 5, 5, {943, 1203, 81697}, {943, 1203, 81697}},
    {"ml-100k", 3, 20, 20, {817, 802, 75388}, {823, 811, 75664}},
    {"ml-100k", 3, 5, 20, {943, 811, 77545}, {943, 811, 77545}},
    {"ml-100k", 3, 20, 5, {839, 1197, 80013}, {839, 1203, 80037}},
    {"ml-latest-small", 0, 5, 5, {610, 3650, 90274}, {610, 3650, 90274}},
    {"ml-latest-small", 0, 20, 20, {566, 1286, 67020}, {566, 1297, 67225}},
    {"ml-latest-small", 0, 5, 20, {610, 1297, 67898}, {610, 1297, 67898}},
    {"ml-latest-small", 0, 20, 5, {602, 3643, 90109}, {602, 3650, 90137}},
    {"ml-latest-small", 3, 5, 5, {608, 3012, 72402}, {608, 3012, 72402}},
    {"ml-latest-small", 3, 20, 20, {518, 1011, 51765}, {518, 1033, 52177}},
    {"ml-latest-small", 3, 5, 20, {607, 1033, 53386}, {607, 1033, 53386}},
    {"ml-latest-small", 3, 20, 5, {551, 2998, 71477}, {551, 3012, 71533}},
    {"amazon-beauty/rebuilt", 0, 5, 5, {22332, 12086, 198215}, {22332, 12086, 198215}},
    {"amazon-beauty/rebuilt", 0, 20, 20, {163, 159, 5919}, {624, 2036, 20927}},
    {"amazon-beauty/rebuilt", 0, 5, 20, {2680, 624, 35803}, {8315, 2387, 79283}},
    {"amazon-beauty/rebuilt", 0, 20, 5, {525, 794, 18153}, {1245, 8919, 42181}},
    {"amazon-games/rebuilt", 0, 5, 5, {15264, 7676, 147861}, {15264, 7676, 147861}},
    {"amazon-games/rebuilt", 0, 20, 20, {0, 0, 0}, {502, 1971, 17525}},
    {"amazon-games/rebuilt", 0, 5, 20, {5863, 1150, 52404}, {8240, 2013, 75364}},
    {"amazon-games/rebuilt", 0, 20, 5, {475, 1674, 17290}, {1039, 6965, 39769}},
    {"amazon-2018-raw/All_Beauty_5.json.gz", 0, 5, 5, {961, 49, 5084}, {965, 53, 5113}},
    {"amazon-2018-raw/All_Beauty_5.json.gz", 3, 5, 5, {925, 48, 4889}, {927, 51, 4907}},
    {"amazon-2018-raw/AMAZON_FASHION_5.json.gz", 0, 5, 5, {394, 17, 3110}, {395, 19, 3116}},
    {"amazon-2018-raw/AMAZON_FASHION_5.json.gz", 3, 5, 5, {366, 14, 2896}, {367, 16, 2902}},
    {"amazon-2018-raw/Appliances_5.json.gz", 0, 5, 5, {13, 4, 2078}, {31, 27, 2186}},
    {"amazon-2018-raw/Appliances_5.json.gz", 3, 5, 5, {12, 3, 2073}, {27, 24, 2161}},
    {"amazon-2018-raw/Gift_Cards_5.json.gz", 0, 5, 5, {456, 147, 2960}, {456, 147, 2960}},
    {"amazon-2018-raw/Gift_Cards_5.json.gz", 3, 5, 5, {445, 146, 2890}, {448, 147, 2906}},
    {"amazon-2018-raw/Gift_Cards_5.json.gz", 0, 20, 20, {0, 0, 0}, {0, 0, 0}},
};

/// What the import gives; zeros where nothing is left, which is an error that names the bounds.
Counts counts_of(const wb::ImportRequest& request) {
    try {
        const auto [dataset, report] = wb::import_dataset(request);
        const auto& last = report.steps.back();
        if (last.users != dataset.user_count() || last.items != dataset.item_count() ||
            last.interactions != dataset.interactions || report.lines_refused != 0)
            return {-1, -1, -1};
        return {dataset.user_count(), dataset.item_count(), int(dataset.interactions)};
    } catch (const wb::UserError& error) {
        const auto bounds = "min_uc " + std::to_string(request.filter.min_uc) + " and min_sc " +
                            std::to_string(request.filter.min_sc);
        if (std::string(error.what()).find("Nothing is left of the data with " + bounds) == std::string::npos) throw;
        return {0, 0, 0};
    }
}

}  // namespace

void TestCounts::filters_data() {
    QTest::addColumn<int>("row");
    QTest::addColumn<bool>("single_pass");
    for (std::size_t i = 0; i < std::size(k_rows); ++i)
        for (const bool single : {false, true})
            QTest::addRow("%s r%g uc%d sc%d %s", k_rows[i].source, k_rows[i].min_rating, k_rows[i].min_uc,
                          k_rows[i].min_sc, single ? "single" : "iter")
                << int(i) << single;
}

void TestCounts::filters() {
    REQUIRE_SHARED_DATA(data);
    QFETCH(int, row);
    QFETCH(bool, single_pass);
    const Row& expected = k_rows[row];
    auto request = made::request(data / "data" / expected.source, expected.min_uc, expected.min_sc);
    request.filter.min_rating = expected.min_rating;
    request.filter.single_pass = single_pass;
    request.require_title = std::string_view(expected.source).ends_with("rebuilt");
    const auto counts = counts_of(request);
    const auto& wanted = single_pass ? expected.single_pass : expected.iterative;
    QCOMPARE(counts.users, wanted.users);
    QCOMPARE(counts.items, wanted.items);
    QCOMPARE(counts.interactions, wanted.interactions);
}

void TestCounts::sequences_data() {
    QTest::addColumn<QString>("source");
    QTest::addColumn<int>("bound");
    QTest::addColumn<int>("users");
    QTest::addColumn<int>("items");
    QTest::addColumn<int>("interactions");
    QTest::newRow("S3-Rec Beauty") << "amazon-beauty/s3rec" << 5 << 22363 << 12101 << 198502;
    QTest::newRow("P5 Beauty") << "amazon-beauty/p5" << 5 << 22363 << 12101 << 198502;
    QTest::newRow("SASRec Video") << "amazon-games/sasrec" << 0 << 31013 << 23715 << 287107;
}

void TestCounts::sequences() {
    REQUIRE_SHARED_DATA(data);
    QFETCH(QString, source);
    QFETCH(int, bound);
    const auto dataset =
        wb::import_dataset(made::request(data / "data" / source.toStdString(), bound, bound)).dataset;
    QTEST(int(dataset.user_count()), "users");
    QTEST(int(dataset.item_count()), "items");
    QTEST(int(dataset.interactions), "interactions");
}

void TestCounts::ties_data() {
    QTest::addColumn<QString>("source");
    QTest::addColumn<int>("tied");
    QTest::addColumn<int>("users_at_split");
    QTest::addColumn<int>("interactions");
    QTest::newRow("ml-100k") << "ml-100k" << 50012 << 600 << 99287;
    QTest::newRow("ml-latest-small") << "ml-latest-small" << 14470 << 137 << 90274;
    QTest::newRow("All_Beauty_5") << "amazon-2018-raw/All_Beauty_5.json.gz" << 3886 << 948 << 5084;
    QTest::newRow("AMAZON_FASHION_5") << "amazon-2018-raw/AMAZON_FASHION_5.json.gz" << 2703 << 394 << 3110;
    QTest::newRow("Gift_Cards_5") << "amazon-2018-raw/Gift_Cards_5.json.gz" << 1724 << 376 << 2960;
}

void TestCounts::ties() {
    REQUIRE_SHARED_DATA(data);
    QFETCH(QString, source);
    const auto [dataset, report] = wb::import_dataset(made::request(data / "data" / source.toStdString(), 5, 5));
    QTEST(int(report.tied_interactions), "tied");
    QTEST(int(report.users_tied_at_split), "users_at_split");
    QTEST(int(dataset.interactions), "interactions");
}

void TestCounts::rebuilt_files_give_the_published_split_data() {
    QTest::addColumn<QString>("folder");
    QTest::newRow("Beauty") << "amazon-beauty";
    QTest::newRow("Games") << "amazon-games";
}

/// The raw files are filtered and split here, the others carry the reference's own split: both are the same dataset.
void TestCounts::rebuilt_files_give_the_published_split() {
    REQUIRE_SHARED_DATA(data);
    QFETCH(QString, folder);
    const auto raw = data / "data" / folder.toStdString();
    const auto ours = wb::import_dataset(made::request(raw / "rebuilt", 5, 5)).dataset;
    const auto [theirs, report] = wb::import_dataset(made::request(raw));
    QVERIFY(!ours.ready_split);
    QVERIFY(theirs.ready_split);
    QVERIFY(report.format.starts_with("Table with a split (interactions.csv.gz"));
    QVERIFY(std::any_of(report.notes.begin(), report.notes.end(),
                        [](const std::string& note) { return note.starts_with("Not opened: dataset.pkl."); }));
    QCOMPARE(ours.user_raw_ids, theirs.user_raw_ids);
    QVERIFY(ours.train == theirs.train);
    QVERIFY(ours.validation == theirs.validation);
    QVERIFY(ours.test == theirs.test);
    QCOMPARE(ours.fingerprint, theirs.fingerprint);
    QVERIFY(
        std::all_of(ours.items.begin() + 1, ours.items.end(), [](const auto& item) { return !item.title.empty(); }));
}

QTEST_APPLESS_MAIN(TestCounts)
#include "tst_counts.moc"
