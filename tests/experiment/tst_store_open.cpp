// Opening the store: fresh, migrated, newer, foreign and broken files, and several programs at once.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/stat.h>

#include <QTemporaryDir>

#include "experiment/store_impl.h"
#include "experiment/store_test_helpers.h"

using namespace store_test;
namespace fs = std::filesystem;

class TestStoreOpen : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    int next_ = 0;
    fs::path fresh_path() {
        return fs::path(dir_.path().toStdString()) / ("store" + std::to_string(++next_) + ".sqlite");
    }
    static std::vector<fs::path> fixtures() {
        std::vector<fs::path> found;
        for (const auto& entry : fs::directory_iterator(fs::path(WB_TEST_GOLDENS) / "store"))
            if (entry.path().extension() == ".sql") found.push_back(entry.path());
        return found;
    }

  private slots:
    void a_fresh_file_is_marked_as_ours() {
        const fs::path file = fresh_path();
        {
            wb::Store store(file);
            QVERIFY(!store.read_only());
        }
        const int head = wb::schema_migrations().back().version;
        QCOMPARE(raw_text(file, "PRAGMA user_version"), std::to_string(head) + "|\n");
        QCOMPARE(raw_text(file, "PRAGMA application_id"), std::to_string(wb::store_detail::application_id) + "|\n");
        QCOMPARE(raw_text(file, "PRAGMA journal_mode"), std::string("wal|\n"));
        QVERIFY(!fs::exists(file.string() + ".bak-0"));
    }

    void an_old_file_migrates_with_its_rows_data() {
        QTest::addColumn<QString>("dump");
        for (const fs::path& dump : fixtures())
            QTest::newRow(dump.stem().c_str()) << QString::fromStdString(dump.string());
    }
    void an_old_file_migrates_with_its_rows() {
        QFETCH(QString, dump);
        const fs::path file = fresh_path(), fresh = fresh_path();
        raw_exec(file, bytes_of(dump.toStdString()));
        wb::Store store(file);
        { wb::Store other(fresh); }
        QVERIFY(!store.read_only());
        QCOMPARE(schema_of(file), schema_of(fresh));
        QCOMPARE(raw_text(file, "PRAGMA foreign_key_check"), std::string());

        const auto runs = store.list_runs(true);
        QCOMPARE(runs.size(), std::size_t{2});
        const wb::RunRow& run = runs[1];
        QCOMPARE(run.id, 1);
        QCOMPARE(run.name, std::string("first"));
        QCOMPARE(run.status, wb::RunStatus::finished);
        QCOMPARE(run.seed, std::uint64_t{18446744073709551615U});
        QCOMPARE(run.tags, (std::vector<std::string>{"b", "a"}));
        QCOMPARE(run.metrics.at("stage1/test/recall@10"), 0.25);
        QVERIFY(std::isnan(run.metrics.at("stage1/test/mrr")));
        QVERIFY(runs[0].deleted);
        const auto series = store.series(1);
        QCOMPARE(series.size(), std::size_t{1});
        QCOMPARE(series[0].best, 2.0);
        QCOMPARE(store.points(series[0].id).size(), std::size_t{3});
        const auto detail = store.user_detail(1, 1, "test", 7);
        QVERIFY(detail.has_value());
        QCOMPARE(detail->items, (std::vector<std::int32_t>{3, 1}));
        QCOMPARE(detail->scores, (std::vector<float>{1.5F, -2.0F}));
        QCOMPARE(store.warnings(1).size(), std::size_t{1});
    }

    void steps_one_by_one_give_what_all_steps_give() {
        const std::vector<wb::SchemaMigration> three{
            {1, "CREATE TABLE a (x INTEGER);"},
            {2, "ALTER TABLE a ADD COLUMN y TEXT NOT NULL DEFAULT 'new'; CREATE TABLE b (z REAL);"},
            {3, "CREATE INDEX a_x ON a (x);"}};
        const fs::path slow = fresh_path(), fast = fresh_path();
        for (std::size_t count = 1; count <= 3; ++count) {
            SQLite::Database db(slow.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
            wb::store_detail::migrate(db, slow, {three.begin(), three.begin() + static_cast<std::ptrdiff_t>(count)});
            if (count == 1) db.exec("INSERT INTO a (x) VALUES (42)");
        }
        {
            SQLite::Database db(fast.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
            wb::store_detail::migrate(db, fast, three);
        }
        QCOMPARE(schema_of(slow), schema_of(fast));
        QCOMPARE(raw_text(slow, "SELECT x, y FROM a"), std::string("42|new|\n"));
        // Before each step a copy of the older state was made.
        QCOMPARE(raw_text(slow.string() + ".bak-1", "PRAGMA user_version"), std::string("1|\n"));
        QCOMPARE(raw_text(slow.string() + ".bak-1", "SELECT x FROM a"), std::string("42|\n"));
        QCOMPARE(raw_text(slow.string() + ".bak-2", "PRAGMA user_version"), std::string("2|\n"));
        QVERIFY(!fs::exists(fast.string() + ".bak-0"));
        for (const auto& entry : fs::directory_iterator(slow.parent_path()))
            QVERIFY2(entry.path().string().find(".part-") == std::string::npos, entry.path().c_str());
    }

    void a_failing_step_changes_nothing() {
        const fs::path file = fresh_path();
        SQLite::Database db(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        wb::store_detail::migrate(db, file, {{1, "CREATE TABLE a (x INTEGER);"}});
        QVERIFY_EXCEPTION_THROWN(wb::store_detail::migrate(db, file,
                                                           {{1, "CREATE TABLE a (x INTEGER);"},
                                                            {2, "CREATE TABLE b (x INTEGER);"},
                                                            {3, "CREATE TABLE a (again INTEGER);"}}),
                                 SQLite::Exception);
        QCOMPARE(wb::store_detail::user_version(db), 1);
        QVERIFY(!db.tableExists("b"));
    }

    void a_newer_schema_is_for_reading_only() {
        const fs::path file = fresh_path();
        wb::RunId id = 0;
        {
            wb::Store store(file);
            id = store.create_run(simple_run("kept"));
        }
        raw_exec(file, "PRAGMA user_version = 9999");
        wb::Store store(file);
        QVERIFY(store.read_only());
        QVERIFY(store.read_only_reason().find("newer version") != std::string::npos);
        QCOMPARE(store.list_runs().size(), std::size_t{1});
        QCOMPARE(store.find_run(id)->name, std::string("kept"));
        QVERIFY(store.mark_interrupted().empty());
        for (const std::function<void()>& write : std::vector<std::function<void()>>{
                 [&] { store.create_run(simple_run()); }, [&] { store.set_note(id, "x"); },
                 [&] { store.claim(id, wb::Owner::self()); }, [&] { store.request(id, wb::ControlCommand::stop); },
                 [&] { store.append(id, 1, {scalar(id, 1, "s", 1, 1)}); }}) {
            const auto error = user_error_of(write);
            QVERIFY(error.has_value());
            QVERIFY(error->what_happened().find("newer version") != std::string::npos);
        }
        QCOMPARE(raw_text(file, "PRAGMA user_version"), std::string("9999|\n"));
    }

    void a_file_that_is_not_ours_is_left_alone_data() {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("words");
        QTest::newRow("no database") << "noise"
                                     << "is not a database";
        QTest::newRow("cut database") << "cut"
                                      << "";
        QTest::newRow("other application") << "PRAGMA application_id = 77; CREATE TABLE t (x);"
                                           << "another program";
        QTest::newRow("tables without an application") << "CREATE TABLE t (x);"
                                                       << "another program";
        QTest::newRow("a version without tables") << "PRAGMA user_version = 1;"
                                                  << "another program";
    }
    void a_file_that_is_not_ours_is_left_alone() {
        QFETCH(QString, kind);
        QFETCH(QString, words);
        const fs::path file = fresh_path();
        if (kind == "noise") {
            std::ofstream(file) << std::string(5000, 'x');
        } else if (kind == "cut") {
            raw_exec(file, "PRAGMA application_id = 77; CREATE TABLE t (x);");
            fs::resize_file(file, 50);
        } else {
            raw_exec(file, kind.toStdString());
        }
        const std::string before = bytes_of(file);
        const auto error = user_error_of([&] { wb::Store store(file); });
        QVERIFY(error.has_value());
        QVERIFY2(error->what_happened().find(words.toStdString()) != std::string::npos, error->what());
        QVERIFY(!error->fix().empty());
        QCOMPARE(bytes_of(file), before);
    }

    void a_place_that_cannot_hold_a_store() {
        const fs::path folder = fresh_path();
        fs::create_directory(folder);
        QVERIFY(user_error_of([&] { wb::Store store(folder); }).has_value());
        QVERIFY(user_error_of([&] { wb::Store store(folder / "missing" / "x.sqlite"); }).has_value());
    }

    void a_protected_folder_is_refused_in_words() {
        const fs::path folder = fresh_path();
        fs::create_directory(folder);
        { wb::Store store(folder / "x.sqlite"); }
        chmod(dir_.path().toStdString().c_str(), 0755);
        chmod((folder / "x.sqlite").c_str(), 0444);
        chmod(folder.c_str(), 0555);
        QCOMPARE(wait_for(start_child({"protected", (folder / "x.sqlite").string()})), 0);
        chmod(folder.c_str(), 0755);
    }

    void programs_that_start_at_once_all_succeed_data() {
        QTest::addColumn<int>("programs");
        QTest::newRow("two") << 2;
        QTest::newRow("eight") << 8;
    }
    void programs_that_start_at_once_all_succeed() {
        QFETCH(int, programs);
        for (int round = 0; round < 4; ++round) {
            const fs::path file = fresh_path();
            const std::string gate = file.string() + ".go";
            std::vector<pid_t> children;
            for (int i = 0; i < programs; ++i) children.push_back(start_child({"open", file.string(), gate}));
            // The gate opens when all children stand before it.
            QVERIFY(eventually([&] {
                int ready = 0;
                for (const pid_t pid : children) ready += fs::exists(gate + std::to_string(pid)) ? 1 : 0;
                return ready == programs;
            }));
            std::ofstream(gate) << "go";
            for (const pid_t pid : children) QCOMPARE(wait_for(pid), 0);
            wb::Store store(file);
            QCOMPARE(store.list_runs().size(), static_cast<std::size_t>(programs));
            QCOMPARE(raw_text(file, "PRAGMA integrity_check"), std::string("ok|\n"));
            QCOMPARE(raw_text(file, "PRAGMA journal_mode"), std::string("wal|\n"));
        }
    }
};

namespace {

int child(const std::vector<std::string>& arguments) {
    if (arguments[0] == "open") {
        std::ofstream(arguments[2] + std::to_string(getpid())) << "ready";
        while (!fs::exists(arguments[2])) std::this_thread::yield();
        try {
            wb::Store store(arguments[1]);
            store.create_run(simple_run());
            return 0;
        } catch (const std::exception& error) {
            std::fprintf(stderr, "%s\n", error.what());
            return 1;
        }
    }
    if (arguments[0] == "protected") {
        if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) return 3;  // an administrator may write all
        try {
            wb::Store store(arguments[1]);
            // Where SQLite can read such a file at all, it is for reading only.
            return store.read_only() && store.list_runs().empty() && user_error_of([&] { store.create_run({}); }) ? 0
                                                                                                                  : 1;
        } catch (const wb::UserError& error) {
            return error.fix().empty() ? 2 : 0;
        }
    }
    return 9;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc > 2 && std::string(argv[1]) == "--child") return child({argv + 2, argv + argc});
    TestStoreOpen test;
    QTEST_SET_MAIN_SOURCE_PATH
    return QTest::qExec(&test, argc, argv);
}

#include "tst_store_open.moc"
