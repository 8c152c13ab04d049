// Captions and summaries from files and generators: who gets which, what is counted, what stays.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>
#include <nlohmann/json.hpp>

#include "dataset/prepare.h"
#include "dataset/prepared_meta.h"
#include "dataset/text_generator.h"
#include "tests/dataset/made_files.h"

class TestSideTexts : public QObject {
    Q_OBJECT
  private slots:
    void forms_data();
    void forms();
    void counts();
    void refused_data();
    void refused();
    void bad_lines();
    void with_the_import();
    void added_later();
    void failed_addition_leaves_what_was_there();
    void sources();
    void kept_by_a_new_import();
    void sample_has_its_own();
    void no_generator_names_the_way_out();
    void generator_by_name();
    void generated();
    void generation_goes_on_after_a_stop();
    void journal_of_other_data_is_left();
};

namespace {

namespace fs = std::filesystem;
using wb::SideText;

wb::Dataset three_items() {
    wb::Dataset dataset;
    dataset.name = "made";
    dataset.items.resize(4);
    dataset.items[1].raw_id = "a";
    dataset.items[2].raw_id = "7";
    dataset.items[3].raw_id = "c,c";
    return dataset;
}

struct Place {
    QTemporaryDir dir;
    fs::path root = made::path_of(dir), ws = root / "ws";
    wb::ImportRequest request;
    Place() {
        std::string table = "user,item\n";
        for (int u = 0; u < 4; ++u)
            for (int i = 0; i < 6; ++i)
                table += "u" + std::to_string(u) + ",i" + std::to_string(1 + (u + i) % 9) + "\n";
        made::write(root / "raw/inter.csv", table);
        made::write(root / "raw/items.csv", "id,title\ni1,One\ni2,Two\ni3,\n");
        request = made::request(root / "raw");
    }
    fs::path file(const std::string& text, const std::string& name = "captions.jsonl") const {
        return made::write(root / name, text);
    }
};

/// "<title> again"; notes which items it was asked about, and stops when it was told to.
class Echo : public wb::TextGenerator {
  public:
    std::string id() const override { return "echo-1"; }
    std::string title() const override { return "Echo"; }
    SideText makes() const override { return SideText::caption; }
    Needs needs() const override { return {.pictures = false, .texts = true, .model = {}}; }
    std::vector<std::string> generate(const wb::Dataset& dataset, std::span<const wb::ItemId> items,
                                      const wb::StopToken&) override {
        std::vector<std::string> texts;
        for (const auto item : items) {
            if (int(asked.size()) == stop_after) throw wb::Stopped();
            asked.push_back(item);
            texts.push_back(dataset.items[std::size_t(item)].title + " again");
        }
        return texts;
    }
    std::vector<wb::ItemId> asked;
    int stop_after = -1;
};

}  // namespace

void TestSideTexts::forms_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("text");
    QTest::newRow("json lines")
        << "c.jsonl"
        << "{\"raw_id\":\"a\",\"caption\":\" a  red\\nlamp \"}\n\n{\"raw_id\":7,\"caption\":\"seven\"}\n";
    QTest::newRow("other keys")
        << "c.json"
        << "{\"parent_asin\":\"a\",\"text\":\"a red lamp\"}\n{\"item_id\":\"7\",\"text\":\"seven\"}\n";
    QTest::newRow("csv") << "c.csv"
                         << "raw_id,caption\r\na,\"a red\r\nlamp\"\r\n7,seven\r\n";
    QTest::newRow("csv, more columns") << "c.csv"
                                       << "n,item_id,score,caption\n1,a,.5,a red lamp\n2,7,.4,seven\n";
    QTest::newRow("tsv with text") << "c.tsv"
                                   << "asin\ttext\na\ta red lamp\n7\tseven\n";
}

void TestSideTexts::forms() {
    QFETCH(QString, name);
    QFETCH(QString, text);
    QTemporaryDir dir;
    auto dataset = three_items();
    const auto file = made::write(made::path_of(dir) / name.toStdString(), text.toStdString());
    const auto counts = wb::read_side_texts(file, SideText::caption, false, dataset);
    QCOMPARE(dataset.items[1].caption, "a red lamp");
    QCOMPARE(dataset.items[2].caption, "seven");
    QCOMPARE(dataset.items[3].caption, "");
    QCOMPARE(dataset.items[1].summary, "");
    QCOMPARE(counts.lines, 2);
    QCOMPARE(counts.taken, 2);
    QCOMPARE(counts.covered, 2);
    QCOMPARE(counts.items, 3);
    QCOMPARE(dataset.caption_source, name.toStdString());
}

void TestSideTexts::counts() {
    const Place place;
    auto dataset = three_items();
    dataset.items[3].summary = "was there";
    dataset.summary_source = "item records";
    const auto file = place.file("raw_id,summary\na,first\nx1,?\na,second\nx2,?\nx3,?\nx1,?\n7,\nx4,?\n", "s.csv");
    const auto counts = wb::read_side_texts(file, SideText::summary, false, dataset);
    QCOMPARE(dataset.items[1].summary, "second");
    QCOMPARE(dataset.items[2].summary, "");
    QCOMPARE(dataset.items[3].summary, "was there");
    QCOMPARE(counts.lines, 8);
    QCOMPARE(counts.taken, 1);
    QCOMPARE(counts.unknown, 5);
    QCOMPARE(counts.unknown_ids, (std::vector<std::string>{"x1", "x2", "x3"}));
    QCOMPARE(counts.repeated, 1);
    QCOMPARE(counts.repeated_ids, std::vector<std::string>{"a"});
    QCOMPARE(counts.empty, 1);
    QCOMPARE(counts.covered, 2);
    QCOMPARE(dataset.summary_source, "item records, s.csv");
    const auto json = nlohmann::json::parse(wb::to_json(counts));
    QCOMPARE(json.at("kind").get<std::string>(), "summary");
    QCOMPARE(json.at("unknown").get<int>(), 5);
}

void TestSideTexts::refused_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("says");
    QTest::newRow("no columns") << "a,red lamp\n"
                                << "is no file of item captions";
    QTest::newRow("no id") << "{\"caption\":\"x\"}\n"
                           << "no item id";
    QTest::newRow("no text") << "{\"raw_id\":\"a\"}\n"
                             << "no \"caption\"";
    QTest::newRow("number for text") << "{\"raw_id\":\"a\",\"caption\":5}\n"
                                     << "no \"caption\"";
    QTest::newRow("cut JSON") << "{\"raw_id\":\"a\",\"caption\":\"x\"}\n{\"raw_id\":\"a\n"
                              << "Line 2 ";
    QTest::newRow("list") << "{\"raw_id\":\"a\",\"caption\":\"x\"}\n[1]\n"
                          << "it is no JSON object";
    QTest::newRow("other items") << "{\"raw_id\":\"q\",\"caption\":\"x\"}\n"
                                 << "such as q; the dataset has items such as a";
    QTest::newRow("header alone") << "raw_id,caption\n"
                                  << "no line with an item id";
    QTest::newRow("empty") << ""
                           << "empty";
}

void TestSideTexts::refused() {
    QFETCH(QString, text);
    QFETCH(QString, says);
    const Place place;
    auto dataset = three_items();
    dataset.items[1].caption = "old";
    const auto file = place.file(text.toStdString());
    const auto error = made::error_of([&] { wb::read_side_texts(file, SideText::caption, false, dataset); });
    QVERIFY2(error.find(says.toStdString()) != std::string::npos, error.c_str());
    QCOMPARE(dataset.items[1].caption, "old");
}

void TestSideTexts::bad_lines() {
    const Place place;
    auto dataset = three_items();
    const auto file = place.file("{\"raw_id\":\"a\",\"caption\":\"x\"}\n{oops\n{\"raw_id\":\"7\"}\n");
    const auto counts = wb::read_side_texts(file, SideText::caption, true, dataset);
    QCOMPARE(counts.refused, 2);
    QCOMPARE(counts.taken, 1);
}

void TestSideTexts::with_the_import() {
    Place place;
    const auto plain = wb::prepare_dataset(place.request, place.ws, {3, 42});
    place.request.captions =
        place.file("{\"raw_id\":\"i1\",\"caption\":\"one\"}\n{\"raw_id\":\"zz\",\"caption\":\"?\"}\n");
    place.request.summaries = place.file("id,summary\ni2,two\n", "s.csv");
    const auto result = wb::prepare_dataset(place.request, place.ws, {3, 42});
    QCOMPARE(result.reused, false);
    QCOMPARE(result.info.fingerprint, plain.info.fingerprint);
    QCOMPARE(result.report.side_texts.size(), 2u);
    QCOMPARE(result.report.side_texts[0].unknown, 1);
    QCOMPARE(result.info.items_with_caption, 1);
    const auto dataset = wb::read_prepared(result.info.folder);
    QCOMPARE(dataset.items[1].caption, "one");
    QCOMPARE(dataset.items[2].summary, "two");
    QCOMPARE(dataset.caption_source, "captions.jsonl");
    QCOMPARE(dataset.summary_source, "s.csv");
    QCOMPARE(wb::prepare_dataset(place.request, place.ws, {3, 42}).reused, true);
}

void TestSideTexts::added_later() {
    Place place;
    const auto first = wb::prepare_dataset(place.request, place.ws, {3, 42});
    made::write(first.info.folder / "features/clip.bin", "x");
    const auto lists = made::read(first.info.folder / "candidates/test_n3_seed42.txt");
    place.request.captions =
        place.file("{\"raw_id\":\"i1\",\"caption\":\"one\"}\n{\"raw_id\":\"i3\",\"caption\":\"three\"}\n");
    const auto result = wb::add_side_texts(first.info, place.request);
    QCOMPARE(result.info.fingerprint, first.info.fingerprint);
    QCOMPARE(result.info.items_with_caption, 2);
    QCOMPARE(result.info.caption_source, "captions.jsonl");
    const auto dataset = wb::read_prepared(first.info.folder);
    QCOMPARE(dataset.items[3].caption, "three");
    QCOMPARE(made::read(first.info.folder / "features/clip.bin"), "x");
    QCOMPARE(made::read(first.info.folder / "candidates/test_n3_seed42.txt"), lists);
    const auto meta = wb::read_prepared_meta(first.info.folder);
    const auto report = nlohmann::json::parse(meta.report_json);
    QCOMPARE(report.at("side_texts").at(0).at("covered").get<int>(), 2);
    QCOMPARE(report.at("steps").size(), first.report.steps.size());  // what the import said stays
    QCOMPARE(std::distance(fs::directory_iterator(place.ws), fs::directory_iterator()), 1);
}

void TestSideTexts::failed_addition_leaves_what_was_there() {
    Place place;
    const auto info = wb::prepare_dataset(place.request, place.ws, {0, 42}).info;
    const auto before = made::read(info.folder / "meta.json");
    place.request.captions = place.file("{\"raw_id\":\"i1\",\"caption\":\"one\"}\n");
    place.request.summaries = place.root / "not-there.csv";
    QVERIFY(made::error_of([&] { wb::add_side_texts(info, place.request); }).find("not-there.csv") !=
            std::string::npos);
    QCOMPARE(made::read(info.folder / "meta.json"), before);
    QCOMPARE(wb::read_prepared(info.folder).items[1].caption, "");
}

void TestSideTexts::sources() {
    wb::Dataset dataset;
    wb::add_side_text_source(dataset, SideText::caption, "a.csv");
    wb::add_side_text_source(dataset, SideText::caption, "b.csv");
    wb::add_side_text_source(dataset, SideText::caption, "a.csv");
    QCOMPARE(dataset.caption_source, "a.csv, b.csv");
    QCOMPARE(dataset.summary_source, "");
    wb::forget_side_text_sources(dataset, SideText::caption);
    QCOMPARE(dataset.caption_source, "");
}

void TestSideTexts::kept_by_a_new_import() {
    Place place;
    const auto info = wb::prepare_dataset(place.request, place.ws, {0, 42}).info;
    auto with_texts = place.request;
    with_texts.captions = place.file("{\"raw_id\":\"i1\",\"caption\":\"one\"}\n");
    wb::add_side_texts(info, with_texts);
    made::write(place.root / "raw/items.csv", "id,title\ni1,New\n");
    const auto again = wb::prepare_dataset(place.request, place.ws, {0, 42});
    QCOMPARE(again.reused, false);
    const auto dataset = wb::read_prepared(info.folder);
    QCOMPARE(dataset.items[1].title, "New");
    QCOMPARE(dataset.items[1].caption, "one");
    QCOMPARE(dataset.caption_source, "captions.jsonl");
}

void TestSideTexts::sample_has_its_own() {
    Place place;
    wb::ImportRequest request;
    request.dataset_code = "sample";
    const auto info = wb::prepare_dataset(request, place.ws, {0, 42}).info;
    QCOMPARE(info.items_with_caption, info.items);
    QCOMPARE(info.items_with_summary, info.items);
    QCOMPARE(info.caption_source, "sample catalogue");
    request.captions = place.file("{\"raw_id\":\"s001\",\"caption\":\"x\"}\n");
    QVERIFY(made::error_of([&] {
                wb::prepare_dataset(request, place.ws, {0, 42});
            }).find("its own") != std::string::npos);
}

void TestSideTexts::no_generator_names_the_way_out() {
    auto error = made::error_of([] { wb::find_text_generator({}, SideText::caption, {}); });
    QVERIFY2(error.find("--captions FILE") != std::string::npos, error.c_str());
    error = made::error_of([] { wb::find_text_generator({}, SideText::summary, "x"); });
    QVERIFY2(error.find("--summaries FILE") != std::string::npos, error.c_str());
}

void TestSideTexts::generator_by_name() {
    wb::TextGenerators all;
    all.push_back(std::make_unique<Echo>());
    QCOMPARE(wb::find_text_generator(all, SideText::caption, {}).id(), "echo-1");
    QCOMPARE(wb::find_text_generator(all, SideText::caption, "echo-1").id(), "echo-1");
    const auto error = made::error_of([&] { wb::find_text_generator(all, SideText::caption, "blip"); });
    QVERIFY2(error.find("echo-1 (Echo)") != std::string::npos, error.c_str());
    QVERIFY(!made::error_of([&] { wb::find_text_generator(all, SideText::summary, {}); }).empty());
}

void TestSideTexts::generated() {
    Place place;
    auto request = place.request;
    request.captions = place.file("{\"raw_id\":\"i2\",\"caption\":\"by hand\"}\n");
    const auto info = wb::prepare_dataset(request, place.ws, {0, 42}).info;
    Echo echo;
    auto counts = wb::generate_side_texts(info.folder, echo, 2, false);
    QCOMPARE(echo.asked, std::vector<wb::ItemId>{1});  // 2 has one, the others have no text to go by
    QCOMPARE(counts.taken, 1);
    QCOMPARE(counts.covered, 2);
    auto dataset = wb::read_prepared(info.folder);
    QCOMPARE(dataset.items[1].caption, "One again");
    QCOMPARE(dataset.items[2].caption, "by hand");
    QCOMPARE(dataset.caption_source, "captions.jsonl, echo-1");
    QCOMPARE(dataset.fingerprint, info.fingerprint);
    QVERIFY(!fs::exists(info.folder / "generated"));
    counts = wb::generate_side_texts(info.folder, echo, 2, true);
    dataset = wb::read_prepared(info.folder);
    QCOMPARE(dataset.items[2].caption, "Two again");
    QCOMPARE(dataset.caption_source, "echo-1");
}

void TestSideTexts::generation_goes_on_after_a_stop() {
    Place place;
    std::string items = "id,title\n";
    for (int i = 1; i <= 9; ++i) items += "i" + std::to_string(i) + ",T" + std::to_string(i) + "\n";
    made::write(place.root / "raw/items.csv", items);
    const auto folder = wb::prepare_dataset(place.request, place.ws, {0, 42}).info.folder;
    Echo first;
    first.stop_after = 5;
    QVERIFY_EXCEPTION_THROWN(wb::generate_side_texts(folder, first, 2, false), wb::Stopped);
    QCOMPARE(wb::read_prepared(folder).items[1].caption, "");
    // A crash cut the last line.
    const auto journal = folder / "generated/echo-1.jsonl";
    auto bytes = made::read(journal);
    QVERIFY(bytes.find("T4 again") != std::string::npos);
    made::write(journal, bytes + "{\"item\":5,\"te");
    Echo second;
    const auto counts = wb::generate_side_texts(folder, second, 3, false);
    QCOMPARE(second.asked, (std::vector<wb::ItemId>{5, 6, 7, 8, 9}));
    QCOMPARE(counts.taken, 9);
    const auto dataset = wb::read_prepared(folder);
    for (std::size_t i = 1; i <= 9; ++i) QCOMPARE(dataset.items[i].caption, "T" + std::to_string(i) + " again");
    QCOMPARE(dataset.caption_source, "echo-1");
    QVERIFY(!fs::exists(journal));
}

void TestSideTexts::journal_of_other_data_is_left() {
    Place place;
    const auto folder = wb::prepare_dataset(place.request, place.ws, {0, 42}).info.folder;
    made::write(folder / "generated/echo-1.jsonl",
                "{\"fingerprint\":\"of other data\",\"generator\":\"echo-1\"}\n{\"item\":1,\"text\":\"wrong\"}\n");
    Echo echo;
    wb::generate_side_texts(folder, echo, 8, false);
    QCOMPARE(wb::read_prepared(folder).items[1].caption, "One again");
}

QTEST_APPLESS_MAIN(TestSideTexts)
#include "tst_side_texts.moc"
