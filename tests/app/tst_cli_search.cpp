// `rerank search` as a process: what it refuses, how it ends, that it survives a kill, and who sees test results.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <signal.h>

#include "cli_process.h"
#include "experiment/config.h"
#include "fake_worker.h"

using namespace cli;

namespace {

const char* const metric = "stage1/val/recall@20";

/// Learns at once: the validation result is the learning rate, and the test result would choose another one.
int scripted_worker(const std::string& behaviour, wb::RunId run, const std::string& workspace) {
    wb::Store store(wb::Workspace{workspace}.store_file());
    if (!store.claim(run, wb::Owner::self())) return 3;
    const auto config = wb::config_from_json(wb::builtin_methods(), store.config_json(run));
    const double rate = wb::get_real(config.retrieval->settings, "lr");
    if (behaviour == "diverges" && rate > 0.25) {
        store.finish(run, wb::RunStatus::diverged, "The loss is not a number.", "", "Lower the learning rate.");
        return 1;
    }
    store.set_result(run, R"({"stage1":{"method":"lrurec","val":{"mrr":0.1},"test":{"mrr":0.2}}})",
                     {{metric, rate},
                      {"stage1/test/recall@10", 0.9 - rate},
                      {"stage1/test/ndcg@10", 0.8 - rate},
                      {"stage1/chance/recall@10", 0.01}},
                     false);
    store.finish(run, wb::RunStatus::finished);
    return 0;
}

QStringList start(const QString& ws, const QString& grid = QStringLiteral("retrieval.lr=0.1,0.3,0.2")) {
    return {QStringLiteral("search"),         QStringLiteral("start"),
            QStringLiteral("--dataset-code"), QStringLiteral("sample"),
            QStringLiteral("--workspace"),    ws,
            QStringLiteral("--grid"),         grid};
}

/// "search show 1" and the like, in this workspace.
QStringList words(const QString& line, const QString& ws) {
    return line.split(QLatin1Char(' ')) + QStringList{QStringLiteral("--workspace"), ws};
}

wb::RunRow runOf(const QString& ws, wb::RunId run) {
    return wb::Store(workspace(ws).store_file()).find_run(run).value_or(wb::RunRow{});
}

bool isRunning(const QString& ws, wb::RunId run) {
    if (!QFile::exists(ws + QStringLiteral("/workbench.sqlite"))) return false;
    return runOf(ws, run).status == wb::RunStatus::running;
}

}  // namespace

class TestCliSearch : public QObject {
    Q_OBJECT

    Sandbox m_box;

  private Q_SLOTS:
    void initTestCase() {
        QVERIFY2(QFile::exists(program()), "build the target rerank first");
        QVERIFY(m_box.isValid());
    }

    void wrongUse_data() {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char* name, const char* line, const char* expected) {
            QTest::newRow(name) << QString::fromLatin1(line) << QByteArray(expected);
        };
        row("nothing to search", "search start", "--grid retrieval.lr");
        row("no values", "search start --grid retrieval.lr", "names no setting");
        row("no range", "search start --random 3 --range retrieval.lr=1", "names no setting");
        row("range in a grid", "search start --range retrieval.lr=0.1..0.2", "--random");
        row("draws", "search start --random many --grid retrieval.lr=0.1", "whole number");
        row("seeds", "search start --seeds 1,x --grid retrieval.lr=0.1", "--seeds");
        row("test metric", "search start --select stage1/test/recall@20 --grid retrieval.lr=0.1", "--select");
        row("task", "search start --task evaluate --grid retrieval.lr=0.1", "--task");
        row("flag of the runs", "search start --grid retrieval.lr=0.1 --retrieval-epochs -5", "--retrieval-epochs");
        row("method", "search start --retrieval-method nosuch --grid retrieval.lr=0.1", "lrurec");
        row("not prepared", "search start --dataset-code beauty --grid retrieval.lr=0.1", "rerank prepare");
        row("no search", "search show 7", "no search 7");
        row("no number", "search continue first", "not the number");
        row("limit", "search show 1 --limit many", "--limit");
    }
    void wrongUse() {
        QFETCH(QString, line);
        QFETCH(QByteArray, expected);
        const QString ws = m_box.freshWorkspace();
        const Outcome outcome = rerank(words(line, ws));
        QCOMPARE(outcome.code, 2);
        QVERIFY2(outcome.err.contains(expected), outcome.err.constData());
        if (QFile::exists(ws + QStringLiteral("/workbench.sqlite")))
            QVERIFY(wb::Store(workspace(ws).store_file()).list_runs().empty());
    }

    void allProblemsAtOnce() {
        const QString ws = m_box.freshWorkspace();
        const Outcome outcome =
            rerank(start(ws, QStringLiteral("retrieval.lr=fast,9")) +
                   QStringList{QStringLiteral("--grid"), QStringLiteral("retrieval.nosuch=1"),
                               QStringLiteral("--seeds"), QStringLiteral("x"), QStringLiteral("--select"),
                               QStringLiteral("mrr"), QStringLiteral("--retrieval-dim=1"), QStringLiteral("--json")});
        QCOMPARE(outcome.code, 2);
        QStringList keys;
        for (const QJsonValue& one : outcome.json().value(QStringLiteral("problems")).toArray())
            keys << one.toObject().value(QStringLiteral("key")).toString();
        for (const char* key : {"search.seeds", "retrieval.lr", "retrieval.nosuch", "search.select", "retrieval.dim"})
            QVERIFY2(keys.contains(QLatin1String(key)), qPrintable(keys.join(QLatin1Char(' '))));
        QCOMPARE(keys.count(QStringLiteral("retrieval.lr")), 2);
    }

    void theTaskFollowsFromTheMethods_data() {
        QTest::addColumn<QString>("flags");
        QTest::addColumn<QString>("task");
        QTest::addColumn<QString>("select");
        QTest::newRow("retriever") << "--retrieval-method vbpr --grid retrieval.lr=0.1"
                                   << "train-retrieval"
                                   << "stage1/val/recall@20";
        QTest::newRow("reranker") << "--rerank-method bert4rec --grid rerank.lr=0.1"
                                  << "train-rerank"
                                  << "stage2/val/ndcg@10";
        QTest::newRow("both") << "--retrieval-method lrurec --rerank-method bert4rec --grid rerank.lr=0.1"
                              << "train-pipeline"
                              << "stage2/val/ndcg@10";
        QTest::newRow("named") << "--task train-pipeline --grid retrieval.lr=0.1"
                               << "train-pipeline"
                               << "stage2/val/ndcg@10";
    }
    void theTaskFollowsFromTheMethods() {
        QFETCH(QString, flags);
        QFETCH(QString, task);
        QFETCH(QString, select);
        const QString ws = m_box.freshWorkspace();
        const Outcome outcome =
            rerank(words(QStringLiteral("search start --queue-only --json --seeds 3,4 ") + flags, ws));
        QVERIFY2(outcome.code == 0, outcome.err.constData());
        QCOMPARE(outcome.json().value(QStringLiteral("task")).toString(), task);
        QCOMPARE(outcome.json().value(QStringLiteral("select")).toString(), select);
        QCOMPARE(outcome.json().value(QStringLiteral("runs")).toInt(), 2);
        QCOMPARE(runOf(ws, 2).status, wb::RunStatus::queued);
        QCOMPARE(runOf(ws, 2).task, task.toStdString());
        QCOMPARE(runOf(ws, 2).seed, std::uint64_t{4});
    }

    void theChoiceIsByValidationAndTestIsShownForItAlone() {
        const QString ws = m_box.freshWorkspace();
        const Outcome outcome = rerank(start(ws), QStringLiteral("scripted"));
        QVERIFY2(outcome.code == 0, outcome.err.constData());
        QVERIFY2(outcome.out.contains("Chosen by validation: retrieval.lr=0.3"), outcome.out.constData());
        QVERIFY(outcome.err.contains("Run 3, combination 3 of 3: retrieval.lr=0.2."));
        const Outcome table = rerank(words(QStringLiteral("search show 1"), ws));
        const Outcome list = rerank(words(QStringLiteral("runs list"), ws));
        // Of the combination with 0.3 the test results are 0.6 and 0.5; of the others 0.7 to 0.8, which are better.
        for (const Outcome& one : {outcome, table, list}) {
            QVERIFY2(one.out.contains("0.6000"), one.out.constData());
            for (const char* value : {"0.8000", "0.7000"}) QVERIFY2(!one.out.contains(value), one.out.constData());
        }
        QVERIFY2(list.out.contains("1, chosen"), list.out.constData());
        const QJsonObject json = rerank(words(QStringLiteral("search show 1 --json"), ws)).json();
        QCOMPARE(json.value(QStringLiteral("chosen")).toInt(), 2);
        const QJsonObject test = json.value(QStringLiteral("test")).toObject();
        QCOMPARE(
            test.value(QStringLiteral("stage1/test/ndcg@10")).toObject().value(QStringLiteral("mean")).toDouble(),
            0.5);
        const Outcome rows = rerank(words(QStringLiteral("runs list --json"), ws));
        QCOMPARE(rows.out.count("stage1/test/ndcg@10"), 1);
        QCOMPARE(rows.out.count(metric), 3);
        QCOMPARE(rows.out.count("\"test_hidden\": true"), 2);
        // A run that is asked for by its number shows everything.
        QVERIFY(rerank(words(QStringLiteral("runs show 1 --json"), ws)).out.contains("stage1/test/ndcg@10"));
        // Neither when all runs are exported, as a table or as documents.
        const Outcome csv = rerank(words(QStringLiteral("runs export all --format csv"), ws));
        QVERIFY2(!csv.out.contains(",0.7") && !csv.out.contains(",0.8") && csv.out.contains(",0.5"),
                 csv.out.constData());
        const Outcome documents = rerank(words(QStringLiteral("runs export all --format json"), ws));
        QCOMPARE(documents.out.count("\"test\":"), 1);
        QCOMPARE(documents.out.count("\"val\":"), 3);
        QCOMPARE(documents.out.count("\"test_hidden\": true"), 2);
        const Outcome compared = rerank(words(QStringLiteral("runs compare 2 1"), ws));
        QCOMPARE(compared.code, 2);
        QVERIFY2(compared.err.contains("Run 1 is not compared on the test items"), compared.err.constData());
        QVERIFY2(compared.err.contains("--split validation"), compared.err.constData());
        // Nothing is left to do.
        QCOMPARE(rerank(words(QStringLiteral("search continue 1"), ws), QStringLiteral("dies")).code, 0);
        QCOMPARE(runOf(ws, 1).attempt, 1);
        const Outcome searches = rerank(words(QStringLiteral("search list"), ws));
        QVERIFY2(searches.out.contains("complete") && searches.out.contains("retrieval.lr=0.3"),
                 searches.out.constData());
    }

    void divergedRunsStayAsTheyAre() {
        const QString ws = m_box.freshWorkspace();
        const Outcome outcome = rerank(start(ws), QStringLiteral("diverges"));
        QVERIFY2(outcome.code == 0, outcome.err.constData());
        QVERIFY(outcome.err.contains("The loss is not a number."));
        QVERIFY2(outcome.out.contains("Chosen by validation: retrieval.lr=0.2"), outcome.out.constData());
        QCOMPARE(rerank(words(QStringLiteral("search continue 1"), ws), QStringLiteral("scripted")).code, 0);
        QCOMPARE(runOf(ws, 2).status, wb::RunStatus::diverged);
        QCOMPARE(runOf(ws, 2).attempt, 1);
    }

    void runsThatAllFailPauseTheSearch_data() {
        QTest::addColumn<QString>("behaviour");
        QTest::addColumn<QString>("status");
        QTest::addColumn<QString>("later");
        QTest::newRow("they say so") << "fails"
                                     << "failed"
                                     << "failed";
        QTest::newRow("they die") << "dies"
                                  << "interrupted"
                                  << "finished";
        QTest::newRow("they never begin") << "lies"
                                          << "queued"
                                          << "finished";
    }
    void runsThatAllFailPauseTheSearch() {
        QFETCH(QString, behaviour);
        QFETCH(QString, status);
        QFETCH(QString, later);
        const QString ws = m_box.freshWorkspace();
        const Outcome outcome = rerank(start(ws, QStringLiteral("retrieval.lr=0.1,0.2,0.3,0.4,0.5")), behaviour);
        QCOMPARE(outcome.code, 1);
        QVERIFY2(outcome.err.contains("3 runs in succession failed"), outcome.err.constData());
        const auto statusOf = [&](wb::RunId run) {
            return QString::fromStdString(wb::run_status_name(runOf(ws, run).status));
        };
        QCOMPARE(statusOf(1), status);
        QCOMPARE(statusOf(4), QStringLiteral("queued"));
        // When the cause is gone the rest goes on; what failed by itself is kept as it is.
        const Outcome again = rerank(words(QStringLiteral("search continue 1"), ws), QStringLiteral("scripted"));
        QVERIFY2(again.code == 0, again.err.constData());
        QVERIFY(again.out.contains("Chosen by validation: retrieval.lr=0.5"));
        QCOMPARE(statusOf(1), later);
        QCOMPARE(statusOf(4), QStringLiteral("finished"));
    }

    void stopsPolitelyAndGoesOn_data() {
        QTest::addColumn<QString>("how");
        QTest::newRow("Ctrl-C") << "signal";
        QTest::newRow("from another terminal") << "stop";
    }
    void stopsPolitelyAndGoesOn() {
        QFETCH(QString, how);
        const QString ws = m_box.freshWorkspace();
        QProcess process;
        process.setProcessEnvironment(environment(QStringLiteral("polite")));
        process.start(program(), start(ws));
        QTRY_VERIFY_WITH_TIMEOUT(isRunning(ws, 1), patience_ms);
        if (how == "signal") {
            ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        } else {
            const wb::Store store(workspace(ws).store_file());
            ::kill(static_cast<pid_t>(store.owner(1).value().pid), SIGTERM);
        }
        QVERIFY(process.waitForFinished(patience_ms));
        QCOMPARE(process.exitCode(), 130);
        QVERIFY(process.readAllStandardError().contains("rerank search continue 1"));
        QVERIFY(process.readAllStandardOutput().contains("0 of 3 runs ended"));
        QCOMPARE(runOf(ws, 1).status, wb::RunStatus::stopped);
        QCOMPARE(runOf(ws, 2).status, wb::RunStatus::queued);
        const Outcome again = rerank(words(QStringLiteral("search continue 1"), ws), QStringLiteral("scripted"));
        QVERIFY2(again.code == 0, again.err.constData());
        QCOMPARE(runOf(ws, 1).attempt, 2);
        QVERIFY(again.out.contains("chosen"));
    }

    void twoProgramsShareTheWork() {
        const QString ws = m_box.freshWorkspace();
        QCOMPARE(rerank(start(ws) + QStringList{QStringLiteral("--queue-only")}).code, 0);
        QProcess slow;
        slow.setProcessEnvironment(environment(QStringLiteral("polite")));
        slow.start(program(), words(QStringLiteral("search continue 1"), ws));
        QTRY_VERIFY_WITH_TIMEOUT(isRunning(ws, 1), patience_ms);
        QProcess other;
        other.setProcessEnvironment(environment(QStringLiteral("scripted")));
        other.start(program(), words(QStringLiteral("search continue 1"), ws));
        // The second takes the free runs, waits for the one at work, and takes it over when it is stopped.
        QTRY_COMPARE_WITH_TIMEOUT(runOf(ws, 3).status, wb::RunStatus::finished, patience_ms);
        ::kill(static_cast<pid_t>(slow.processId()), SIGINT);
        QVERIFY(slow.waitForFinished(patience_ms));
        QCOMPARE(slow.exitCode(), 130);
        QVERIFY(other.waitForFinished(patience_ms));
        QCOMPARE(other.exitCode(), 0);
        QCOMPARE(runOf(ws, 1).status, wb::RunStatus::finished);
    }

    void aRealSearchSurvivesAKill() {
        const QString ws = m_box.freshWorkspace();
        QProcessEnvironment real = environment(QString());
        real.remove(QStringLiteral("WB_WORKER"));
        const QStringList flags = start(ws, QStringLiteral("retrieval.lr=0.001,0.003")) +
                                  QStringList{QStringLiteral("--grid"),
                                              QStringLiteral("retrieval.dim=8,16"),
                                              QStringLiteral("--retrieval-max-steps"),
                                              QStringLiteral("20"),
                                              QStringLiteral("--retrieval-validate-every"),
                                              QStringLiteral("10")};
        QProcess process;
        process.setProcessEnvironment(real);
        process.start(program(), flags);
        QTRY_VERIFY_WITH_TIMEOUT(isRunning(ws, 2), patience_ms);
        process.kill();
        QVERIFY(process.waitForFinished(patience_ms));

        const QJsonObject before = rerank(words(QStringLiteral("search show 1 --json"), ws)).json();
        QVERIFY(!before.value(QStringLiteral("complete")).toBool(true));
        QVERIFY(before.value(QStringLiteral("chosen")).isNull() && before.value(QStringLiteral("test")).isNull());
        QCOMPARE(before.value(QStringLiteral("leader")).toInt(), 1);

        QProcess again;
        again.setProcessEnvironment(real);
        again.start(program(), words(QStringLiteral("search continue 1 --json"), ws));
        QVERIFY(again.waitForFinished(patience_ms));
        const QByteArray errors = again.readAllStandardError();
        QVERIFY2(again.exitCode() == 0, errors.constData());
        const QByteArray printed = again.readAllStandardOutput();
        const QJsonObject after = QJsonDocument::fromJson(printed).object();
        QVERIFY(after.value(QStringLiteral("complete")).toBool());

        // The best of validation, and no test result of another one anywhere.
        int best = 1;
        for (int run = 1; run <= 4; ++run) {
            QCOMPARE(runOf(ws, run).status, wb::RunStatus::finished);
            if (runOf(ws, run).metrics.at(metric) > runOf(ws, best).metrics.at(metric)) best = run;
        }
        QCOMPARE(runOf(ws, 1).attempt, 1);
        QCOMPARE(after.value(QStringLiteral("chosen")).toInt(), best);
        const QByteArray table = rerank(words(QStringLiteral("search show 1"), ws)).out;
        for (int run = 1; run <= 4; ++run) {
            const double mrr = runOf(ws, run).metrics.at("stage1/test/mrr");
            QCOMPARE(printed.contains(QByteArray::number(mrr, 'g', 12)), run == best);
            QCOMPARE(table.contains("Mrr " + QByteArray::number(mrr, 'f', 4)), run == best);
        }
    }
};

int main(int argc, char** argv) {
    const QByteArray behaviour = qgetenv("WB_FAKE_WORKER");
    if (!behaviour.isEmpty() && argc == 5) {
        if (behaviour == "scripted" || behaviour == "diverges")
            return scripted_worker(behaviour.toStdString(), std::stoll(argv[2]), argv[4]);
        return fake_worker::fake_worker(behaviour.toStdString(), argc, argv);
    }
    QCoreApplication app(argc, argv);
    TestCliSearch test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_cli_search.moc"
