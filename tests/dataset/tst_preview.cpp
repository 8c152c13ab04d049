// The preview of every format: recognised, with its header, its first rows and what is wrong with them.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "dataset/preview.h"
#include "tests/dataset/made_files.h"

class TestPreview : public QObject {
    Q_OBJECT
  private slots:
    void formats_data();
    void formats();
    void columns_that_are_not_known();
    void columns_that_the_user_names();
    void problems();
    void reads_the_start_alone();
    void errors();
};

void TestPreview::formats_data() {
    using Files = QMap<QString, QByteArray>;
    QTest::addColumn<QMap<QString, QByteArray>>("files");
    QTest::addColumn<QString>("format");
    QTest::addColumn<QStringList>("header");
    QTest::addColumn<QStringList>("first_row");
    QTest::addColumn<int>("rows");
    QTest::addColumn<QString>("columns");  // user item rating time
    QTest::addColumn<bool>("can_change");
    QTest::addColumn<QStringList>("roles");
    const auto row = [](const char* name, const Files& files, const char* format, const QStringList& header,
                        const QStringList& first, int rows, const char* columns, bool can_change,
                        const QStringList& roles) {
        QTest::newRow(name) << files << format << header << first << rows << columns << can_change << roles;
    };
    row("MovieLens 1998",
        {{"u.data", "196\t242\t3\t881250949\n"},
         {"u.item", "1|Toy Story (1995)|x||y|0|0|0|1|1|1|0|0|0|0|0|0|0|0|0|0|0|0|0\n"}},
        "MovieLens 1998 (u.data)", {"user", "item", "rating", "time"}, {"196", "242", "3", "881250949"}, 1, "0 1 2 3",
        false, {"interactions", "items"});
    row("MovieLens 1M", {{"r", "1::1193::5::978300760\n"}}, "MovieLens 1M (r)", {"user", "item", "rating", "time"},
        {"1", "1193", "5", "978300760"}, 1, "0 1 2 3", false, {"interactions"});
    row("MovieLens latest", {{"ratings.csv", "userId,movieId,rating,timestamp\r\n1,1,4.0,964982703\r\n"}},
        "MovieLens latest (ratings.csv)", {"userId", "movieId", "rating", "timestamp"},
        {"1", "1", "4.0", "964982703"}, 1, "0 1 2 3", false, {"interactions"});
    row("table", {{"t.csv", "item;user\na;u\nb;u\n"}, {"items.csv", "id,title\na,A\n"}}, "Table (t.csv)",
        {"item", "user"}, {"a", "u"}, 2, "1 0 -1 -1", true, {"interactions", "items"});
    row("Amazon 2018, no header", {{"t.csv", "B000000001,A12345678901,5.0,1500000000\n"}}, "Table (t.csv)",
        {"item", "user", "rating", "time"}, {"B000000001", "A12345678901", "5.0", "1500000000"}, 1, "1 0 2 3", true,
        {"interactions"});
    row("RecBole", {{"x.inter", "user_id:token\titem_id:token\nu\ta\n"}}, "RecBole (x.inter)",
        {"user_id:token", "item_id:token"}, {"u", "a"}, 1, "0 1 -1 -1", true, {"interactions"});
    row("MMRec", {{"x.inter", "userID\titemID\tx_label\n0\t1\t2\n"}, {"image_feat.npy", "\x93NUMPY"}},
        "MMRec (x.inter)", {"userID", "itemID", "x_label"}, {"0", "1", "2"}, 1, "0 1 -1 -1", true,
        {"interactions", "image features"});
    row("table with a split", {{"x.csv", "user,item,split\nu,a,train\n"}}, "Table with a split (x.csv)",
        {"user", "item", "split"}, {"u", "a", "train"}, 1, "0 1 -1 -1", true, {"interactions"});
    row("split tables",
        {{"x.train.csv", "user,item\nu,a\n"},
         {"x.valid.csv", "user,item\nu,b\n"},
         {"x.test.csv", "user,item\nu,c\n"}},
        "Ready split in tables (x.train.csv and its validation and test files)", {"user", "item"}, {"u", "a"}, 1,
        "0 1 -1 -1", false, {"training part", "validation part", "test part"});
    row("reviews", {{"r.json", "{\"reviewerID\": \"u\", \"asin\": \"a\", \"overall\": 5.0}\n"}},
        "Reviews, one JSON record a line (r.json)", {"asin", "overall", "reviewerID"}, {"a", "5.0", "u"}, 1,
        "-1 -1 -1 -1", false, {"interactions"});
    row("sequences", {{"s.txt", "1 5 6 7\n2 7 6\n"}, {"s_item2attributes.json", "{\"5\": [1]}"}},
        "Sequences, one user a line (s.txt)", {"user", "items"}, {"1", "5 6 7"}, 2, "-1 -1 -1 -1", false,
        {"interactions", "attributes of items"});
    row("pairs", {{"s.txt", "1 5\n1 6\n"}}, "Sequences, one interaction a line (s.txt)", {"user", "item"}, {"1", "5"},
        2, "-1 -1 -1 -1", false, {"interactions"});
    row("pairs with tabs", {{"s.txt", "1\t5\n1\t6\n"}}, "Sequences, one interaction a line (s.txt)", {"user", "item"},
        {"1", "5"}, 2, "-1 -1 -1 -1", false, {"interactions"});
    row("P5",
        {{"s.txt", "1 5 6 7\r\n"}, {"datamaps.json", "{\"id2user\": {\"1\": \"x\"}}"}, {"review_splits.pkl", "x"}},
        "P5 or VIP5 (s.txt, datamaps.json)", {"user", "items"}, {"1", "5 6 7"}, 1, "-1 -1 -1 -1", false,
        {"interactions", "ids behind the numbers"});
    row("ready split",
        {{"train.txt", "1 5 6\n"}, {"val.txt", "1 7\n"}, {"test.txt", "1 8\n"}, {"users.tsv", "user\traw_id\n"}},
        "Ready split (train, validation, test)", {"user", "items"}, {"1", "5 6"}, 1, "-1 -1 -1 -1", false,
        {"training part", "validation part", "test part", "users"});
}

void TestPreview::formats() {
    using Files = QMap<QString, QByteArray>;
    QFETCH(Files, files);
    QTemporaryDir dir;
    for (auto file = files.begin(); file != files.end(); ++file)
        made::write(made::path_of(dir) / file.key().toStdString(), file.value().toStdString());
    const auto preview = wb::preview_source(made::request(made::path_of(dir)));
    const auto list = [](const std::vector<std::string>& texts) {
        QStringList strings;
        for (const auto& text : texts) strings << QString::fromStdString(text);
        return strings;
    };
    QTEST(QString::fromStdString(preview.format), "format");
    QTEST(list(preview.header), "header");
    QTEST(int(preview.rows.size()), "rows");
    QTEST(list(preview.rows.at(0)), "first_row");
    const auto& s = preview.shape;
    QTEST(QStringLiteral("%1 %2 %3 %4").arg(s.user).arg(s.item).arg(s.rating).arg(s.time), "columns");
    QTEST(preview.columns_can_change, "can_change");
    QStringList roles;
    for (const auto& [path, role] : preview.files) roles << QString::fromStdString(role);
    QTEST(roles, "roles");
    QCOMPARE(preview.question, std::string());
    QVERIFY(preview.problems.empty());
    // What is shown is what is imported.
    const auto source = wb::recognise(made::request(made::path_of(dir)));
    QCOMPARE(wb::format_title(source), preview.format);
}

void TestPreview::columns_that_are_not_known() {
    QTemporaryDir dir;
    const auto file = made::write(made::path_of(dir) / "t.csv", "x,y,4,1000000001\nx,z,5,1000000002\n");
    const auto preview = wb::preview_source(made::request(file));
    QVERIFY2(preview.question.find("not clear which column") != std::string::npos, preview.question.c_str());
    QVERIFY(preview.columns_can_change);
    QCOMPARE(preview.rows.size(), 2u);
    QCOMPARE(preview.header, (std::vector<std::string>{"1", "2", "3", "4"}));
    QCOMPARE(preview.shape.user, -1);
    QVERIFY(preview.problems.empty());
    QVERIFY(made::error_of([&] { wb::recognise(made::request(file)); }) == preview.question);
}

void TestPreview::columns_that_the_user_names() {
    QTemporaryDir dir;
    const auto file = made::write(made::path_of(dir) / "t.csv", "When,What,Who\n3,a,u\n2,b,u\n");
    auto request = made::request(file);
    request.columns = {"Who", "2", "", "when"};
    const auto preview = wb::preview_source(request);
    QCOMPARE(preview.question, std::string());
    QCOMPARE(preview.header, (std::vector<std::string>{"When", "What", "Who"}));
    QCOMPARE(preview.rows.size(), 2u);
    QCOMPARE(preview.shape.user, 2);
    QCOMPARE(preview.shape.item, 1);
    QCOMPARE(preview.shape.time, 0);
    request.columns = {"Who", "Who", "", ""};
    QVERIFY(wb::preview_source(request).question.find("same column") != std::string::npos);
    request.columns = {"Nobody", "2", "", ""};
    QVERIFY(made::error_of([&] { wb::preview_source(request); }).find("no column \"Nobody\"") != std::string::npos);
}

void TestPreview::problems() {
    QTemporaryDir dir;
    const auto file = made::write(made::path_of(dir) / "t.csv",
                                  "user,item,rating\nu,a,4\nu,b,many\nu\n,c,4\nu,\"c,4\nu,d,4\nu,e,4\n");
    const auto preview = wb::preview_source(made::request(file));
    QCOMPARE(preview.rows.size(), 7u);
    QCOMPARE(preview.problems.size(), 4u);
    QCOMPARE(preview.problems[0].line, 3);
    QCOMPARE(preview.problems[0].reason, "the rating \"many\" is not a number");
    QCOMPARE(preview.problems[1].reason, "it has 1 fields instead of at least 3");
    QCOMPARE(preview.problems[2].reason, "the user is empty or holds control characters");
    QCOMPARE(preview.problems[3].reason, "a quotation mark is opened and not closed");
    // The import refuses the same lines.
    auto request = made::request(file, 2);
    request.skip_bad_lines = true;
    QCOMPARE(wb::import_dataset(request).report.lines_refused, 4);
}

void TestPreview::reads_the_start_alone() {
    QTemporaryDir dir;
    std::string text = "user,item\n";
    for (int i = 0; i < 2'000'000; ++i) text += "u,a" + std::to_string(i) + "\n";
    const auto file = made::write(made::path_of(dir) / "t.csv", text + std::string("\0\0", 2));  // binary far behind
    const auto preview = wb::preview_source(made::request(file), 7);
    QCOMPARE(preview.rows.size(), 7u);
    QVERIFY(made::error_of([&] { wb::import_dataset(made::request(file)); }).find("not a text file") !=
            std::string::npos);
}

void TestPreview::errors() {
    QTemporaryDir dir;
    QVERIFY(made::error_of([&] {
                wb::preview_source(made::request(made::path_of(dir)));
            }).find("No interactions were recognised") != std::string::npos);
    QVERIFY(made::error_of([&] {
                wb::preview_source(made::request(made::path_of(dir) / "nowhere"));
            }).find("does not exist") != std::string::npos);
}

QTEST_APPLESS_MAIN(TestPreview)
#include "tst_preview.moc"
