// What is taken from reviews and product records of each generation.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>
#include <nlohmann/json.hpp>
#include <sstream>

#include "dataset/product_record.h"
#include "dataset/python_literal.h"
#include "dataset/record_fields.h"
#include "tests/dataset/made_files.h"

class TestProductRecord : public QObject {
    Q_OBJECT
  private slots:
    void fields_data();
    void fields();
    void no_records_data();
    void no_records();
    void products_data();
    void products();
    void real_products_data();
    void real_products();
};

void TestProductRecord::fields_data() {
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("item");
    QTest::addColumn<double>("rating");
    QTest::addColumn<double>("time");
    QTest::newRow("2014")
        << R"({"reviewerID": "A1", "asin": "B1", "helpful": [2, 3], "overall": 4.0, "unixReviewTime": 1252800000})"
        << "A1"
        << "B1" << 4.0 << 1252800000.0;
    QTest::newRow("2018, vote as text")
        << R"({"overall": 5, "vote": "1,234", "reviewerID": " A1 ", "asin": "B1", "style": {"asin": "no"}, "unixReviewTime": 1.5})"
        << "A1"
        << "B1" << 5.0 << 1.5;
    QTest::newRow("2023, the parent counts")
        << R"({"asin": "V1", "parent_asin": "P1", "user_id": "U", "rating": 3.0, "timestamp": 1588048309421})"
        << "U"
        << "P1" << 3.0 << 1588048309421.0;
    QTest::newRow("2023, parent first")
        << R"({"parent_asin": "P1", "asin": "V1", "user_id": "U", "rating": 3.0, "sort_timestamp": 7})"
        << "U"
        << "P1" << 3.0 << 7.0;
    QTest::newRow("null is missing")
        << R"({"parent_asin": null, "asin": "V1", "user_id": "U", "rating": "2.5", "time": "9"})"
        << "U"
        << "V1" << 2.5 << 9.0;
    QTest::newRow("whole numbers as ids")
        << R"({"user": 12, "item_id": 18446744073709551615, "rating": 1, "time": 2})"
        << "12"
        << "18446744073709551615" << 1.0 << 2.0;
    QTest::newRow("Python literal") << R"({'user': 'u', "asin": "B'1", 'rating': 1, 'time': 2, 'x': None})"
                                    << "u"
                                    << "B'1" << 1.0 << 2.0;
    QTest::newRow("escapes") << R"({"user": "\u0041", "asin": "\"", "rating": 1, "time": 2})"
                             << "A"
                             << "\"" << 1.0 << 2.0;
}

void TestProductRecord::fields() {
    QFETCH(QString, line);
    wb::RecordFields record;
    QVERIFY(record.parse_copy(line.toStdString()));
    QTEST(QString::fromStdString(std::string(record.user)), "user");
    QTEST(QString::fromStdString(std::string(record.item)), "item");
    QVERIFY(record.rating && record.time);
    QTEST(*record.rating, "rating");
    QTEST(*record.time, "time");
    QVERIFY(record.parse_copy("{}"));  // nothing stays of the record before
    QVERIFY(record.user.empty() && record.item.empty() && !record.rating && !record.time && record.title.empty());
}

void TestProductRecord::no_records_data() {
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("list") << QByteArray("[1]");
    QTest::newRow("cut") << QByteArray(R"({"user": "a")");
    QTest::newRow("bad member that is not needed") << QByteArray(R"({"user": "a", "x": tru})");
    QTest::newRow("something behind") << QByteArray(R"({"user": "a"} x)");
    QTest::newRow("call") << QByteArray("{'user': open('x')}");
}

void TestProductRecord::no_records() {
    QFETCH(QByteArray, line);
    wb::RecordFields record;
    QVERIFY(!record.parse_copy(line.toStdString()));
    QVERIFY(record.user.empty());
}

void TestProductRecord::products_data() {
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("brand");
    QTest::addColumn<QString>("categories");
    QTest::addColumn<QString>("image_url");
    QTest::newRow("2014") << "{'asin': 'B', 'brand': 'Dr. Seuss &amp; Co', 'categories': [['Toys', 'Puzzles'], "
                             "['Toys', 'Jigsaw']], 'imUrl': 'http://x/a%2B.jpg'}"
                          << "Dr. Seuss & Co"
                          << "Toys, Puzzles, Jigsaw"
                          << "http://x/a%2B.jpg";
    QTest::newRow("2014, no picture") << "{'asin': 'B', 'imUrl': 'http://g-ecx/no-img-sm._CB192198896_.gif'}"
                                      << ""
                                      << ""
                                      << "";
    QTest::newRow("2018")
        << R"({"asin": "B", "brand": "", "category": ["Video Games", "</span></span>", "PC"], "main_cat": "x", "imageURL": ["https://x/s.jpg"], "imageURLHighRes": ["https://x/l.jpg", "https://x/m.jpg"]})"
        << ""
        << "Video Games, PC"
        << "https://x/l.jpg";
    QTest::newRow("2018, nothing high")
        << R"({"asin": "B", "category": [], "main_cat": "Toys &amp; Games", "imageURL": ["https://x/s.jpg"], "imageURLHighRes": []})"
        << ""
        << "Toys & Games"
        << "https://x/s.jpg";
    QTest::newRow("2018, earlier revision") << R"({"asin": "B", "brand": ["A", "B"], "image": ["https://x/s.jpg"]})"
                                            << "A B"
                                            << ""
                                            << "https://x/s.jpg";
    QTest::newRow("2018, residue of a page")
        << R"({"asin": "B", "brand": "<span class=\"a\"", "category": ["<span style='x'>", "PC"]})"
        << ""
        << "PC"
        << "";
    QTest::newRow("2023")
        << R"({"parent_asin": "P", "store": "Amazon", "categories": ["Gift Cards"], "main_category": "No", "images": [{"large": "https://x/pt.jpg", "variant": "PT01"}, {"hi_res": null, "thumb": "https://x/t.jpg", "large": "https://x/main.jpg", "variant": "MAIN"}]})"
        << "Amazon"
        << "Gift Cards"
        << "https://x/main.jpg";
    QTest::newRow("2023, no main, no large")
        << R"({"parent_asin": "P", "store": null, "categories": [], "main_category": null, "images": [{"large": null, "hi_res": "https://x/h.jpg"}, {"large": "https://x/2.jpg"}]})"
        << ""
        << ""
        << "https://x/h.jpg";
    QTest::newRow("wrong kinds")
        << R"({"asin": "B", "brand": 5, "categories": {"a": 1}, "images": [1, []], "imUrl": 7, "imageURL": [[["x"]]]})"
        << ""
        << ""
        << "";
}

void TestProductRecord::products() {
    QFETCH(QString, line);
    const auto record = wb::parse_record(line.toStdString());
    QVERIFY(record.has_value());
    bool residue = true;
    const auto item = wb::item_of_record(*record, residue);
    QVERIFY(!residue);
    QTEST(QString::fromStdString(item.brand), "brand");
    QTEST(QString::fromStdString(item.categories), "categories");
    QTEST(QString::fromStdString(item.image_url), "image_url");
    QVERIFY(item.image.empty());
}

void TestProductRecord::real_products_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("records");
    QTest::addColumn<int>("brands");
    QTest::addColumn<int>("categories");
    QTest::addColumn<int>("pictures");
    QTest::newRow("2014") << "meta_2014_sample.json" << 8 << 2 << 8 << 8;
    QTest::newRow("2018") << "meta_2018_video_games_sample.json" << 2 << 2 << 2 << 2;
    QTest::newRow("2023") << "meta_2023_sample.jsonl" << 5 << 5 << 5 << 5;
}

void TestProductRecord::real_products() {
    REQUIRE_SHARED_DATA(data);
    QFETCH(QString, file);
    std::istringstream lines(made::read(data / "data/amazon-samples" / file.toStdString()));
    int records = 0, brands = 0, categories = 0, pictures = 0;
    for (std::string line; std::getline(lines, line);) {
        const auto record = wb::parse_record(line);
        QVERIFY(record.has_value());
        bool residue = false;
        const auto item = wb::item_of_record(*record, residue);
        ++records;
        QVERIFY(!item.title.empty());
        brands += !item.brand.empty();
        categories += !item.categories.empty();
        pictures += item.image_url.starts_with("http");
    }
    QTEST(records, "records");
    QTEST(brands, "brands");
    QTEST(categories, "categories");
    QTEST(pictures, "pictures");
}

QTEST_APPLESS_MAIN(TestProductRecord)
#include "tst_product_record.moc"
