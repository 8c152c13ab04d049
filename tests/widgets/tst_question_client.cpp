// The client of a worker that answers questions, against workers that chatter, stall, refuse and die.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>
#include <csignal>
#include <map>

#include "run_client/question_client.h"
#include "widgets/fake_worker.h"

namespace {

const QString echoes =
    QStringLiteral("while read -r line; do echo \"{\\\"ok\\\":true,\\\"asked\\\":$line}\"; done\n");

QJsonObject question(int item) {
    return {{QStringLiteral("op"), QStringLiteral("nearest")}, {QStringLiteral("item"), item}};
}

/// Everything that a client said.
struct Heard {
    explicit Heard(QuestionClient& client) {
        QObject::connect(&client, &QuestionClient::answered, &client,
                         [this](quint64 ticket, const QJsonObject& answer) { answers[ticket] = answer; });
        QObject::connect(&client, &QuestionClient::refused, &client,
                         [this](quint64 ticket, const QuestionProblem& problem) { problems[ticket] = problem; });
    }
    int askedItem(quint64 ticket) const {
        return answers.at(ticket).value(QLatin1String("asked")).toObject().value(QLatin1String("item")).toInt();
    }
    std::map<quint64, QJsonObject> answers;
    std::map<quint64, QuestionProblem> problems;
};

}  // namespace

class TestQuestionClient : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void answersBelongToTheirQuestions();
    void chatterIsNoAnswer();
    void refusalsComeInSentences();
    void endings_data();
    void endings();
    void aMissingProgramIsSaidInWords();
    void anotherRunGetsAnotherWorker();
    void aDeafWorkerDoesNotHoldTheWindow();
    void anIdleWorkerIsEnded();
};

void TestQuestionClient::answersBelongToTheirQuestions() {
    FakeWorker worker(QStringLiteral("echo \"$1 $2 $3 $4\" > started\n") + echoes);
    QuestionClient client(worker.program(), QStringLiteral("/some/where"));
    Heard heard(client);
    const quint64 first = client.ask(7, question(3)), second = client.ask(7, question(4));
    QCOMPARE(client.state(), QuestionClient::State::starting);
    QVERIFY(client.isBusy());
    QTRY_COMPARE(heard.answers.size(), std::size_t(2));
    QCOMPARE(heard.askedItem(first), 3);
    QCOMPARE(heard.askedItem(second), 4);
    QCOMPARE(client.state(), QuestionClient::State::ready);
    QVERIFY(!client.isBusy());
    const qint64 process = client.processId();
    const quint64 third = client.ask(7, question(5));
    QTRY_VERIFY(heard.answers.contains(third));
    QCOMPARE(client.processId(), process);
    QFile started(worker.folder() + QStringLiteral("/started"));
    QVERIFY(started.open(QIODevice::ReadOnly));
    QCOMPARE(QString::fromUtf8(started.readAll()).trimmed(), QStringLiteral("serve 7 --workspace /some/where"));
}

void TestQuestionClient::chatterIsNoAnswer() {
    // What a library prints, an answer in two pieces, and one that nobody asked for.
    FakeWorker worker(
        QStringLiteral("echo 'OMP: warning'; read -r line; printf '{\"ok\":true,'; sleep 0.1; echo '\"item\":3}'; "
                       "echo '[1,2]'; echo '{\"ok\":true,\"item\":99}'; read -r line; echo "
                       "'{\"ok\":true,\"item\":4}'; read -r line\n"));
    QuestionClient client(worker.program(), worker.folder());
    Heard heard(client);
    const quint64 first = client.ask(1, question(3));
    QTRY_COMPARE(heard.answers.size(), std::size_t(1));
    QCOMPARE(heard.answers.at(first).value(QLatin1String("item")).toInt(), 3);
    QTest::qWait(50);  // the one that nobody asked for
    const quint64 second = client.ask(1, question(4));
    QTRY_COMPARE(heard.answers.size(), std::size_t(2));
    QCOMPARE(heard.answers.at(second).value(QLatin1String("item")).toInt(), 4);
    QVERIFY(heard.problems.empty());
}

void TestQuestionClient::refusalsComeInSentences() {
    FakeWorker worker(QStringLiteral(
        "read -r line; echo '{\"ok\":false,\"what\":\"No.\",\"why\":\"So.\",\"fix\":\"Do.\"}'; read -r line\n"));
    QuestionClient client(worker.program(), worker.folder());
    Heard heard(client);
    const quint64 ticket = client.ask(1, question(3));
    QTRY_VERIFY(heard.problems.contains(ticket));
    const QuestionProblem problem = heard.problems.at(ticket);
    QCOMPARE(problem.what + problem.why + problem.fix, QStringLiteral("No.So.Do."));
    QCOMPARE(client.state(), QuestionClient::State::ready);
}

void TestQuestionClient::endings_data() {
    QTest::addColumn<QString>("script");
    QTest::addColumn<QString>("words");
    QTest::newRow("cannot load") << "echo 'The model file is gone. Train again.' >&2; exit 2\n"
                                 << "The model file is gone. Train again.";
    QTest::newRow("killed") << "read -r line; kill -9 $$\n"
                            << "unexpectedly";
    QTest::newRow("silent") << "read -r line; exit 1\n"
                            << "code 1";
    QTest::newRow("last words") << "read -r line; echo 'no memory' >&2; exit 1\n"
                                << "no memory";
}

void TestQuestionClient::endings() {
    QFETCH(QString, script);
    QFETCH(QString, words);
    FakeWorker worker(script);
    QuestionClient client(worker.program(), worker.folder());
    Heard heard(client);
    const quint64 first = client.ask(1, question(3)), second = client.ask(1, question(4));
    QTRY_COMPARE(heard.problems.size(), std::size_t(2));
    for (const quint64 ticket : {first, second}) {
        const QuestionProblem problem = heard.problems.at(ticket);
        const QString all = problem.what + problem.why + problem.fix;
        QVERIFY2(all.contains(words), qPrintable(all));
    }
    QCOMPARE(client.state(), QuestionClient::State::idle);
    // It can be asked again.
    worker.setScript(echoes);
    const quint64 third = client.ask(1, question(5));
    QTRY_VERIFY(heard.answers.contains(third));
}

void TestQuestionClient::aMissingProgramIsSaidInWords() {
    QuestionClient client(QStringLiteral("/nowhere/rerank-worker"), QStringLiteral("/tmp"));
    Heard heard(client);
    const quint64 ticket = client.ask(1, question(3));
    QVERIFY(heard.problems.empty());  // whoever asks knows the ticket first
    QTRY_VERIFY(heard.problems.contains(ticket));
    QVERIFY(heard.problems.at(ticket).what.contains(QStringLiteral("could not be started")));
    QVERIFY(heard.problems.at(ticket).fix.contains(QStringLiteral("WB_WORKER")));
}

void TestQuestionClient::anotherRunGetsAnotherWorker() {
    FakeWorker worker(QStringLiteral("if [ $2 = 1 ]; then exec sleep 100; fi\n") + echoes);
    QuestionClient client(worker.program(), worker.folder());
    Heard heard(client);
    client.ask(1, question(3));
    QTRY_VERIFY(client.processId() > 0);
    const auto former = static_cast<pid_t>(client.processId());
    const quint64 second = client.ask(2, question(4));
    QCOMPARE(client.run(), 2);
    QTRY_COMPARE(heard.answers.size(), std::size_t(1));
    QCOMPARE(heard.askedItem(second), 4);
    QVERIFY(heard.problems.empty());
    QTRY_VERIFY(::kill(former, 0) != 0);
}

void TestQuestionClient::aDeafWorkerDoesNotHoldTheWindow() {
    FakeWorker worker(QStringLiteral("trap '' TERM; exec sleep 100\n"));
    QuestionClient client(worker.program(), worker.folder());
    Heard heard(client);
    QElapsedTimer clock;
    qint64 longest = 0;
    QTimer ticker;
    QElapsedTimer since;
    connect(&ticker, &QTimer::timeout, this, [&] { longest = std::max(longest, since.restart()); });
    since.start();
    ticker.start(5);
    client.ask(1, question(3));
    QTRY_VERIFY(client.processId() > 0);
    QTest::qWait(200);
    clock.start();
    client.stop();
    QVERIFY2(clock.elapsed() < 100, qPrintable(QString::number(clock.elapsed())));
    QCOMPARE(client.state(), QuestionClient::State::idle);
    QTest::qWait(100);
    QVERIFY(heard.answers.empty() && heard.problems.empty());
    qInfo("longest pause of the event loop: %lld ms", static_cast<long long>(longest));
}

void TestQuestionClient::anIdleWorkerIsEnded() {
    FakeWorker worker(echoes);
    QuestionClient client(worker.program(), worker.folder());
    client.setIdleTime(30);
    Heard heard(client);
    const quint64 first = client.ask(1, question(3));
    QTRY_VERIFY(heard.answers.contains(first));
    QTRY_COMPARE(client.state(), QuestionClient::State::idle);
    QCOMPARE(client.processId(), 0);
    const quint64 second = client.ask(1, question(4));
    QTRY_VERIFY(heard.answers.contains(second));
}

QTEST_GUILESS_MAIN(TestQuestionClient)
#include "tst_question_client.moc"
