// The trust report: each fault is put into made files, and its finding must come with the right number.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>
#include <nlohmann/json.hpp>

#include "dataset/data_checks.h"
#include "dataset/prepare.h"
#include "dataset/prepared_meta.h"
#include "foundation/number_text.h"
#include "tests/dataset/made_files.h"

class TestDataChecks : public QObject {
    Q_OBJECT
  private slots:
    void clean_data_has_no_warning();
    void same_title_on_most_records();
    void same_title_in_a_table();
    void repeated_records();
    void residue_in_titles();
    void script_in_descriptions();
    void missing_titles_and_pictures();
    void ties();
    void times_data();
    void times();
    void ratings_data();
    void ratings();
    void swapped_ids();
    void records_of_other_data();
    void repeated_pairs_and_targets();
    void cold_items();
    void refused_lines();
    void filters();
    void nothing_left_names_every_step();
    void stored_and_read_back();
    void reused_folder_gets_new_findings();
    void number_texts();
    void real_data();
};

namespace {

using Severity = wb::DataFinding::Severity;

const wb::DataFinding* find(const std::vector<wb::DataFinding>& findings, const std::string& code) {
    for (const auto& finding : findings)
        if (finding.code == code) return &finding;
    return nullptr;
}

/// 120 users with 5 of 30 items each, all at different times, ratings 1 to 5.
std::string interactions(const std::string& more = {}) {
    std::string text = "user,item,rating,time\n";
    for (int u = 0; u < 120; ++u)
        for (int i = 0; i < 5; ++i)
            text += "u" + std::to_string(u) + ",i" + std::to_string(10 + (u * 7 + i * 3) % 30) + "," +
                    std::to_string(1 + i) + "," + std::to_string(900000000 + u * 86413 + i * 1001) + "\n";
    return text + more;
}

std::string items() {
    std::string text = "id,title\n";
    for (int i = 10; i < 40; ++i) text += "i" + std::to_string(i) + ",Title " + std::to_string(i) + "\n";
    return text;
}

struct Made {
    QTemporaryDir dir;
    std::filesystem::path folder = made::path_of(dir) / "raw";
    wb::ImportRequest request;
    Made(const std::string& table, const std::string& item_table = items(),
         const std::string& item_file = "items.csv") {
        made::write(folder / "inter.csv", table);
        if (!item_table.empty()) made::write(folder / item_file, item_table);
        request = made::request(folder, 3, 1);
    }
    std::vector<wb::DataFinding> findings() const { return wb::import_dataset(request).report.findings; }
};

#define HAS(findings, code, kind, words)                                                 \
    {                                                                                    \
        const std::vector<wb::DataFinding> found = findings;                             \
        const auto* finding = find(found, code);                                         \
        QVERIFY2(finding, code " is missing");                                           \
        QCOMPARE(int(finding->severity), int(Severity::kind));                           \
        QVERIFY2(finding->text.find(words) != std::string::npos, finding->text.c_str()); \
    }

std::string amazon_reviews() {
    std::string text;
    for (int u = 0; u < 100; ++u)
        for (int i = 0; i < 4; ++i)
            text += "A12345678" + std::to_string(100 + u) + ",B0000000" + std::to_string(10 + (u + i * 3) % 40) +
                    ",5.0," + std::to_string(900000000 + u * 7001 + i * 86000) + "\n";
    return text;
}

}  // namespace

void TestDataChecks::clean_data_has_no_warning() {
    const Made data(interactions());
    const auto findings = data.findings();
    for (const auto& finding : findings)
        if (finding.severity != Severity::good) QCOMPARE(finding.code, "pictures_missing");
    HAS(findings, "titles_missing", good, "Every item has a title.");
    HAS(findings, "ties_at_split", good, "No user");
    HAS(findings, "times_range", good, "from 1998-07-09 to 1998-11-05");
    HAS(findings, "items_repeated", good, "same id");
    HAS(findings, "pairs_repeated", good, "twice");
    HAS(findings, "targets_seen", good, "No true item");
    HAS(findings, "items_cold", good, "Every item");
    HAS(findings, "ratings_vary", good, "from 1 to 5");
}

/// Magazine_Subscriptions (2018) in small: a piece of a page is the title of most records.
void TestDataChecks::same_title_on_most_records() {
    std::string records;
    for (int i = 0; i < 50; ++i)
        records += R"({"asin": "B0000000)" + std::to_string(10 + i) + R"(", "title": ")" +
                   (i % 10 == 0 ? "Good " + std::to_string(i)
                                : std::string(R"(<span class=\"a-size-medium a-color-secondary\")")) +
                   "\"}\n";
    Made data(interactions(), "");
    std::filesystem::remove(data.folder / "inter.csv");
    made::write(data.folder / "ratings_X.csv", amazon_reviews());
    made::write(data.folder / "meta_X.json", records);
    const auto findings = data.findings();
    QCOMPARE(findings.front().severity, Severity::warning);  // said before anything else
    HAS(findings, "titles_same", warning, "Most items have one and the same title: 45 of 50 item records (90 %)");
    HAS(findings, "titles_same", warning, "was left out, so these items have no title");
    QVERIFY(find(findings, "titles_same")->examples.at(0).starts_with("<span class"));
    QVERIFY(find(findings, "titles_same")->advice.find("--require-title") != std::string::npos);
    HAS(findings, "titles_markup", warning, "45 of 50 item records hold HTML in their title");
    HAS(findings, "titles_missing", warning, "36 of 40 items (90 %) have no title");
}

void TestDataChecks::same_title_in_a_table() {
    std::string table = "id,title\n";
    for (int i = 10; i < 40; ++i)
        table += "i" + std::to_string(i) + (i < 16 ? ",Lamp\n" : ",T" + std::to_string(i) + "\n");
    const Made data(interactions(), table);
    const auto findings = data.findings();
    HAS(findings, "titles_same", warning, "Many items have the same title: 6 of 30 item records (20 %)");
    QCOMPARE(find(findings, "titles_same")->examples, std::vector<std::string>{"Lamp"});
    HAS(findings, "titles_same", warning, "so have 6 of the 30 titled items that are left");
    // On records alone, which nobody interacted with, it is worth no more than a notice.
    for (int i = 50; i < 100; ++i) table += "x" + std::to_string(i) + ",Bed\n";
    for (int i = 0; i < 6; ++i) table += "i1" + std::to_string(i) + ",N" + std::to_string(i) + "\n";
    const Made others(interactions(), table);
    HAS(others.findings(), "titles_same", notice,
        "50 of 86 item records (58 %); so have 0 of the 30 titled items that are left");
}

void TestDataChecks::repeated_records() {
    const Made same(interactions(), items() + "i10,Title 10\ni10,Title 10\ni11,Title 11\n");
    auto findings = same.findings();
    HAS(findings, "items_repeated", notice, "3 of 33 item records repeat the id of an earlier one (2 ids have");
    QCOMPARE(find(findings, "items_repeated")->examples, (std::vector<std::string>{"i10", "i11"}));
    const Made other(interactions(), items() + "i10,Other\ni11,Title 11\n");
    findings = other.findings();
    HAS(findings, "items_repeated", warning, "For 1 of them the records differ");
}

void TestDataChecks::residue_in_titles() {
    const Made data(interactions(), items() + "i10,Salt &amp; Co\ni11,<b>Bold</b>\n");
    const auto findings = data.findings();
    HAS(findings, "titles_entities", warning, "1 title holds HTML entities");  // tables are read as they stand
    HAS(findings, "titles_markup", warning,
        "1 of 32 item records hold HTML in their title; after clean-up 1 title does");
    QCOMPARE(find(findings, "titles_markup")->examples, std::vector<std::string>{"<b>Bold</b>"});
}

void TestDataChecks::script_in_descriptions() {
    std::string table = "id,title,description\n";
    for (int i = 10; i < 40; ++i)
        table += "i" + std::to_string(i) + ",T" + std::to_string(i) +
                 (i == 12 ? ",var t = (new Date).getTime();\n" : ",x\n");
    const Made data(interactions(), table);
    const auto findings = data.findings();
    HAS(findings, "script_residue", warning, "and so does 1 description of the items");
    QVERIFY(find(findings, "script_residue")->advice.find("--text-fields") != std::string::npos);
}

void TestDataChecks::missing_titles_and_pictures() {
    Made none(interactions(), "");
    auto findings = none.findings();
    HAS(findings, "titles_missing", notice, "No item has a title");
    QVERIFY(find(findings, "titles_missing")->advice.find("--raw") != std::string::npos);
    HAS(findings, "pictures_missing", notice, "No item has a picture");
    const Made some(interactions(), "id,title\ni10,A\ni11,B\n");
    findings = some.findings();
    HAS(findings, "titles_missing", warning, "28 of 30 items (93 %) have no title");
    Made pictures(interactions(), "id,title,imurl\ni10,A,http://localhost/a.png\n");
    for (int i = 10; i < 39; ++i) made::write(pictures.folder / "images" / ("i" + std::to_string(i) + ".png"), "x");
    findings = pictures.findings();
    HAS(findings, "pictures_missing", notice, "1 of 30 items (3 %) have no picture");
    QVERIFY(find(findings, "pictures_missing")->advice.find("for 1 item;") != std::string::npos);
}

void TestDataChecks::ties() {
    // Five more users whose last two times are equal: 5 of 125, then 20 of 140.
    const auto tied = [](int users) {
        std::string more;
        for (int u = 0; u < users; ++u)
            for (int i = 0; i < 4; ++i)
                more += "t" + std::to_string(u) + ",i" + std::to_string(10 + i) + ",3," +
                        std::to_string(900000001 + std::min(i, 2)) + "\n";
        return interactions(more);
    };
    const Made few(tied(5));
    auto findings = few.findings();
    HAS(findings, "ties_at_split", notice, "5 of 125 users (4 %) have equal times");
    const Made many(tied(20));
    findings = many.findings();
    HAS(findings, "ties_at_split", warning, "20 of 140 users (14 %)");
    QVERIFY(find(findings, "ties_at_split")->advice.find("file_order") != std::string::npos);
}

void TestDataChecks::times_data() {
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("code");
    QTest::newRow("none") << 0 << "times_missing";
    QTest::newRow("all the same") << 1 << "times_constant";
    QTest::newRow("whole days") << 2 << "times_whole_days";
    QTest::newRow("one of 1970") << 3 << "times_early";
    QTest::newRow("milliseconds") << 4 << "times_range";
}

void TestDataChecks::times() {
    QFETCH(int, kind);
    QFETCH(QString, code);
    std::string table = kind == 0 ? "user,item\n" : "user,item,rating,time\n";
    for (int u = 0; u < 100; ++u)
        for (int i = 0; i < 4; ++i) {
            table += "u" + std::to_string(u) + ",i" + std::to_string(10 + (u + i) % 30);
            const std::int64_t time = kind == 1   ? 900000000
                                      : kind == 2 ? (10000 + u * 4 + i) * std::int64_t{86400}
                                      : kind == 3 ? (u + i == 0 ? 0 : 900000000 + u * 5 + i)
                                                  : (900000000 + u * 5 + i) * std::int64_t{1000};
            if (kind > 0) table += "," + std::to_string(u % 5) + "," + std::to_string(time);
            table += "\n";
        }
    const Made data(table);
    const auto findings = data.findings();
    QVERIFY2(find(findings, code.toStdString()), qPrintable(code));
    if (kind == 4) HAS(findings, "times_range", good, "from 1998-07-09 to 1998-07-09");
}

void TestDataChecks::ratings_data() {
    QTest::addColumn<QString>("rating");
    QTest::addColumn<QString>("code");
    QTest::newRow("constant") << "5"
                              << "ratings_constant";
    QTest::newRow("times") << "978300760"
                           << "ratings_huge";
}

void TestDataChecks::ratings() {
    QFETCH(QString, rating);
    QFETCH(QString, code);
    std::string table = "user,item,rating,time\n";
    for (int u = 0; u < 100; ++u)
        for (int i = 0; i < 4; ++i)
            table += "u" + std::to_string(u) + ",i" + std::to_string((u + i) % 30) + "," + rating.toStdString() +
                     "," + std::to_string(i) + "\n";
    const Made data(table);
    QVERIFY2(find(data.findings(), code.toStdString()), qPrintable(code));
}

void TestDataChecks::swapped_ids() {
    std::string table = "item,user,rating,time\n";
    for (int u = 0; u < 100; ++u)
        for (int i = 0; i < 4; ++i)
            table += "A12345678" + std::to_string(100 + i + u % 20) + ",B000000" + std::to_string(100 + u) + ",5," +
                     std::to_string(i) + "\n";
    const Made data(table, "");
    HAS(data.findings(), "ids_swapped", warning, "look like product ids");
    // Any ids: the records name what the interactions call users.
    std::string records = "id,title\n";
    for (int u = 0; u < 120; ++u) records += "u" + std::to_string(u) + ",T" + std::to_string(u) + "\n";
    const Made other(interactions(), records);
    HAS(other.findings(), "ids_swapped", warning, "120 users and 0 items");
}

void TestDataChecks::records_of_other_data() {
    const Made data(interactions(), "id,title\nx1,A\nx2,B\n");
    HAS(data.findings(), "records_unmatched", warning, "None of the 2 item records");
}

void TestDataChecks::repeated_pairs_and_targets() {
    // u0 has i10 i13 i16 i19 i22; it takes i10 again at the end, u1 one of its training items twice in a row.
    const Made data(interactions("u0,i10,3,990000000\nu1,i17,3,900086414\n"));
    const auto findings = data.findings();
    HAS(findings, "pairs_repeated", notice, "2 interactions repeat an item");
    HAS(findings, "targets_seen", notice, "1 of 240 true items");
}

void TestDataChecks::cold_items() {
    const Made data(interactions("u0,new1,3,990000000\nu1,new2,3,990000000\n"));
    HAS(data.findings(), "items_cold", notice,
        "2 of 32 items are never in a training sequence, and 2 of 240 true items");
}

void TestDataChecks::refused_lines() {
    Made data(interactions("u1,i10,x,5\nu1,,3,5\n"));
    data.request.skip_bad_lines = true;
    const auto findings = data.findings();
    HAS(findings, "lines_refused", warning, "2 lines could not be read and were left out");
    QCOMPARE(find(findings, "lines_refused")->examples.size(), 2u);
}

void TestDataChecks::filters() {
    Made data(interactions());
    data.request.filter.min_rating = 3;
    auto findings = data.findings();
    HAS(findings, "filters", good, "kept 360 of 600 interactions (60 %): read: 120 users");
    std::string one_timers;
    for (int u = 0; u < 1500; ++u) one_timers += "x" + std::to_string(u) + ",i10,3,1\n";
    const Made lost(interactions(one_timers));
    findings = lost.findings();
    HAS(findings, "filters", notice, "kept 600 of 2,100 interactions (29 %)");
    const Made small("user,item,time\nu,a,1\nu,b,2\nu,c,3\n", "");
    HAS(small.findings(), "few_users", warning, "Only 1 user is left");
}

void TestDataChecks::nothing_left_names_every_step() {
    Made data(interactions());
    data.request.filter.min_rating = 4;
    data.request.filter.min_uc = 10;
    const auto error = made::error_of([&] { data.findings(); });
    QVERIFY2(error.find("120 users, 30 items and 600 interactions; after the step \"min_rating\" 120 users, 30 items "
                        "and 240 interactions") != std::string::npos,
             error.c_str());
}

void TestDataChecks::stored_and_read_back() {
    const Made data(interactions(), items() + "i10,Other\n");
    const auto result = wb::prepare_dataset(data.request, made::path_of(data.dir) / "ws", {0, 42});
    const auto report = wb::read_prepared_meta(result.info.folder).report_json;
    const auto stored = wb::stored_findings(report);
    QCOMPARE(stored.size(), result.report.findings.size());
    for (std::size_t i = 0; i < stored.size(); ++i) {
        QCOMPARE(stored[i].code, result.report.findings[i].code);
        QCOMPARE(int(stored[i].severity), int(result.report.findings[i].severity));
        QCOMPARE(stored[i].text, result.report.findings[i].text);
        QCOMPARE(stored[i].advice, result.report.findings[i].advice);
        QCOMPARE(stored[i].examples, result.report.findings[i].examples);
    }
    QCOMPARE(nlohmann::json::parse(report).at("item_records").at("ids_differing").get<int>(), 1);
    QVERIFY(wb::stored_findings("{}").empty());
    QVERIFY(!made::error_of([] { wb::stored_findings(R"({"findings":[{"code":1}]})"); }).empty());
}

void TestDataChecks::reused_folder_gets_new_findings() {
    const Made data(interactions());
    const auto ws = made::path_of(data.dir) / "ws";
    const auto folder = wb::prepare_dataset(data.request, ws, {0, 42}).info.folder;
    auto meta = nlohmann::json::parse(made::read(folder / "meta.json"));
    meta["report"].erase("findings");  // as an older program left it
    made::write(folder / "meta.json", meta.dump());
    const auto again = wb::prepare_dataset(data.request, ws, {0, 42});
    QCOMPARE(again.reused, true);
    QCOMPARE(wb::stored_findings(wb::read_prepared_meta(folder).report_json).size(), again.report.findings.size());
    QVERIFY(!again.report.findings.empty());
    // What was reported about the folder itself stays, and nothing is written where nothing is new.
    meta = nlohmann::json::parse(made::read(folder / "meta.json"));
    meta["report"]["pictures"] = {{"outcomes", 1}};
    meta["report"]["side_texts"] = nlohmann::json::array({{{"source", "captions.csv"}}});
    const auto with_more = meta.dump(2) + "\n";
    made::write(folder / "meta.json", with_more);
    QCOMPARE(wb::prepare_dataset(data.request, ws, {0, 42}).reused, true);
    QCOMPARE(made::read(folder / "meta.json"), with_more);
}

void TestDataChecks::number_texts() {
    QCOMPARE(wb::grouped(0), "0");
    QCOMPARE(wb::grouped(999), "999");
    QCOMPARE(wb::grouped(1000), "1,000");
    QCOMPARE(wb::grouped(-1234567), "-1,234,567");
    QCOMPARE(wb::percent(0, 0), "0 %");
    QCOMPARE(wb::percent(0, 5), "0 %");
    QCOMPARE(wb::percent(1, 1000), "less than 1 %");
    QCOMPARE(wb::percent(999, 1000), "more than 99 %");
    QCOMPARE(wb::percent(1, 3), "33 %");
    QCOMPARE(wb::percent(5, 5), "100 %");
    QCOMPARE(wb::counted(1, "item", "items"), "1 item");
    QCOMPARE(wb::counted(0, "item", "items"), "0 items");
}

void TestDataChecks::real_data() {
    REQUIRE_SHARED_DATA(data);
    auto findings = wb::import_dataset(made::request(data / "data/ml-100k", 5, 5)).report.findings;
    HAS(findings, "ties_at_split", warning, "600 of 943 users (64 %)");  // spec/datasets.md 4.3
    HAS(findings, "titles_missing", good, "Every item");
    QVERIFY(!find(findings, "titles_same"));
    findings = wb::import_dataset(made::request(data / "data/ml-latest-small", 5, 5)).report.findings;
    HAS(findings, "ties_at_split", warning, "137 of 610 users");
}

QTEST_APPLESS_MAIN(TestDataChecks)
#include "tst_data_checks.moc"
