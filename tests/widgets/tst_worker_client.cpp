// The client of a worker process against workers that lie, stall, flood and die.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

#include "run_client/worker_client.h"
#include "widgets/fake_worker.h"

namespace {

/// Everything that a client said.
struct Heard {
    explicit Heard(WorkerClient& client) {
        QObject::connect(&client, &WorkerClient::eventsArrived, &client, [this](const std::vector<wb::Event>& batch) {
            events.insert(events.end(), batch.begin(), batch.end());
        });
        QObject::connect(&client, &WorkerClient::linesArrived, &client,
                         [this](const QStringList& more) { lines += more; });
        QObject::connect(&client, &WorkerClient::ended, &client, [this](qint64, const WorkerEnd& how) {
            end = how;
            ++ends;
        });
    }
    std::vector<wb::Event> events;
    QStringList lines;
    WorkerEnd end;
    int ends = 0;
};

}  // namespace

class TestWorkerClient : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void eventsArriveTypedAndInOrder();
    void tornLinesAreJoined();
    void liesAreNotPassedOn();
    void endings_data();
    void endings();
    void aFloodLosesNothingAndLeavesTheLoopFree();
    void aLineWithoutEndIsBounded();
    void politeStop();
    void aDeafWorkerIsReportedAndKilled();
    void aMissingProgramIsSaidInWords();
    void aClientCanBeUsedAgain();
};

void TestWorkerClient::eventsArriveTypedAndInOrder() {
    FakeWorker worker(QStringLiteral("cat events\n"));
    worker.lines(QStringLiteral("events"),
                 {eventOf(7, 1, wb::StartedEvent{"stage 1: LRURec", 99}), scalarOf(7, 2, 3.5), scalarOf(7, 3, 3.25),
                  eventOf(7, 4, wb::EndedEvent{wb::RunStatus::finished, {}, {}, {}})});
    WorkerClient client(worker.program(), worker.folder());
    Heard heard(client);
    QSignalSpy states(&client, &WorkerClient::stateChanged);
    client.start(7);
    QCOMPARE(client.state(), WorkerClient::State::starting);
    QTRY_COMPARE(heard.ends, 1);
    QCOMPARE(heard.events.size(), std::size_t(4));
    QVERIFY(std::holds_alternative<wb::StartedEvent>(heard.events[0].body));
    QCOMPARE(std::get<wb::ScalarEvent>(heard.events[2].body).value, 3.25);
    QCOMPARE(heard.end.status, wb::RunStatus::finished);
    QVERIFY2(heard.end.what.isEmpty(), "a good end needs no explanation");
    QCOMPARE(client.state(), WorkerClient::State::ended);
    QCOMPARE(states.size(), 3);  // starting, running, ended
}

void TestWorkerClient::tornLinesAreJoined() {
    FakeWorker worker(
        QStringLiteral("head -c 40 events; sleep 0.1; tail -c +41 events | head -c 60; sleep 0.1; "
                       "tail -c +101 events\n"));
    worker.lines(QStringLiteral("events"), {scalarOf(7, 1, 3.5), scalarOf(7, 2, 3.25), scalarOf(7, 3, 3.0)});
    WorkerClient client(worker.program(), worker.folder());
    Heard heard(client);
    client.start(7);
    QTRY_COMPARE(heard.ends, 1);
    QCOMPARE(heard.events.size(), std::size_t(3));
    QVERIFY2(heard.lines.isEmpty(), qPrintable(heard.lines.join(QLatin1Char('|'))));
}

void TestWorkerClient::liesAreNotPassedOn() {
    FakeWorker worker(
        QStringLiteral("echo 'OMP: warning'; cat events; echo '{\"v\":1,\"run\":7,'; echo to stderr >&2\n"));
    worker.lines(QStringLiteral("events"), {scalarOf(8, 1, 3.5), scalarOf(7, 2, 3.25)});
    WorkerClient client(worker.program(), worker.folder());
    Heard heard(client);
    client.start(7);
    QTRY_COMPARE(heard.ends, 1);
    QCOMPARE(heard.events.size(), std::size_t(1));
    QCOMPARE(client.strangers(), 1);
    QVERIFY(heard.lines.contains(QStringLiteral("OMP: warning")));
    QVERIFY(heard.lines.contains(QStringLiteral("to stderr")));
    QVERIFY(heard.lines.contains(QStringLiteral("{\"v\":1,\"run\":7,")));
}

void TestWorkerClient::endings_data() {
    QTest::addColumn<QString>("script");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("word");
    const auto row = [](const char* name, const char* script, wb::RunStatus status, const char* word) {
        QTest::newRow(name) << QString::fromUtf8(script) << static_cast<int>(status) << QString::fromUtf8(word);
    };
    row("killed", "cat one; kill -9 $$\n", wb::RunStatus::interrupted, "unexpectedly");
    row("says finished, ends with 1", "cat finished; exit 1\n", wb::RunStatus::failed, "finished");
    row("failed with words", "cat failed; exit 1\n", wb::RunStatus::failed, "no memory");
    row("silent success", "exit 0\n", wb::RunStatus::interrupted, "without saying");
    row("silent failure", "echo 'cannot open model' >&2; exit 1\n", wb::RunStatus::failed, "cannot open model");
    row("owned by another", "exit 3\n", wb::RunStatus::interrupted, "Another worker");
    row("stopped", "exit 130\n", wb::RunStatus::stopped, "");
}

void TestWorkerClient::endings() {
    QFETCH(QString, script);
    QFETCH(int, status);
    QFETCH(QString, word);
    FakeWorker worker(script);
    worker.lines(QStringLiteral("one"), {scalarOf(7, 1, 3.5)});
    worker.lines(QStringLiteral("finished"), {eventOf(7, 1, wb::EndedEvent{wb::RunStatus::finished, {}, {}, {}})});
    worker.lines(QStringLiteral("failed"),
                 {eventOf(7, 1, wb::EndedEvent{wb::RunStatus::failed, "There is no memory.", "Why.", "Fix."})});
    WorkerClient client(worker.program(), worker.folder());
    Heard heard(client);
    client.start(7);
    QTRY_COMPARE(heard.ends, 1);
    QCOMPARE(static_cast<int>(heard.end.status), status);
    const QString all = heard.end.what + heard.end.why + heard.end.fix;
    QVERIFY2(all.contains(word), qPrintable(all));
}

void TestWorkerClient::aFloodLosesNothingAndLeavesTheLoopFree() {
    constexpr int count = 200'000;
    FakeWorker worker(QStringLiteral("cat events\n"));
    std::vector<wb::Event> events;
    for (int i = 1; i <= count; ++i) events.push_back(scalarOf(7, i, 1.0 / i));
    worker.lines(QStringLiteral("events"), events);
    WorkerClient client(worker.program(), worker.folder());
    std::size_t arrived = 0;
    std::int64_t last = 0;
    connect(&client, &WorkerClient::eventsArrived, this, [&](const std::vector<wb::Event>& batch) {
        for (const auto& event : batch) {
            QCOMPARE(event.sequence, last + 1);
            last = event.sequence;
        }
        arrived += batch.size();
    });
    QTimer ticker;
    QElapsedTimer since;
    qint64 longest = 0;
    connect(&ticker, &QTimer::timeout, this, [&] { longest = std::max(longest, since.restart()); });
    QSignalSpy ended(&client, &WorkerClient::ended);
    since.start();
    ticker.start(5);
    client.start(7);
    QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 60'000);
    QCOMPARE(arrived, std::size_t(count));
    qInfo("longest wait of the event loop: %lld ms", static_cast<long long>(longest));
    QVERIFY2(longest < 1000, "the window did not answer for a second");
}

void TestWorkerClient::aLineWithoutEndIsBounded() {
    FakeWorker worker(QStringLiteral("head -c 5000000 /dev/zero | tr '\\0' 'x'\n"));
    WorkerClient client(worker.program(), worker.folder());
    Heard heard(client);
    client.start(7);
    QTRY_COMPARE_WITH_TIMEOUT(heard.ends, 1, 20'000);
    QVERIFY(heard.lines.size() >= 3);
    qsizetype all = 0;
    for (const QString& line : heard.lines) {
        QVERIFY(line.size() <= 4 << 20);
        all += line.size();
    }
    QCOMPARE(all, qsizetype(5'000'000));
}

void TestWorkerClient::politeStop() {
    FakeWorker worker(QStringLiteral("trap 'cat stopped; exit 130' TERM\ncat one\nwhile :; do sleep 0.05; done\n"));
    worker.lines(QStringLiteral("one"), {scalarOf(7, 1, 3.5)});
    worker.lines(QStringLiteral("stopped"), {eventOf(7, 2, wb::EndedEvent{wb::RunStatus::stopped, {}, {}, {}})});
    WorkerClient client(worker.program(), worker.folder());
    Heard heard(client);
    client.start(7);
    QTRY_COMPARE(heard.events.size(), std::size_t(1));
    client.stop();
    QCOMPARE(client.state(), WorkerClient::State::stopping);
    QTRY_COMPARE(heard.ends, 1);
    QCOMPARE(heard.end.status, wb::RunStatus::stopped);
}

void TestWorkerClient::aDeafWorkerIsReportedAndKilled() {
    FakeWorker worker(QStringLiteral("trap '' TERM\ncat one\nwhile :; do sleep 0.05; done\n"));
    worker.lines(QStringLiteral("one"), {scalarOf(7, 1, 3.5)});
    WorkerClient client(worker.program(), worker.folder());
    client.setPatience(100);
    Heard heard(client);
    QSignalSpy slow(&client, &WorkerClient::stopIsSlow);
    client.start(7);
    QTRY_COMPARE(heard.events.size(), std::size_t(1));
    client.stop();
    QTRY_COMPARE(slow.size(), 1);
    QCOMPARE(heard.ends, 0);
    client.kill();
    QTRY_COMPARE(heard.ends, 1);
    QCOMPARE(heard.end.status, wb::RunStatus::interrupted);
    QVERIFY(heard.end.what.contains(QStringLiteral("killed")));
}

void TestWorkerClient::aMissingProgramIsSaidInWords() {
    WorkerClient client(QStringLiteral("/no/such/worker"), QStringLiteral("/tmp"));
    Heard heard(client);
    client.start(7);
    QTRY_COMPARE(heard.ends, 1);
    QVERIFY(heard.end.what.contains(QStringLiteral("could not be started")));
    QVERIFY(heard.end.fix.contains(QStringLiteral("WB_WORKER")));
    QVERIFY(!client.isActive());
}

void TestWorkerClient::aClientCanBeUsedAgain() {
    FakeWorker worker(QStringLiteral("cat events$2\n"));
    worker.lines(QStringLiteral("events7"), {scalarOf(7, 1, 3.5)});
    worker.lines(QStringLiteral("events8"), {scalarOf(8, 1, 2.5)});
    WorkerClient client(worker.program(), worker.folder());
    Heard heard(client);
    client.start(7);
    QTRY_COMPARE(heard.ends, 1);
    client.start(8);
    QTRY_COMPARE(heard.ends, 2);
    QCOMPARE(heard.events.size(), std::size_t(2));
    QCOMPARE(heard.events[1].run, std::int64_t(8));
}

QTEST_MAIN(TestWorkerClient)
#include "tst_worker_client.moc"
