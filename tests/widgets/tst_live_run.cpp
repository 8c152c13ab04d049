// The Live run page and what feeds it: queue, feed, models, plot.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <qcustomplot.h>
#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTableView>
#include <QTest>
#include <QToolButton>
#include <cmath>
#include <csignal>

#include "common/message_bar.h"
#include "common/selection.h"
#include "inspector/candidates_model.h"
#include "live_run/epoch_model.h"
#include "live_run/live_run_page.h"
#include "live_run/log_model.h"
#include "live_run/snapshot_views.h"
#include "plot/figure_plot.h"
#include "plot/series_plot.h"
#include "plot/series_table_model.h"
#include "tests/widgets/demo_workspace.h"
#include "widgets/fake_worker.h"

namespace {

/// A workspace with a store and a fake worker.
struct Bench {
    explicit Bench(const QString& script) : worker(script) {
        context.workspace = wb::Workspace::open(folder.path().toStdString());
        context.workspaceName = QStringLiteral("bench");
        context.store = std::make_shared<wb::Store>(context.workspace.store_file());
        context.registry = &wb::builtin_methods();
        context.dialogs = &dialogs;
    }
    qint64 makeRun(const std::string& name = "one") {
        wb::NewRun run;
        run.name = name;
        run.task = "train-pipeline";
        run.config_json = "{}";
        run.config_hash = "x";
        run.dataset = "sample";
        run.retrieval_method = "lrurec";
        run.rerank_method = "bert4rec";
        return context.store->create_run(run);
    }
    QTemporaryDir folder;
    FakeWorker worker;
    ScriptedDialogs dialogs;
    AppContext context;
    Selection selection;
};

wb::Event referenceLine(qint64 run) {
    return eventOf(run, 1, wb::ReferenceLineEvent{"stage2/loss", "uniform: ln 50 = 3.91", std::log(50.0)});
}

}  // namespace

class TestLiveRun : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void aFeedKeepsTheNewestAttempt();
    void aFeedDropsStrangers();
    void aPlotFollowsItsSeries();
    void theReferenceLineBelongsToItsSeriesAlone();
    void theUniformLineSaysWhatItCounts();
    void stepsAreWholeNumbers_data();
    void stepsAreWholeNumbers();
    void theSmoothedCurveStartsAtTheFirstPoint();
    void aMillionPointsAreTakenOver();
    void theTableTwinHasTheSamePoints();
    void epochsAreRowsAndTheBestIsMarked();
    void theLogCanBeFiltered();
    void anEmptyPageSaysWhatWillBeHere();
    void pointsOfASlowWorkerArriveWithinASecond();
    void aKilledWorkerLeavesAnInterruptedRun();
    void runsWaitForEachOther();
    void stopIsPolite();
    void anOldRunIsReadFromTheStore();
    void aPinnedUserAndTheEntropy();
    void aRunOfAnotherProgramIsFollowed();
};

void TestLiveRun::aFeedKeepsTheNewestAttempt() {
    Bench bench{QString()};
    const qint64 run = bench.makeRun();
    RunFeed feed;
    feed.load(*bench.context.store, run);
    feed.apply({scalarOf(run, 1, 5), scalarOf(run, 2, 4), scalarOf(run, 3, 3)});
    // Resumed from the checkpoint at step 1.
    feed.apply({scalarOf(run, 2, 4.5, "stage1/loss", 2), scalarOf(run, 3, 3.5, "stage1/loss", 2)});
    const auto points = feed.series("stage1/loss");
    QCOMPARE(points->value, (std::vector<double>{5, 4.5, 3.5}));
    // An event that comes late from the older attempt changes nothing.
    feed.apply({scalarOf(run, 2, 9)});
    QCOMPARE(points->value, (std::vector<double>{5, 4.5, 3.5}));
    QCOMPARE(feed.latestStage(), 1);
}

void TestLiveRun::aFeedDropsStrangers() {
    Bench bench{QString()};
    const qint64 run = bench.makeRun();
    RunFeed feed;
    feed.load(*bench.context.store, run);
    QSignalSpy changed(&feed, &RunFeed::changed);
    feed.apply({scalarOf(run + 1, 1, 5)});
    QCOMPARE(changed.size(), 0);
    QVERIFY(!feed.series("stage1/loss"));
}

void TestLiveRun::aPlotFollowsItsSeries() {
    auto points = std::make_shared<SeriesData>();
    SeriesPlot plot(QStringLiteral("Loss"));
    plot.setEmptyText(QStringLiteral("nothing yet"));
    plot.setCurves({{QStringLiteral("loss"), points, true}});
    plot.show();
    QCOMPARE(plot.emptyText(), QStringLiteral("nothing yet"));
    points->add(1, 1, 0.1, 1, 4);
    points->add(1, 2, 0.2, 2, std::nan(""));
    points->add(1, 3, 0.3, 3, 2);
    plot.sync();
    QCOMPARE(plot.pointsShown(), 3);
    QVERIFY(plot.emptyText().isEmpty());
    QCOMPARE(points->notNumbers, 1);
    // A newer attempt takes the tail back.
    points->add(2, 3, 0.3, 3, 2.5);
    plot.sync();
    QCOMPARE(plot.pointsShown(), 3);
    plot.setAxis(SeriesPlot::Axis::epoch);
    QCOMPARE(plot.pointsShown(), 3);
    // The axes fill the plot, with and without a legend.
    plot.resize(800, 400);
    const auto fills = [&] {
        plot.plot()->replot(QCustomPlot::rpImmediateRefresh);
        return plot.plot()->axisRect()->width() > plot.plot()->width() * 3 / 4 &&
               plot.plot()->axisRect()->height() > plot.plot()->height() / 2;
    };
    QVERIFY(fills());
    plot.setCurves({{QStringLiteral("a"), points, false}, {QStringLiteral("b"), points, false}});
    QVERIFY(fills());
    plot.setCurves({{QStringLiteral("loss"), points, true}});
    QVERIFY(fills());
    plot.setLogScale(true);
    plot.setFocus();
    QTest::keyClick(&plot, Qt::Key_Right);
    QVERIFY2(plot.readOut().contains(QStringLiteral("step 3")), qPrintable(plot.readOut()));
}

void TestLiveRun::theReferenceLineBelongsToItsSeriesAlone() {
    Bench bench{QString()};
    const qint64 run = bench.makeRun();
    RunFeed feed;
    feed.load(*bench.context.store, run);
    feed.apply({scalarOf(run, 1, 5), scalarOf(run, 1, 3.9, "stage2/loss"), referenceLine(run)});
    SeriesPlot plot(QStringLiteral("Loss"));
    plot.setCurves({{QStringLiteral("loss"), feed.series("stage1/loss"), true}});
    plot.sync();
    QVERIFY(plot.referenceText().isEmpty());
    plot.setCurves({{QStringLiteral("loss"), feed.series("stage2/loss"), true}});
    plot.sync();
    QCOMPARE(plot.referenceText(), QStringLiteral("uniform: ln 50 = 3.91"));
}

void TestLiveRun::theUniformLineSaysWhatItCounts() {
    DemoWorkspace demo;
    const qint64 run = demo.add({});
    const auto items = demo.dataset.item_count();
    demo.context.store->append(
        run, 1,
        {eventOf(run, 1000,
                 wb::ReferenceLineEvent{"stage2/loss", "uniform: ln " + std::to_string(items + 1),
                                        std::log(static_cast<double>(items + 1))})});
    RunQueue queue(&demo.context, QString());
    LiveRunPage page(&demo.context, &demo.selection, &queue);
    page.show();
    demo.selection.setCurrentRun(run);
    QTRY_VERIFY(page.lossPlot()->pointsShown() > 0);
    const QString line = page.lossPlot()->referenceText();
    QVERIFY2(line.endsWith(QStringLiteral("(%1 items and the padding class)").arg(items)), qPrintable(line));
    // A part of the loss with a line of its own stands beside the loss, and brings its line.
    const qint64 letters = demo.add({});
    const auto part = "stage2/loss_letter_restricted";
    demo.context.store->append(
        letters, 1,
        {scalarOf(letters, 1000, 3.1, part), eventOf(letters, 1001, wb::ReferenceLineEvent{"stage2/loss", "", 0}),
         eventOf(letters, 1002, wb::ReferenceLineEvent{part, "uniform: ln 7", std::log(7.0)})});
    demo.selection.setCurrentRun(letters);
    QTRY_VERIFY(page.lossPlot()->referenceText().startsWith(QStringLiteral("uniform: ln 7 ")));
    // A line over the candidates of a list counts no padding.
    const qint64 other = demo.add({});
    demo.selection.setCurrentRun(other);
    QTRY_VERIFY(page.lossPlot()->referenceText().startsWith(QStringLiteral("uniform: ln 20")));
    QVERIFY(!page.lossPlot()->referenceText().contains(QStringLiteral("padding")));
}

void TestLiveRun::stepsAreWholeNumbers_data() {
    QTest::addColumn<int>("points");
    for (const int points : {2, 3, 5, 9, 12, 30}) QTest::addRow("%d points", points) << points;
}
void TestLiveRun::stepsAreWholeNumbers() {
    QFETCH(int, points);
    auto data = std::make_shared<SeriesData>();
    for (int step = 1; step <= points; ++step) data->add(1, step, step * 0.1, step, 1.0 / step);
    SeriesPlot plot(QStringLiteral("Loss"));
    plot.resize(900, 400);
    plot.setCurves({{QStringLiteral("loss"), data, true}});
    plot.show();
    plot.sync();
    plot.plot()->replot(QCustomPlot::rpImmediateRefresh);
    const auto ticks = plot.plot()->xAxis->tickVector();
    QVERIFY(ticks.size() > 1);
    for (const double tick : ticks)
        QVERIFY2(std::abs(tick - std::round(tick)) < 1e-9, qPrintable(QString::number(tick)));
}

void TestLiveRun::theSmoothedCurveStartsAtTheFirstPoint() {
    auto data = std::make_shared<SeriesData>();
    for (int step = 1; step <= 100; ++step) data->add(1, step, step * 0.1, step, 6.0 - step * 0.01);
    SeriesPlot plot(QStringLiteral("Loss"));
    plot.setSmoothing(0.98);
    plot.setCurves({{QStringLiteral("loss"), data, true}});
    plot.show();
    plot.sync();
    QCOMPARE(plot.plot()->graphCount(), 2);
    QVERIFY(std::abs(plot.plot()->graph(1)->data()->constBegin()->value - 5.99) < 1e-9);
}

void TestLiveRun::aMillionPointsAreTakenOver() {
    auto points = std::make_shared<SeriesData>();
    for (int i = 1; i <= 1'000'000; ++i) points->add(1, i, i * 1e-4, i * 1e-3, 4.0 / std::sqrt(i));
    SeriesPlot plot(QStringLiteral("Loss"));
    plot.resize(1000, 400);
    plot.setCurves({{QStringLiteral("loss"), points, true}});
    plot.show();
    QVERIFY(QTest::qWaitForWindowExposed(&plot));
    QElapsedTimer timer;
    timer.start();
    for (int i = 1; i <= 20; ++i) {
        points->add(1, 1'000'000 + i, 100, 1000, 0.004);
        plot.sync();
        plot.plot()->replot(QCustomPlot::rpImmediateRefresh);
    }
    const double each = static_cast<double>(timer.elapsed()) / 20;
    qInfo("append and repaint of a million points: %.1f ms", each);
    QCOMPARE(plot.pointsShown(), 1'000'020);
    QVERIFY2(each < 100, "the plot would hold up the window");
}

void TestLiveRun::theTableTwinHasTheSamePoints() {
    auto points = std::make_shared<SeriesData>();
    points->add(1, 1, 0.1, 1, 4);
    SeriesTableModel model;
    QAbstractItemModelTester tester(&model);
    model.setSeries({points}, {QStringLiteral("loss")});
    QCOMPARE(model.rowCount(), 1);
    points->add(1, 2, 0.2, 2, 3);
    model.sync();
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.index(1, 4).data(Qt::UserRole).toDouble(), 3.0);
    points->add(2, 2, 0.2, 2, 3.5);
    model.sync();
    QCOMPARE(model.index(1, 4).data(Qt::UserRole).toDouble(), 3.5);
}

void TestLiveRun::epochsAreRowsAndTheBestIsMarked() {
    Bench bench{QString()};
    const qint64 run = bench.makeRun();
    RunFeed feed;
    feed.load(*bench.context.store, run);
    EpochModel model;
    QAbstractItemModelTester tester(&model);
    const auto metric = [&](int epoch, const char* name, double value) {
        return eventOf(run, epoch, wb::ScalarEvent{name, epoch * 10, static_cast<double>(epoch), 1.0, value});
    };
    feed.apply({metric(1, "stage1/val_loss_letter_restricted", 2.9), metric(1, "stage1/val_normalised_entropy", 0.97),
                metric(2, "stage1/val_loss_letter_restricted", 2.7), metric(2, "stage1/val_normalised_entropy", 0.9),
                metric(1, "stage1/epoch_loss", 4), metric(1, "stage1/val_ndcg@10", 0.1),
                metric(2, "stage1/epoch_loss", 3), metric(2, "stage1/val_ndcg@10", 0.3),
                metric(3, "stage1/epoch_loss", 2), metric(3, "stage1/val_ndcg@10", 0.2), scalarOf(run, 1, 9)});
    model.show(feed, 1);
    QCOMPARE(model.rowCount(), 3);
    const auto column = [&](const char* name) {
        return 1 + static_cast<int>(model.columns().indexOf(QLatin1String(name)));
    };
    const auto starred = [&](const char* name) {
        QList<int> rows;
        for (int row = 0; row < 3; ++row)
            if (model.index(row, column(name)).data().toString().startsWith(QChar(0x2605))) rows << row;
        return rows;
    };
    QCOMPARE(model.columns().size(), 4);
    QCOMPARE(model.headerData(column("val_ndcg@10"), Qt::Horizontal, Qt::DisplayRole).toString(),
             QStringLiteral("NDCG@10"));
    QCOMPARE(starred("epoch_loss"), QList<int>{2});
    QCOMPARE(starred("val_ndcg@10"), QList<int>{1});
    QCOMPARE(starred("val_loss_letter_restricted"), QList<int>{1});
    QCOMPARE(starred("val_normalised_entropy"), QList<int>{});  // sure is not right
    const auto tip = [&](const char* name) {
        return model.headerData(column(name), Qt::Horizontal, Qt::ToolTipRole).toString();
    };
    QVERIFY(tip("val_ndcg@10").contains(QLatin1String("Higher is better")));
    QVERIFY(tip("val_loss_letter_restricted").contains(QLatin1String("Lower is better")));
    QVERIFY(!tip("val_normalised_entropy").contains(QLatin1String("better")));
    model.show(feed, 2);
    QCOMPARE(model.rowCount(), 0);
}

void TestLiveRun::theLogCanBeFiltered() {
    Bench bench{QString()};
    const qint64 run = bench.makeRun();
    RunFeed feed;
    feed.load(*bench.context.store, run);
    LogModel model;
    QAbstractItemModelTester tester(&model);
    model.setFeed(&feed);
    feed.apply({eventOf(run, 1, wb::LogEvent{wb::LogLevel::info, "A", "fine"}),
                eventOf(run, 2, wb::WarningEvent{"B", "careful"}), eventOf(run, 3, wb::WarningEvent{"B", "careful"}),
                eventOf(run, 4, wb::LogEvent{wb::LogLevel::error, "C", "broken"})});
    model.sync();
    QCOMPARE(model.rowCount(), 3);  // the repeated warning is counted, not repeated
    QCOMPARE(feed.warnings().front().count, std::int64_t(2));
    model.setLowestLevel(wb::LogLevel::warning);
    QCOMPARE(model.rowCount(), 2);
    model.setLowestLevel(wb::LogLevel::error);
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.index(0, 2).data().toString(), QStringLiteral("broken"));
    QStringList many;
    for (int i = 0; i < 30'000; ++i) many << QString::number(i);
    feed.addLines(many);
    model.setLowestLevel(wb::LogLevel::info);
    model.sync();
    QCOMPARE(model.rowCount(), 20'000);
    QCOMPARE(model.index(19'999, 2).data().toString(), QStringLiteral("29999"));
}

void TestLiveRun::anEmptyPageSaysWhatWillBeHere() {
    Bench bench{QString()};
    RunQueue queue(&bench.context, bench.worker.program());
    LiveRunPage page(&bench.context, &bench.selection, &queue);
    page.show();
    auto* fresh = page.findChild<QPushButton*>(QStringLiteral("live_new_experiment"));
    auto* last = page.findChild<QPushButton*>(QStringLiteral("live_open_last"));
    QVERIFY(fresh->isVisible());
    QVERIFY(!last->isVisible());
    QSignalSpy wanted(&page, &LiveRunPage::newExperimentRequested);
    QTest::mouseClick(fresh, Qt::LeftButton);
    QCOMPARE(wanted.size(), 1);
    const qint64 run = bench.makeRun();
    page.hide();
    page.show();
    QVERIFY(last->isVisible());
    QTest::mouseClick(last, Qt::LeftButton);
    QTRY_COMPARE(page.shownRun(), run);
}

void TestLiveRun::pointsOfASlowWorkerArriveWithinASecond() {
    Bench bench(QStringLiteral("cat first; touch written; while [ ! -e go ]; do sleep 0.02; done; cat rest\n"));
    const qint64 run = bench.makeRun();
    bench.worker.lines(QStringLiteral("first"), {scalarOf(run, 1, 3.9, "stage2/loss"), referenceLine(run)});
    bench.worker.lines(QStringLiteral("rest"),
                       {eventOf(run, 9, wb::EndedEvent{wb::RunStatus::finished, {}, {}, {}})});
    RunQueue queue(&bench.context, bench.worker.program());
    LiveRunPage page(&bench.context, &bench.selection, &queue);
    page.resize(900, 700);
    page.show();
    queue.enqueue(run);
    QTRY_VERIFY(QFile::exists(bench.worker.folder() + QStringLiteral("/written")));
    QTRY_COMPARE_WITH_TIMEOUT(page.lossPlot()->pointsShown(), 1, 1000);
    QCOMPARE(page.lossPlot()->referenceText(), QStringLiteral("uniform: ln 50 = 3.91"));
    QVERIFY(page.canStop());
    QFile go(bench.worker.folder() + QStringLiteral("/go"));
    QVERIFY(go.open(QIODevice::WriteOnly));
    QTRY_VERIFY(!queue.isBusy());
    QTRY_VERIFY(page.findChild<QPushButton*>(QStringLiteral("live_inspect"))->isVisible());
}

void TestLiveRun::aKilledWorkerLeavesAnInterruptedRun() {
    Bench bench(
        QStringLiteral("cat first; if [ -e again ]; then cat rest; exit 0; fi; touch again; exec sleep 600\n"));
    const qint64 run = bench.makeRun();
    bench.worker.lines(QStringLiteral("first"), {scalarOf(run, 1, 3.9)});
    bench.worker.lines(QStringLiteral("rest"),
                       {scalarOf(run, 2, 3.0, "stage1/loss", 2),
                        eventOf(run, 9, wb::EndedEvent{wb::RunStatus::finished, {}, {}, {}}, 2)});
    RunQueue queue(&bench.context, bench.worker.program());
    LiveRunPage page(&bench.context, &bench.selection, &queue);
    page.resize(900, 700);
    page.show();
    bench.selection.setCurrentRun(run);
    queue.enqueue(run);
    QTRY_COMPARE(page.lossPlot()->pointsShown(), 1);
    QTRY_VERIFY(queue.client()->processId() > 0);
    QCOMPARE(::kill(static_cast<pid_t>(queue.client()->processId()), SIGKILL), 0);
    QTRY_VERIFY(!queue.isBusy());
    QCOMPARE(queue.feed()->status(), wb::RunStatus::interrupted);
    QCOMPARE(bench.context.store->find_run(run)->status, wb::RunStatus::interrupted);
    auto* resume = page.findChild<QPushButton*>(QStringLiteral("live_resume"));
    QTRY_VERIFY(resume->isVisible());
    auto* bar = page.findChild<MessageBar*>();
    QTRY_VERIFY(bar->isVisible());
    QVERIFY2(bar->text().contains(QStringLiteral("unexpectedly")), qPrintable(bar->text()));
    QTest::mouseClick(resume, Qt::LeftButton);
    QTRY_VERIFY(!queue.isBusy());
    QTRY_COMPARE(page.lossPlot()->pointsShown(), 2);
}

void TestLiveRun::runsWaitForEachOther() {
    Bench bench(QStringLiteral("echo start $2 >> order; while [ ! -e go$2 ]; do sleep 0.02; done; cat end$2\n"));
    const qint64 one = bench.makeRun("one"), two = bench.makeRun("two"), three = bench.makeRun("three");
    for (const qint64 run : {one, two, three})
        bench.worker.lines(QStringLiteral("end%1").arg(run),
                           {eventOf(run, 1, wb::EndedEvent{wb::RunStatus::finished, {}, {}, {}})});
    const auto go = [&](qint64 run) {
        QFile file(bench.worker.folder() + QStringLiteral("/go%1").arg(run));
        QVERIFY(file.open(QIODevice::WriteOnly));
    };
    RunQueue queue(&bench.context, bench.worker.program());
    queue.enqueue(one);
    queue.enqueue(two);
    queue.enqueue(two);
    queue.enqueue(three);
    QCOMPARE(queue.current(), one);
    QCOMPARE(queue.waiting(), (QList<qint64>{two, three}));
    queue.remove(two);
    go(one);
    QTRY_COMPARE(queue.current(), three);
    go(three);
    QTRY_VERIFY(!queue.isBusy());
    QFile order(bench.worker.folder() + QStringLiteral("/order"));
    QVERIFY(order.open(QIODevice::ReadOnly));
    QCOMPARE(QString::fromUtf8(order.readAll()), QStringLiteral("start %1\nstart %2\n").arg(one).arg(three));
    QCOMPARE(bench.context.store->find_run(two)->status, wb::RunStatus::queued);
}

void TestLiveRun::stopIsPolite() {
    Bench bench(QStringLiteral("trap 'cat stopped; exit 130' TERM\ncat first\nwhile :; do sleep 0.02; done\n"));
    const qint64 run = bench.makeRun();
    bench.worker.lines(QStringLiteral("first"), {scalarOf(run, 1, 3.9)});
    bench.worker.lines(QStringLiteral("stopped"),
                       {eventOf(run, 2, wb::EndedEvent{wb::RunStatus::stopped, {}, {}, {}})});
    RunQueue queue(&bench.context, bench.worker.program());
    LiveRunPage page(&bench.context, &bench.selection, &queue);
    page.resize(900, 700);
    page.show();
    queue.enqueue(run);
    QTRY_COMPARE(page.lossPlot()->pointsShown(), 1);
    auto* stop = page.findChild<QPushButton*>(QStringLiteral("live_stop"));
    QVERIFY(stop->isVisible() && stop->isEnabled());
    QTest::mouseClick(stop, Qt::LeftButton);
    QTRY_VERIFY(!queue.isBusy());
    QCOMPARE(queue.feed()->status(), wb::RunStatus::stopped);
    QTRY_VERIFY(page.findChild<QPushButton*>(QStringLiteral("live_resume"))->isVisible());
}

void TestLiveRun::anOldRunIsReadFromTheStore() {
    Bench bench{QString()};
    const qint64 run = bench.makeRun();
    QVERIFY(bench.context.store->claim(run, wb::Owner::self()));
    bench.context.store->append(run, 1, {scalarOf(run, 1, 4), scalarOf(run, 2, 3)});
    bench.context.store->finish(run, wb::RunStatus::diverged, "The loss is not a number.", "Why.", "Lower the rate.");
    RunQueue queue(&bench.context, bench.worker.program());
    LiveRunPage page(&bench.context, &bench.selection, &queue);
    page.show();
    bench.selection.setCurrentRun(run);
    QTRY_COMPARE(page.lossPlot()->pointsShown(), 2);
    auto* bar = page.findChild<MessageBar*>();
    QTRY_VERIFY(bar->isVisible());
    QVERIFY(bar->text().contains(QStringLiteral("The loss is not a number.")));
    auto* stage2 = page.findChild<QToolButton*>(QStringLiteral("live_stage_2"));
    QTest::mouseClick(stage2, Qt::LeftButton);
    QCOMPARE(page.lossPlot()->pointsShown(), 0);
    QVERIFY(!page.lossPlot()->emptyText().isEmpty());
}

/// Bars of one user move with every validation; earlier ones can be looked at again; a resume replaces what it did
/// again.
void TestLiveRun::aPinnedUserAndTheEntropy() {
    Bench bench{QString()};
    const qint64 run = bench.makeRun();
    const auto snapshot = [&](std::int64_t step, std::int64_t even, double p) {
        wb::SnapshotEvent event{step, static_cast<double>(step) / 100, std::vector<std::int64_t>(20, 0), {}};
        event.entropy[19] = even;
        event.entropy[3] = 10 - even;
        event.lists = {{7, 12, {3, 12}, {1 - p, p}}, {9, 4, {4, 5}, {0.5, 0.5}}};
        return eventOf(run, step + 1, event);
    };
    QVERIFY(bench.context.store->claim(run, wb::Owner::self()));
    bench.context.store->append(run, 1, {scalarOf(run, 1, 4), snapshot(0, 10, 0.5)});
    RunQueue queue(&bench.context, bench.worker.program());
    LiveRunPage page(&bench.context, &bench.selection, &queue);
    page.show();
    bench.selection.setCurrentRun(run);
    auto* pinned = page.findChild<PinnedUserView*>();
    auto* plot = page.findChild<EntropyView*>()->plot();
    QTRY_COMPARE(pinned->candidates()->rowCount(), 2);
    QVERIFY(plot->figure().before.empty());
    bench.context.store->append(run, 1, {snapshot(100, 4, 0.75), snapshot(200, 1, 0.9)});
    QTRY_COMPARE_WITH_TIMEOUT(plot->figure().values.at(19), 1.0, 3000);
    QCOMPARE(plot->figure().before.at(19), 4.0);
    QCOMPARE(plot->figure().values.at(3), 9.0);
    const auto top = [&] { return pinned->candidates()->candidates().at(0); };
    QCOMPARE(pinned->user(), qint64(7));
    QVERIFY(top().item == 12 && top().target);
    QVERIFY(std::abs(top().probability - 0.9) < 1e-6);
    auto* time = pinned->findChild<QSlider*>();
    QCOMPARE(time->maximum(), 2);
    time->setValue(1);
    QVERIFY(std::abs(top().probability - 0.75) < 1e-6);
    // Somebody who looks back is left there.
    bench.context.store->append(run, 1, {snapshot(300, 0, 0.95)});
    QTRY_COMPARE_WITH_TIMEOUT(time->maximum(), 3, 3000);
    QVERIFY(std::abs(top().probability - 0.75) < 1e-6);
    auto* epochs = page.findChild<QSlider*>(QStringLiteral("entropy_time"));
    QTRY_COMPARE_WITH_TIMEOUT(plot->figure().values.at(19), 0.0, 3000);  // this one follows
    QCOMPARE(epochs->value(), 3);
    epochs->setValue(1);
    QCOMPARE(plot->figure().values.at(19), 4.0);
    QCOMPARE(plot->figure().before.at(19), 10.0);
    auto* users = pinned->findChild<QComboBox*>(QStringLiteral("pinned_user"));
    QCOMPARE(users->count(), 2);
    users->setCurrentIndex(1);
    QVERIFY(std::abs(top().probability - 0.5) < 1e-6);

    RunFeed feed;
    feed.load(*bench.context.store, run);
    QCOMPARE(feed.snapshots().size(), std::size_t{4});
    feed.apply({snapshot(200, 2, 0.8)});
    QCOMPARE(feed.snapshots().size(), std::size_t{3});
    QCOMPARE(feed.snapshots().back()->entropy.at(19), std::int64_t{2});
}

void TestLiveRun::aRunOfAnotherProgramIsFollowed() {
    Bench bench{QString()};
    const qint64 run = bench.makeRun();
    QVERIFY(bench.context.store->claim(run, wb::Owner::self()));
    RunQueue queue(&bench.context, bench.worker.program());
    LiveRunPage page(&bench.context, &bench.selection, &queue);
    page.show();
    bench.selection.setCurrentRun(run);
    QCOMPARE(page.lossPlot()->pointsShown(), 0);
    wb::Store other(bench.context.workspace.store_file());
    other.append(run, 1, {scalarOf(run, 1, 4), scalarOf(run, 2, 3)});
    QTRY_COMPARE_WITH_TIMEOUT(page.lossPlot()->pointsShown(), 2, 3000);
    auto* stop = page.findChild<QPushButton*>(QStringLiteral("live_stop"));
    QTRY_VERIFY(stop->isVisible());
    QTest::mouseClick(stop, Qt::LeftButton);
    QCOMPARE(other.pending(run), wb::ControlCommand::stop);
}

QTEST_MAIN(TestLiveRun)
#include "tst_live_run.moc"
