// Runs in the store: rows, ownership, control, and how fast a long list is.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <signal.h>
#include <sys/prctl.h>

#include <QTemporaryDir>
#include <array>

#include "experiment/control.h"
#include "experiment/store_test_helpers.h"

using namespace store_test;
namespace fs = std::filesystem;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int slowness = 10;
#else
constexpr int slowness = 1;
#endif

class TestStoreRuns : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    int next_ = 0;
    fs::path fresh_path() {
        return fs::path(dir_.path().toStdString()) / ("store" + std::to_string(++next_) + ".sqlite");
    }

  private slots:
    void a_run_reads_back_as_it_was_written() {
        wb::Store store(fresh_path());
        wb::NewRun run;
        run.name = "Nh\xC3\xA3n 'quoted\"; DROP TABLE run;--";
        run.task = "train-pipeline";
        run.config_json = R"({"a":1})";
        run.config_hash = "abc";
        run.dataset = "ml-100k";
        run.dataset_fingerprint = "f00";
        run.retrieval_method = "lrurec";
        run.rerank_method = "qwen";
        run.seed = ~std::uint64_t{0};
        run.tags = {"second", "first", "second"};
        const wb::RunId id = store.create_run(run);
        const auto row = store.find_run(id);
        QVERIFY(row.has_value());
        QCOMPARE(row->name, run.name);
        QCOMPARE(row->task, run.task);
        QCOMPARE(row->config_hash, run.config_hash);
        QCOMPARE(row->dataset, run.dataset);
        QCOMPARE(row->dataset_fingerprint, run.dataset_fingerprint);
        QCOMPARE(row->retrieval_method, run.retrieval_method);
        QCOMPARE(row->rerank_method, run.rerank_method);
        QCOMPARE(row->seed, run.seed);
        QCOMPARE(row->tags, run.tags);
        QCOMPARE(row->status, wb::RunStatus::queued);
        QVERIFY(row->created_at > 1.6e9);
        QCOMPARE(row->started_at, 0.0);
        QCOMPARE(row->attempt, 0);
        QVERIFY(!row->deleted);
        QCOMPARE(store.config_json(id), run.config_json);
        QCOMPARE(store.result_json(id), std::string());
        QVERIFY(!store.find_run(id + 1).has_value());
    }

    void what_a_person_changes_stays() {
        const fs::path file = fresh_path();
        wb::RunId id = 0, other = 0;
        {
            wb::Store store(file);
            id = store.create_run(simple_run());
            other = store.create_run(simple_run("other"));
            store.set_note(id, "line 1\nline 2");
            store.set_name(id, "new name");
            store.set_tags(id, {"x", "y"});
            store.set_tags(id, {"z", "y"});
            store.set_dataset(id, "ml-latest-small", "1234");
        }
        wb::Store store(file);
        const auto row = store.find_run(id);
        QCOMPARE(row->note, std::string("line 1\nline 2"));
        QCOMPARE(row->name, std::string("new name"));
        QCOMPARE(row->tags, (std::vector<std::string>{"z", "y"}));
        QCOMPARE(row->dataset, std::string("ml-latest-small"));
        QCOMPARE(row->dataset_fingerprint, std::string("1234"));
        QVERIFY(store.find_run(other)->tags.empty());

        store.set_deleted(id, true);
        QCOMPARE(store.list_runs().size(), std::size_t{1});
        QCOMPARE(store.list_runs()[0].id, other);
        const auto all = store.list_runs(true);
        QCOMPARE(all.size(), std::size_t{2});
        QCOMPARE(all[0].id, other);  // newest first
        QVERIFY(all[1].deleted);
        QVERIFY(!store.claim(id, wb::Owner::self()));
        store.set_deleted(id, false);
        const auto undone = store.list_runs();
        QCOMPARE(undone.size(), std::size_t{2});
        QCOMPARE(undone[1].note, std::string("line 1\nline 2"));
        QCOMPARE(undone[1].tags, (std::vector<std::string>{"z", "y"}));
    }

    void an_unknown_run_is_a_user_error() {
        wb::Store store(fresh_path());
        for (const std::function<void()>& work : std::vector<std::function<void()>>{
                 [&] { store.set_note(5, "x"); }, [&] { store.set_tags(5, {"x"}); },
                 [&] { store.set_deleted(5, true); }, [&] { store.finish(5, wb::RunStatus::failed); },
                 [&] { store.set_result(5, "{}", {}, false); }, [&] { store.append(5, 1, {}); },
                 [&] { store.put_user_results(5, 1, "test", {}); },
                 [&] { store.request(5, wb::ControlCommand::stop); }, [&] { store.config_json(5); },
                 [&] { wb::request_stop(store, 5); }}) {
            const auto error = user_error_of(work);
            QVERIFY(error.has_value());
            QVERIFY2(error->what_happened().find("no run 5") != std::string::npos, error->what());
        }
        QVERIFY(!store.claim(5, wb::Owner::self()));
        QVERIFY(!store.owner(5).has_value());
    }

    void a_result_carries_metrics_that_are_no_numbers() {
        wb::Store store(fresh_path());
        const wb::RunId id = store.create_run(simple_run());
        const double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
        store.set_result(id, "{\"old\":1}", {{"gone", 1.0}, {"kept", 2.0}}, false);
        store.set_result(id, "{\"new\":1}", {{"kept", 0.1}, {"nan", nan}, {"inf", inf}, {"minus", -inf}}, true);
        QCOMPARE(store.result_json(id), std::string("{\"new\":1}"));
        const wb::RunRow row = store.list_runs()[0];
        QCOMPARE(row.metrics.size(), std::size_t{4});
        QCOMPARE(row.metrics.at("kept"), 0.1);
        QVERIFY(std::isnan(row.metrics.at("nan")));
        QCOMPARE(row.metrics.at("inf"), inf);
        QCOMPARE(row.metrics.at("minus"), -inf);
        QVERIFY(row.untrained);
        QCOMPARE(row.metrics.count("gone"), std::size_t{0});
    }

    void every_end_is_stored_data() {
        QTest::addColumn<int>("status");
        QTest::addColumn<bool>("again");
        QTest::newRow("finished") << int(wb::RunStatus::finished) << false;
        QTest::newRow("stopped") << int(wb::RunStatus::stopped) << true;
        QTest::newRow("failed") << int(wb::RunStatus::failed) << true;
        QTest::newRow("diverged") << int(wb::RunStatus::diverged) << true;
        QTest::newRow("interrupted") << int(wb::RunStatus::interrupted) << true;
    }
    void every_end_is_stored() {
        QFETCH(int, status);
        QFETCH(bool, again);
        const fs::path file = fresh_path();
        wb::Store store(file);
        const wb::RunId id = store.create_run(simple_run());
        QVERIFY(store.claim(id, wb::Owner::self()));
        QCOMPARE(store.find_run(id)->status, wb::RunStatus::running);
        QVERIFY(store.find_run(id)->started_at > 1.6e9);
        // The first attempt began 100 seconds ago.
        raw_exec(file, "UPDATE run SET attempt_started_at = attempt_started_at - 100, started_at = started_at - 100");
        store.request(id, wb::ControlCommand::stop);
        store.finish(id, static_cast<wb::RunStatus>(status), "What.", "Why.", "Fix.");
        const auto row = store.find_run(id);
        QCOMPARE(int(row->status), status);
        QCOMPARE(row->error_what, std::string("What."));
        QCOMPARE(row->error_why, std::string("Why."));
        QCOMPARE(row->error_fix, std::string("Fix."));
        QVERIFY(row->ended_at > row->started_at);
        QVERIFY2(row->seconds >= 100 && row->seconds < 110, qPrintable(QString::number(row->seconds)));
        QVERIFY(!store.owner(id).has_value());
        QCOMPARE(store.pending(id), wb::ControlCommand::none);

        QCOMPARE(store.claim(id, wb::Owner::self()), again);
        if (!again) return;
        const auto second = store.find_run(id);
        QCOMPARE(second->attempt, 2);
        QCOMPARE(second->started_at, row->started_at);
        QCOMPARE(second->ended_at, 0.0);
        QCOMPARE(second->error_what, std::string());
        raw_exec(file, "UPDATE run SET attempt_started_at = attempt_started_at - 50");
        store.finish(id, wb::RunStatus::finished);
        const double both = store.find_run(id)->seconds;
        QVERIFY2(both >= 150 && both < 165, qPrintable(QString::number(both)));
        store.finish(id, wb::RunStatus::finished);  // a second end adds nothing
        QCOMPARE(store.find_run(id)->seconds, both);
    }

    void a_status_that_is_no_end_is_a_bug() {
        wb::Store store(fresh_path());
        const wb::RunId id = store.create_run(simple_run());
        QVERIFY_EXCEPTION_THROWN(store.finish(id, wb::RunStatus::running), std::logic_error);
        QCOMPARE(store.find_run(id)->status, wb::RunStatus::queued);
    }

    void only_one_owner_at_a_time() {
        const fs::path file = fresh_path();
        wb::Store first(file), second(file);
        const wb::RunId id = first.create_run(simple_run());
        QVERIFY(first.claim(id, wb::Owner::self()));
        QVERIFY(!second.claim(id, wb::Owner::self()));
        QCOMPARE(second.find_run(id)->attempt, 1);
        const auto owner = second.owner(id);
        QVERIFY(owner.has_value());
        QCOMPARE(owner->pid, std::int64_t{getpid()});
        QCOMPARE(owner->process_start, wb::Owner::self().process_start);
        first.finish(id, wb::RunStatus::stopped);
        QVERIFY(second.claim(id, wb::Owner::self()));
        QVERIFY(!first.claim(id, wb::Owner::self()));
    }

    void of_many_claims_at_once_one_wins() {
        const fs::path file = fresh_path();
        wb::Store store(file);
        for (int round = 0; round < 20; ++round) {
            const wb::RunId id = store.create_run(simple_run());
            std::atomic<int> won = 0;
            {
                std::vector<std::jthread> threads;
                for (int i = 0; i < 4; ++i)
                    threads.emplace_back([&] {
                        wb::Store mine(file);
                        if (mine.claim(id, wb::Owner::self())) ++won;
                    });
            }
            QCOMPARE(won.load(), 1);
        }
    }

    void a_dead_owner_gives_the_run_free() {
        const fs::path file = fresh_path();
        wb::Store store(file);
        const wb::RunId claimed = store.create_run(simple_run()), marked = store.create_run(simple_run());
        const wb::RunId mine = store.create_run(simple_run());
        QVERIFY(store.claim(mine, wb::Owner::self()));
        for (const wb::RunId id : {claimed, marked})
            QCOMPARE(wait_for(start_child({"claim", file.string(), std::to_string(id)})), 0);
        QCOMPARE(store.find_run(marked)->status, wb::RunStatus::running);
        raw_exec(file, "UPDATE run SET attempt_started_at = heartbeat_at - 30 WHERE id <> " + std::to_string(mine));
        QVERIFY(store.claim(claimed, wb::Owner::self()));
        QCOMPARE(store.find_run(claimed)->attempt, 2);
        QVERIFY(std::abs(store.find_run(claimed)->seconds - 30) < 5);
        QCOMPARE(store.mark_interrupted(), std::vector<wb::RunId>{marked});
        QCOMPARE(store.mark_interrupted(), std::vector<wb::RunId>{});
        const auto row = store.find_run(marked);
        QCOMPARE(row->status, wb::RunStatus::interrupted);
        QVERIFY(std::abs(row->seconds - 30) < 1e-3);  // up to the last heartbeat, not up to now
        QVERIFY(row->ended_at > 0);
        QCOMPARE(store.find_run(mine)->status, wb::RunStatus::running);
    }

    void who_counts_as_gone_data() {
        QTest::addColumn<QString>("change");
        QTest::addColumn<bool>("gone");
        QTest::newRow("this process") << "" << false;
        QTest::newRow("another process has the number now") << "owner_start = owner_start - 1" << true;
        QTest::newRow("no such process") << "owner_pid = 4194305" << true;
        QTest::newRow("another host") << "owner_host = 'elsewhere', owner_pid = 4194305" << false;
        QTest::newRow("another host, nine minutes")
            << "owner_host = 'elsewhere', heartbeat_at = heartbeat_at - 540" << false;
        QTest::newRow("another host, eleven minutes")
            << "owner_host = 'elsewhere', heartbeat_at = heartbeat_at - 660" << true;
        QTest::newRow("this host, busy for an hour") << "heartbeat_at = heartbeat_at - 3600" << false;
    }
    void who_counts_as_gone() {
        QFETCH(QString, change);
        QFETCH(bool, gone);
        const fs::path file = fresh_path();
        wb::Store store(file);
        const wb::RunId id = store.create_run(simple_run());
        QVERIFY(store.claim(id, wb::Owner::self()));
        if (!change.isEmpty()) raw_exec(file, "UPDATE run SET " + change.toStdString());
        QCOMPARE(store.mark_interrupted().size(), gone ? std::size_t{1} : std::size_t{0});
        QCOMPARE(store.claim(id, wb::Owner::self()), gone);
    }

    void a_dead_child_that_nobody_collected_is_dead() {
        const fs::path file = fresh_path();
        wb::Store store(file);
        const wb::RunId id = store.create_run(simple_run());
        const pid_t pid = start_child({"claim", file.string(), std::to_string(id)});
        QVERIFY(eventually([&] { return !store.mark_interrupted().empty(); }));
        QCOMPARE(wait_for(pid), 0);
    }

    void a_program_name_with_blanks_and_brackets_does_not_confuse() {
        std::array<char, 32> name{};
        prctl(PR_GET_NAME, name.data());
        const std::int64_t before = wb::Owner::self().process_start;
        QVERIFY(before > 0);
        prctl(PR_SET_NAME, "a) (b 1) 7 8");
        const wb::Owner after = wb::Owner::self();
        const bool alive = after.may_be_alive();
        prctl(PR_SET_NAME, name.data());
        QCOMPARE(after.process_start, before);
        QVERIFY(alive);
    }

    void the_heartbeat_moves() {
        const fs::path file = fresh_path();
        wb::Store store(file);
        const wb::RunId id = store.create_run(simple_run());
        store.heartbeat(id);
        QCOMPARE(raw_text(file, "SELECT heartbeat_at FROM run"), std::string("0.0|\n"));  // nobody works on it
        QVERIFY(store.claim(id, wb::Owner::self()));
        raw_exec(file, "UPDATE run SET heartbeat_at = 5");
        store.heartbeat(id);
        QVERIFY(raw_text(file, "SELECT heartbeat_at > 1e9 FROM run") == "1|\n");
    }

    void the_control_row_is_seen_by_others() {
        const fs::path file = fresh_path();
        wb::Store worker(file), window(file);
        const wb::RunId id = window.create_run(simple_run());
        QVERIFY(worker.claim(id, wb::Owner::self()));
        QCOMPARE(worker.pending(id), wb::ControlCommand::none);
        window.request(id, wb::ControlCommand::stop);
        window.request(id, wb::ControlCommand::stop);
        QCOMPARE(worker.pending(id), wb::ControlCommand::stop);
        worker.clear_request(id);
        QCOMPARE(window.pending(id), wb::ControlCommand::none);
        window.request(id, wb::ControlCommand::stop);
        window.request(id, wb::ControlCommand::none);
        QCOMPARE(worker.pending(id), wb::ControlCommand::none);
    }

    void a_stop_wakes_a_live_worker() {
        const fs::path file = fresh_path();
        wb::Store store(file);
        const wb::RunId id = store.create_run(simple_run());
        const pid_t pid = start_child({"work", file.string(), std::to_string(id)});
        QVERIFY(eventually([&] { return store.find_run(id)->status == wb::RunStatus::running; }));
        QVERIFY(wb::request_stop(store, id));
        QCOMPARE(wait_for(pid), 0);
        QCOMPARE(store.find_run(id)->status, wb::RunStatus::stopped);
    }

    void a_stop_without_a_worker() {
        const fs::path file = fresh_path();
        wb::Store store(file);
        const wb::RunId queued = store.create_run(simple_run());
        QVERIFY(!wb::request_stop(store, queued));
        QCOMPARE(store.find_run(queued)->status, wb::RunStatus::stopped);
        // A worker that was just being started finds the request.
        QVERIFY(store.claim(queued, wb::Owner::self()));
        QCOMPARE(store.pending(queued), wb::ControlCommand::stop);
        store.finish(queued, wb::RunStatus::stopped);
        QCOMPARE(store.pending(queued), wb::ControlCommand::none);

        const wb::RunId lost = store.create_run(simple_run());
        QCOMPARE(wait_for(start_child({"claim", file.string(), std::to_string(lost)})), 0);
        QVERIFY(!wb::request_stop(store, lost));
        QCOMPARE(store.find_run(lost)->status, wb::RunStatus::interrupted);
        QCOMPARE(store.pending(lost), wb::ControlCommand::none);

        store.finish(lost, wb::RunStatus::finished);
        QVERIFY(!wb::request_stop(store, lost));
        QCOMPARE(store.find_run(lost)->status, wb::RunStatus::finished);
        QVERIFY(!store.stop_queued(lost));
    }

    void a_lock_of_another_program_is_told_and_keeps_nobody_from_reading() {
        const fs::path file = fresh_path();
        wb::Store store(file);
        const wb::RunId id = store.create_run(simple_run());
        QVERIFY(store.claim(id, wb::Owner::self()));
        raw_exec(file, "UPDATE run SET owner_start = owner_start - 1");
        store.set_patience(std::chrono::milliseconds(50));
        {
            SQLite::Database other(file.string(), SQLite::OPEN_READWRITE);
            other.exec("BEGIN IMMEDIATE");
            const auto error = user_error_of([&] { store.set_note(id, "x"); });
            QVERIFY(error.has_value());
            QVERIFY2(error->what_happened().find("locked") != std::string::npos, error->what());
            QVERIFY(store.mark_interrupted().empty());
            QCOMPARE(store.list_runs().size(), std::size_t{1});
            other.exec("ROLLBACK");
        }
        QCOMPARE(store.mark_interrupted(), std::vector<wb::RunId>{id});
        store.set_note(id, "x");
        QCOMPARE(store.find_run(id)->note, std::string("x"));
    }

    void two_thousand_runs_are_listed_in_a_moment() {
        const fs::path file = fresh_path();
        wb::Store store(file);
        std::map<std::string, double> metrics;
        for (int i = 0; i < 60; ++i)
            metrics["stage" + std::to_string(i % 2 + 1) + "/test/metric@" + std::to_string(i)] = i;
        wb::NewRun run = simple_run();
        run.tags = {"baseline", "sweep", "seed"};
        run.config_json = std::string(4000, ' ');
        for (int i = 0; i < 2000; ++i) {
            const wb::RunId id = store.create_run(run);
            store.set_result(id, std::string(8000, ' '), metrics, false);
            store.append(id, 1, {scalar(id, 1, "stage1/loss", 1, 2.0), {id, 1, 2, wb::WarningEvent{"W", "text"}}});
        }
        qint64 best = 1000000;
        for (int i = 0; i < 5; ++i) {
            QElapsedTimer timer;
            timer.start();
            const auto runs = store.list_runs();
            best = std::min(best, timer.elapsed());
            QCOMPARE(runs.size(), std::size_t{2000});
            QCOMPARE(runs[1234].metrics, metrics);
            QCOMPARE(runs[1234].tags.size(), std::size_t{3});
            QCOMPARE(runs[1234].warnings, 1);
        }
        qInfo("2,000 runs listed in %lld ms", static_cast<long long>(best));
        QVERIFY2(best < 300 * slowness, qPrintable(QString("%1 ms").arg(best)));
    }
};

namespace {

int child(const std::vector<std::string>& arguments) {
    wb::Store store(arguments[1]);
    const wb::RunId id = std::stoll(arguments[2]);
    if (arguments[0] == "claim") return store.claim(id, wb::Owner::self()) ? 0 : 1;
    if (arguments[0] == "work") {
        sigset_t wanted;
        sigemptyset(&wanted);
        sigaddset(&wanted, SIGUSR1);
        sigprocmask(SIG_BLOCK, &wanted, nullptr);
        if (!store.claim(id, wb::Owner::self())) return 1;
        const timespec limit{20, 0};
        if (sigtimedwait(&wanted, nullptr, &limit) != SIGUSR1) return 2;
        if (store.pending(id) != wb::ControlCommand::stop) return 3;
        store.finish(id, wb::RunStatus::stopped);
        return 0;
    }
    return 9;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc > 2 && std::string(argv[1]) == "--child") return child({argv + 2, argv + argc});
    TestStoreRuns test;
    QTEST_SET_MAIN_SOURCE_PATH
    return QTest::qExec(&test, argc, argv);
}

#include "tst_store_runs.moc"
