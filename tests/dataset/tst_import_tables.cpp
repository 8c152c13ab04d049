// Import of plain tables, sequences, made MovieLens files, and everything that is wrong with files.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <zlib.h>

#include <QtTest>

#include "tests/dataset/made_files.h"

class TestImportTables : public QObject {
    Q_OBJECT
  private slots:
    void movielens_1m();
    void largest_of_several_1998_files();
    void header_names_in_any_order_data();
    void header_names_in_any_order();
    void mapped_columns();
    void headerless_asks();
    void amazon_2018_order();
    void swapped_columns_are_noted();
    void quotes_and_line_ends();
    void encodings();
    void gzip();
    void items_table_and_pictures();
    void sequences();
    void pairs();
    void ready_split_with_gaps();
    void bad_ready_splits();
    void min_rating_and_title_come_first();
    void every_step_is_told();
    void bad_lines();
    void wrong_input_data();
    void wrong_input();
    void bounds();
    void stops();
};

namespace {

/// `users` users with `items` items each, as a table with the given header and line.
std::string table(const std::string& header, int users, int items, const char* format = "u%d,i%d,4,%d\n") {
    std::string text = header;
    for (int u = 1; u <= users; ++u)
        for (int i = 1; i <= items; ++i) {
            char line[200];
            std::snprintf(line, sizeof line, format, u, i, 1000000000 + i);
            text += line;
        }
    return text;
}

}  // namespace

void TestImportTables::movielens_1m() {
    QTemporaryDir dir;
    const auto folder = made::path_of(dir);
    made::write(folder / "ratings.dat",
                "1::10::5::978300760\n1::20::3::978300761\n1::9::4::978300750\n"
                "2::20::5::978300760\n2::10::3::978300761\n2::9::4::978300762\n");
    made::write(
        folder / "movies.dat",
        "9::Mis\xE9rables, Les (1995)::Drama|Musical\n10::Matrix, The (1999)::Action\n20::Heat (1995)::Crime\n");
    made::write(folder / "users.dat", "1::F::1::10::48067\n2::M::56::16::70072\n");
    auto request = made::request(folder);
    request.dataset_code = "ml_1m";
    const auto [dataset, report] = wb::import_dataset(request);
    QCOMPARE(dataset.name, "ml-1m");
    QVERIFY(report.format.starts_with("MovieLens 1M"));
    QCOMPARE(made::sequence(dataset, 1), "9 10 20");
    QCOMPARE(dataset.items[1].title, "Mis\xC3\xA9rables, Les (1995)");
    QCOMPARE(dataset.items[1].categories, "Drama, Musical");
    QCOMPARE(dataset.items[1].text, "Mis\xC3\xA9rables, Les (1995). Drama, Musical");
    QCOMPARE(dataset.items[2].title, "The Matrix (1999)");
}

void TestImportTables::largest_of_several_1998_files() {
    QTemporaryDir dir;
    const auto folder = made::path_of(dir);
    const std::string part = "1\t10\t5\t881250949\n1\t11\t3\t881250950\n1\t12\t3\t881250951\n";
    made::write(folder / "u.data", part + "2\t10\t5\t881250949\n2\t11\t3\t881250950\n2\t12\t3\t881250951\n");
    made::write(folder / "u1.base", part);
    const auto [dataset, report] = wb::import_dataset(made::request(folder));
    QVERIFY(report.format.find("u.data") != std::string::npos);
    QCOMPARE(dataset.user_count(), 2);
}

void TestImportTables::header_names_in_any_order_data() {
    QTest::addColumn<QString>("text");
    QTest::newRow("user first") << "user_id,item_id,rating,timestamp\nu,a,1,3\nu,b,2,2\nu,c,3,1\n";
    QTest::newRow("time first") << "timestamp,rating,movieId,userId\n3,1,a,u\n2,2,b,u\n1,3,c,u\n";
    QTest::newRow("tabs") << "item\tuser\ttime\na\tu\t3\nb\tu\t2\nc\tu\t1\n";
    QTest::newRow("semicolons") << "uid;iid;score;time\nu;a;1;3\nu;b;1;2\nu;c;1;1\n";
    QTest::newRow("reviews") << "reviewerID,asin,overall,unixReviewTime\nu,a,5.0,3\nu,b,5.0,2\nu,c,5.0,1\n";
    QTest::newRow("typed") << "user_id:token\titem_id:token\ttimestamp:float\nu\ta\t3.5\nu\tb\t2.5\nu\tc\t1e0\n";
    QTest::newRow("parent before variant")
        << "user_id,asin,parent_asin,rating,timestamp\nu,x,a,1,3\nu,y,b,1,2\nu,z,c,1,1\n";
    QTest::newRow("with CRLF and BOM") << "\xEF\xBB\xBFuser,item,time\r\nu,a,3\r\nu,b,2\r\nu,c,1\r\n";
    QTest::newRow("no time: lines are the order") << "user,item\nu,c\nu,b\nu,a\n";
    QTest::newRow("no line end") << "user,item,time\nu,a,3\nu,b,2\nu,c,1";
}

void TestImportTables::header_names_in_any_order() {
    QFETCH(QString, text);
    QTemporaryDir dir;
    const auto file = made::write(made::path_of(dir) / "t.csv", text.toStdString());
    const auto dataset = wb::import_dataset(made::request(file)).dataset;
    QCOMPARE(made::sequence(dataset, 1), "c b a");
    QCOMPARE(dataset.user_raw_ids[1], "u");
    QCOMPARE(dataset.test[1], 1);
    QCOMPARE(dataset.validation[1], 2);
}

void TestImportTables::mapped_columns() {
    QTemporaryDir dir;
    const auto file = made::write(made::path_of(dir) / "t.csv", "3,a,x,u\n2,b,x,u\n1,c,x,u\n");
    auto request = made::request(file);
    request.columns = {"4", "2", "", "1"};
    QCOMPARE(made::sequence(wb::import_dataset(request).dataset, 1), "c b a");
    made::write(file, "When,What,Who\n3,a,u\n2,b,u\n1,c,u\n");
    request.columns = {"Who", "what", "", "When"};
    QCOMPARE(made::sequence(wb::import_dataset(request).dataset, 1), "c b a");
    request.columns = {"Nobody", "what", "", "When"};
    const auto error = made::error_of([&] { wb::import_dataset(request); });
    QVERIFY2(error.find("no column \"Nobody\" for the user") != std::string::npos, error.c_str());
    request.columns = {"Who", "Who", "", ""};
    QVERIFY(made::error_of([&] { wb::import_dataset(request); }).find("same column") != std::string::npos);
}

void TestImportTables::headerless_asks() {
    QTemporaryDir dir;
    const auto file = made::write(made::path_of(dir) / "t.csv", table("", 2, 3));
    const auto error = made::error_of([&] { wb::import_dataset(made::request(file)); });
    QVERIFY2(error.find("not clear which column") != std::string::npos, error.c_str());
    QVERIFY2(error.find("u1,i1,4,1000000001") != std::string::npos, error.c_str());
}

void TestImportTables::amazon_2018_order() {
    std::string text;
    for (int u = 0; u < 4; ++u)
        for (int i = 0; i < 4; ++i) {
            char line[100];
            std::snprintf(line, sizeof line, "B00000000%d,A1234567890%d,5.0,%d\n", i, u, 1000000000 + i);
            text += line;
        }
    QTemporaryDir dir;
    const auto file = made::write(made::path_of(dir) / "Gift.csv", text);
    const auto [dataset, report] = wb::import_dataset(made::request(file));
    QCOMPARE(dataset.user_raw_ids[1], "A12345678900");
    QCOMPARE(dataset.items[1].raw_id, "B000000000");
    QVERIFY(report.notes.at(0).find("item, user, rating, time") != std::string::npos);
}

void TestImportTables::swapped_columns_are_noted() {
    QTemporaryDir dir;
    const auto file = made::write(made::path_of(dir) / "t.csv", table("", 4, 4));
    auto request = made::request(file);
    request.columns = {"1", "2", "4", "3"};
    const auto notes = wb::import_dataset(request).report.notes;
    QCOMPARE(notes.size(), 2u);
    QVERIFY(notes[0].find("may be the time") != std::string::npos);
    QVERIFY(notes[1].find("may be the rating") != std::string::npos);
    request.columns = {"1", "2", "3", "4"};
    QVERIFY(wb::import_dataset(request).report.notes.empty());
}

void TestImportTables::quotes_and_line_ends() {
    QTemporaryDir dir;
    const auto folder = made::path_of(dir);
    made::write(folder / "ratings.csv", "userId,movieId,rating,timestamp\r\n1,1,4.0,1\r\n1,2,4.0,2\r\n1,3,4.0,3\r\n");
    made::write(folder / "movies.csv",
                "movieId,title,genres\r\n1,\"American President, The (1995)\",Comedy|Drama\r\n"
                "2,\"He said \"\"no\"\" (1990)\",(no genres listed)\r\n3,\"Two\r\nlines\",Drama\r\n");
    const auto dataset = wb::import_dataset(made::request(folder)).dataset;
    QCOMPARE(dataset.items[1].title, "The American President (1995)");
    QCOMPARE(dataset.items[1].categories, "Comedy, Drama");
    QCOMPARE(dataset.items[2].title, "He said \"no\" (1990)");
    QCOMPARE(dataset.items[2].categories, "");
    QCOMPARE(dataset.items[2].text, "He said \"no\" (1990)");
    QCOMPARE(dataset.items[3].title, "Two\r\nlines");
    // A quote inside a field that has none at its start is a letter like others.
    const auto plain = made::write(folder / "x/t.csv", "user,item,title\nu,a,5\" disk\nu,b,6\" disk\nu,c,7\" disk\n");
    QCOMPARE(wb::import_dataset(made::request(plain)).dataset.interactions, 3);
    // A quote that is never closed is a bad line and does not swallow the others.
    const auto open = made::write(folder / "y/t.csv", "user,item\nu,a\nu,b\nu,\"c\nu,d\n");
    auto request = made::request(open);
    const auto error = made::error_of([&] { wb::import_dataset(request); });
    QVERIFY2(error.find("Line 4 ") != std::string::npos, error.c_str());
    request.skip_bad_lines = true;
    QCOMPARE(wb::import_dataset(request).dataset.interactions, 3);
}

void TestImportTables::encodings() {
    QTemporaryDir dir;
    const auto folder = made::path_of(dir);
    made::write(folder / "inter.csv", "user,item\nu,1\nu,2\nu,3\n");
    made::write(folder / "items.csv", "id,title\n1,Caf\xC3\xA9\n2,Tea\n3,Milk\n");
    auto result = wb::import_dataset(made::request(folder));
    QCOMPARE(result.dataset.items[1].title, "Caf\xC3\xA9");
    QVERIFY(result.report.notes.size() == 1);  // about the missing times
    made::write(folder / "items.csv", "id,title\n1,Caf\xE9\n2,Tea\n3,Milk\n");
    result = wb::import_dataset(made::request(folder));
    QCOMPARE(result.dataset.items[1].title, "Caf\xC3\xA9");
    QVERIFY(result.report.notes.back().find("ISO-8859-1") != std::string::npos);
}

void TestImportTables::gzip() {
    QTemporaryDir dir;
    const auto path = made::path_of(dir) / "t.csv.gz";
    gzFile out = gzopen(path.c_str(), "wb");
    const auto text = table("user,item,rating,time\n", 300, 300);
    QCOMPARE(gzwrite(out, text.data(), unsigned(text.size())), int(text.size()));
    gzclose(out);
    QCOMPARE(wb::import_dataset(made::request(path)).dataset.interactions, 90000);
    const auto whole = made::read(path);
    made::write(path, whole.substr(0, whole.size() / 2));
    const auto error = made::error_of([&] { wb::import_dataset(made::request(path)); });
    QVERIFY2(error.find("damaged") != std::string::npos, error.c_str());
}

void TestImportTables::items_table_and_pictures() {
    QTemporaryDir dir;
    const auto folder = made::path_of(dir);
    made::write(folder / "inter.csv", "user,item\nu,a.1\nu,b\nu,c\nu,d\n");
    made::write(folder / "items.tsv",
                "id\ttitle\ttext\tcaption\tsummary\timage\na.1\tLamp\tA \"lamp\" text\tA lamp\tLight\t\n"
                "b\tChair\t\t\t\tother/chair.png\nd\tBed\t\t\t\t../outside.png\nunused\tNo\t\t\t\t\n");
    made::write(folder / "images/a.1.jpg", "x");
    made::write(folder / "images/a.1.png", "x");
    made::write(folder / "other/chair.png", "x");
    made::write(folder.parent_path() / (folder.filename().string() + "x") / "c.webp", "x");
    auto request = made::request(folder);
    request.image_folder = folder.parent_path() / (folder.filename().string() + "x");
    const auto [dataset, report] = wb::import_dataset(request);
    std::filesystem::remove_all(request.image_folder);
    QCOMPARE(dataset.item_count(), 4);
    QCOMPARE(dataset.items[1].title, "Lamp");
    QCOMPARE(dataset.items[1].description, "A \"lamp\" text");
    QCOMPARE(dataset.items[1].text, "Lamp. A \"lamp\" text");
    QCOMPARE(dataset.items[1].caption, "A lamp");
    QCOMPARE(dataset.items[1].summary, "Light");
    QCOMPARE(dataset.items[1].image, (folder / "images/a.1.jpg").string());
    QCOMPARE(dataset.items[2].image, (folder / "other/chair.png").string());
    QCOMPARE(dataset.items[3].image, (request.image_folder / "c.webp").string());
    QCOMPARE(dataset.items[3].title, "");
    QCOMPARE(dataset.items[4].image, "");
    QCOMPARE(report.items_with_image, 3);
    QCOMPARE(report.items_with_title, 3);
    request.image_folder = folder / "nowhere";
    QVERIFY(made::error_of([&] { wb::import_dataset(request); }).find("picture folder") != std::string::npos);
}

void TestImportTables::sequences() {
    QTemporaryDir dir;
    const auto file = made::write(made::path_of(dir) / "s.txt", "2 9 8 7 9\n1 7 8 9\n3 7\n10 9 8\n");
    auto request = made::request(file, 0, 0);
    const auto [dataset, report] = wb::import_dataset(request);
    QCOMPARE(dataset.user_count(), 4);
    QCOMPARE(dataset.user_raw_ids, (std::vector<std::string>{"", "1", "2", "3", "10"}));
    QCOMPARE(made::sequence(dataset, 2), "9 8 7 9");
    QCOMPARE(dataset.test[2], 3);
    QCOMPARE(report.duplicate_pairs, 1);
    QCOMPARE(report.tied_interactions, 0);
    QCOMPARE(dataset.test[3], 0);  // fewer than three: training alone
    QCOMPARE(dataset.train[4], (std::vector<wb::ItemId>{3, 2}));
    QVERIFY(report.notes.back().starts_with("2 users"));
}

void TestImportTables::pairs() {
    QTemporaryDir dir;
    const auto file = made::write(made::path_of(dir) / "s.txt", "1 30\n1 20\n2 20\n1 10\n2 10\n2 30\n");
    const auto dataset = wb::import_dataset(made::request(file, 1, 1)).dataset;
    QCOMPARE(made::sequence(dataset, 1), "30 20 10");
    QCOMPARE(made::sequence(dataset, 2), "20 10 30");
}

void TestImportTables::ready_split_with_gaps() {
    QTemporaryDir dir;
    const auto folder = made::path_of(dir);
    made::write(folder / "train.txt", "5 30 10\n7 20\n9 40 40\n");
    made::write(folder / "val.txt", "5 20\n7 10\n");
    made::write(folder / "test.txt", "5 40\n7 30\n");
    made::write(folder / "items.tsv", "item\traw_id\ttitle\n10\tX\tTen\n50\tY\tFifty\n");
    const auto dataset = wb::import_dataset(made::request(folder)).dataset;
    QCOMPARE(dataset.item_count(), 5);
    QCOMPARE(dataset.items[1].raw_id, "X");
    QCOMPARE(dataset.items[1].title, "Ten");
    QCOMPARE(dataset.items[2].raw_id, "20");
    QCOMPARE(dataset.items[5].title, "Fifty");
    QCOMPARE(made::sequence(dataset, 1), "30 X 20 40");
    QCOMPARE(dataset.test[3], 0);
    QCOMPARE(dataset.history(1, false), (std::vector<wb::ItemId>{3, 1}));
    QCOMPARE(dataset.history(1, true), (std::vector<wb::ItemId>{3, 1, 2}));
    QCOMPARE(wb::train_popularity(dataset), (std::vector<std::int64_t>{0, 1, 1, 1, 2, 0}));
    // Several true items in a line, as other programs write them.
    made::write(folder / "test.txt", "5 40 50\n7 30\n");
    const auto several = wb::import_dataset(made::request(folder)).dataset;
    QVERIFY(dataset.leave_one_out() && !several.leave_one_out());
    QCOMPARE(several.test.of(1).size(), std::size_t{2});
    QCOMPARE(several.interactions, dataset.interactions + 1);
}

void TestImportTables::bad_ready_splits() {
    QTemporaryDir dir;
    const auto folder = made::path_of(dir);
    const auto error = [&] { return made::error_of([&] { wb::import_dataset(made::request(folder)); }); };
    made::write(folder / "train.txt", "1 1 2\n2 2 1\n");
    made::write(folder / "val.txt", "1 3\n2\n");
    made::write(folder / "test.txt", "1 4\n");
    QVERIFY2(error().find("Line 2 of") != std::string::npos, error().c_str());
    made::write(folder / "val.txt", "1 3\n3 4\n");
    QVERIFY2(error().find("User 3") != std::string::npos, error().c_str());
    made::write(folder / "val.txt", "1 3\n1 4\n");
    QVERIFY2(error().find("stands twice") != std::string::npos, error().c_str());
    made::write(folder / "val.txt", "1 3\n");
    QCOMPARE(error(), std::string());
}

void TestImportTables::min_rating_and_title_come_first() {
    QTemporaryDir dir;
    const auto folder = made::path_of(dir);
    // u2 has three interactions of rating 4 and more only on paper: "d" has no title.
    made::write(folder / "t.csv",
                "user,item,rating,time\nu1,a,4,1\nu1,b,4,2\nu1,c,3.9,3\nu1,c,4,4\nu2,a,5,1\nu2,b,5,2\nu2,d,5,3\n");
    made::write(folder / "items.csv", "id,title\na,A\nb,B\nc,C\nd,\n");
    auto request = made::request(folder, 3, 1);
    request.filter.min_rating = 4;
    request.require_title = true;
    const auto [dataset, report] = wb::import_dataset(request);
    QCOMPARE(dataset.user_count(), 1);
    QCOMPARE(made::sequence(dataset, 1), "a b c");
    QCOMPARE(report.steps.size(), 4u);
    QCOMPARE(report.steps[0].interactions, 7);
    QCOMPARE(report.steps[1].step, "min_rating");
    QCOMPARE(report.steps[1].interactions, 6);
    QCOMPARE(report.steps[2].step, "title");
    QCOMPARE(report.steps[2].interactions, 5);
    QCOMPARE(report.steps[3].interactions, 3);
    QCOMPARE(report.duplicate_pairs, 1);
    QCOMPARE(report.digests.size(), 2u);
    QCOMPARE(report.digests[0].second.size(), 64u);
}

void TestImportTables::every_step_is_told() {
    QTemporaryDir dir;
    const auto file = made::write(made::path_of(dir) / "t.csv",
                                  "user,item,rating,time\nu,a,4,1\nu,b,4,2\nu,c,4,3\nu,d,1,4\nv,a,4,1\nv,b,4,2\n");
    auto request = made::request(file);
    request.filter.min_rating = 2;
    std::vector<wb::StepCount> told;
    const wb::ImportProgress progress([](const std::string&, double) {},
                                      [&](const wb::StepCount& step) { told.push_back(step); });
    const auto report = wb::import_dataset(request, {}, progress).report;
    QCOMPARE(told.size(), report.steps.size());
    QCOMPARE(told.size(), 3u);
    for (std::size_t i = 0; i < told.size(); ++i) {
        QCOMPARE(told[i].step, report.steps[i].step);
        QCOMPARE(told[i].interactions, report.steps[i].interactions);
    }
    QCOMPARE(told[0].interactions, 6);
    QCOMPARE(told[1].interactions, 5);
    QCOMPARE(told[2].users, 1);
}

void TestImportTables::bad_lines() {
    QTemporaryDir dir;
    const auto file =
        made::write(made::path_of(dir) / "t.csv",
                    "user,item,rating,time\nu,a,4,1\nu,b,many,2\nu,b\nu,b,4,n/a\n,b,4,2\nu,b,4,2\nu,c,4,3\n");
    auto request = made::request(file);
    const auto error = made::error_of([&] { wb::import_dataset(request); });
    QVERIFY2(error.find("Line 3 of \"" + file.string() + "\"") != std::string::npos, error.c_str());
    QVERIFY2(error.find("u,b,many,2") != std::string::npos, error.c_str());
    QVERIFY2(error.find("--skip-bad-lines") != std::string::npos, error.c_str());
    QVERIFY_EXCEPTION_THROWN(wb::import_dataset(request), wb::BadLineError);
    request.skip_bad_lines = true;
    const auto [dataset, report] = wb::import_dataset(request);
    QCOMPARE(dataset.interactions, 3);
    QCOMPARE(report.lines_read, 7);
    QCOMPARE(report.lines_refused, 4);
    QCOMPARE(report.first_refused.size(), 3u);
    QCOMPARE(report.first_refused[1].line, 4);
    QCOMPARE(report.first_refused[2].text, "u,b,4,n/a");
    made::write(file, "user,item\nu,a\nu,b\nu,c\n" + std::string(500, 'x') + "\n");
    const auto longer = made::error_of([&] { wb::import_dataset(made::request(file)); });
    QVERIFY(longer.find(std::string(200, 'x') + "...") != std::string::npos);
    QVERIFY(longer.find(std::string(201, 'x')) == std::string::npos);
}

void TestImportTables::wrong_input_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("as_folder");
    QTest::addColumn<QString>("says");
    QTest::newRow("missing") << "nowhere/x.csv" << QByteArray() << false << "does not exist";
    QTest::newRow("empty file") << "a.csv" << QByteArray("") << false << "is empty";
    QTest::newRow("binary") << "a.csv" << QByteArray("user,item\nu\0,a\n", 15) << false << "not a text file";
    QTest::newRow("UTF-16") << "a.csv" << QByteArray("\xFF\xFEu\0s\0", 6) << false << "UTF-16";
    QTest::newRow("folder with prose") << "README" << QByteArray("This is a text of some words\nand lines\n") << true
                                       << "No interactions were recognised";
    QTest::newRow("folder with empty file") << "a.csv" << QByteArray("\n") << true << "a.csv (empty)";
    QTest::newRow("items alone") << "items.csv" << QByteArray("id,title\n1,A\n") << true << "No interactions";
    QTest::newRow("header alone") << "a.csv" << QByteArray("user,item,rating,time\n") << false
                                  << "No interactions could be read";
}

void TestImportTables::wrong_input() {
    QFETCH(QString, name);
    QFETCH(QByteArray, bytes);
    QFETCH(bool, as_folder);
    QFETCH(QString, says);
    QTemporaryDir dir;
    auto path = made::path_of(dir) / name.toStdString();
    if (!name.startsWith("nowhere")) made::write(path, bytes.toStdString());
    const auto error =
        made::error_of([&] { wb::import_dataset(made::request(as_folder ? path.parent_path() : path)); });
    QVERIFY2(error.find(says.toStdString()) != std::string::npos, error.c_str());
}

void TestImportTables::bounds() {
    QTemporaryDir dir;
    const auto file = made::write(made::path_of(dir) / "t.csv", table("user,item,rating,time\n", 4, 5));
    const auto error = [&](int uc, int sc, double rating = 0) {
        auto request = made::request(file, uc, sc);
        request.filter.min_rating = rating;
        return made::error_of([&] { wb::import_dataset(request); });
    };
    QVERIFY(error(0, 5).find("at least 3") != std::string::npos);
    QVERIFY(error(1, 5).find("at least 3") != std::string::npos);
    QVERIFY(error(-1, 5).find("not possible") != std::string::npos);
    QVERIFY(error(6, 1).find("min_uc 6 and min_sc 1") != std::string::npos);
    QVERIFY(error(5, 5).find("4 users, 5 items and 20 interactions") != std::string::npos);
    QVERIFY(error(3, 3, 4.5).find("min_rating 4.5") != std::string::npos);
    QCOMPARE(error(5, 4), std::string());
    made::write(file, table("user,item,x,time\n", 4, 5));
    QVERIFY(error(3, 3, 4.5).find("no column with ratings") != std::string::npos);
    auto request = made::request(file);
    for (const char* name : {"", "../x", "a b", ".hidden", "-x"}) {
        request.dataset_code = name;
        QVERIFY2(made::error_of([&] { wb::import_dataset(request); }).find("name of a dataset") != std::string::npos,
                 name);
    }
}

void TestImportTables::stops() {
    QTemporaryDir dir;
    const auto file = made::write(made::path_of(dir) / "t.csv", table("user,item,rating,time\n", 200, 200));
    wb::StopToken stop;
    int calls = 0;
    const auto progress = [&](const std::string& phase, double share) {
        if (phase == "read" && share > 0.3) stop.request_stop();
        ++calls;
    };
    QVERIFY_EXCEPTION_THROWN(wb::import_dataset(made::request(file), stop, progress), wb::Stopped);
    QVERIFY(calls > 2);
}

QTEST_APPLESS_MAIN(TestImportTables)
#include "tst_import_tables.moc"
