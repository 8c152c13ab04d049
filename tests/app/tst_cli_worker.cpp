// The command line and its worker: how runs start, stop and end when the worker is good, lies, stalls, floods or
// dies. SPDX-License-Identifier: GPL-3.0-or-later
#include <signal.h>

#include <QRegularExpression>

#include "cli_process.h"
#include "experiment/config.h"
#include "experiment/launch.h"
#include "fake_worker.h"

using namespace cli;

class TestCliWorker : public QObject {
    Q_OBJECT

    Sandbox m_box;

    static wb::RunStatus statusOf(const QString& ws, wb::RunId run) {
        const auto row = wb::Store(workspace(ws).store_file()).find_run(run);
        return row ? row->status : wb::RunStatus::queued;
    }
    static bool isRunning(const QString& ws) {
        if (!QFile::exists(ws + QStringLiteral("/workbench.sqlite"))) return false;
        return statusOf(ws, 1) == wb::RunStatus::running;
    }

  private Q_SLOTS:
    void initTestCase() {
        QVERIFY2(QFile::exists(program()), "build the target rerank first");
        QVERIFY(m_box.isValid());
        write_file(m_box.path(QStringLiteral("not-a-program")), "text");
    }

    void versionTellsWhatTheWorkerFound() {
        const Outcome outcome = rerank({QStringLiteral("--version"), QStringLiteral("--verbose")});
        QCOMPARE(outcome.code, 0);
        QVERIFY(outcome.out.contains("libtorch: 9.9"));
        QVERIFY(outcome.out.contains("warnings: beware"));
    }

    void workerMissing() {
        const QString ws = m_box.freshWorkspace();
        QProcess process;
        QProcessEnvironment env = environment(QString());
        env.insert(QStringLiteral("WB_WORKER"), m_box.path(QStringLiteral("not-a-program")));
        process.setProcessEnvironment(env);
        process.start(program(), train(ws));
        QVERIFY(process.waitForFinished(patience_ms));
        QCOMPARE(process.exitCode(), 2);
        QVERIFY(process.readAllStandardError().contains("WB_WORKER"));
        QVERIFY(!QFile::exists(ws + QStringLiteral("/workbench.sqlite")));
    }

    void aGoodWorker() {
        const QString ws = m_box.freshWorkspace();
        const Outcome outcome =
            rerank(train(ws) + QStringList{QStringLiteral("--name"), QStringLiteral("first"), QStringLiteral("--tag"),
                                           QStringLiteral("a"), QStringLiteral("--retrieval_epochs=3"),
                                           QStringLiteral("--use_torch_compile")});
        QVERIFY2(outcome.code == 0, outcome.err.constData());
        QVERIFY(QRegularExpression(QStringLiteral("Metric +@5 +@10 +@20"))
                    .match(QString::fromUtf8(outcome.out))
                    .hasMatch());
        QVERIFY(outcome.out.contains("retrieval with LRURec, test"));
        QVERIFY(outcome.out.contains("0.4321 (chance 0.1250)"));
        for (const char* row : {"Recall", "Ndcg", "Hit", "Recall, by popularity"})
            QVERIFY2(outcome.out.contains(row), row);
        QVERIFY(outcome.err.contains("always on"));
        QVERIFY(outcome.err.contains("1 min 05 s left"));
        QCOMPARE(outcome.err.count("shown once"), 1);
        QVERIFY(!outcome.err.contains("another run"));

        const auto row = wb::Store(workspace(ws).store_file()).find_run(1);
        QVERIFY(row.has_value());
        QCOMPARE(row->name, std::string("first"));
        QCOMPARE(row->tags, std::vector<std::string>{"a"});
        const auto config =
            wb::config_from_json(wb::builtin_methods(), wb::Store(workspace(ws).store_file()).config_json(1));
        QCOMPARE(wb::get_int(config.retrieval->settings, "epochs"), std::int64_t{3});

        const Outcome json = rerank(train(ws) + QStringList{QStringLiteral("--json")});
        QCOMPARE(json.code, 0);
        QCOMPARE(json.json().value(QStringLiteral("run")).toInt(), 2);
        QCOMPARE(json.json().value(QStringLiteral("status")).toString(), QStringLiteral("finished"));
        QVERIFY(json.json().value(QStringLiteral("stage1")).isObject());

        const QStringList at{QStringLiteral("--workspace"), ws};
        const Outcome shown =
            rerank(QStringList{QStringLiteral("runs"), QStringLiteral("show"), QStringLiteral("1")} + at);
        QCOMPARE(shown.code, 0);
        QVERIFY2(shown.out.contains("retrieval.epochs"), shown.out.constData());
        QVERIFY(shown.out.contains("0.4321"));
        const Outcome listed = rerank(QStringList{QStringLiteral("runs"), QStringLiteral("list")} + at);
        QVERIFY2(listed.out.contains("finished") && listed.out.contains("0.4321"), listed.out.constData());
        // A finished run is neither started nor resumed again.
        for (const char* command : {"run", "resume"})
            QCOMPARE(rerank(QStringList{QString::fromLatin1(command), QStringLiteral("1")} + at).code, 2);
        const Outcome csv =
            rerank(QStringList{QStringLiteral("runs"), QStringLiteral("export"), QStringLiteral("1"),
                               QStringLiteral("2"), QStringLiteral("--format"), QStringLiteral("csv")} +
                   at);
        QCOMPARE(csv.out.trimmed().count('\n'), 2);
        QVERIFY(csv.out.contains("stage1/test/recall@10"));
        const Outcome latex = rerank(QStringList{QStringLiteral("runs"), QStringLiteral("export"),
                                                 QStringLiteral("all"), QStringLiteral("--format=latex")} +
                                     at);
        QVERIFY(latex.out.startsWith("\\begin{tabular}"));
        QVERIFY(latex.out.contains("0.4321"));
    }

    void otherWorkers_data() {
        QTest::addColumn<QString>("behaviour");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("status");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("says it failed") << QStringLiteral("fails") << 1 << QStringLiteral("failed")
                                        << QByteArray("Free some space.");
        QTest::newRow("lies about its end")
            << QStringLiteral("lies") << 1 << QStringLiteral("queued") << QByteArray("rerank run 1");
        QTest::newRow("dies by a signal")
            << QStringLiteral("dies") << 1 << QStringLiteral("interrupted") << QByteArray("rerank resume 1");
        QTest::newRow("refuses the run")
            << QStringLiteral("refuses") << 1 << QStringLiteral("queued") << QByteArray("not taken");
        QTest::newRow("floods") << QStringLiteral("floods") << 0 << QStringLiteral("finished")
                                << QByteArray("stage 1");
    }
    void otherWorkers() {
        QFETCH(QString, behaviour);
        QFETCH(int, code);
        QFETCH(QString, status);
        QFETCH(QByteArray, expected);
        const QString ws = m_box.freshWorkspace();
        const Outcome outcome = rerank(train(ws), behaviour);
        QVERIFY2(outcome.code == code, outcome.err.constData());
        QVERIFY2(outcome.err.contains(expected), outcome.err.constData());
        QCOMPARE(QString::fromStdString(wb::run_status_name(statusOf(ws, 1))), status);
        if (behaviour == QStringLiteral("dies")) {
            QVERIFY(outcome.err.contains("SIGKILL"));
            QVERIFY(outcome.err.contains("the last words"));
        }
        if (behaviour == QStringLiteral("floods"))
            QVERIFY2(outcome.err.size() < 20000, "progress is not one line per event");
        if (code == 0) return;
        // Going on with a worker that behaves ends well; the failed one as well.
        const bool queued = status == QStringLiteral("queued");
        const Outcome again = rerank({queued ? QStringLiteral("run") : QStringLiteral("resume"), QStringLiteral("1"),
                                      QStringLiteral("--workspace"), ws, QStringLiteral("--json")});
        QVERIFY2(again.code == 0, again.err.constData());
        QCOMPARE(again.json().value(QStringLiteral("status")).toString(), QStringLiteral("finished"));
    }

    void controlC_data() {
        QTest::addColumn<QString>("behaviour");
        QTest::addColumn<QString>("status");
        QTest::newRow("polite worker") << QStringLiteral("polite") << QStringLiteral("stopped");
        QTest::newRow("stalled worker") << QStringLiteral("stalls") << QStringLiteral("interrupted");
    }
    void controlC() {
        QFETCH(QString, behaviour);
        QFETCH(QString, status);
        const QString ws = m_box.freshWorkspace();
        QProcess process;
        process.setProcessEnvironment(environment(behaviour));
        process.start(program(), train(ws));
        QVERIFY(process.waitForStarted());
        QTRY_VERIFY_WITH_TIMEOUT(isRunning(ws), patience_ms);
        kill(static_cast<pid_t>(process.processId()), SIGINT);
        QByteArray err;
        QTRY_VERIFY_WITH_TIMEOUT(
            (process.waitForReadyRead(50), err += process.readAllStandardError(), err.contains("Ctrl-C again")),
            patience_ms);
        if (behaviour == QStringLiteral("stalls")) kill(static_cast<pid_t>(process.processId()), SIGINT);
        if (process.state() != QProcess::NotRunning) QVERIFY(process.waitForFinished(patience_ms));
        err += process.readAllStandardError();
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 130);
        QVERIFY2(err.contains("rerank resume 1"), err.constData());
        QCOMPARE(QString::fromStdString(wb::run_status_name(statusOf(ws, 1))), status);
    }

    void theWorkerEndsWhenItsClientIsKilled() {
        const QString ws = m_box.freshWorkspace();
        QProcess process;
        process.setProcessEnvironment(environment(QStringLiteral("polite")));
        process.start(program(), train(ws));
        QVERIFY(process.waitForStarted());
        QTRY_VERIFY_WITH_TIMEOUT(isRunning(ws), patience_ms);
        process.kill();
        QVERIFY(process.waitForFinished(patience_ms));
        QTRY_VERIFY_WITH_TIMEOUT(statusOf(ws, 1) == wb::RunStatus::stopped, patience_ms);
    }

    void stopOfQueuedRun() {
        const QString ws = m_box.freshWorkspace();
        QCOMPARE(rerank(train(ws), QStringLiteral("lies")).code, 1);
        const Outcome outcome =
            rerank({QStringLiteral("stop"), QStringLiteral("1"), QStringLiteral("--workspace"), ws});
        QCOMPARE(outcome.code, 0);
        QVERIFY2(outcome.out.contains("stopped"), outcome.out.constData());
        QCOMPARE(statusOf(ws, 1), wb::RunStatus::stopped);
    }

    void servePassesLinesThrough() {
        const QString ws = m_box.freshWorkspace();
        QCOMPARE(rerank(train(ws)).code, 0);
        const Outcome outcome =
            rerank({QStringLiteral("serve"), QStringLiteral("1"), QStringLiteral("--workspace"), ws},
                   QStringLiteral("good"), "{\"op\":\"info\"}\n");
        QCOMPARE(outcome.code, 0);
        QCOMPARE(outcome.out, QByteArray("echo {\"op\":\"info\"}\n"));
    }

    void tagsNotesAndTrash() {
        const QString ws = m_box.freshWorkspace();
        QCOMPARE(rerank(train(ws)).code, 0);
        const auto runs = [&](QStringList words) {
            words.prepend(QStringLiteral("runs"));
            return rerank(words + QStringList{QStringLiteral("--workspace"), ws, QStringLiteral("--json")}).json();
        };
        QCOMPARE(runs({QStringLiteral("tag"), QStringLiteral("1"), QStringLiteral("--add"), QStringLiteral("x"),
                       QStringLiteral("y")})
                     .value(QStringLiteral("tags"))
                     .toArray()
                     .size(),
                 2);
        QCOMPARE(runs({QStringLiteral("tag"), QStringLiteral("1"), QStringLiteral("--remove"), QStringLiteral("x")})
                     .value(QStringLiteral("tags"))
                     .toArray()
                     .size(),
                 1);
        QCOMPARE(runs({QStringLiteral("note"), QStringLiteral("1"), QStringLiteral("a long one")})
                     .value(QStringLiteral("note"))
                     .toString(),
                 QStringLiteral("a long one"));
        QVERIFY(runs({QStringLiteral("delete"), QStringLiteral("1")}).value(QStringLiteral("deleted")).toBool());
        QCOMPARE(runs({QStringLiteral("list")}).value(QStringLiteral("runs")).toArray().size(), 0);
        QVERIFY(!runs({QStringLiteral("delete"), QStringLiteral("1"), QStringLiteral("--restore")})
                     .value(QStringLiteral("deleted"))
                     .toBool());
        QCOMPARE(runs({QStringLiteral("list")}).value(QStringLiteral("runs")).toArray().size(), 1);
    }

    void configFiles() {
        const QString ws = m_box.freshWorkspace();
        QCOMPARE(rerank(train(ws) + QStringList{QStringLiteral("--retrieval-epochs"), QStringLiteral("7"),
                                                QStringLiteral("--seed"), QStringLiteral("5")})
                     .code,
                 0);
        const std::string stored = wb::Store(workspace(ws).store_file()).config_json(1);
        write_file(m_box.path(QStringLiteral("stored.json")), QByteArray::fromStdString(stored));
        write_file(m_box.path(QStringLiteral("flat.json")), R"({"retrieval.epochs": 7, "job.seed": 5})");
        for (const char* file : {"stored.json", "flat.json"}) {
            const Outcome outcome = rerank(
                train(ws) + QStringList{QStringLiteral("--config"), m_box.path(QString::fromLatin1(file)),
                                        QStringLiteral("--seed"), QStringLiteral("6"), QStringLiteral("--json")});
            QVERIFY2(outcome.code == 0, outcome.err.constData());
            const wb::Store store(workspace(ws).store_file());
            const auto config = wb::config_from_json(
                wb::builtin_methods(), store.config_json(outcome.json().value(QStringLiteral("run")).toInt()));
            QCOMPARE(wb::get_int(config.retrieval->settings, "epochs"), std::int64_t{7});
            QCOMPARE(config.seed(), std::uint64_t{6});
        }
        const Outcome differences = rerank(
            {QStringLiteral("runs"), QStringLiteral("show"), QStringLiteral("3"), QStringLiteral("--workspace"), ws});
        QVERIFY(differences.out.contains("job.seed"));
    }

    void comparePairsUsers() {
        const QString ws = m_box.freshWorkspace();
        wb::Workspace::open(ws.toStdString());
        const auto addRun = [&](int shift, int candidates, const std::string& fingerprint) {
            wb::Store store(workspace(ws).store_file());
            wb::ExperimentRequest request;
            request.task = wb::task_train_rerank;
            request.rerank_method = "bert4rec";
            request.values = {{"rerank.epochs", std::to_string(10 + shift)}};
            const auto config = wb::resolve(wb::builtin_methods(), request).config;
            const wb::RunId run = wb::queue_run(store, workspace(ws), *config);
            store.claim(run, wb::Owner::self());
            store.set_dataset(run, "sample", fingerprint);
            std::vector<wb::UserDetail> users;
            for (int user = 1; user <= 200; ++user) {
                wb::UserDetail detail;
                detail.result.user = user;
                detail.result.target = 1;
                detail.result.candidates = candidates;
                detail.result.better = (user * 7) % 12 + shift;
                for (int item = 1; item <= candidates; ++item) {
                    detail.items.push_back(item);
                    detail.scores.push_back(static_cast<float>(item));
                }
                users.push_back(detail);
            }
            store.put_user_results(run, 2, "test", users);
            store.finish(run, wb::RunStatus::finished);
            return QString::number(run);
        };
        const QString a = addRun(2, 20, "f1"), b = addRun(0, 20, "f1"), lists = addRun(0, 30, "f1"),
                      data = addRun(0, 20, "f2");
        const auto compare = [&](const QString& x, const QString& y) {
            return rerank({QStringLiteral("runs"), QStringLiteral("compare"), x, y, QStringLiteral("--workspace"), ws,
                           QStringLiteral("--json")});
        };
        const Outcome better = compare(a, b);
        QVERIFY2(better.code == 0, better.err.constData());
        const QJsonObject metric = better.json()
                                       .value(QStringLiteral("comparisons"))
                                       .toArray()
                                       .at(0)
                                       .toObject()
                                       .value(QStringLiteral("metrics"))
                                       .toArray()
                                       .at(5)
                                       .toObject();
        QCOMPARE(metric.value(QStringLiteral("metric")).toString(), QStringLiteral("ndcg@10"));
        QVERIFY(metric.value(QStringLiteral("difference")).toDouble() > 0);
        QCOMPARE(metric.value(QStringLiteral("verdict")).toString(), QStringLiteral("better"));
        QVERIFY(metric.value(QStringLiteral("p_holm")).toDouble() >=
                metric.value(QStringLiteral("p_permutation")).toDouble());
        const QJsonArray differences = better.json().value(QStringLiteral("config_differences")).toArray();
        QCOMPARE(differences.size(), 1);
        QCOMPARE(differences.at(0).toObject().value(QStringLiteral("key")).toString(),
                 QStringLiteral("rerank.epochs"));
        for (const QString& other : {lists, data}) {
            const Outcome refused = compare(a, other);
            QCOMPARE(refused.code, 2);
            QVERIFY2(refused.err.contains("not comparable"), refused.err.constData());
        }
    }
};

int main(int argc, char** argv) {
    const QByteArray behaviour = qgetenv("WB_FAKE_WORKER");
    if (!behaviour.isEmpty() && argc > 1) return fake_worker::fake_worker(behaviour.toStdString(), argc, argv);
    QCoreApplication app(argc, argv);
    TestCliWorker test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_cli_worker.moc"
