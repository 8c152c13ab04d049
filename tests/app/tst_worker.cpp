// The real worker as a process: events on its output, stop from outside, SIGKILL and resume.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <signal.h>

#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <nlohmann/json.hpp>

#include "experiment/control.h"
#include "experiment/launch.h"

using namespace wb;

namespace {

QString program(const char* name) {
    return QStringLiteral(WB_BINARY_DIR "/bin/") + QString::fromLatin1(name);
}

ExperimentRequest small_pipeline() {
    ExperimentRequest r;
    r.retrieval_method = "lrurec";
    r.rerank_method = "bert4rec";
    r.values = {{"retrieval.max_steps", "150"}, {"retrieval.validate_every", "50"}, {"retrieval.dim", "16"},
                {"rerank.max_steps", "120"},    {"rerank.validate_every", "40"},    {"rerank.dim", "16"}};
    return r;
}

ExperimentRequest smaller_reranker() {
    ExperimentRequest r;
    r.task = task_train_rerank;
    r.rerank_method = "bert4rec";
    r.values = {{"rerank.max_steps", "2"}, {"rerank.dim", "16"}};
    return r;
}

struct Place {
    QTemporaryDir dir;
    Workspace workspace = Workspace::open(dir.path().toStdString());
    Store store{workspace.store_file()};

    RunId queue(const ExperimentRequest& request = small_pipeline()) {
        return queue_run(store, workspace, resolve(builtin_methods(), request).config.value());
    }
    void start(QProcess& process, RunId run) const {
        process.start(program("rerank-worker"),
                      {QStringLiteral("run"), QString::number(run), QStringLiteral("--workspace"), dir.path()});
        QVERIFY(process.waitForStarted());
    }
    /// Reads events until one of `series` reaches `step`; false when the process ended before.
    static bool wait_for(QProcess& process, const std::string& series, std::int64_t step) {
        QElapsedTimer timer;
        timer.start();
        while (timer.elapsed() < 120000) {
            while (process.canReadLine()) {
                const auto event = event_from_json(process.readLine().trimmed().toStdString());
                if (!event) continue;
                const auto* scalar = std::get_if<ScalarEvent>(&event->body);
                if (scalar && scalar->series == series && scalar->step >= step) return true;
            }
            if (process.state() == QProcess::NotRunning) return false;
            process.waitForReadyRead(200);
        }
        return false;
    }
    nlohmann::json tests_of(RunId run) const {
        const auto doc = nlohmann::json::parse(store.result_json(run));
        return {doc["stage1"]["test"], doc["stage2"]["test"], doc["steps"]};
    }
};

}  // namespace

class TestWorker : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void killedAtAnyMomentItResumesToTheSameResult_data() {
        QTest::addColumn<QString>("series");
        QTest::addColumn<int>("step");
        QTest::newRow("at the start of stage 1") << "stage1/loss" << 1;
        QTest::newRow("inside stage 1") << "stage1/loss" << 77;
        QTest::newRow("inside stage 2") << "stage2/loss" << 60;
    }
    void killedAtAnyMomentItResumesToTheSameResult() {
        QFETCH(QString, series);
        QFETCH(int, step);
        Place place;
        const RunId whole = place.queue(), parts = place.queue();
        {
            QProcess process;
            place.start(process, whole);
            QVERIFY(process.waitForFinished(180000));
            QCOMPARE(process.exitCode(), 0);
        }
        {
            QProcess process;
            place.start(process, parts);
            QVERIFY(Place::wait_for(process, series.toStdString(), step));
            process.kill();
            QVERIFY(process.waitForFinished());
        }
        QCOMPARE(place.store.find_run(parts)->status, RunStatus::running);  // nobody was left to say otherwise
        QCOMPARE(place.store.mark_interrupted(), std::vector<RunId>{parts});
        QProcess again;
        place.start(again, parts);
        QVERIFY(again.waitForFinished(180000));
        QCOMPARE(again.exitCode(), 0);
        QCOMPARE(place.store.find_run(parts)->status, RunStatus::finished);
        QCOMPARE(QString::fromStdString(place.tests_of(parts).dump()),
                 QString::fromStdString(place.tests_of(whole).dump()));
        std::int64_t points = 0;
        for (const auto& s : place.store.series(parts))
            if (s.name == "stage1/loss") points = static_cast<std::int64_t>(place.store.points(s.id).size());
        QCOMPARE(points, 150);
    }

    void stopsSoonWhenAnotherProcessAsks() {
        Place place;
        const RunId run = place.queue();
        QProcess process;
        place.start(process, run);
        QVERIFY(Place::wait_for(process, "stage1/loss", 10));
        QElapsedTimer timer;
        timer.start();
        QVERIFY(request_stop(place.store, run));
        QVERIFY(process.waitForFinished(20000));
        const auto taken = timer.elapsed();
        QCOMPARE(process.exitCode(), 130);
        QCOMPARE(place.store.find_run(run)->status, RunStatus::stopped);
        QVERIFY2(taken < 5000, qPrintable(QString::number(taken)));  // 500 ms on a quiet machine
        qInfo("stopped after %lld ms", static_cast<long long>(taken));
    }

    void aRunHasOneOwner() {
        Place place;
        const RunId run = place.queue();
        QProcess first, second;
        place.start(first, run);
        QVERIFY(Place::wait_for(first, "stage1/loss", 5));
        place.start(second, run);
        QVERIFY(second.waitForFinished(60000));
        QCOMPARE(second.exitCode(), 3);
        first.terminate();
        QVERIFY(first.waitForFinished(20000));
        QCOMPARE(first.exitCode(), 130);
    }

    void aClientThatGoesAwayDoesNotEndTheRun() {
        Place place;
        const RunId run = place.queue();
        QProcess process;
        place.start(process, run);
        QVERIFY(Place::wait_for(process, "stage1/loss", 3));
        process.closeReadChannel(QProcess::StandardOutput);
        QVERIFY(process.waitForFinished(180000));
        QCOMPARE(place.store.find_run(run)->status, RunStatus::finished);
    }

    /// A question of any length is refused without being kept, and the next one is answered.
    void aQuestionWithoutAnEndIsRefused() {
        Place place;
        const RunId run = place.queue(smaller_reranker());
        QProcess training, serving;
        place.start(training, run);
        QVERIFY(training.waitForFinished(180000));
        QCOMPARE(training.exitCode(), 0);
        serving.start(program("rerank-worker"), {QStringLiteral("serve"), QString::number(run),
                                                 QStringLiteral("--workspace"), place.dir.path()});
        const std::string info = "{\"op\": \"info\"";
        const auto padded = [&](std::size_t bytes) {
            return info + std::string(bytes - info.size() - 1, ' ') + "}\n";
        };
        constexpr std::size_t longest = 1 << 20;
        serving.write(
            QByteArray::fromStdString(padded(longest) + padded(longest + 1) + padded(8 * longest) + padded(64)));
        serving.closeWriteChannel();
        QVERIFY(serving.waitForFinished(60000));
        QCOMPARE(serving.exitCode(), 0);
        std::vector<bool> answered;
        for (const auto& line : serving.readAllStandardOutput().trimmed().split('\n')) {
            const auto answer = nlohmann::json::parse(line.toStdString());
            answered.push_back(answer.at("ok").get<bool>());
            if (!answered.back()) QVERIFY2(line.contains("longer than 1048576 bytes"), line.constData());
        }
        QCOMPARE(answered, (std::vector<bool>{true, false, false, true}));
    }

    void wrongUseIsSaid() {
        QProcess process;
        process.start(program("rerank-worker"), {QStringLiteral("run"), QStringLiteral("x"),
                                                 QStringLiteral("--workspace"), QStringLiteral("/nowhere")});
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 2);
        QVERIFY(process.readAllStandardError().contains("usage"));
    }

    void tellsWhatItFound() {
        QProcess process;
        process.start(program("rerank-worker"), {QStringLiteral("info")});
        QVERIFY(process.waitForFinished());
        const auto info = nlohmann::json::parse(process.readAllStandardOutput().toStdString());
        QCOMPARE(info["blas_threading"].get<std::string>(), std::string("OpenMP"));
        QVERIFY(info["threads"].get<int>() >= 1);
    }
};

QTEST_GUILESS_MAIN(TestWorker)
#include "tst_worker.moc"
