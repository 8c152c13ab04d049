// Reviews and product records of the Amazon generations, and the parser of Python literals.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>
#include <nlohmann/json.hpp>
#include <sstream>

#include "dataset/python_literal.h"
#include "tests/dataset/made_files.h"

class TestImportAmazon : public QObject {
    Q_OBJECT
  private slots:
    void literals_data();
    void literals();
    void literals_refused_data();
    void literals_refused();
    void html_data();
    void html();
    void made_2014();
    void made_2023_joins_on_the_parent();
    void facts_of_what_the_filter_left();
    void bad_records();
    void real_counts_data();
    void real_counts();
    void real_ties_data();
    void real_ties();
    void real_titles();
    void real_samples();
};

void TestImportAmazon::literals_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("json");
    QTest::newRow("dict") << "{'a': 'b', \"c\": 1, 'd': -2.5e3}"
                          << R"({"a":"b","c":1,"d":-2500.0})";
    QTest::newRow("words") << "[None, True, False,]"
                           << "[null,true,false]";
    QTest::newRow("nested") << "{'r': {'x': [['A', 'B'], []]}, 't': (1, 2)}"
                            << R"({"r":{"x":[["A","B"],[]]},"t":[1,2]})";
    QTest::newRow("apostrophe") << R"("Dr. Suess' Puzzles")"
                                << R"("Dr. Suess' Puzzles")";
    QTest::newRow("escapes") << R"('a\'b\"c\\d\n\x41\u00e9')" << QString::fromUtf8("\"a'b\\\"c\\\\d\\nAé\"");
    QTest::newRow("surrogates") << R"('\ud83d\ude00')" << QString::fromUtf8("\"😀\"");
    QTest::newRow("unknown escape stays") << R"('\q')"
                                          << R"("\\q")";
    QTest::newRow("old prefix") << "u'x'"
                                << "\"x\"";
    QTest::newRow("number keys") << "{1: 'x'}"
                                 << R"({"1":"x"})";
}

void TestImportAmazon::literals() {
    QFETCH(QString, text);
    QFETCH(QString, json);
    const auto value = wb::parse_python_literal(text.toStdString());
    QVERIFY(value.has_value());
    QVERIFY2(*value == nlohmann::json::parse(json.toStdString()), value->dump().c_str());
}

void TestImportAmazon::literals_refused_data() {
    QTest::addColumn<QString>("text");
    QTest::newRow("call") << "__import__('os').system('x')";
    QTest::newRow("call in dict") << "{'a': open('x')}";
    QTest::newRow("sum") << "1+1";
    QTest::newRow("open string") << "{'a': 'b}";
    QTest::newRow("open dict") << "{'a': 'b'";
    QTest::newRow("rest") << "{'a': 'b'} x";
    QTest::newRow("cut escape") << "'\\x4'";
    QTest::newRow("no value") << "{'a':}";
    QTest::newRow("empty") << "";
    QTest::newRow("too deep") << QString(5000, '[');
}

void TestImportAmazon::literals_refused() {
    QFETCH(QString, text);
    QVERIFY(!wb::parse_python_literal(text.toStdString()).has_value());
}

void TestImportAmazon::html_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("plain");
    QTest::newRow("entities") << "A &amp; B &quot;C&quot; &#39;D&#x27; &nbsp;E"
                              << "A & B \"C\" 'D' E";
    QTest::newRow("tags") << "<p>One</p><br/>two"
                          << "One two";
    QTest::newRow("less than") << "3 < 4 & 5"
                               << "3 < 4 & 5";
    QTest::newRow("white space") << " a\r\n\t b "
                                 << "a b";
    QTest::newRow("unknown entity") << "&foo; &"
                                    << "&foo; &";
}

void TestImportAmazon::html() {
    QFETCH(QString, text);
    QTEST(QString::fromStdString(wb::plain_from_html(text.toStdString())), "plain");
}

void TestImportAmazon::made_2014() {
    QTemporaryDir dir;
    const auto folder = made::path_of(dir);
    made::write(folder / "ratings_X.csv",
                "A1234567890,B000000001,5.0,3\nA1234567890,B000000002,5.0,2\nA1234567890,B000000003,5.0,1\n");
    made::write(folder / "meta_X.json",
                "{'asin': 'B000000001', 'title': \"Dr. Suess' Puzzle &amp; Co\", 'description': 'One\\nline'}\n"
                "{'asin': 'B000000002', 'title': '<span class=\"a-size-medium\"'}\n"
                "{'asin': 'B000000002', 'title': 'Good'}\n{'asin': 'B000000002'}\n{'asin': 'B009999999', 'title': "
                "'Not rated'}\n");
    const auto [dataset, report] = wb::import_dataset(made::request(folder));
    QCOMPARE(made::sequence(dataset, 1), "B000000003 B000000002 B000000001");
    QCOMPARE(dataset.items[1].title, "Dr. Suess' Puzzle & Co");
    QCOMPARE(dataset.items[1].description, "One line");
    QCOMPARE(dataset.items[1].text, "Dr. Suess' Puzzle & Co. One line");
    QCOMPARE(dataset.items[2].title, "Good");
    QCOMPARE(report.items_with_title, 2);
    QVERIFY(report.notes.back().starts_with("1 product record"));
}

void TestImportAmazon::made_2023_joins_on_the_parent() {
    QTemporaryDir dir;
    const auto folder = made::path_of(dir);
    std::string reviews;
    for (int i = 1; i <= 3; ++i)
        reviews += R"({"rating": 3.0, "title": "Meh", "asin": "V)" + std::to_string(i) + R"(", "parent_asin": "P)" +
                   std::to_string(i) + R"(", "user_id": "U", "timestamp": 158804830)" + std::to_string(9 - i) + "}\n";
    made::write(folder / "X.jsonl", reviews);
    made::write(folder / "meta_X.jsonl",
                R"({"parent_asin": "P1", "title": "One", "description": ["a", "b"], "price": null})"
                "\n");
    const auto [dataset, report] = wb::import_dataset(made::request(folder));
    QCOMPARE(made::sequence(dataset, 1), "P3 P2 P1");
    QCOMPARE(dataset.items[1].title, "One");
    QCOMPARE(dataset.items[1].description, "a b");
    QCOMPARE(report.timeline.size(), 1u);  // milliseconds are told from seconds
    QCOMPARE(report.timeline[0].name, "2020-04");
    QCOMPARE(report.timeline[0].count, 3);
}

/// Product files are read once more where titles decide what is kept; nothing is then counted twice.
void TestImportAmazon::facts_of_what_the_filter_left() {
    QTemporaryDir dir;
    const auto folder = made::path_of(dir);
    std::string ratings, records;
    for (int user = 0; user < 3; ++user)
        for (int item = 0; item < (user == 0 ? 5 : 4); ++item)
            ratings += "A12345678" + std::to_string(user) + "0,B00000000" + std::to_string(item) + ",5.0," +
                       std::to_string(1388534400 + item) + "\n";
    made::write(folder / "ratings_X.csv", ratings);
    for (int item = 0; item < 6; ++item)
        records += R"({"asin": "B00000000)" + std::to_string(item) + R"(", "brand": "Maker )" + std::to_string(item) +
                   R"(", "title": ")" + (item == 1 ? "" : "Title") + "\"}\n";
    made::write(folder / "meta_X.json", records + "no record\n");
    auto request = made::request(folder, 2, 2);
    request.skip_bad_lines = true;
    const auto all = wb::import_dataset(request);
    QCOMPARE(all.dataset.item_count(), 4);
    QCOMPARE(all.dataset.items[3].text, "Title. Maker 2");
    QCOMPARE(all.report.item_records.records, 6);
    QCOMPARE(all.report.item_records.of_items, 5);  // item 4 was rated, and left out by the filter
    QCOMPARE(all.report.lines_refused, 1);
    QCOMPARE(all.report.timeline.size(), 1u);
    QCOMPARE(all.report.timeline[0].count, 12);  // of the interactions that are kept
    request.require_title = true;
    const auto titled = wb::import_dataset(request);
    QCOMPARE(titled.dataset.item_count(), 3);
    QCOMPARE(titled.dataset.items[2].brand, "Maker 2");
    QCOMPARE(titled.report.item_records.records, 6);
    QCOMPARE(titled.report.lines_refused, 1);
    QCOMPARE(titled.report.digests.size(), 2u);
}

void TestImportAmazon::bad_records() {
    QTemporaryDir dir;
    const std::string good = R"({"reviewerID": "u", "asin": "i", "overall": 5.0, "unixReviewTime": 1})"
                             "\n";
    const auto file =
        made::write(made::path_of(dir) / "r.json", good + good + good + "{\"reviewerID\": \"u\"\n" + good +
                                                       R"({"reviewerID": "u", "asin": "i", "overall": 5.0})"
                                                       "\n");
    auto request = made::request(file);
    QVERIFY(made::error_of([&] { wb::import_dataset(request); }).find("Line 4 ") != std::string::npos);
    request.skip_bad_lines = true;
    const auto [dataset, report] = wb::import_dataset(request);
    QCOMPARE(report.lines_refused, 2);
    QCOMPARE(dataset.interactions, 4);
    QCOMPARE(report.duplicate_pairs, 3);
}

void TestImportAmazon::real_counts_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<double>("min_rating");
    QTest::addColumn<int>("users");
    QTest::addColumn<int>("items");
    QTest::addColumn<int>("interactions");
    QTest::newRow("All_Beauty") << "All_Beauty_5" << 0.0 << 961 << 49 << 5084;
    QTest::newRow("All_Beauty 3") << "All_Beauty_5" << 3.0 << 925 << 48 << 4889;
    QTest::newRow("AMAZON_FASHION") << "AMAZON_FASHION_5" << 0.0 << 394 << 17 << 3110;
    QTest::newRow("AMAZON_FASHION 3") << "AMAZON_FASHION_5" << 3.0 << 366 << 14 << 2896;
    QTest::newRow("Appliances") << "Appliances_5" << 0.0 << 13 << 4 << 2078;
    QTest::newRow("Appliances 3") << "Appliances_5" << 3.0 << 12 << 3 << 2073;
    QTest::newRow("Gift_Cards") << "Gift_Cards_5" << 0.0 << 456 << 147 << 2960;
    QTest::newRow("Gift_Cards 3") << "Gift_Cards_5" << 3.0 << 445 << 146 << 2890;
}

void TestImportAmazon::real_counts() {
    REQUIRE_SHARED_DATA(data);
    QFETCH(QString, file);
    QFETCH(double, min_rating);
    auto request = made::request(data / "data/amazon-2018-raw" / (file.toStdString() + ".json.gz"), 5, 5);
    request.filter.min_rating = min_rating;
    const auto dataset = wb::import_dataset(request).dataset;
    QTEST(int(dataset.user_count()), "users");
    QTEST(int(dataset.item_count()), "items");
    QTEST(int(dataset.interactions), "interactions");
}

void TestImportAmazon::real_ties_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("tied");
    QTest::addColumn<int>("users");
    QTest::newRow("All_Beauty") << "All_Beauty_5" << 3886 << 948;
    QTest::newRow("AMAZON_FASHION") << "AMAZON_FASHION_5" << 2703 << 394;
    QTest::newRow("Gift_Cards") << "Gift_Cards_5" << 1724 << 376;
}

void TestImportAmazon::real_ties() {
    REQUIRE_SHARED_DATA(data);
    QFETCH(QString, file);
    const auto request = made::request(data / "data/amazon-2018-raw" / (file.toStdString() + ".json.gz"), 5, 5);
    const auto report = wb::import_dataset(request).report;
    QTEST(int(report.tied_interactions), "tied");
    QTEST(int(report.users_tied_at_split), "users");
}

void TestImportAmazon::real_titles() {
    REQUIRE_SHARED_DATA(data);
    auto request = made::request("", 5, 5);
    request.raw = {data / "data/amazon-2018-raw/Gift_Cards_5.json.gz",
                   data / "data/amazon-2018-raw/meta_Gift_Cards.json.gz"};
    const auto gift = wb::import_dataset(request);
    QVERIFY(gift.report.items_with_title > gift.dataset.item_count() * 9 / 10);
    request.raw = {data / "data/amazon-beauty/rebuilt"};
    request.require_title = true;
    const auto beauty = wb::import_dataset(request);
    QCOMPARE(beauty.dataset.user_count(), 22332);
    QCOMPARE(beauty.dataset.item_count(), 12086);
    QCOMPARE(beauty.report.items_with_title, 12086);
    request.raw = {data / "data/amazon-games/rebuilt"};
    const auto games = wb::import_dataset(request);
    QCOMPARE(games.dataset.user_count(), 15264);
    QCOMPARE(games.dataset.item_count(), 7676);
    QCOMPARE(games.dataset.interactions, 147861);
}

void TestImportAmazon::real_samples() {
    REQUIRE_SHARED_DATA(data);
    for (const char* name : {"meta_2014_sample.json", "meta_2018_video_games_sample.json", "meta_2023_sample.jsonl",
                             "reviews_2014_sample.json", "reviews_2023_sample.jsonl"}) {
        std::istringstream lines(made::read(data / "data/amazon-samples" / name));
        int records = 0;
        for (std::string line; std::getline(lines, line);) {
            if (line.empty()) continue;
            QVERIFY2(wb::parse_record(line).has_value(), name);
            ++records;
        }
        QVERIFY2(records > 0, name);
    }
}

QTEST_APPLESS_MAIN(TestImportAmazon)
#include "tst_import_amazon.moc"
