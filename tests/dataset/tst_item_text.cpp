// The text of an item: which facts, in which order, how long; and where the rule is recorded.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>
#include <nlohmann/json.hpp>

#include "dataset/item_records.h"
#include "dataset/prepare.h"
#include "tests/dataset/made_files.h"

class TestItemText : public QObject {
    Q_OBJECT
  private slots:
    void composed_data();
    void composed();
    void cut_at_characters();
    void rule_as_text();
    void parts_from_text();
    void bad_parts_data();
    void bad_parts();
    void recorded_with_the_dataset();
    void other_rule_other_text();
    void sample_has_descriptions();
    void text_of_foreign_folders();
    void residue_data();
    void residue();
    void record_counts();
    void readers_count_records();
};

namespace {

using P = wb::TextPart;

wb::Item lamp() {
    wb::Item item;
    item.raw_id = "1";
    item.title = " Lamp ";
    item.description = "Bright.";
    item.brand = "Lumo";
    item.categories = "Home, Lamps";
    item.caption = "a lamp";
    return item;
}

}  // namespace

void TestItemText::composed_data() {
    QTest::addColumn<std::vector<P>>("parts");
    QTest::addColumn<QString>("text");
    QTest::newRow("default") << wb::TextRule{}.parts << "Lamp. Lumo. Home, Lamps. Bright.";
    QTest::newRow("title alone") << std::vector<P>{P::title} << "Lamp";
    QTest::newRow("other order") << std::vector<P>{P::description, P::title} << "Bright. Lamp";
    QTest::newRow("none") << std::vector<P>{} << "";
}

void TestItemText::composed() {
    QFETCH(std::vector<P>, parts);
    wb::TextRule rule;
    rule.parts = parts;
    QTEST(QString::fromStdString(wb::compose_item_text(lamp(), rule)), "text");
    auto bare = lamp();
    bare.title = "  ";
    bare.brand.clear();
    QCOMPARE(wb::compose_item_text(bare, {}), "Home, Lamps. Bright.");
    QCOMPARE(wb::compose_item_text({}, {}), "");
}

void TestItemText::cut_at_characters() {
    wb::Item item;
    item.title = "Caf\xC3\xA9 \xE6\x9C\xAC lamp";  // 4 + 1 + 1 + 1 + 4 characters
    const auto cut = [&](std::size_t most) { return wb::compose_item_text(item, {{P::title}, most}); };
    QCOMPARE(cut(11), item.title);
    QCOMPARE(cut(10), "Caf\xC3\xA9 \xE6\x9C\xAC lam");
    QCOMPARE(cut(6), "Caf\xC3\xA9 \xE6\x9C\xAC");
    QCOMPARE(cut(5), "Caf\xC3\xA9");  // no blank is left at the end
    QCOMPARE(cut(4), "Caf\xC3\xA9");
    QCOMPARE(cut(0), "");
    item.description = std::string(5000, 'x');
    QCOMPARE(wb::compose_item_text(item, {}).size(), 2003u);  // two characters take 2 and 3 bytes
}

void TestItemText::rule_as_text() {
    QCOMPARE(wb::to_text(wb::TextRule{}), "title. brand. categories. description; 2,000 characters");
    QCOMPARE(wb::to_text({{P::categories}, 50}), "categories; 50 characters");
    QCOMPARE(wb::to_text({{P::title}, 1234567}), "title; 1,234,567 characters");
}

void TestItemText::parts_from_text() {
    QVERIFY(wb::text_parts_from("title,brand,categories,description") == wb::TextRule{}.parts);
    QVERIFY(wb::text_parts_from(" Description , title") == (std::vector<P>{P::description, P::title}));
}

void TestItemText::bad_parts_data() {
    QTest::addColumn<QString>("list");
    QTest::addColumn<QString>("says");
    QTest::newRow("empty") << ""
                           << "is no fact";
    QTest::newRow("comma") << "title,"
                           << "is no fact";
    QTest::newRow("unknown") << "title,price"
                             << "\"price\" is no fact";
    QTest::newRow("twice") << "title,brand,title"
                           << "twice";
}

void TestItemText::bad_parts() {
    QFETCH(QString, list);
    QFETCH(QString, says);
    const auto error = made::error_of([&] { wb::text_parts_from(list.toStdString()); });
    QVERIFY2(error.find(says.toStdString()) != std::string::npos, error.c_str());
    QVERIFY(error.find("--text-fields") != std::string::npos);
}

namespace {

wb::ImportRequest two_files(const QTemporaryDir& dir) {
    const auto folder = made::path_of(dir) / "raw";
    made::write(folder / "inter.csv", "user,item\nu,1\nu,2\nu,3\nv,1\nv,2\nv,3\n");
    made::write(folder / "items.csv", "id,title,brand,genres,description\n1,Lamp,Lumo,Home|Lamps,Bright\n2,,,,\n");
    return made::request(folder);
}

}  // namespace

void TestItemText::recorded_with_the_dataset() {
    QTemporaryDir dir;
    const auto result = wb::prepare_dataset(two_files(dir), made::path_of(dir) / "ws", {0, 42});
    QCOMPARE(result.report.text_rule, wb::to_text(wb::TextRule{}));
    QCOMPARE(result.report.items_with_text, 1);
    const auto dataset = wb::read_prepared(result.info.folder);
    QCOMPARE(dataset.items[1].text, "Lamp. Lumo. Home, Lamps. Bright");
    QCOMPARE(dataset.items[2].text, "");
    QCOMPARE(dataset.text_rule, result.report.text_rule);
    QCOMPARE(wb::list_prepared(made::path_of(dir) / "ws").at(0).text_rule, result.report.text_rule);
    // Folders of before have no rule.
    auto meta = nlohmann::json::parse(made::read(result.info.folder / "meta.json"));
    QCOMPARE(meta.at("report").at("text_rule").get<std::string>(), dataset.text_rule);
    meta.erase("text_rule");
    made::write(result.info.folder / "meta.json", meta.dump());
    QCOMPARE(wb::read_prepared(result.info.folder).text_rule, "");
}

void TestItemText::other_rule_other_text() {
    QTemporaryDir dir;
    auto request = two_files(dir);
    const auto first = wb::prepare_dataset(request, made::path_of(dir) / "ws", {0, 42});
    request.text_rule.parts = {P::categories, P::title};
    const auto second = wb::prepare_dataset(request, made::path_of(dir) / "ws", {0, 42});
    QCOMPARE(second.reused, false);
    QCOMPARE(second.info.folder, first.info.folder);
    QCOMPARE(second.info.fingerprint, first.info.fingerprint);  // runs without texts stay comparable
    QCOMPARE(wb::read_prepared(second.info.folder).items[1].text, "Home, Lamps. Lamp");
    QCOMPARE(wb::prepare_dataset(request, made::path_of(dir) / "ws", {0, 42}).reused, true);
}

void TestItemText::sample_has_descriptions() {
    QTemporaryDir dir;
    wb::ImportRequest request;
    request.dataset_code = "sample";
    request.text_rule.parts = {P::description};
    const auto folder = wb::prepare_dataset(request, made::path_of(dir), {0, 42}).info.folder;
    const auto dataset = wb::read_prepared(folder);
    for (std::size_t i = 1; i < dataset.items.size(); ++i) {
        QVERIFY(!dataset.items[i].description.empty());
        QCOMPARE(dataset.items[i].text, dataset.items[i].description);
    }
}

void TestItemText::text_of_foreign_folders() {
    QTemporaryDir dir;
    const auto folder = made::path_of(dir) / "split";
    made::write(folder / "train.txt", "1 1 2\n");
    made::write(folder / "val.txt", "1 3\n");
    made::write(folder / "test.txt", "1 4\n");
    made::write(folder / "items.jsonl",
                "{\"item\":1,\"raw_id\":\"a\",\"title\":\"Lamp\",\"text\":\"Bright\"}\n"
                "{\"item\":2,\"raw_id\":\"b\",\"title\":\"Bed\",\"text\":\"Bed\"}\n"
                "{\"item\":3,\"raw_id\":\"c\",\"title\":\"Cup\",\"text\":\"Cup. Lumo\",\"brand\":\"Lumo\"}\n"
                "{\"item\":4,\"raw_id\":\"d\"}\n");
    const auto dataset = wb::import_dataset(made::request(folder)).dataset;
    QCOMPARE(dataset.items[1].text, "Lamp. Bright");
    QCOMPARE(dataset.items[2].text, "Bed");
    QCOMPARE(dataset.items[3].text, "Cup. Lumo");
    QCOMPARE(dataset.items[4].text, "");
}

void TestItemText::residue_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("holds");  // m = mark-up, s = script, e = entities
    QTest::newRow("plain") << "Lamp & Co, 5 < 6 > 4; I <3 you"
                           << "";
    QTest::newRow("cut tag") << "<span class=\"a-size-medium a-color-secondary\""
                             << "m";
    QTest::newRow("tags") << "A <b>bold</b> lamp"
                          << "m";
    QTest::newRow("line break") << "one<br/>two"
                                << "m";
    QTest::newRow("comment") << "<!-- x"
                             << "m";
    QTest::newRow("end of tag at the end") << "Lamp</p"
                                           << "m";
    QTest::newRow("no tag") << "a <b-side"
                            << "";
    QTest::newRow("entities") << "Dr. Suess&#39; &amp; Co"
                              << "e";
    QTest::newRow("hexadecimal") << "Suess&#x27;s"
                                 << "e";
    QTest::newRow("no entity") << "R&B; AT&T &; &# ;&a b;"
                               << "";
    QTest::newRow("script") << "var t = new Date().getTime(); if (a && b) { f(function(x){}) }"
                            << "s";
    QTest::newRow("all") << "<script>getTime()&nbsp;</script>"
                         << "mse";
}

void TestItemText::residue() {
    QFETCH(QString, text);
    const auto bytes = text.toStdString();
    QString found;
    if (wb::holds_markup(bytes)) found += "m";
    if (wb::holds_script(bytes)) found += "s";
    if (wb::holds_entities(bytes)) found += "e";
    QTEST(found, "holds");
}

void TestItemText::record_counts() {
    using Known = wb::ItemRecordCounter::Known;
    wb::ItemRecordCounter counter;
    counter.add("a", "Lamp", "a|Lamp", Known::item);
    counter.add("b", "<span", "b|<span", Known::item);
    counter.add("a", "Lamp", "a|Lamp", Known::item);
    counter.add("c", " <span ", "c|<span", Known::neither);
    counter.add("b", "<span", "b|<span|5", Known::item);
    counter.add("b", "", "b|", Known::item);
    counter.add("u", "Tea &amp; Co", "u", Known::user_only);
    counter.add_repeated("a");
    counter.add_repeated("a");
    const auto counts = counter.counts();
    QCOMPARE(counts.records, 7);
    QCOMPARE(counts.of_items, 5);
    QCOMPARE(counts.of_users_only, 1);
    QCOMPARE(counts.repeated, 3);
    QCOMPARE(counts.ids_repeated, 2);
    QCOMPARE(counts.ids_differing, 1);
    QCOMPARE(counts.untitled, 1);
    QCOMPARE(counts.markup_titles, 3);
    QCOMPARE(counts.entity_titles, 1);
    QCOMPARE(counts.script_titles, 0);
    QCOMPARE(counts.same_title, 3);
    QCOMPARE(counts.commonest_title, "<span");
    QCOMPARE(counts.markup_examples, std::vector<std::string>{"<span"});
    QCOMPARE(counts.repeated_ids, std::vector<std::string>{"a"});
}

void TestItemText::readers_count_records() {
    QTemporaryDir dir;
    auto counts = wb::import_dataset(two_files(dir)).report.item_records;
    QCOMPARE(counts.records, 2);
    QCOMPARE(counts.untitled, 1);
    const auto folder = made::path_of(dir) / "amazon";
    made::write(folder / "r.csv",
                "A1234567890,B000000001,5.0,3\nA1234567890,B000000002,5.0,2\nA1234567890,B000000003,5.0,1\n");
    made::write(folder / "m.json",
                "{'asin': 'B000000001', 'title': '<span class=\"a\"'}\n{'asin': 'B000000001', 'title': 'Good'}\n"
                "{'asin': 'B000000009', 'title': '<span class=\"a\"'}\n{'asin': 'A1234567890'}\n");
    counts = wb::import_dataset(made::request(folder)).report.item_records;
    QCOMPARE(counts.records, 4);
    QCOMPARE(counts.of_items, 2);
    QCOMPARE(counts.of_users_only, 1);
    QCOMPARE(counts.ids_differing, 1);
    QCOMPARE(counts.markup_titles, 2);
    QCOMPARE(counts.same_title, 2);
    QCOMPARE(counts.repeated_ids, std::vector<std::string>{"B000000001"});
}

QTEST_APPLESS_MAIN(TestItemText)
#include "tst_item_text.moc"
