// The command line as a process: help, wrong use, bad files, prepare. Nothing here trains.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <unistd.h>

#include <QElapsedTimer>

#include "cli_process.h"
#include "dataset/prepared.h"
#include "fake_worker.h"

using namespace cli;

namespace {

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

    Sandbox m_box;

  private Q_SLOTS:
    void initTestCase() {
        QVERIFY2(QFile::exists(program()), "build the target rerank first");
        QVERIFY(m_box.isValid());
        write_file(m_box.path(QStringLiteral("good.csv")), small_table(false, false));
        write_file(m_box.path(QStringLiteral("reordered.csv")), small_table(true, false));
        write_file(m_box.path(QStringLiteral("repeated.csv")), small_table(false, true));
        write_file(m_box.path(QStringLiteral("empty.csv")), "");
        write_file(m_box.path(QStringLiteral("other.jsonl")), "{\"raw_id\":\"nope\",\"caption\":\"a cup\"}\n");
        write_file(m_box.path(QStringLiteral("captions.jsonl")),
                   "{\"raw_id\":\"m1\",\"caption\":\"a lamp\"}\n{\"raw_id\":\"nope\",\"caption\":\"a cup\"}\n");
        QByteArray binary(
            "\x7f"
            "ELF");
        for (int i = 0; i < 4000; ++i) binary += static_cast<char>((i * 37) % 256);
        write_file(m_box.path(QStringLiteral("binary.csv")), binary);
        QByteArray two = "user_id,item_id,rating,timestamp\n";
        for (int user = 0; user < 30; ++user)
            for (int i = 0; i < 2; ++i)
                two += "u" + QByteArray::number(user) + ",m" + QByteArray::number(i) + ",5," +
                       QByteArray::number(100 + i) + "\n";
        write_file(m_box.path(QStringLiteral("two.csv")), two);
        write_file(m_box.path(QStringLiteral("words.csv")), "user_id,item_id,rating,timestamp\nu1,m1,4,noon\n");
        QVERIFY(QDir(m_box.folder()).mkdir(QStringLiteral("nothing")));
    }

    void helpAndVersion_data() {
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
    void helpAndVersion() {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, expected);
        QElapsedTimer timer;
        timer.start();
        const Outcome outcome = rerank(arguments);
        qInfo("%lld ms", static_cast<long long>(timer.elapsed()));
        QCOMPARE(outcome.code, 0);
        QVERIFY2(outcome.out.contains(expected), outcome.out.constData());
        QVERIFY2(outcome.err.isEmpty(), outcome.err.constData());
    }

    void wrongUse_data() {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QByteArray>("expected");  ///< in the message
        const auto row = [](const char* name, const char* line, const char* expected) {
            QTest::newRow(name) << QString::fromLatin1(line) << QByteArray(expected);
        };
        row("nothing", "", "rerank --help");
        row("unknown command", "trian-retrieval", "train-retrieval");
        row("unknown command with help", "nosuch --help", "has no command");
        row("runs alone", "runs", "needs a command");
        row("unknown flag", "train-retrieval --retrieval-epoch 3", "--retrieval-epochs");
        row("flag of the other stage's method", "train-retrieval --rerank-mask-prob 0.2", "BERT4Rec");
        row("flag of another method", "train-rerank --use_quantization", "--rerank-method qwen");
        row("unknown method", "train-retrieval --retrieval-method lrurek", "lrurec");
        row("unknown method, underscores", "train-rerank --rerank_method=foo", "bert4rec");
        row("unknown preset", "train-retrieval --retrieval-preset foo", "quick");
        row("negative epochs", "train-retrieval --retrieval-epochs -5", "--retrieval-epochs");
        row("not a number", "train-retrieval --retrieval_lr fast", "--retrieval-lr");
        row("bad choice", "train-pipeline --mode both", "retrieval");
        row("min-uc 0", "train-retrieval --min-uc 0", "--min-uc");
        row("device that is not there", "train-retrieval --device cuda", "--device cpu");
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
        row("unknown sampling", "prepare --dataset-code x --raw $/good.csv --candidate-sampling hard", "popularity");
        row("unknown text field", "prepare --dataset-code x --raw $/good.csv --text-fields title,price", "price");
        row("no captions file", "prepare --dataset-code x --raw $/good.csv --captions $/no.jsonl", "no.jsonl");
        row("captions of other items", "prepare --dataset-code x --raw $/good.csv --captions $/other.jsonl", "nope");
        row("captions for what is not prepared", "prepare --dataset-code x --captions $/other.jsonl", "not prepared");
        row("no caption generator", "prepare --dataset-code x --raw $/good.csv --generate-caption",
            "--captions FILE");
        row("no summary generator", "prepare --dataset-code x --raw $/good.csv --generate-semantic-summary",
            "--summaries FILE");
        row("unknown dataset", "datasets nothing", "rerank prepare");
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
        row("merge without a place", "models --merge 7", "--output");
        row("a hub and no model", "models --hub http://127.0.0.1:1", "--get");
        row("a place and nothing to merge", "models --output $/merged", "--merge");
        row("fetch and merge", "models --get qwen3-0.6b --merge 7 --output $/merged", "one of them");
        row("merge a run that is not there", "models --merge 7 --output $/merged", "no run 7");
        row("methods", "methods foo", "lrurec");
    }
    void wrongUse() {
        QFETCH(QString, line);
        QFETCH(QByteArray, expected);
        const QString ws = m_box.freshWorkspace();
        QStringList arguments = line.split(QLatin1Char(' '), Qt::SkipEmptyParts);
        for (QString& argument : arguments)
            if (argument.startsWith(QStringLiteral("$/"))) argument = m_box.path(argument.mid(2));
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

    /// What is there already is not fetched, and --json has its document all the same.
    void aModelThatIsThere() {
        const Outcome outcome =
            rerank({QStringLiteral("models"), QStringLiteral("--get"), QStringLiteral("qwen3-tiny"),
                    QStringLiteral("--json"), QStringLiteral("--workspace"), m_box.freshWorkspace()});
        QCOMPARE(outcome.code, 0);
        QCOMPARE(outcome.json().value(QStringLiteral("name")).toString(), QStringLiteral("qwen3-tiny"));
        QVERIFY(outcome.json().value(QStringLiteral("usable")).toBool());
    }

    void workspaceThatCannotBeWritten_data() {
        QTest::addColumn<bool>("permission");
        QTest::newRow("a file is in the way") << false;
        QTest::newRow("not writable") << true;
    }
    void workspaceThatCannotBeWritten() {
        QFETCH(bool, permission);
        QString ws = m_box.path(QStringLiteral("good.csv")) + QStringLiteral("/ws");
        if (permission) {
            QVERIFY(QDir(m_box.folder()).mkdir(QStringLiteral("locked")));
            ws = m_box.path(QStringLiteral("locked"));
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
        const QString ws = m_box.freshWorkspace();
        const QStringList arguments{QStringLiteral("prepare"),
                                    QStringLiteral("--dataset_code"),
                                    QStringLiteral("mine"),
                                    QStringLiteral("--raw"),
                                    m_box.path(file),
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

    /// Runs on a dataset stay possible: another one does not take its name unnoticed.
    void anotherDatasetOfTheSameName() {
        const QString ws = m_box.freshWorkspace();
        const auto prepare = [&](const char* file, const QStringList& more = {}) {
            return rerank(QStringList{QStringLiteral("prepare"), QStringLiteral("--dataset-code"),
                                      QStringLiteral("mine"), QStringLiteral("--raw"),
                                      m_box.path(QLatin1String(file)), QStringLiteral("--rerank-eval-candidates=0"),
                                      QStringLiteral("--workspace"), ws} +
                          more);
        };
        QCOMPARE(prepare("good.csv").code, 0);
        const auto before = wb::list_prepared(workspace(ws).data()).at(0).fingerprint;
        const Outcome refused = prepare("repeated.csv");
        QCOMPARE(refused.code, 2);
        QVERIFY2(refused.err.contains("--replace"), refused.err.constData());
        QCOMPARE(wb::list_prepared(workspace(ws).data()).at(0).fingerprint, before);
        QCOMPARE(prepare("repeated.csv", {QStringLiteral("--replace")}).code, 0);
        QVERIFY(wb::list_prepared(workspace(ws).data()).at(0).fingerprint != before);
        // A damaged folder is prepared again without being asked.
        write_file(
            QString::fromStdString((wb::list_prepared(workspace(ws).data()).at(0).folder / "train.txt").string()),
            "damaged");
        QCOMPARE(prepare("good.csv").code, 0);
        QCOMPARE(wb::list_prepared(workspace(ws).data()).at(0).fingerprint, before);
    }

    /// The sample is made before its bounds are checked, and the run is not stored.
    void whatTheSampleCannotHold_data() {
        QTest::addColumn<QString>("flags");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("lists") << "--rerank-eval-candidates 500" << QByteArray("--rerank-eval-candidates 2");
        QTest::newRow("filter") << "--min-uc 500" << QByteArray("min_uc");
        QTest::newRow("all problems at once")
            << "--rerank-epochs 0 --rerank-eval-candidates 500" << QByteArray("--rerank-epochs");
    }
    void whatTheSampleCannotHold() {
        QFETCH(QString, flags);
        QFETCH(QByteArray, expected);
        const QString ws = m_box.freshWorkspace();
        if (flags.contains(QStringLiteral("epochs"))) {
            QCOMPARE(rerank({QStringLiteral("prepare"), QStringLiteral("--dataset-code"), QStringLiteral("sample"),
                             QStringLiteral("--workspace"), ws})
                         .code,
                     0);
            wb::Store store(workspace(ws).store_file());
        }
        const Outcome outcome = rerank(QStringList{QStringLiteral("train-rerank"), QStringLiteral("--rerank-method"),
                                                   QStringLiteral("bert4rec"), QStringLiteral("--workspace"), ws} +
                                       flags.split(QLatin1Char(' ')));
        QCOMPARE(outcome.code, 2);
        QVERIFY2(outcome.err.contains(expected), outcome.err.constData());
        if (flags.contains(QStringLiteral("epochs")))
            QVERIFY2(outcome.err.contains("Lists of 500"), outcome.err.constData());
        QVERIFY(wb::Store(workspace(ws).store_file()).list_runs(true).empty());
    }

    void filesInThePlaceOfFolders() {
        const Outcome list = rerank({QStringLiteral("runs"), QStringLiteral("list"), QStringLiteral("--workspace"),
                                     m_box.path(QStringLiteral("good.csv"))});
        QCOMPARE(list.code, 2);
        QVERIFY2(list.err.contains("is no folder"), list.err.constData());
    }

    void describeDataset() {
        const QString ws = m_box.freshWorkspace();
        const auto call = [&](const QString& line) {
            return rerank(line.split(QLatin1Char(' ')) + QStringList{QStringLiteral("--workspace"), ws});
        };
        const Outcome made =
            call(QStringLiteral("prepare --dataset-code mine --use-text --candidate-sampling popularity "
                                "--rerank-eval-candidates 8 --raw ") +
                 m_box.path(QStringLiteral("good.csv")));
        QVERIFY2(made.code == 0, made.err.constData());
        QVERIFY2(made.out.contains("Before you trust this data"), made.out.constData());
        QVERIFY2(made.out.contains("No item has a title."), made.out.constData());
        QVERIFY2(made.err.contains("24 of 24 items have no text"), made.err.constData());
        const Outcome added = call(QStringLiteral("prepare --dataset-code mine --captions ") +
                                   m_box.path(QStringLiteral("captions.jsonl")));
        QVERIFY2(added.code == 0, added.err.constData());
        QVERIFY2(added.out.contains("1 taken; 1 of 24 items (4 %) have one"), added.out.constData());
        QVERIFY2(added.out.contains("1 line is about an item that is not in this dataset: nope"),
                 added.out.constData());

        const Outcome text = call(QStringLiteral("datasets mine"));
        QVERIFY2(text.code == 0, text.err.constData());
        for (const char* words : {"Density", "50.0000 %", "Users by number of interactions", "####",
                                  "1 of 24 (4 %), from captions.jsonl", "Before you trust this data"})
            QVERIFY2(text.out.contains(words), words);
        const QJsonObject json = call(QStringLiteral("datasets mine --json")).json();
        const QJsonObject statistics = json.value(QStringLiteral("statistics")).toObject();
        QCOMPARE(statistics.value(QStringLiteral("users")).toInt(), 20);
        QCOMPARE(statistics.value(QStringLiteral("mean_length")).toDouble(), 12.0);
        QCOMPARE(statistics.value(QStringLiteral("items_with_caption")).toInt(), 1);
        QVERIFY(!json.value(QStringLiteral("findings")).toArray().isEmpty());
        const QString folder =
            json.value(QStringLiteral("dataset")).toObject().value(QStringLiteral("folder")).toString();
        QVERIFY(QFile::exists(folder + QStringLiteral("/candidates/test_n8_popularity_seed42.txt")));
        QCOMPARE(call(QStringLiteral("datasets ") + QFileInfo(folder).fileName()).code, 0);
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
                    QStringLiteral("--workspace"), m_box.freshWorkspace()});
        QVERIFY2(outcome.code == 0, outcome.err.constData());
        const QJsonObject dataset = outcome.json().value(QStringLiteral("dataset")).toObject();
        QCOMPARE(dataset.value(QStringLiteral("name")).toString(), name);
        const QList<int> found{dataset.value(QStringLiteral("users")).toInt(),
                               dataset.value(QStringLiteral("items")).toInt(),
                               dataset.value(QStringLiteral("interactions")).toInt()};
        QCOMPARE(found, counts);
    }

    void emptyWorkspaceIsNotTouched() {
        const QString ws = m_box.freshWorkspace();
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
};

int main(int argc, char** argv) {
    const QByteArray behaviour = qgetenv("WB_FAKE_WORKER");
    if (!behaviour.isEmpty() && argc > 1) return fake_worker::fake_worker(behaviour.toStdString(), argc, argv);
    QCoreApplication app(argc, argv);
    TestCli test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_cli.moc"
