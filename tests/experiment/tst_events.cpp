// Events as JSON lines: every kind there and back, and lines that are none.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>
#include <cmath>
#include <limits>

#include "experiment/events.h"

using namespace wb;

namespace {
std::vector<EventBody> every_kind() {
    return {StartedEvent{"stage 1: LRURec", 4711},
            ProgressEvent{"stage1", "epoch 3 of 10", "updates", 412, 900, 12.5},
            ScalarEvent{"stage1/loss", 17, 0.25, 3.5, 1.0 / 3},
            LogEvent{LogLevel::warning, "DATA_012", "quote \" and \n line"},
            WarningEvent{"CONFIG_PRESET", "Too few updates."},
            CheckpointEvent{"stage2", "checkpoints/7", 7},
            ReferenceLineEvent{"stage2/loss", "ln 50", 3.912},
            ArtifactEvent{"model", "experiments/x/model.safetensors", std::int64_t{1} << 40},
            EndedEvent{RunStatus::diverged, "what", "why", "fix"},
            SnapshotEvent{40, 1.5, {0, 3, 1}, {{7, 12, {12, 3}, {0.75, 0.25}}, {9, 4, {4, 5}, {0.5, 0.5}}}}};
}
}  // namespace

class TestEvents : public QObject {
    Q_OBJECT
  private slots:
    void every_kind_round_trips() {
        const auto bodies = every_kind();
        QCOMPARE(bodies.size(), std::variant_size_v<EventBody>);
        for (std::size_t i = 0; i < bodies.size(); ++i) {
            QCOMPARE(bodies[i].index(), i);
            const std::string line = event_to_json({12, 3, 99, bodies[i]});
            QVERIFY(line.find('\n') == std::string::npos);
            const auto back = event_from_json(line);
            QVERIFY2(back, line.c_str());
            QCOMPARE(back->run, std::int64_t{12});
            QCOMPARE(back->attempt, 3);
            QCOMPARE(back->sequence, std::int64_t{99});
            QCOMPARE(back->body.index(), i);
            QCOMPARE(event_to_json(*back), line);
        }
        const auto back = event_from_json(event_to_json({1, 1, 1, bodies[1]}));
        const auto& progress = std::get<ProgressEvent>(back->body);
        QCOMPARE(progress.text, std::string("epoch 3 of 10"));
        QCOMPARE(progress.total, std::int64_t{900});
        QCOMPARE(progress.eta_seconds, 12.5);
    }

    void special_values() {
        const double inf = std::numeric_limits<double>::infinity();
        for (const double value : {inf, -inf, std::nan(""), 1e-300, 0.1}) {
            const auto back = event_from_json(event_to_json({1, 1, 1, ScalarEvent{"stage1/loss", 1, 0, 0, value}}));
            QVERIFY(back);
            const double got = std::get<ScalarEvent>(back->body).value;
            QVERIFY(std::isnan(value) ? std::isnan(got) : got == value);
        }
    }

    void text_that_is_no_utf8_is_replaced_not_thrown() {
        const auto back = event_from_json(event_to_json({1, 1, 1, LogEvent{LogLevel::info, "X", "bad \xff byte"}}));
        QVERIFY(back);
        QVERIFY(std::get<LogEvent>(back->body).text.starts_with("bad "));
    }

    void unknown_fields_are_ignored() {
        const auto event = event_from_json(
            R"({"v":2,"new":{"a":[1,2]},"run":5,"attempt":1,"seq":2,"type":"warning","code":"A","text":"b","more":null})");
        QVERIFY(event);
        QCOMPARE(event->run, std::int64_t{5});
        QCOMPARE(std::get<WarningEvent>(event->body).code, std::string("A"));
    }

    void garbage_is_no_event_data() {
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("text") << QByteArray("[W] some library says hello");
        QTest::newRow("number") << QByteArray("17");
        QTest::newRow("array") << QByteArray("[1,2]");
        QTest::newRow("other object") << QByteArray("{\"a\":1}");
        QTest::newRow("cut") << QByteArray("{\"v\":1,\"run\":1,\"type\":\"log\"");
        QTest::newRow("unknown type") << QByteArray("{\"v\":1,\"run\":1,\"type\":\"dance\"}");
        QTest::newRow("version text") << QByteArray("{\"v\":\"1\",\"type\":\"warning\"}");
        QTest::newRow("run is huge") << QByteArray("{\"v\":1,\"run\":18446744073709551615,\"type\":\"warning\"}");
        QTest::newRow("run is real") << QByteArray("{\"v\":1,\"run\":1.5,\"type\":\"warning\"}");
        QTest::newRow("attempt overflows") << QByteArray("{\"v\":1,\"attempt\":3000000000,\"type\":\"warning\"}");
        QTest::newRow("value is null") << QByteArray("{\"v\":1,\"type\":\"scalar\",\"value\":null}");
        QTest::newRow("level unknown") << QByteArray("{\"v\":1,\"type\":\"log\",\"level\":\"loud\"}");
        QTest::newRow("status missing") << QByteArray("{\"v\":1,\"type\":\"ended\"}");
        QTest::newRow("not utf-8") << QByteArray("{\"v\":1,\"type\":\"\xff\"}");
        QTest::newRow("nul") << QByteArray("{\0}", 3);
        QTest::newRow("deep") << QByteArray(200000, '[');
        QTest::newRow("deep object") << QByteArray("{\"a\":").repeated(100000);
        QByteArray closed = QByteArray("{\"v\":1,\"a\":") + QByteArray(100000, '[') + QByteArray(100000, ']') + "}";
        QTest::newRow("deep and closed") << closed;
    }
    void garbage_is_no_event() {
        QFETCH(QByteArray, line);
        QVERIFY(!event_from_json(line.toStdString()));
    }

    void every_cut_of_a_line_is_no_event() {
        for (const EventBody& body : every_kind()) {
            const std::string line = event_to_json({12, 3, 99, body});
            for (std::size_t n = 0; n < line.size(); ++n) QVERIFY(!event_from_json(line.substr(0, n)));
        }
    }

    void statuses() {
        for (const char* name : {"queued", "running", "finished", "stopped", "failed", "diverged", "interrupted"}) {
            const auto status = run_status_from(name);
            QVERIFY(status);
            QCOMPARE(run_status_name(*status), std::string(name));
            QCOMPARE(is_ended(*status), std::string(name) != "queued" && std::string(name) != "running");
        }
        QVERIFY(!run_status_from("Finished"));
    }
};

QTEST_APPLESS_MAIN(TestEvents)
#include "tst_events.moc"
