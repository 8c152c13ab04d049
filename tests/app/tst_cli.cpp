// The command line as a process: exit codes, messages, documents, and what it makes of a worker that misbehaves.
// This program is also the worker that misbehaves: `rerank` finds it through WB_WORKER.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <signal.h>
#include <unistd.h>

#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <iostream>
#include <string>

#include "dataset/prepared.h"
#include "experiment/config.h"
#include "experiment/launch.h"
#include "experiment/store.h"
#include "experiment/workspace.h"

namespace {

constexpr int patience_ms = 120000;

// ---------------------------------------------------------------- the fake worker

void say(wb::RunId run, wb::EventBody body) {
    static std::int64_t sequence = 0;
    std::cout << wb::event_to_json({run, 1, ++sequence, std::move(body)}) << "\n" << std::flush;
}

volatile sig_atomic_t asked_to_stop = 0;

std::string table_of(double value) {
    std::string text = "{";
    for (const char* name : {"recall", "ndcg", "hit"})
        for (const int k : {1, 5, 10, 20})
            text += "\"" + std::string(name) + "@" + std::to_string(k) + "\":" + std::to_string(value) + ",";
    return text + "\"mrr\":" + std::to_string(value) + "}";
}

void finish_well(wb::Store& store, wb::RunId run) {
    const std::string chance = table_of(0.125);
    store.set_result(run,
                     R"({"dataset":{"name":"sample","users":10,"items":40},"stage1":{"method":"lrurec","val":)" +
                         table_of(0.5) + R"(,"test":)" + table_of(0.4321) + R"(,"chance":)" + chance +
                         R"(,"popularity":)" + table_of(0.2) + "},\"warnings\":[],\"artifacts\":[]}",
                     {{"stage1/test/recall@10", 0.4321}, {"stage1/test/ndcg@10", 0.4321}}, false);
    store.finish(run, wb::RunStatus::finished);
}

int fake_run(const std::string& behaviour, wb::RunId run, const std::string& workspace) {
    wb::Store store(wb::Workspace{workspace}.store_file());
    if (behaviour == "refuses") return 3;
    if (behaviour == "lies") {  // says that all is well, and did nothing
        say(run, wb::EndedEvent{wb::RunStatus::finished, "", "", ""});
        return 0;
    }
    signal(SIGTERM, SIG_IGN);
    if (behaviour == "polite") {
        struct sigaction action {};
        action.sa_handler = [](int) { asked_to_stop = 1; };
        sigaction(SIGTERM, &action, nullptr);
    }
    if (!store.claim(run, wb::Owner::self())) return 3;
    say(run, wb::StartedEvent{"stage 1", getpid()});
    say(run, wb::WarningEvent{"TEST_001", "This sentence is shown once."});
    say(run, wb::WarningEvent{"TEST_001", "This sentence is shown once."});
    say(run + 1, wb::WarningEvent{"TEST_002", "This is the sentence of another run."});
    wb::ProgressEvent progress;
    progress.phase = "stage1";
    progress.text = "epoch 1 of 2";
    progress.done = 5;
    progress.total = 10;
    progress.eta_seconds = 65;
    say(run, progress);
    if (behaviour == "polite") {
        while (!asked_to_stop) usleep(10000);
        store.finish(run, wb::RunStatus::stopped);
        return 130;
    }
    if (behaviour == "stalls") {
        while (true) pause();
    }
    if (behaviour == "dies") {
        std::cerr << "the last words\n" << std::flush;
        raise(SIGKILL);
    }
    if (behaviour == "fails") {
        store.finish(run, wb::RunStatus::failed, "The disk is full.", "Nothing fits on it.", "Free some space.");
        return 1;
    }
    if (behaviour == "floods") {
        const std::string junk(3000000, 'x');
        std::cout << junk << "\n\x01\x02{\"v\":1,\"run\":\n{}\n[]\n";
        progress.done = -7;
        progress.eta_seconds = 1e300;
        for (int i = 0; i < 100000; ++i) std::cout << wb::event_to_json({run, 1, i, progress}) << "\n";
        std::cout << std::flush;
        for (int i = 0; i < 20000; ++i) std::cerr << "library noise\n";
    }
    finish_well(store, run);
    return 0;
}

int fake_worker(const std::string& behaviour, int argc, char** argv) {
    const std::string what = argv[1];
    if (what == "info") {
        std::cout << "a library says hello\n{\"libtorch\":\"9.9\",\"warnings\":[\"beware\"]}\n";
        return 0;
    }
    if (what == "serve") {
        for (std::string line; std::getline(std::cin, line);) std::cout << "echo " << line << "\n" << std::flush;
        return 0;
    }
    return argc == 5 ? fake_run(behaviour, std::stoll(argv[2]), argv[4]) : 64;
}

// ---------------------------------------------------------------- rerank as a process

struct Outcome {
    int code = -1;
    QByteArray out, err;
    QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

QProcessEnvironment environment(const QString& behaviour) {
    QProcessEnvironment env = QProcessEnvironment::systemEnvironment();
    env.remove(QStringLiteral("DISPLAY"));
    env.remove(QStringLiteral("WB_WORKSPACE"));
    env.insert(QStringLiteral("WB_WORKER"), QCoreApplication::applicationFilePath());
    env.insert(QStringLiteral("WB_FAKE_WORKER"), behaviour);
    return env;
}

QString program() {
    return QStringLiteral(WB_BINARY_DIR "/bin/rerank");
}

Outcome rerank(const QStringList& arguments, const QString& behaviour = QStringLiteral("good"),
               const QByteArray& input = {}) {
    QProcess process;
    process.setProcessEnvironment(environment(behaviour));
    process.start(program(), arguments);
    if (!input.isEmpty()) process.write(input);
    process.closeWriteChannel();
    Outcome outcome;
    if (!process.waitForFinished(patience_ms)) process.kill();
    outcome.code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    outcome.out = process.readAllStandardOutput();
    outcome.err = process.readAllStandardError();
    return outcome;
}

void write_file(const QString& path, const QByteArray& bytes) {
    QFile file(path);
    QVERIFY2(file.open(QIODevice::WriteOnly), qPrintable(path));
    file.write(bytes);
}

/// 20 users with 12 of 24 items each, every item 10 times.
QByteArray small_table(bool reordered, bool repeated) {
    QByteArray text = reordered ? "timestamp,rating,item_id,user_id\n" : "user_id,item_id,rating,timestamp\n";
    for (int user = 0; user < 20; ++user)
        for (int i = 0; i < 12; ++i) {
            const int item = (user + 2 * i) % 24;
            const QByteArray u = "u" + QByteArray::number(user), m = "m" + QByteArray::number(item),
                             t = QByteArray::number(1000000000 + user * 1000 + i);
            const QByteArray line = reordered ? t + ",4," + m + "," + u + "\n" : u + "," + m + ",4," + t + "\n";
            text += line;
            if (repeated && i == 0) text += line;
        }
    return text;
}

}  // namespace

class TestCli : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    int m_count = 0;

    QString freshWorkspace() { return m_folder.filePath(QStringLiteral("ws%1").arg(++m_count)); }
    QString path(const QString& name) const { return m_folder.filePath(name); }
    static wb::Workspace workspace(const QString& root) { return wb::Workspace{root.toStdString()}; }
    static QStringList train(const QString& ws) {
        return {QStringLiteral("train-retrieval"), QStringLiteral("--dataset-code"), QStringLiteral("sample"),
                QStringLiteral("--workspace"), ws};
    }
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
        QVERIFY(m_folder.isValid());
        write_file(path(QStringLiteral("good.csv")), small_table(false, false));
        write_file(path(QStringLiteral("reordered.csv")), small_table(true, false));
        write_file(path(QStringLiteral("repeated.csv")), small_table(false, true));
        write_file(path(QStringLiteral("empty.csv")), "");
        QByteArray binary(
            "\x7f"
            "ELF");
        for (int i = 0; i < 4000; ++i) binary += static_cast<char>((i * 37) % 256);
        write_file(path(QStringLiteral("binary.csv")), binary);
        QByteArray two = "user_id,item_id,rating,timestamp\n";
        for (int user = 0; user < 30; ++user)
            for (int i = 0; i < 2; ++i)
                two += "u" + QByteArray::number(user) + ",m" + QByteArray::number(i) + ",5," +
                       QByteArray::number(100 + i) + "\n";
        write_file(path(QStringLiteral("two.csv")), two);
        write_file(path(QStringLiteral("words.csv")), "user_id,item_id,rating,timestamp\nu1,m1,4,noon\n");
        QVERIFY(QDir(m_folder.path()).mkdir(QStringLiteral("nothing")));
    }

    void helpIsQuick_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("program") << QStringList{QStringLiteral("--help")} << QByteArray("train-pipeline");
        QTest::newRow("version") << QStringList{QStringLiteral("--version")} << QByteArray("rerank ");
        QTest::newRow("runs") << QStringList{QStringLiteral("runs"), QStringLiteral("--help")}
                              << QByteArray("compare");
        QTest::newRow("method flags") << QStringList{QStringLiteral("train-pipeline"),
                                                     QStringLiteral("--rerank_method"), QStringLiteral("bert4rec"),
                                                     QStringLiteral("--help")}
                                      << QByteArray("--rerank-mask-prob");
        QTest::newRow("published flag") << QStringList{QStringLiteral("train-retrieval"), QStringLiteral("--help")}
                                        << QByteArray("--batch-size-retrieval");
        QTest::newRow("methods") << QStringList{QStringLiteral("methods")} << QByteArray("lrurec");
        QTest::newRow("page") << QStringList{QStringLiteral("methods"), QStringLiteral("--page"),
                                             QStringLiteral("lrurec")}
                              << QByteArray("# LRURec");
    }
    void helpIsQuick() {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, expected);
        qint64 best = patience_ms;  // of three: another process may hold the processor
        Outcome outcome;
        for (int i = 0; i < 3; ++i) {
            QElapsedTimer timer;
            timer.start();
            outcome = rerank(arguments);
            best = std::min(best, timer.elapsed());
        }
        QCOMPARE(outcome.code, 0);
        QVERIFY2(outcome.out.contains(expected), outcome.out.constData());
        QVERIFY2(outcome.err.isEmpty(), outcome.err.constData());
        qInfo("%lld ms", static_cast<long long>(best));
        QVERIFY2(best < 1000, "should answer in under 300 ms on an idle machine");
    }

    void versionTellsWhatTheWorkerFound() {
        const Outcome outcome = rerank({QStringLiteral("--version"), QStringLiteral("--verbose")});
        QCOMPARE(outcome.code, 0);
        QVERIFY(outcome.out.contains("libtorch: 9.9"));
        QVERIFY(outcome.out.contains("warnings: beware"));
    }

    void wrongUse_data() {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QByteArray>("expected");  ///< in the message
        const auto row = [](const char* name, const char* line, const char* expected) {
            QTest::newRow(name) << QString::fromLatin1(line) << QByteArray(expected);
        };
        row("nothing", "", "rerank --help");
        row("unknown command", "trian-retrieval", "train-retrieval");
        row("runs alone", "runs", "needs a command");
        row("unknown flag", "train-retrieval --retrieval-epoch 3", "--retrieval-epochs");
        row("flag of the other stage's method", "train-retrieval --rerank-mask-prob 0.2", "BERT4Rec");
        row("unknown method", "train-retrieval --retrieval-method lrurek", "lrurec");
        row("unknown method, underscores", "train-rerank --rerank_method=foo", "bert4rec");
        row("unknown preset", "train-retrieval --retrieval-preset foo", "quick");
        row("negative epochs", "train-retrieval --retrieval-epochs -5", "--retrieval-epochs");
        row("not a number", "train-retrieval --retrieval_lr fast", "--retrieval-lr");
        row("bad choice", "train-pipeline --mode both", "retrieval");
        row("min-uc 0", "train-retrieval --min-uc 0", "--min-uc");
        row("value missing", "train-retrieval --retrieval-epochs", "--retrieval-epochs");
        row("not prepared", "train-retrieval --dataset-code beauty", "rerank prepare");
        row("no config file", "train-retrieval --config no-such-file.json", "no-such-file.json");
        row("prepare without files", "prepare --dataset-code beauty", "--raw");
        row("prepare without a name", "prepare --raw $/good.csv", "--dataset-code");
        row("prepare, name of a path", "prepare --dataset-code ../x --raw $/good.csv", "--dataset-code");
        row("wrong folder", "prepare --dataset-code x --raw $/not-there", "not-there");
        row("folder without data", "prepare --dataset-code x --raw $/nothing", "nothing");
        row("empty file", "prepare --dataset-code x --raw $/empty.csv", "empty");
        row("binary file", "prepare --dataset-code x --raw $/binary.csv", "binary");
        row("malformed line", "prepare --dataset-code x --raw $/words.csv", "noon");
        row("users with two items", "prepare --dataset-code x --raw $/two.csv", "min");
        row("prepare, min-uc 0", "prepare --dataset-code x --raw $/good.csv --min-uc 0", "--min-uc");
        row("prepare, negative min-sc", "prepare --dataset-code x --raw $/good.csv --min_sc=-1", "--min-sc");
        row("more candidates than items", "prepare --dataset-code x --raw $/good.csv --rerank-eval-candidates 5000",
            "13");
        row("unknown tie rule", "prepare --dataset-code x --raw $/good.csv --tie-rule coin", "file_order");
        row("evaluate without a run", "evaluate", "--run");
        row("evaluate a run that is not there", "evaluate --run 7", "run 7");
        row("run not there", "run 7", "run 7");
        row("resume not there", "resume 7", "run 7");
        row("stop not there", "stop 7", "run 7");
        row("serve not there", "serve 7", "run 7");
        row("show not there", "runs show 7", "run 7");
        row("not a run number", "runs show seven", "seven");
        row("compare one", "runs compare 1", "two or more");
        row("export nothing", "runs export all", "no runs");
        row("limit", "runs list --limit many", "--limit");
        row("status", "runs list --status happy", "interrupted");
        row("methods", "methods foo", "lrurec");
    }
    void wrongUse() {
        QFETCH(QString, line);
        QFETCH(QByteArray, expected);
        const QString ws = freshWorkspace();
        QStringList arguments = line.split(QLatin1Char(' '), Qt::SkipEmptyParts);
        for (QString& argument : arguments)
            if (argument.startsWith(QStringLiteral("$/"))) argument = path(argument.mid(2));
        if (arguments.size() > 1 || line == QStringLiteral("evaluate"))
            arguments << QStringLiteral("--workspace") << ws;
        const Outcome outcome = rerank(arguments);
        QCOMPARE(outcome.code, 2);
        QVERIFY2(outcome.err.contains(expected), outcome.err.constData());
        QVERIFY2(outcome.out.isEmpty(), outcome.out.constData());
        QVERIFY(!outcome.err.contains("inside the program"));
        // Nothing was saved.
        QVERIFY(wb::list_prepared(workspace(ws).data()).empty());
        if (QFile::exists(ws + QStringLiteral("/workbench.sqlite")))
            QVERIFY(wb::Store(workspace(ws).store_file()).list_runs(true).empty());
        // With --json the same as one document.
        if (arguments.isEmpty()) return;
        const Outcome json = rerank(arguments + QStringList{QStringLiteral("--json")});
        QCOMPARE(json.code, 2);
        QVERIFY2(
            !json.json().value(QStringLiteral("error")).toObject().value(QStringLiteral("what")).toString().isEmpty(),
            json.out.constData());
    }

    void workspaceThatCannotBeWritten_data() {
        QTest::addColumn<bool>("permission");
        QTest::newRow("a file is in the way") << false;
        QTest::newRow("not writable") << true;
    }
    void workspaceThatCannotBeWritten() {
        QFETCH(bool, permission);
        QString ws = path(QStringLiteral("good.csv")) + QStringLiteral("/ws");
        if (permission) {
            QVERIFY(QDir(m_folder.path()).mkdir(QStringLiteral("locked")));
            ws = path(QStringLiteral("locked"));
            QFile::setPermissions(ws, QFileDevice::ReadOwner | QFileDevice::ExeOwner);
            // An administrator may write there all the same; nobody may make a folder here.
            if (geteuid() == 0) ws = QStringLiteral("/proc/rerank-workspace");
        }
        for (const QStringList& arguments :
             {train(ws), QStringList{QStringLiteral("prepare"), QStringLiteral("--dataset-code"),
                                     QStringLiteral("sample"), QStringLiteral("--workspace"), ws}}) {
            const Outcome outcome = rerank(arguments);
            QCOMPARE(outcome.code, 2);
            QVERIFY2(outcome.err.contains("--workspace"), outcome.err.constData());
        }
    }

    void workerMissing() {
        const QString ws = freshWorkspace();
        QProcess process;
        QProcessEnvironment env = environment(QString());
        env.insert(QStringLiteral("WB_WORKER"), path(QStringLiteral("good.csv")));
        process.setProcessEnvironment(env);
        process.start(program(), train(ws));
        QVERIFY(process.waitForFinished(patience_ms));
        QCOMPARE(process.exitCode(), 2);
        QVERIFY(process.readAllStandardError().contains("WB_WORKER"));
        QVERIFY(!QFile::exists(ws + QStringLiteral("/workbench.sqlite")));
    }

    void prepareSmallTables_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<int>("duplicates");
        QTest::newRow("plain") << QStringLiteral("good.csv") << 0;
        QTest::newRow("columns in another order") << QStringLiteral("reordered.csv") << 0;
        QTest::newRow("repeated rows") << QStringLiteral("repeated.csv") << 20;
    }
    void prepareSmallTables() {
        QFETCH(QString, file);
        QFETCH(int, duplicates);
        const QString ws = freshWorkspace();
        const QStringList arguments{QStringLiteral("prepare"),
                                    QStringLiteral("--dataset_code"),
                                    QStringLiteral("mine"),
                                    QStringLiteral("--raw"),
                                    path(file),
                                    QStringLiteral("--rerank-eval-candidates=10"),
                                    QStringLiteral("--workspace"),
                                    ws};
        const Outcome outcome = rerank(arguments + QStringList{QStringLiteral("--json")});
        QVERIFY2(outcome.code == 0, outcome.err.constData());
        const QJsonObject dataset = outcome.json().value(QStringLiteral("dataset")).toObject();
        QCOMPARE(dataset.value(QStringLiteral("name")).toString(), QStringLiteral("mine"));
        QCOMPARE(dataset.value(QStringLiteral("users")).toInt(), 20);
        QCOMPARE(dataset.value(QStringLiteral("items")).toInt(), 24);
        QCOMPARE(dataset.value(QStringLiteral("interactions")).toInt(), 240 + duplicates);
        QCOMPARE(dataset.value(QStringLiteral("fingerprint")).toString().size(), 64);
        const QJsonObject report = outcome.json().value(QStringLiteral("report")).toObject();
        QCOMPARE(report.value(QStringLiteral("duplicate_pairs")).toInt(), duplicates);

        const Outcome again = rerank(arguments);
        QCOMPARE(again.code, 0);
        QVERIFY2(again.out.contains("already prepared"), again.out.constData());
        const Outcome listed =
            rerank({QStringLiteral("datasets"), QStringLiteral("--workspace"), ws, QStringLiteral("--json")});
        QCOMPARE(listed.json().value(QStringLiteral("prepared")).toArray().size(), 1);
    }

    void prepareRealData_data() {
        QTest::addColumn<QString>("raw");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QList<int>>("counts");
        QTest::newRow("latest-small") << QStringLiteral("ml-latest-small") << QStringLiteral("ml-latest-small")
                                      << QList<int>{610, 3650, 90274};
        QTest::newRow("u.data") << QStringLiteral("ml-100k/u.data") << QStringLiteral("ml-100k")
                                << QList<int>{943, 1349, 99287};
    }
    void prepareRealData() {
        QFETCH(QString, raw);
        QFETCH(QString, name);
        QFETCH(QList<int>, counts);
        const QString shared = qEnvironmentVariable("WB_SHARED_DATA");
        if (shared.isEmpty()) QSKIP("set WB_SHARED_DATA to the folder with real data to check the published counts");
        const Outcome outcome =
            rerank({QStringLiteral("prepare"), QStringLiteral("--dataset-code"), QStringLiteral("ml_100k"),
                    QStringLiteral("--raw"), shared + QStringLiteral("/data/") + raw, QStringLiteral("--json"),
                    QStringLiteral("--workspace"), freshWorkspace()});
        QVERIFY2(outcome.code == 0, outcome.err.constData());
        const QJsonObject dataset = outcome.json().value(QStringLiteral("dataset")).toObject();
        QCOMPARE(dataset.value(QStringLiteral("name")).toString(), name);
        const QList<int> found{dataset.value(QStringLiteral("users")).toInt(),
                               dataset.value(QStringLiteral("items")).toInt(),
                               dataset.value(QStringLiteral("interactions")).toInt()};
        QCOMPARE(found, counts);
    }

    void emptyWorkspaceIsNotTouched() {
        const QString ws = freshWorkspace();
        const Outcome text =
            rerank({QStringLiteral("runs"), QStringLiteral("list"), QStringLiteral("--workspace"), ws});
        QCOMPARE(text.code, 0);
        QVERIFY(text.out.contains("No runs yet"));
        const Outcome json = rerank({QStringLiteral("runs"), QStringLiteral("list"), QStringLiteral("--json"),
                                     QStringLiteral("--workspace"), ws});
        QCOMPARE(json.code, 0);
        QVERIFY(json.json().value(QStringLiteral("runs")).isArray());
        QVERIFY(!QDir(ws).exists());
    }

    void aGoodWorker() {
        const QString ws = freshWorkspace();
        const Outcome outcome =
            rerank(train(ws) + QStringList{QStringLiteral("--name"), QStringLiteral("first"), QStringLiteral("--tag"),
                                           QStringLiteral("a"), QStringLiteral("--retrieval_epochs=3"),
                                           QStringLiteral("--use_torch_compile")});
        QVERIFY2(outcome.code == 0, outcome.err.constData());
        QVERIFY(QRegularExpression(QStringLiteral("Metric +@5 +@10 +@20"))
                    .match(QString::fromUtf8(outcome.out))
                    .hasMatch());
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
        const QString ws = freshWorkspace();
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
        const QString ws = freshWorkspace();
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
        const QString ws = freshWorkspace();
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
        const QString ws = freshWorkspace();
        QCOMPARE(rerank(train(ws), QStringLiteral("lies")).code, 1);
        const Outcome outcome =
            rerank({QStringLiteral("stop"), QStringLiteral("1"), QStringLiteral("--workspace"), ws});
        QCOMPARE(outcome.code, 0);
        QVERIFY2(outcome.out.contains("stopped"), outcome.out.constData());
        QCOMPARE(statusOf(ws, 1), wb::RunStatus::stopped);
    }

    void servePassesLinesThrough() {
        const QString ws = freshWorkspace();
        QCOMPARE(rerank(train(ws)).code, 0);
        const Outcome outcome =
            rerank({QStringLiteral("serve"), QStringLiteral("1"), QStringLiteral("--workspace"), ws},
                   QStringLiteral("good"), "{\"op\":\"info\"}\n");
        QCOMPARE(outcome.code, 0);
        QCOMPARE(outcome.out, QByteArray("echo {\"op\":\"info\"}\n"));
    }

    void tagsNotesAndTrash() {
        const QString ws = freshWorkspace();
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
        const QString ws = freshWorkspace();
        QCOMPARE(rerank(train(ws) + QStringList{QStringLiteral("--retrieval-epochs"), QStringLiteral("7"),
                                                QStringLiteral("--seed"), QStringLiteral("5")})
                     .code,
                 0);
        const std::string stored = wb::Store(workspace(ws).store_file()).config_json(1);
        write_file(path(QStringLiteral("stored.json")), QByteArray::fromStdString(stored));
        write_file(path(QStringLiteral("flat.json")), R"({"retrieval.epochs": 7, "job.seed": 5})");
        for (const char* file : {"stored.json", "flat.json"}) {
            const Outcome outcome = rerank(
                train(ws) + QStringList{QStringLiteral("--config"), path(QString::fromLatin1(file)),
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
        const QString ws = freshWorkspace();
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
                                       .at(1)
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
    if (!behaviour.isEmpty() && argc > 1) return fake_worker(behaviour.toStdString(), argc, argv);
    QCoreApplication app(argc, argv);
    TestCli test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_cli.moc"
