// Import of the shapes that other programs of the field write: RecBole, MMRec, P5 and VIP5, S3-Rec, splits in tables.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <zlib.h>

#include <QtTest>
#include <nlohmann/json.hpp>

#include "dataset/explanations.h"
#include "dataset/prepare.h"
#include "dataset/recognise.h"
#include "tests/dataset/made_files.h"

class TestFormats : public QObject {
    Q_OBJECT
  private slots:
    void recbole();
    void recbole_augmented_sequences_are_refused();
    void mmrec_ready_split();
    void mmrec_with_more_than_one_test_item();
    void column_that_only_looks_like_a_split();
    void split_tables_data();
    void split_tables();
    void split_tables_need_one_header();
    void users_without_training_are_left_out();
    void p5();
    void p5_real_files();
    void damaged_id_maps_data();
    void damaged_id_maps();
    void explanations_data();
    void explanations();
    void attributes();
    void pickles();
};

namespace {

bool has_note(const wb::ImportReport& report, const std::string& part) {
    return std::any_of(report.notes.begin(), report.notes.end(),
                       [&](const std::string& note) { return note.find(part) != std::string::npos; });
}

void write_gzip(const std::filesystem::path& path, const std::string& text) {
    gzFile out = gzopen(path.c_str(), "wb");
    gzwrite(out, text.data(), unsigned(text.size()));
    gzclose(out);
}

const char* const k_maps =
    R"({"user2id": {"ANN": "1", "BEN": "2"}, "item2id": {"B01": "1", "B02": "2", "B03": "3", "B04": "4"},
        "id2user": {"1": "ANN", "2": "BEN"}, "id2item": {"1": "B01", "2": "B02", "3": "B03", "4": "B04"},
        "attribute2id": {"Soap": 1}, "id2attribute": {"1": "Soap"}})";

}  // namespace

void TestFormats::recbole() {
    QTemporaryDir dir;
    const auto folder = made::path_of(dir);
    made::write(
        folder / "toys.inter",
        "user_id:token\titem_id:token\trating:float\ttimestamp:float\nu\ta\t4\t3\nu\tb\t4\t2.5\nu\tc\t4\t1e0\n");
    made::write(
        folder / "toys.item",
        "item_id:token\tmovie_title:token_seq\tclass:token_seq\na\tToy Story\tAnimation Comedy\nb\tHeat\tCrime\n");
    made::write(folder / "toys.user", "user_id:token\tage:token\nu\t24\n");
    const auto [dataset, report] = wb::import_dataset(made::request(folder));
    QCOMPARE(report.format, "RecBole (toys.inter)");
    QCOMPARE(made::sequence(dataset, 1), "c b a");
    QCOMPARE(dataset.items[1].title, "Toy Story");
    QVERIFY(dataset.items[1].text.find("Animation Comedy") != std::string::npos);
}

void TestFormats::recbole_augmented_sequences_are_refused() {
    QTemporaryDir dir;
    const auto file = made::write(made::path_of(dir) / "x.train.inter",
                                  "session_id:token\titem_id_list:token_seq\titem_id:token\n1\t1 2\t3\n");
    const auto error = made::error_of([&] { wb::import_dataset(made::request(file)); });
    QVERIFY2(error.find("cut into training cases") != std::string::npos, error.c_str());
}

void TestFormats::mmrec_ready_split() {
    QTemporaryDir dir;
    const auto folder = made::path_of(dir);
    made::write(folder / "baby.inter",
                "userID\titemID\trating\ttimestamp\tx_label\n0\t0\t5\t30\t0\n0\t1\t5\t10\t0\n0\t2\t5\t40\t1\n"
                "0\t3\t5\t50\t2\n1\t3\t5\t10\t0\n1\t0\t5\t20\t2\n");
    made::write(folder / "image_feat.npy", "\x93NUMPY and what follows");
    made::write(folder / "text_feat.npy", "\x93NUMPY and what follows");
    made::write(folder / "other.npy", "\x93NUMPY and what follows");
    const auto [dataset, report] = wb::import_dataset(made::request(folder, 20, 20));  // no filter is applied
    QCOMPARE(report.format, "MMRec (baby.inter)");
    QVERIFY(dataset.ready_split);
    QCOMPARE(made::sequence(dataset, 1), "1 0 2 3");  // training in order of time
    QCOMPARE(dataset.items[std::size_t(dataset.validation[1])].raw_id, "2");
    QCOMPARE(dataset.validation[2], 0);
    QCOMPARE(dataset.items[std::size_t(dataset.test[2])].raw_id, "0");
    QCOMPARE(dataset.interactions, 6);
    QCOMPARE(report.steps.back().interactions, 6);
    QCOMPARE(report.feature_files.size(), 2u);
    QCOMPARE(report.feature_files[0].kind, "image");
    QCOMPARE(report.feature_files[0].path, folder / "image_feat.npy");
    QVERIFY(report.feature_files[1].row_is_raw_id);
    const auto stored = nlohmann::json::parse(report.to_json()).at("feature_files");
    QCOMPARE(stored.at(1).at("kind").get<std::string>(), "text");
}

void TestFormats::mmrec_with_more_than_one_test_item() {
    QTemporaryDir dir;
    std::string text = "userID\titemID\trating\ttimestamp\tx_label\n";
    for (int i = 0; i < 6; ++i)
        text += "0\t" + std::to_string(i) + "\t5\t" + std::to_string(i + 1) + "\t" + (i > 3 ? "2" : "0") + "\n";
    const auto file = made::write(made::path_of(dir) / "renamed.txt", text);
    const auto [dataset, report] = wb::import_dataset(made::request(file));
    QVERIFY(report.format.starts_with("MMRec"));
    QVERIFY(dataset.ready_split && !dataset.leave_one_out());
    QCOMPARE(dataset.train[1], (std::vector<wb::ItemId>{1, 2, 3, 4}));
    QCOMPARE(dataset.test.of(1).size(), std::size_t{2});
    QVERIFY(dataset.test.contains(1, 5) && dataset.test.contains(1, 6));
    QVERIFY(dataset.validation.of(1).empty());
    QVERIFY(has_note(report, "1 users have several true items"));
    // An interaction that stands there twice is one true item.
    made::write(file, text + "0\t5\t5\t7\t2\n");
    const auto repeated = wb::import_dataset(made::request(file)).dataset;
    QCOMPARE(repeated.test.of(1).size(), std::size_t{2});
    QCOMPARE(repeated.interactions, dataset.interactions);
    // A label that is none ends the import with its line.
    made::write(file, text + "0\t9\t5\t9\t3\n");
    const auto error = made::error_of([&] { wb::import_dataset(made::request(file)); });
    QCOMPARE(error, std::string());  // then the column is no split at all, and leave-one-out takes the last item
    made::write(file,
                text + std::string(100'000, '\n') + "0\t9\t5\t9\t3\n");  // behind the probed lines it is an error
    const auto late = made::error_of([&] { wb::import_dataset(made::request(file)); });
    QVERIFY2(late.find("the part of the split \"3\"") != std::string::npos, late.c_str());
}

void TestFormats::column_that_only_looks_like_a_split() {
    QTemporaryDir dir;
    const auto file = made::write(made::path_of(dir) / "t.csv", "user,item,split\nu,a,banana\nu,b,train\nu,c,test\n");
    const auto [dataset, report] = wb::import_dataset(made::request(file));
    QVERIFY(!dataset.ready_split);
    QCOMPARE(made::sequence(dataset, 1), "a b c");
    made::write(file, "user,item,split\nu,c,test\nu,a,train\nu,b,valid\n");
    const auto split = wb::import_dataset(made::request(file)).dataset;
    QVERIFY(split.ready_split);
    QCOMPARE(made::sequence(split, 1), "a b c");
}

void TestFormats::split_tables_data() {
    QTest::addColumn<QString>("train");
    QTest::addColumn<QString>("validation");
    QTest::addColumn<QString>("test");
    QTest::addColumn<bool>("history");
    QTest::newRow("as published") << "Toys.train.csv.gz"
                                  << "Toys.valid.csv.gz"
                                  << "Toys.test.csv.gz" << false;
    QTest::newRow("with history") << "Toys.train.csv.gz"
                                  << "Toys.valid.csv.gz"
                                  << "Toys.test.csv.gz" << true;
    QTest::newRow("unpacked") << "Toys.train.csv"
                              << "Toys.valid.csv"
                              << "Toys.test.csv" << false;
    QTest::newRow("renamed") << "train.csv"
                             << "val.csv"
                             << "test.csv" << false;
    QTest::newRow("RecBole's benchmark names") << "t.train.inter"
                                               << "t.valid.inter"
                                               << "t.test.inter" << false;
}

void TestFormats::split_tables() {
    QFETCH(QString, train);
    QFETCH(QString, validation);
    QFETCH(QString, test);
    QFETCH(bool, history);
    QTemporaryDir dir;
    const auto folder = made::path_of(dir);
    const std::string header =
        std::string("user_id,parent_asin,rating,timestamp") + (history ? ",history" : "") + "\n";
    const auto put = [&](const QString& name, const std::string& rows) {
        const auto path = folder / name.toStdString();
        if (name.endsWith(".gz"))
            write_gzip(path, header + rows);
        else
            made::write(path, header + rows);
    };
    const auto row = [&](const std::string& line, const std::string& past) {
        return line + (history ? "," + past : "") + "\n";
    };
    put(train, row("U,B0A,5.0,1641048000002", "B0B") + row("U,B0B,4.0,1641048000001", "") + row("V,B0A,1.0,5", ""));
    put(validation, row("U,B0C,5.0,1641048000003", "B0B B0A"));
    put(test, row("U,B0D,5.0,1641048000004", "B0B B0A B0C") + row("V,B0D,5.0,6", "B0A"));
    made::write(folder / "meta.jsonl", "{\"parent_asin\": \"B0A\", \"title\": \"Lamp\"}\n");
    const auto [dataset, report] = wb::import_dataset(made::request(folder));
    QVERIFY2(report.format.starts_with("Ready split in tables (" + train.toStdString()), report.format.c_str());
    QVERIFY(dataset.ready_split);
    QCOMPARE(made::sequence(dataset, 1), "B0B B0A B0C B0D");
    QCOMPARE(dataset.validation[2], 0);
    QCOMPARE(dataset.items[std::size_t(dataset.test[2])].raw_id, "B0D");
    QCOMPARE(dataset.items[1].title, "Lamp");
    QCOMPARE(report.digests.size(), 4u);
    QCOMPARE(report.lines_read, 6);
}

void TestFormats::split_tables_need_one_header() {
    QTemporaryDir dir;
    const auto folder = made::path_of(dir);
    made::write(folder / "train.csv", "user,item,time\nu,a,1\n");
    made::write(folder / "valid.csv", "item,user,time\nb,u,2\n");
    made::write(folder / "test.csv", "user,item,time\nu,c,3\n");
    const auto error = made::error_of([&] { wb::import_dataset(made::request(folder)); });
    QVERIFY2(error.find("different columns") != std::string::npos, error.c_str());
    // Two splits in one folder are a question, not a guess.
    made::write(folder / "valid.csv", "user,item,time\nu,b,2\n");
    for (const char* part : {"train", "valid", "test"})
        made::write(folder / ("x." + std::string(part) + ".csv"), "user,item,time\nu,b,2\n");
    const auto two = made::error_of([&] { wb::import_dataset(made::request(folder)); });
    QVERIFY2(two.find("more than one ready split") != std::string::npos, two.c_str());
}

void TestFormats::users_without_training_are_left_out() {
    QTemporaryDir dir;
    const auto folder = made::path_of(dir);
    made::write(folder / "t.train.csv", "user,item,time\nu,a,1\n");
    made::write(folder / "t.valid.csv", "user,item,time\nu,b,2\nv,a,1\n");
    made::write(folder / "t.test.csv", "user,item,time\nu,c,3\nv,d,2\n");
    const auto [dataset, report] = wb::import_dataset(made::request(folder));
    QCOMPARE(dataset.user_count(), 1);
    QCOMPARE(dataset.item_count(), 3);
    QCOMPARE(dataset.interactions, 3);
    QVERIFY(has_note(report, "1 users of the ready split have no interaction for training"));
    QCOMPARE(report.steps[0].users, 2);
    QCOMPARE(report.steps[1].users, 1);
}

void TestFormats::p5() {
    QTemporaryDir dir;
    const auto folder = made::path_of(dir) / "toys";
    made::write(folder / "sequential_data.txt", "1 1 2 3 4\r\n2 4 3 2\r\n");
    made::write(folder / "datamaps.json", k_maps);
    std::string negatives;
    for (int u = 0; u < 12; ++u) {
        negatives += std::to_string(u + 1);
        for (int n = 0; n < 100; ++n) negatives += " " + std::to_string(n + 5);
        negatives += "\n";
    }
    made::write(folder / "negative.txt", negatives);
    made::write(folder / "exp_splits.pkl", "\x80\x04\x95");
    write_gzip(folder / "meta_data.json.gz",
               "{'asin': 'B01', 'title': \"Ann's Soap\", 'categories': [['Beauty', 'Soap']]}\n{'asin': 'B99', "
               "'title': 'x'}\n");
    made::write(folder / "exp_splits.json",
                R"({"train": [{"reviewerID": "ANN", "asin": "B01", "explanation": "smells nice", "feature": "smell",
                  "overall": 4.0, "helpful": [0, 1], "more": {"explanation": "no"}}], "val": [{"user": "2", "item": 3,
                  "explanation": "too small"}, {"reviewerID": "EVE", "asin": "B01", "explanation": "x"}],
                  "test": [{"reviewerID": "ANN", "asin": "B02", "explanation": " "}]})");
    const auto [dataset, report] = wb::import_dataset(made::request(folder, 0, 0));
    QCOMPARE(report.format, "P5 or VIP5 (sequential_data.txt, datamaps.json)");
    QCOMPARE(dataset.user_raw_ids, (std::vector<std::string>{"", "ANN", "BEN"}));
    QCOMPARE(made::sequence(dataset, 1), "B01 B02 B03 B04");
    QCOMPARE(made::sequence(dataset, 2), "B04 B03 B02");
    QCOMPARE(dataset.items[1].title, "Ann's Soap");
    QVERIFY(has_note(report, "negative.txt was left out"));
    QVERIFY(has_note(report, "Not opened: exp_splits.pkl"));

    const auto workspace = made::path_of(dir) / "workspace";
    auto request = made::request(folder, 2, 1);
    const auto prepared = wb::prepare_dataset(request, workspace, {0, 42});
    QVERIFY(has_note(prepared.report, "2 explanations were kept in explanations.jsonl; 1 belong to users or items"));
    const auto kept = made::read(prepared.info.folder / "explanations.jsonl");
    QCOMPARE(
        kept,
        std::string(
            R"({"explanation":"smells nice","feature":"smell","item":"B01","rating":4.0,"split":"train","user":"ANN"})") +
            "\n" + R"({"explanation":"too small","item":"B03","split":"val","user":"BEN"})" + "\n");
    QVERIFY(wb::prepare_dataset(request, workspace, {0, 42}).reused);
    made::write(folder / "exp_splits.json", R"({"train": [{"user": 1, "item": 1, "explanation": "new"}]})");
    QVERIFY(!wb::prepare_dataset(request, workspace, {0, 42}).reused);
    QVERIFY(made::read(prepared.info.folder / "explanations.jsonl").find("\"new\"") != std::string::npos);
    std::filesystem::remove(folder / "exp_splits.json");
    QVERIFY(wb::prepare_dataset(request, workspace, {0, 42}).reused);  // what was there stays
    QVERIFY(std::filesystem::exists(prepared.info.folder / "explanations.jsonl"));
}

void TestFormats::p5_real_files() {
    REQUIRE_SHARED_DATA(data);
    const auto [dataset, report] = wb::import_dataset(made::request(data / "data/amazon-beauty/p5", 5, 5));
    const auto maps = nlohmann::json::parse(made::read(data / "data/amazon-beauty/p5/datamaps.json"));
    QVERIFY(report.format.starts_with("P5"));
    std::size_t u = 1;
    while (dataset.user_raw_ids[u] != maps.at("id2user").at("2").get<std::string>()) ++u;
    std::string expected;
    for (const char* item : {"6", "7", "8", "9", "10", "4", "11"})
        expected += (expected.empty() ? "" : " ") + maps.at("id2item").at(item).get<std::string>();
    QCOMPARE(made::sequence(dataset, u), expected);
    // The two published copies of the sequences are one dataset, but for the names.
    const auto numbers = wb::import_dataset(made::request(data / "data/amazon-beauty/s3rec", 5, 5)).dataset;
    QCOMPARE(numbers.interactions, dataset.interactions);
}

void TestFormats::damaged_id_maps_data() {
    QTest::addColumn<QByteArray>("maps");
    QTest::addColumn<QString>("says");
    QTest::newRow("cut") << QByteArray(R"({"id2user": {"1": "ANN", "2": "B)") << "cannot be read";
    QTest::newRow("not JSON") << QByteArray("{\"id2user\": {1: 2}}") << "cannot be read";
    QTest::newRow("deep") << QByteArray("{\"id2user\": {\"1\": ") + QByteArray(1000, '[') << "nested too deeply";
    QTest::newRow("two items alike") << QByteArray(
                                            R"({"id2user": {"1": "ANN"}, "id2item": {"1": "B01", "2": "B01"}})")
                                     << "both called \"B01\"";
}

void TestFormats::damaged_id_maps() {
    QFETCH(QByteArray, maps);
    QFETCH(QString, says);
    QTemporaryDir dir;
    const auto folder = made::path_of(dir);
    made::write(folder / "s.txt", "1 1 2 3\n2 3 2 1\n");
    made::write(folder / "m.json", maps.toStdString());
    const auto error = made::error_of([&] { wb::import_dataset(made::request(folder, 0, 0)); });
    QVERIFY2(error.find(says.toStdString()) != std::string::npos, error.c_str());
}

void TestFormats::explanations_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("kept");
    QTest::addColumn<int>("of_others");
    QTest::addColumn<int>("unusable");
    QTest::newRow("lines") << QByteArray(
                                  "{\"user\": \"u\", \"item\": \"a\", \"explanation\": \"nice\"}\n"
                                  "{\"user\": \"u\", \"item\": \"z\", \"explanation\": \"nice\"}\nnothing\n\n")
                           << 1 << 1 << 1;
    QTest::newRow("Python") << QByteArray("{'reviewerID': 'u', 'asin': 'b', 'explanation': 'it\\'s ok'}\n") << 1 << 0
                            << 0;
    QTest::newRow("no text") << QByteArray("{\"user\": \"u\", \"item\": \"a\", \"explanation\": null}\n") << 0 << 0
                             << 1;
}

void TestFormats::explanations() {
    QFETCH(QByteArray, text);
    QTemporaryDir dir;
    const auto file = made::write(made::path_of(dir) / "e.jsonl", text.toStdString());
    const auto target = made::path_of(dir) / "out.jsonl";
    const auto raw = made::write(made::path_of(dir) / "t.csv", "user,item\nu,a\nu,b\nu,c\n");
    const auto dataset = wb::import_dataset(made::request(raw)).dataset;
    const auto counts = wb::copy_explanations({file, {}, false}, dataset, target, {});
    QTEST(int(counts.kept), "kept");
    QTEST(int(counts.of_others), "of_others");
    QTEST(int(counts.unusable), "unusable");
    QCOMPARE(std::filesystem::exists(target), counts.kept > 0);
}

void TestFormats::attributes() {
    QTemporaryDir dir;
    const auto folder = made::path_of(dir);
    made::write(folder / "B.txt", "1 1 2 3\n2 3 2 1\n");
    made::write(folder / "B_item2attributes.json", R"({"1": [7, 1], "2": [], "9": [1]})");
    auto result = wb::import_dataset(made::request(folder, 0, 0));
    QCOMPARE(result.dataset.items[1].categories, "attribute 7, attribute 1");
    QCOMPARE(result.dataset.items[2].categories, "");
    QVERIFY(has_note(result.report, "1 items have attributes"));
    QVERIFY(has_note(result.report, "with datamaps.json beside the file they get their names"));
    made::write(folder / "datamaps.json", k_maps);
    result = wb::import_dataset(made::request(folder, 0, 0));
    QCOMPARE(result.dataset.items[1].raw_id, "B01");
    QCOMPARE(result.dataset.items[1].categories, "attribute 7, Soap");
}

void TestFormats::pickles() {
    QTemporaryDir dir;
    const auto folder = made::path_of(dir);
    const auto named = made::write(folder / "dataset.pkl", "\x80\x04\x95");
    const auto error = made::error_of([&] { wb::import_dataset(made::request(named)); });
    QVERIFY2(error.find("is a Python pickle and was not opened") != std::string::npos, error.c_str());
    const auto renamed = made::write(folder / "x/data.bin", "\x80\x04\x95");
    QVERIFY(made::error_of([&] { wb::import_dataset(made::request(renamed)); }).find("pickle") != std::string::npos);
    const auto alone = made::error_of([&] { wb::import_dataset(made::request(folder)); });
    QVERIFY2(alone.find("dataset.pkl (a pickle, which is never opened)") != std::string::npos, alone.c_str());
    made::write(folder / "t.csv", "user,item\nu,a\nu,b\nu,c\n");
    QVERIFY(has_note(wb::import_dataset(made::request(folder)).report, "Not opened: dataset.pkl."));
}

QTEST_APPLESS_MAIN(TestFormats)
#include "tst_formats.moc"
