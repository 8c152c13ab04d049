// The prepared folder: written, read, listed, found, and refused when it was changed.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>
#include <nlohmann/json.hpp>

#include "dataset/prepared.h"
#include "tests/dataset/made_files.h"

class TestPrepared : public QObject {
    Q_OBJECT
  private slots:
    void folder_names_data();
    void folder_names();
    void round_trip();
    void export_table();
    void fingerprint_knows_ids_order_and_split();
    void edited_or_missing_files_data();
    void edited_or_missing_files();
    void damaged_meta_data();
    void damaged_meta();
    void list_and_find();
};

namespace {

wb::Dataset small_dataset(const std::string& name = "made") {
    wb::Dataset dataset;
    dataset.name = name;
    dataset.items = {{},
                     {"a", "A \"quoted\", title", "", "", "", "", "", "", "", ""},
                     {"b", "B\xC3\xA9", "text\nof two lines", "a description", "Brand & Co", "Home, Lamps", "cap",
                      "sum", "images/b.png", "http://localhost/b.png"},
                     {"c,c", "", "", "", "", "", "", "", "", ""}};
    dataset.user_raw_ids = {"", "u1", "u 2", "u3"};
    dataset.train = {{}, {1, 2}, {3}, {2, 1}};
    dataset.validation = {0, 3, 1, 0};
    dataset.test = {0, 1, 2, 0};
    dataset.interactions = 9;
    dataset.fingerprint = wb::dataset_fingerprint(dataset);
    return dataset;
}

}  // namespace

void TestPrepared::folder_names_data() {
    QTest::addColumn<double>("rating");
    QTest::addColumn<int>("rule");
    QTest::addColumn<int>("seed");
    QTest::addColumn<QString>("name");
    QTest::newRow("default") << 0.0 << int(wb::TieRule::file_order) << 42 << "x_min_rating0-min_uc5-min_sc5";
    QTest::newRow("half") << 3.5 << int(wb::TieRule::file_order) << 42 << "x_min_rating3.5-min_uc5-min_sc5";
    QTest::newRow("item id") << 3.0 << int(wb::TieRule::item_id) << 42 << "x_min_rating3-min_uc5-min_sc5-tie_item_id";
    QTest::newRow("random") << 0.0 << int(wb::TieRule::random) << 42 << "x_min_rating0-min_uc5-min_sc5-tie_random";
    QTest::newRow("random 7") << 0.0 << int(wb::TieRule::random) << 7 << "x_min_rating0-min_uc5-min_sc5-tie_random7";
}

void TestPrepared::folder_names() {
    QFETCH(double, rating);
    QFETCH(int, rule);
    QFETCH(int, seed);
    wb::FilterSettings filter;
    filter.min_rating = rating;
    filter.tie_rule = wb::TieRule(rule);
    filter.tie_seed = std::uint64_t(seed);
    QTEST(QString::fromStdString(wb::prepared_folder_name("x", filter)), "name");
}

void TestPrepared::round_trip() {
    QTemporaryDir dir;
    const auto folder = made::path_of(dir) / "data/x";
    auto dataset = small_dataset();
    dataset.filter = {3.5, 3, 1, wb::TieRule::random, 7};
    dataset.ready_split = true;
    wb::write_prepared(dataset, folder, R"({"notes":["n"]})");
    const auto back = wb::read_prepared(folder);
    QCOMPARE(back.name, dataset.name);
    QVERIFY(back.filter == dataset.filter);
    QCOMPARE(back.ready_split, true);
    QCOMPARE(back.user_raw_ids, dataset.user_raw_ids);
    QCOMPARE(back.train, dataset.train);
    QCOMPARE(back.validation, dataset.validation);
    QCOMPARE(back.test, dataset.test);
    QCOMPARE(back.interactions, dataset.interactions);
    QCOMPARE(back.fingerprint, dataset.fingerprint);
    QCOMPARE(back.folder, folder);
    QCOMPARE(back.items.size(), dataset.items.size());
    for (std::size_t i = 1; i < back.items.size(); ++i) {
        QCOMPARE(back.items[i].raw_id, dataset.items[i].raw_id);
        QCOMPARE(back.items[i].title, dataset.items[i].title);
        QCOMPARE(back.items[i].text, dataset.items[i].text);
        QCOMPARE(back.items[i].caption, dataset.items[i].caption);
        QCOMPARE(back.items[i].summary, dataset.items[i].summary);
        QCOMPARE(back.items[i].image, dataset.items[i].image);
        QCOMPARE(back.items[i].description, dataset.items[i].description);
        QCOMPARE(back.items[i].brand, dataset.items[i].brand);
        QCOMPARE(back.items[i].categories, dataset.items[i].categories);
        QCOMPARE(back.items[i].image_url, dataset.items[i].image_url);
    }
    QCOMPARE(made::read(folder / "train.txt"), "1 1 2\n2 3\n3 2 1\n");
    QCOMPARE(made::read(folder / "val.txt"), "1 3\n2 1\n");
    const auto meta = nlohmann::json::parse(made::read(folder / "meta.json"));
    QCOMPARE(meta.at("report").at("notes").at(0).get<std::string>(), "n");
    // Written again in the same place it is whole again.
    dataset.items[1].title = "New";
    wb::write_prepared(dataset, folder);
    QCOMPARE(wb::read_prepared(folder).items[1].title, "New");
    // A prepared folder is itself a ready split, with the same content.
    const auto imported = wb::import_dataset(made::request(folder)).dataset;
    QCOMPARE(imported.fingerprint, dataset.fingerprint);
    QCOMPARE(imported.items[2].summary, "sum");
}

void TestPrepared::export_table() {
    QTemporaryDir dir;
    wb::write_prepared(small_dataset(), made::path_of(dir) / "x");
    QCOMPARE(
        QString::fromStdString(made::read(made::path_of(dir) / "x/dataset_single_export.csv")),
        QString("user_id,item_id,user_raw_id,item_raw_id,position,split,title\n"
                "1,1,u1,a,0,train,\"A \"\"quoted\"\", title\"\n1,2,u1,b,1,train,Bé\n1,3,u1,\"c,c\",2,validation,\n"
                "1,1,u1,a,3,test,\"A \"\"quoted\"\", title\"\n2,3,u 2,\"c,c\",0,train,\n"
                "2,1,u 2,a,1,validation,\"A \"\"quoted\"\", title\"\n2,2,u 2,b,2,test,Bé\n"
                "3,2,u3,b,0,train,Bé\n3,1,u3,a,1,train,\"A \"\"quoted\"\", title\"\n"));
}

void TestPrepared::fingerprint_knows_ids_order_and_split() {
    const auto base = small_dataset().fingerprint;
    QCOMPARE(base.size(), 64u);
    QCOMPARE(small_dataset("other name").fingerprint, base);
    const auto changed = [](auto change) {
        auto dataset = small_dataset();
        change(dataset);
        return wb::dataset_fingerprint(dataset);
    };
    QCOMPARE(changed([](wb::Dataset& d) { d.items[1].title = "x"; }), base);
    QVERIFY(changed([](wb::Dataset& d) { std::swap(d.train[1][0], d.train[1][1]); }) != base);
    QVERIFY(changed([](wb::Dataset& d) { std::swap(d.validation, d.test); }) != base);
    QVERIFY(changed([](wb::Dataset& d) {
                d.train[1].push_back(d.validation[1]), d.validation = {0, 0, 1, 0};
            }) != base);
    const auto more = changed([](wb::Dataset& d) { d.test.add(1, 2); });
    QVERIFY(more != base);
    QVERIFY(changed([](wb::Dataset& d) { d.test.add(1, 3); }) != more);
    QVERIFY(changed([](wb::Dataset& d) { d.validation.add(1, 2); }) != more);
    QVERIFY(changed([](wb::Dataset& d) { d.items[1].raw_id = "z"; }) != base);
    QVERIFY(changed([](wb::Dataset& d) { d.user_raw_ids[1] = "z"; }) != base);
    QVERIFY(changed([](wb::Dataset& d) { d.items.emplace_back().raw_id = "new"; }) != base);
    QVERIFY(changed([](wb::Dataset& d) { d.user_raw_ids[1] = "u", d.user_raw_ids[2] = "1u 2"; }) != base);
}

void TestPrepared::edited_or_missing_files_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("content");
    QTest::newRow("order") << "train.txt"
                           << "1 2 1\n2 3\n3 2 1\n";
    QTest::newRow("test item") << "test.txt"
                               << "1 2\n2 2\n";
    QTest::newRow("line more") << "val.txt"
                               << "1 3\n2 1\n3 1\n";
    QTest::newRow("user") << "users.tsv"
                          << "user\traw_id\n1\tu1\n2\tu 2\n3\tux\n";
    QTest::newRow("items cut") << "items.jsonl"
                               << "{\"item\":1,\"raw_id\":\"a\"}\n";
    QTest::newRow("empty") << "train.txt"
                           << "";
    for (const char* name : {"items.jsonl", "users.tsv", "train.txt", "val.txt", "test.txt", "meta.json"})
        QTest::addRow("no %s", name) << QString(name) << QString();
}

void TestPrepared::edited_or_missing_files() {
    QFETCH(QString, file);
    QFETCH(QString, content);
    QTemporaryDir dir;
    const auto folder = made::path_of(dir) / "x";
    wb::write_prepared(small_dataset(), folder);
    if (content.isNull())
        std::filesystem::remove(folder / file.toStdString());
    else
        made::write(folder / file.toStdString(), content.toStdString());
    const auto error = made::error_of([&] { wb::read_prepared(folder); });
    QVERIFY(!error.empty());
    QVERIFY2(error.find(file.toStdString()) != std::string::npos, error.c_str());
    if (!content.isNull()) QVERIFY2(error.find("was edited") != std::string::npos, error.c_str());
}

void TestPrepared::damaged_meta_data() {
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value");
    QTest::newRow("other format") << "format"
                                  << "99";
    QTest::newRow("fingerprint") << "fingerprint"
                                 << "\"0000\"";
    QTest::newRow("wrong type") << "users"
                                << "\"many\"";
    QTest::newRow("no filter") << "filter"
                               << "null";
    QTest::newRow("no files") << "files"
                              << "{}";
    QTest::newRow("no JSON") << ""
                             << "";
}

void TestPrepared::damaged_meta() {
    QFETCH(QString, key);
    QFETCH(QString, value);
    QTemporaryDir dir;
    const auto folder = made::path_of(dir) / "x";
    wb::write_prepared(small_dataset(), folder);
    auto meta = nlohmann::json::parse(made::read(folder / "meta.json"));
    if (!key.isEmpty()) meta[key.toStdString()] = nlohmann::json::parse(value.toStdString());
    const auto text = meta.dump();
    made::write(folder / "meta.json", key.isEmpty() ? text.substr(0, text.size() / 2) : text);
    QVERIFY(!made::error_of([&] { wb::read_prepared(folder); }).empty());
}

void TestPrepared::list_and_find() {
    QTemporaryDir dir;
    const auto root = made::path_of(dir);
    const auto put = [&](const std::string& name, wb::FilterSettings filter = {}, bool ready = false) {
        auto dataset = small_dataset(name);
        dataset.filter = filter;
        dataset.ready_split = ready;
        wb::write_prepared(dataset, root / wb::prepared_folder_name(name, filter));
    };
    QVERIFY(wb::list_prepared(root / "none").empty());
    put("zoo");
    put("ml-100k");
    wb::FilterSettings twenty;
    twenty.min_uc = 20;
    put("ml-100k", twenty);
    put("ready", {}, true);
    made::write(root / "junk/meta.json", "{}");
    made::write(root / ".prepare-1-0/meta.json", made::read(root / "zoo_min_rating0-min_uc5-min_sc5/meta.json"));
    made::write(root / "half/train.txt", "1 1\n");
    const auto list = wb::list_prepared(root);
    QCOMPARE(list.size(), 4u);
    QCOMPARE(list[0].name, "ml-100k");
    QCOMPARE(list[3].name, "zoo");
    QCOMPARE(list[3].users, 3);
    QCOMPARE(list[3].items, 3);
    QCOMPARE(list[3].items_with_title, 2);
    QCOMPARE(list[3].items_with_image, 1);
    QCOMPARE(list[3].items_with_caption, 1);

    QCOMPARE(wb::find_prepared(root, "ml_100k", {}).name, "ml-100k");
    QCOMPARE(wb::find_prepared(root, "ml-100k", twenty).filter.min_uc, 20);
    QCOMPARE(wb::find_prepared(root, "ready", twenty).name, "ready");  // filters do not apply to a ready split
    const auto none = made::error_of([&] { wb::find_prepared(root, "zoo", twenty); });
    QVERIFY2(none.find("rerank prepare --dataset-code zoo") != std::string::npos, none.c_str());
    QVERIFY2(none.find("--min-uc 20") != std::string::npos, none.c_str());
    QVERIFY2(none.find("zoo_min_rating0-min_uc5-min_sc5") != std::string::npos, none.c_str());
    put("ml-latest-small");
    const auto several = made::error_of([&] { wb::find_prepared(root, "ml_100k", {}); });
    QVERIFY2(several.find("more than one") != std::string::npos, several.c_str());
    QCOMPARE(wb::find_prepared(root, "ml-latest-small", {}).name, "ml-latest-small");
}

QTEST_APPLESS_MAIN(TestPrepared)
#include "tst_prepared.moc"
