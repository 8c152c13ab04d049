// `rerank features` as a process: made, reused, listed, exported, imported, and wrong use.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli_process.h"
#include "fake_worker.h"

using namespace cli;

class TestCliFeatures : public QObject {
    Q_OBJECT

    Sandbox m_box;
    QString m_ws;

    Outcome features(const QStringList& more) {
        return rerank(QStringList{QStringLiteral("features"), QStringLiteral("--dataset-code"),
                                  QStringLiteral("sample"), QStringLiteral("--workspace"), m_ws} +
                      more);
    }

  private Q_SLOTS:
    void initTestCase() {
        QVERIFY2(QFile::exists(program()), "build the target rerank first");
        m_ws = m_box.freshWorkspace();
        const Outcome prepared =
            rerank({QStringLiteral("prepare"), QStringLiteral("--dataset-code"), QStringLiteral("sample"),
                    QStringLiteral("--use-text"), QStringLiteral("--workspace"), m_ws, QStringLiteral("--json")});
        QVERIFY2(prepared.code == 0, prepared.err.constData());
        const QJsonArray made = prepared.json().value(QStringLiteral("features")).toArray();
        QCOMPARE(made.size(), 1);
        QCOMPARE(made.at(0).toObject().value(QStringLiteral("name")).toString(), QStringLiteral("tfidf-svd"));
    }

    void madeReusedAndListed() {
        const Outcome first = features({QStringLiteral("--json")});
        QVERIFY2(first.code == 0, first.err.constData());
        const QJsonArray made = first.json().value(QStringLiteral("extracted")).toArray();
        QCOMPARE(made.size(), 2);
        for (const auto& value : made) {
            const QJsonObject one = value.toObject();
            const bool text = one.value(QStringLiteral("kind")).toString() == QStringLiteral("text");
            QCOMPARE(one.value(QStringLiteral("reused")).toBool(), text);  // prepare --use-text made it
            QCOMPARE(one.value(QStringLiteral("items")).toInt(), 300);
            QCOMPARE(one.value(QStringLiteral("dim")).toInt(), text ? 128 : 384);
        }
        const Outcome again = features({QStringLiteral("--extractor"), QStringLiteral("opencv-histogram")});
        QVERIFY2(again.out.contains("384 numbers for 300 of 300 items, stored before"), again.out.constData());
        const Outcome listed = features({QStringLiteral("--list")});
        QVERIFY(listed.out.contains("tfidf-svd") && listed.out.contains("opencv-histogram"));
    }

    void exportedAndImported() {
        const QString file = m_box.path(QStringLiteral("out.npy"));
        const Outcome exported = features({QStringLiteral("--export"), file, QStringLiteral("--name"),
                                           QStringLiteral("tfidf-svd"), QStringLiteral("--json")});
        QVERIFY2(exported.code == 0, exported.err.constData());
        QCOMPARE(QFile(file).size(), 128 + 300 * 128 * 4);
        const Outcome imported =
            features({QStringLiteral("--import"), file, QStringLiteral("--kind"), QStringLiteral("text"),
                      QStringLiteral("--name"), QStringLiteral("mine"), QStringLiteral("--row-ids"),
                      m_box.path(QStringLiteral("out.ids.txt")), QStringLiteral("--json")});
        QVERIFY2(imported.code == 0, imported.err.constData());
        QCOMPARE(
            imported.json().value(QStringLiteral("imported")).toObject().value(QStringLiteral("order")).toString(),
            QStringLiteral("listed"));
        bool listed = false;
        for (const auto& value : imported.json().value(QStringLiteral("features")).toArray()) {
            const QJsonObject one = value.toObject();
            listed = listed || (one.value(QStringLiteral("name")).toString() == QStringLiteral("mine") &&
                                one.value(QStringLiteral("usable")).toBool() &&
                                one.value(QStringLiteral("source")).toString() == QStringLiteral("out.npy"));
        }
        QVERIFY(listed);
    }

    void wrongUse_data() {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("extractor") << "--extractor clip" << QByteArray("opencv-histogram, tfidf-svd");
        QTest::newRow("two things") << "--list --extractor all" << QByteArray("one of them at a time");
        QTest::newRow("no kind") << "--import x.npy --name x" << QByteArray("--kind image or --kind text");
        QTest::newRow("no name") << "--import x.npy --kind text" << QByteArray("Add --name");
        QTest::newRow("no file") << "--import none.npy --kind text --name x" << QByteArray("none.npy");
        QTest::newRow("nothing to export") << "--export x.npy --name clip" << QByteArray("has no features \"clip\"");
        QTest::newRow("not prepared") << "--min-uc 7" << QByteArray("rerank prepare --dataset-code sample");
        QTest::newRow("row ids alone") << "--row-ids x.txt" << QByteArray("--import FILE");
        QTest::newRow("bad filter") << "--min-uc many" << QByteArray("--min-uc");
    }
    void wrongUse() {
        QFETCH(QString, line);
        QFETCH(QByteArray, expected);
        const Outcome outcome = features(line.split(QLatin1Char(' ')));
        QCOMPARE(outcome.code, 2);
        QVERIFY2(outcome.err.contains(expected), outcome.err.constData());
        QVERIFY(outcome.out.isEmpty());
    }
};

int main(int argc, char** argv) {
    const QByteArray behaviour = qgetenv("WB_FAKE_WORKER");
    if (!behaviour.isEmpty() && argc > 1) return fake_worker::fake_worker(behaviour.toStdString(), argc, argv);
    QCoreApplication app(argc, argv);
    TestCliFeatures test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_cli_features.moc"
