// The background writer: batches, heartbeat, a killed writer, a full disk, a locked store, spool files.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <signal.h>
#include <sys/resource.h>

#include <QTemporaryDir>

#include "experiment/store_impl.h"
#include "experiment/store_test_helpers.h"

using namespace store_test;
namespace fs = std::filesystem;

namespace {

/// No file of this process grows beyond `bytes`: to SQLite and to us that is a disk that refuses, without privileges.
class FullDisk {
  public:
    explicit FullDisk(rlim_t bytes) {
        ::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &old_);
        rlimit limit = old_;
        limit.rlim_cur = bytes;
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FullDisk() { give_space(); }
    void give_space() { setrlimit(RLIMIT_FSIZE, &old_); }

  private:
    rlimit old_{};
};

std::vector<wb::SeriesPoint> points_of(const wb::Store& store, wb::RunId id, const std::string& name) {
    const auto all = store.series(id);
    const wb::SeriesInfo* info = find_series(all, name);
    return info == nullptr ? std::vector<wb::SeriesPoint>{} : store.points(info->id);
}

bool steps_are_complete(const std::vector<wb::SeriesPoint>& points, std::size_t count) {
    if (points.size() != count) return false;
    for (std::size_t i = 0; i < count; ++i)
        if (points[i].step != static_cast<std::int64_t>(i + 1)) return false;
    return true;
}

wb::Event log_line(wb::RunId run, const std::string& text) {
    return {run, 1, 1, wb::LogEvent{wb::LogLevel::info, "T_1", text}};
}

}  // namespace

class TestStoreWriter : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    int next_ = 0;
    fs::path fresh_path() {
        return fs::path(dir_.path().toStdString()) / ("store" + std::to_string(++next_) + ".sqlite");
    }

    struct Fixture {
        fs::path file;
        wb::Store store;
        wb::RunId id;
        explicit Fixture(const fs::path& path) : file(path), store(path), id(store.create_run(simple_run())) {
            store.claim(id, wb::Owner::self());
        }
        fs::path spool() const { return wb::store_detail::spool_path(file, id, 1); }
    };

  private slots:
    void everything_published_is_stored_in_order() {
        Fixture f(fresh_path());
        {
            wb::StoreWriter writer(f.file, f.id, 1);
            for (int i = 1; i <= 2000; ++i) {
                writer.publish(scalar(f.id, 1, "stage1/loss", i, i));
                writer.publish({f.id, 1, i, wb::ProgressEvent{"stage1", "x", "batches", i, 2000}});
                if (i % 100 == 0) writer.publish(log_line(f.id, std::to_string(i)));
            }
            writer.flush();
            QVERIFY(steps_are_complete(points_of(f.store, f.id, "stage1/loss"), 2000));
            QCOMPARE(writer.trouble(), std::string());
            writer.publish(scalar(f.id, 1, "stage1/loss", 2001, 1));
        }
        QVERIFY(steps_are_complete(points_of(f.store, f.id, "stage1/loss"), 2001));  // the end flushes
        const auto logs = f.store.logs(f.id);
        QCOMPARE(logs.size(), std::size_t{20});
        QCOMPARE(logs[0].text, std::string("100"));
        QCOMPARE(logs[19].text, std::string("2000"));
        QVERIFY(!fs::exists(f.spool()));
    }

    void a_few_events_are_stored_without_a_flush() {
        Fixture f(fresh_path());
        wb::StoreWriter writer(f.file, f.id, 1);
        writer.publish(scalar(f.id, 1, "s", 1, 1));
        QVERIFY(
            eventually([&] { return points_of(f.store, f.id, "s").size() == 1; }, std::chrono::milliseconds(5000)));
    }

    void many_threads_may_publish() {
        Fixture f(fresh_path());
        {
            wb::StoreWriter writer(f.file, f.id, 1);
            std::vector<std::jthread> threads;
            for (int t = 0; t < 4; ++t)
                threads.emplace_back([&, t] {
                    for (int i = 1; i <= 20000; ++i) writer.publish(scalar(f.id, 1, "s" + std::to_string(t), i, i));
                    writer.flush();
                });
        }
        for (int t = 0; t < 4; ++t)
            QVERIFY(steps_are_complete(points_of(f.store, f.id, "s" + std::to_string(t)), 20000));
    }

    void the_heart_beats_without_events() {
        Fixture f(fresh_path());
        wb::StoreWriter writer(f.file, f.id, 1);
        for (int beat = 0; beat < 2; ++beat) {
            raw_exec(f.file, "UPDATE run SET heartbeat_at = 1");
            QVERIFY(eventually([&] { return raw_text(f.file, "SELECT heartbeat_at > 1e9 FROM run") == "1|\n"; },
                               std::chrono::milliseconds(4000)));
        }
    }

    void a_killed_writer_leaves_what_it_committed() {
        const fs::path file = fresh_path(), told = file.string() + ".told";
        wb::RunId id = 0;
        {
            wb::Store store(file);
            id = store.create_run(simple_run());
        }
        const pid_t pid = start_child({"write", file.string(), std::to_string(id), told.string()});
        // The child writes down the last step that flush() promised.
        const auto promised = [&] {
            std::ifstream stream(told);
            std::int64_t last = 0, step = 0;
            while (stream >> step) last = step;
            return last;
        };
        QVERIFY(eventually([&] { return promised() >= 3000; }));
        kill(pid, SIGKILL);
        QCOMPARE(wait_for(pid), 128 + SIGKILL);
        const std::int64_t last = promised();
        wb::Store store(file);
        QCOMPARE(raw_text(file, "PRAGMA integrity_check"), std::string("ok|\n"));
        QCOMPARE(raw_text(file, "PRAGMA foreign_key_check"), std::string());
        const auto points = points_of(store, id, "stage1/loss");
        QVERIFY(static_cast<std::int64_t>(points.size()) >= last);
        QVERIFY(steps_are_complete(points, points.size()));
        QCOMPARE(store.series(id)[0].last_step, static_cast<std::int64_t>(points.size()));
        QCOMPARE(store.mark_interrupted(), std::vector<wb::RunId>{id});
        QCOMPARE(store.find_run(id)->status, wb::RunStatus::interrupted);
        QVERIFY(store.claim(id, wb::Owner::self()));
    }

    void a_full_disk_does_not_lose_events() {
        Fixture f(fresh_path());
        wb::StoreWriter writer(f.file, f.id, 1);
        writer.publish(scalar(f.id, 1, "s", 1, 1));
        writer.flush();
        FullDisk disk(1);
        for (int i = 2; i <= 3000; ++i) writer.publish(scalar(f.id, 1, "s", i, i));
        writer.publish(log_line(f.id, "while the disk is full"));
        QVERIFY(eventually([&] { return !writer.trouble().empty(); }));
        writer.flush();  // returns although nothing can be written anywhere
        QVERIFY2(writer.trouble().find("kept in memory") != std::string::npos, writer.trouble().c_str());
        QCOMPARE(points_of(f.store, f.id, "s").size(), std::size_t{1});  // reading goes on
        disk.give_space();
        writer.publish(scalar(f.id, 1, "s", 3001, 1));
        QVERIFY(eventually([&] { return writer.trouble().empty(); }));
        writer.flush();
        QVERIFY(steps_are_complete(points_of(f.store, f.id, "s"), 3001));
        QCOMPARE(f.store.logs(f.id).size(), std::size_t{1});
        QVERIFY(f.store.warnings(f.id).empty());
        QCOMPARE(raw_text(f.file, "PRAGMA integrity_check"), std::string("ok|\n"));
    }

    void a_disk_that_stays_full_stops_no_training_and_the_loss_is_told() {
        Fixture f(fresh_path());
        wb::StoreWriter writer(f.file, f.id, 1);
        constexpr int count = 420000;
        {
            FullDisk disk(1);
            writer.publish(log_line(f.id, "first"));
            for (int i = 1; i <= count; ++i) writer.publish(scalar(f.id, 1, "s", i, i));
            writer.flush();
        }
        writer.flush();
        QCOMPARE(writer.trouble(), std::string());
        const auto points = points_of(f.store, f.id, "s");
        QVERIFY(points.size() < static_cast<std::size_t>(count));
        QVERIFY(points.size() >= 50000);
        QCOMPARE(points.back().step, count);  // the newest are kept
        const auto warnings = f.store.warnings(f.id);
        QCOMPARE(warnings.size(), std::size_t{1});
        QCOMPARE(warnings[0].code, std::string("STORE_001"));
        QVERIFY(warnings[0].text.starts_with(std::to_string(static_cast<std::size_t>(count) - points.size()) + " "));
        QCOMPARE(f.store.logs(f.id).size(), std::size_t{1});
    }

    void a_locked_store_fills_a_spool_file_that_is_stored_later() {
        Fixture f(fresh_path());
        wb::StoreWriter writer(f.file, f.id, 1);
        writer.publish(scalar(f.id, 1, "s", 1, 1));
        writer.flush();
        {
            SQLite::Database other(f.file.string(), SQLite::OPEN_READWRITE, 5000);
            other.exec("BEGIN IMMEDIATE");
            for (int i = 2; i <= 150000; ++i) writer.publish(scalar(f.id, 1, "s", i, i == 9 ? std::nan("") : i));
            writer.publish(log_line(f.id, "while it was locked"));
            QVERIFY(eventually([&] { return fs::exists(f.spool()); }));
            QVERIFY2(writer.trouble().find("locked") != std::string::npos, writer.trouble().c_str());
            QCOMPARE(points_of(f.store, f.id, "s").size(), std::size_t{1});
            {
                wb::Store somebody(f.file);  // leaves the spool file of a living run alone
                QVERIFY(fs::exists(f.spool()));
            }
            other.exec("ROLLBACK");
        }
        writer.flush();
        QVERIFY(!fs::exists(f.spool()));
        QCOMPARE(writer.trouble(), std::string());
        const auto points = points_of(f.store, f.id, "s");
        QVERIFY(steps_are_complete(points, 150000));
        QVERIFY(std::isnan(points[8].value));
        QCOMPARE(points[149999].value, 150000.0);
        QCOMPARE(f.store.logs(f.id).size(), std::size_t{1});
    }

    void a_left_over_spool_file_is_picked_up_data() {
        QTest::addColumn<bool>("by_writer");
        QTest::newRow("by the next store") << false;
        QTest::newRow("by the next writer") << true;
    }
    void a_left_over_spool_file_is_picked_up() {
        QFETCH(bool, by_writer);
        Fixture f(fresh_path());
        {
            FullDisk disk(1);
            std::string problem;
            QVERIFY(!wb::store_detail::append_to_spool(f.spool(), {scalar(f.id, 1, "s", 7, 7)}, problem));
            QVERIFY(!problem.empty());
        }
        QCOMPARE(fs::file_size(f.spool()), std::uintmax_t{0});  // nothing of it is left
        std::vector<wb::Event> events;
        for (int i = 1; i <= 5000; ++i) events.push_back(scalar(f.id, 1, "s", i, i));
        std::string problem;
        QVERIFY2(wb::store_detail::append_to_spool(f.spool(), events, problem), problem.c_str());
        QVERIFY(wb::store_detail::append_to_spool(f.spool(), {log_line(f.id, "kept")}, problem));
        std::ofstream(f.spool(), std::ios::app) << "not an event\n"
                                                << "{\"v\":1,\"run\":1,\"att";  // torn
        if (by_writer) {
            wb::StoreWriter writer(f.file, f.id, 1);
            writer.publish(scalar(f.id, 1, "s", 5001, 1));
            writer.flush();
            QVERIFY(steps_are_complete(points_of(f.store, f.id, "s"), 5001));
        } else {
            f.store.finish(f.id, wb::RunStatus::failed);
            const wb::Store next(f.file);
            QVERIFY(steps_are_complete(points_of(next, f.id, "s"), 5000));
        }
        QVERIFY(!fs::exists(f.spool()));
        QCOMPARE(f.store.logs(f.id).size(), std::size_t{1});
    }

    void a_spool_file_of_an_unknown_run_stays() {
        const fs::path file = fresh_path();
        { wb::Store store(file); }
        const fs::path spool = wb::store_detail::spool_path(file, 99, 1);
        std::string problem;
        QVERIFY(wb::store_detail::append_to_spool(spool, {scalar(99, 1, "s", 1, 1)}, problem));
        wb::Store store(file);
        QVERIFY(fs::exists(spool));
        QVERIFY(store.list_runs().empty());
    }

    void a_dead_runs_spool_is_stored_when_it_is_found_interrupted() {
        const fs::path file = fresh_path();
        wb::Store store(file);
        const wb::RunId id = store.create_run(simple_run());
        QCOMPARE(wait_for(start_child({"spool", file.string(), std::to_string(id)})), 0);
        QVERIFY(fs::exists(wb::store_detail::spool_path(file, id, 1)));
        QCOMPARE(store.mark_interrupted(), std::vector<wb::RunId>{id});
        QCOMPARE(points_of(store, id, "s").size(), std::size_t{1});
        QVERIFY(!fs::exists(wb::store_detail::spool_path(file, id, 1)));
    }

    void a_store_that_cannot_be_opened_is_only_trouble() {
        const fs::path file = fresh_path();
        std::ofstream(file) << std::string(5000, 'x');
        const fs::path spool = wb::store_detail::spool_path(file, 1, 1);
        {
            wb::StoreWriter writer(file, 1, 1);
            writer.publish(scalar(1, 1, "s", 1, 1));
            writer.flush();
            QVERIFY2(writer.trouble().find("is not a database") != std::string::npos, writer.trouble().c_str());
            QVERIFY2(writer.trouble().find("waits in") != std::string::npos, writer.trouble().c_str());
        }
        QVERIFY(fs::file_size(spool) > 0);
    }
};

namespace {

int child(const std::vector<std::string>& arguments) {
    wb::Store store(arguments[1]);
    const wb::RunId id = std::stoll(arguments[2]);
    if (!store.claim(id, wb::Owner::self())) return 1;
    if (arguments[0] == "write") {
        wb::StoreWriter writer(arguments[1], id, 1);
        std::ofstream told(arguments[3]);
        for (std::int64_t step = 1; step < 100000000; ++step) {  // until it is killed
            writer.publish(scalar(id, 1, "stage1/loss", step, 1.0));
            if (step % 300 != 0) continue;
            writer.flush();
            told << step << std::endl;
        }
    } else if (arguments[0] == "spool") {
        std::string problem;
        return wb::store_detail::append_to_spool(wb::store_detail::spool_path(arguments[1], id, 1),
                                                 {scalar(id, 1, "s", 1, 1)}, problem)
                   ? 0
                   : 2;
    }
    return 9;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc > 2 && std::string(argv[1]) == "--child") return child({argv + 2, argv + argc});
    TestStoreWriter test;
    QTEST_SET_MAIN_SOURCE_PATH
    return QTest::qExec(&test, argc, argv);
}

#include "tst_store_writer.moc"
