// The Compare page over a workspace with made-up results. SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QTest>
#include <QTreeWidget>

#include "common/colours.h"
#include "compare/compare_page.h"
#include "compare/comparison_models.h"
#include "plot/series_plot.h"
#include "tests/widgets/demo_workspace.h"

class TestComparePage : public QObject {
    Q_OBJECT
  private:
    std::unique_ptr<DemoWorkspace> m_demo;
    qint64 m_weak = 0, m_strong = 0, m_same = 0, m_untrained = 0, m_short = 0, m_otherLists = 0, m_noDetails = 0;
    std::filesystem::path file() const { return m_demo->context.workspace.store_file(); }
    ComparisonReport report(qint64 baseline, const QList<qint64>& runs) const {
        return compareRuns(file(), baseline, runs, 2, "test", nullptr);
    }
    static Verdict verdictOf(const ComparisonReport& report, const QString& metric) {
        for (const auto& row : report.metrics)
            if (row.metric == metric) return row.verdict;
        return Verdict::notComparable;
    }
    QTableView* table(ComparePage& page, const char* name) const {
        return page.findChild<QTableView*>(QString::fromLatin1(name));
    }

  private Q_SLOTS:
    void initTestCase() {
        m_demo = std::make_unique<DemoWorkspace>();
        const auto add = [this](const char* name, auto change) {
            DemoRun run;
            run.name = name;
            change(run);
            return m_demo->add(run);
        };
        m_weak = add("weak", [](DemoRun& run) { run.skill = 0.4; });
        m_strong = add("strong", [](DemoRun& run) {
            run.skill = 2.5;
            run.seed = 43;
        });
        m_same = add("weak again", [](DemoRun& run) { run.skill = 0.4; });
        m_untrained = add("untrained", [](DemoRun& run) {
            run.skill = 0;
            run.untrained = true;
        });
        m_short = add("ten candidates", [](DemoRun& run) { run.candidates = 10; });
        m_otherLists = add("other lists", [](DemoRun& run) { run.listSeed = 8; });
        m_noDetails = add("no details", [](DemoRun& run) { run.details = false; });
    }
    void init() { m_demo->selection.setComparedRuns({}); }
    void strongerIsBetterAndTheOtherWayRoundWorse();
    void equalRunsShowNoEvidence();
    void notComparable_data();
    void notComparable();
    void untrainedIsLeftOut();
    void shortListsAreNotInformative();
    void onlyRunsThatLostUsersAreNamed();
    void theUsersTabWarnsToo();
    void aSelectedRunKeepsItsColour();
    void valuesAreThoseOfTheStore();
    void gainsAreDifferencesByUser();
    void testResultsOfASearchStayHidden();
    void saysWhatIsMissing();
    void showsCurvesMetricsAndSettings();
    void baselineCanBeChanged();
    void runsAreAddedAndRemoved();
    void exportsTheTable();
    void opensAUserInTheInspector();
};

void TestComparePage::strongerIsBetterAndTheOtherWayRoundWorse() {
    const auto better = report(m_weak, {m_strong});
    QCOMPARE(verdictOf(better, QStringLiteral("ndcg@10")), Verdict::better);
    QVERIFY(better.cautions.isEmpty());
    QCOMPARE(verdictOf(report(m_strong, {m_weak}), QStringLiteral("ndcg@10")), Verdict::worse);
    for (const auto& row : better.metrics)
        QVERIFY(row.adjusted >= row.paired.p_permutation || row.verdict == Verdict::notInformative);
}

void TestComparePage::equalRunsShowNoEvidence() {
    const auto same = report(m_weak, {m_same});
    QCOMPARE(verdictOf(same, QStringLiteral("ndcg@10")), Verdict::noEvidence);
    for (const auto& row : same.metrics) {
        QCOMPARE(row.paired.difference, 0.0);
        QCOMPARE(row.paired.wins + row.paired.losses, 0);
    }
}

void TestComparePage::notComparable_data() {
    QTest::addColumn<qint64>("run");
    QTest::addColumn<QString>("reason");
    QTest::newRow("fewer candidates") << m_short << "10";
    QTest::newRow("other candidates") << m_otherLists << "different candidates";
    QTest::newRow("no results per user") << m_noDetails << "no results per user";
    DemoRun foreign;
    foreign.name = "foreign";
    const qint64 run = m_demo->add(foreign);
    m_demo->context.store->set_dataset(run, "sample", "another fingerprint");
    QTest::newRow("other data") << run << "fingerprints differ";
}
void TestComparePage::notComparable() {
    QFETCH(qint64, run);
    QFETCH(QString, reason);
    const auto result = report(m_weak, {run});
    QCOMPARE(result.cautions.size(), 1);
    QVERIFY2(result.cautions[0].startsWith(QStringLiteral("Not comparable")) && result.cautions[0].contains(reason),
             qPrintable(result.cautions[0]));
    for (const auto& row : result.metrics) QCOMPARE(row.verdict, Verdict::notComparable);
}

void TestComparePage::untrainedIsLeftOut() {
    const auto result = report(m_weak, {m_untrained});
    QCOMPARE(verdictOf(result, QStringLiteral("ndcg@10")), Verdict::notTrained);
    QVERIFY(result.cautions[0].contains(QStringLiteral("not trained")));
    // It does not take part in the correction either.
    const auto both = report(m_weak, {m_untrained, m_strong}), alone = report(m_weak, {m_strong});
    for (const auto& row : both.metrics) {
        if (row.run != m_strong) continue;
        for (const auto& other : alone.metrics)
            if (other.metric == row.metric) QCOMPARE(row.adjusted, other.adjusted);
    }
}

void TestComparePage::shortListsAreNotInformative() {
    DemoRun run;
    run.candidates = 10;
    run.seed = 3;
    const auto result = report(m_short, {m_demo->add(run)});
    QCOMPARE(verdictOf(result, QStringLiteral("recall@10")), Verdict::notInformative);
    QVERIFY(verdictOf(result, QStringLiteral("recall@5")) != Verdict::notInformative);
    QVERIFY(verdictOf(result, QStringLiteral("ndcg@10")) != Verdict::notInformative);
}

void TestComparePage::onlyRunsThatLostUsersAreNamed() {
    DemoRun run;
    run.name = "lossy";
    run.lostEvery = 10;
    const qint64 lossy = m_demo->add(run);
    const auto about = [&](qint64 baseline, const QList<qint64>& others) {
        const auto found = report(baseline, others).cautions.filter(QStringLiteral("did not deliver"));
        return found.size() == 1 ? found.first() : QString();
    };
    const QString one = about(m_weak, {lossy, m_strong});
    QVERIFY2(one.contains(QStringLiteral("lossy")) && !one.contains(QStringLiteral("weak")) &&
                 !one.contains(QStringLiteral("strong")),
             qPrintable(one));
    const QString turned = about(lossy, {m_weak});
    QVERIFY2(turned.contains(QStringLiteral("lossy")) && !turned.contains(QStringLiteral("weak")),
             qPrintable(turned));
    QVERIFY(about(m_weak, {m_strong}).isEmpty());
    // Their values are those of the run's table over all users, MRR too.
    const auto row = m_demo->context.store->find_run(lossy);
    for (const auto& metric : report(m_weak, {lossy}).metrics) {
        const double overall = row->metrics.at("stage2/overall/" + metric.metric.toStdString());
        QVERIFY2(std::abs(metric.paired.mean_b - overall) < 1e-9, qPrintable(metric.metric));
    }
}

void TestComparePage::theUsersTabWarnsToo() {
    ComparePage page(&m_demo->context, &m_demo->selection);
    m_demo->selection.setComparedRuns({m_weak, m_otherLists});
    page.show();
    page.findChild<QTabWidget*>(QStringLiteral("compare_tabs"))->setCurrentIndex(3);
    auto* warning = page.findChild<QLabel*>(QStringLiteral("compare_user_cautions"));
    QTRY_VERIFY(warning->isVisible());
    QVERIFY(warning->text().contains(QStringLiteral("Not comparable")));
    QCOMPARE(warning->text(), page.findChild<QLabel*>(QStringLiteral("compare_cautions"))->text());
    m_demo->selection.setComparedRuns({m_weak, m_strong});
    QTRY_VERIFY(!warning->isVisible());
}

void TestComparePage::aSelectedRunKeepsItsColour() {
    ComparePage page(&m_demo->context, &m_demo->selection);
    m_demo->selection.setComparedRuns({m_weak, m_strong});
    page.show();
    auto* list = page.findChild<QTreeWidget*>(QStringLiteral("compared_runs"));
    QTRY_COMPARE(list->topLevelItemCount(), 2);
    for (int row = 0; row < 2; ++row) {
        const QImage sample = list->topLevelItem(row)->icon(1).pixmap(list->iconSize(), QIcon::Selected).toImage();
        const QColor own = colours::series(row, page.palette());
        bool found = false;
        for (int y = 0; y < sample.height(); ++y)
            for (int x = 0; x < sample.width(); ++x) found = found || sample.pixelColor(x, y) == own;
        QVERIFY2(found, qPrintable(own.name()));
    }
}

void TestComparePage::valuesAreThoseOfTheStore() {
    const auto result = report(m_weak, {m_strong});
    const auto weak = m_demo->context.store->find_run(m_weak), strong = m_demo->context.store->find_run(m_strong);
    for (const auto& row : result.metrics) {
        const std::string key = "stage2/test/" + row.metric.toStdString();
        QVERIFY(std::abs(row.paired.mean_a - weak->metrics.at(key)) < 1e-9);
        QVERIFY(std::abs(row.paired.mean_b - strong->metrics.at(key)) < 1e-9);
    }
}

void TestComparePage::testResultsOfASearchStayHidden() {
    DemoWorkspace other;
    const qint64 alone = other.add({.name = "alone"}), tried = other.add({.name = "tried", .seed = 2});
    other.context.store->add_to_search(other.context.store->create_search("tuning", "{}", 2), tried, 0, 2);
    const auto compared = [&](qint64 a, qint64 b, const char* split) {
        return compareRuns(other.context.workspace.store_file(), a, {b}, 2, split, nullptr);
    };
    for (const auto& hidden : {compared(alone, tried, "test"), compared(tried, alone, "test")}) {
        QVERIFY(hidden.metrics.empty() && hidden.gains.empty());
        QVERIFY2(hidden.cautions.join(QLatin1Char(' ')).contains(QStringLiteral("belongs to search")),
                 qPrintable(hidden.cautions.join(QLatin1Char(' '))));
    }
    QVERIFY(!compared(alone, tried, "validation").metrics.empty());
}

void TestComparePage::gainsAreDifferencesByUser() {
    const auto result = report(m_weak, {m_strong});
    QCOMPARE(static_cast<std::int64_t>(result.gains.size()), result.users);
    double sum = 0;
    for (const auto& gain : result.gains) sum += gain.gain();
    for (const auto& row : result.metrics)
        if (row.metric == QStringLiteral("mrr"))
            QVERIFY(std::abs(sum / static_cast<double>(result.users) - row.paired.difference) < 1e-9);
    MetricsModel metrics;
    QAbstractItemModelTester metricsTester(&metrics);
    metrics.setReport(result, {{m_strong, QStringLiteral("strong")}});
    GainsModel gains;
    QAbstractItemModelTester gainsTester(&gains);
    gains.setGains(result.gains, {});
    DifferencesModel differences;
    QAbstractItemModelTester differencesTester(&differences);
    differences.setDifferences({{"rerank.lr", {"0.1", "0.2"}}}, {QStringLiteral("a"), QStringLiteral("b")});
    QCOMPARE(differences.index(0, 2).data().toString(), QStringLiteral("0.2"));
    QVERIFY(metrics.sentence(0).contains(QStringLiteral("strong")));
}

void TestComparePage::saysWhatIsMissing() {
    ComparePage page(&m_demo->context, &m_demo->selection);
    page.show();
    auto* empty = page.findChild<QLabel*>(QStringLiteral("compare_empty"));
    QTRY_VERIFY(empty->text().contains(QStringLiteral("two or more")));
    m_demo->selection.setComparedRuns({m_weak});
    QTRY_VERIFY(empty->text().contains(QStringLiteral("one more")));
    QVERIFY(empty->isVisible());
}

void TestComparePage::showsCurvesMetricsAndSettings() {
    ComparePage page(&m_demo->context, &m_demo->selection);
    m_demo->selection.setComparedRuns({m_weak, m_strong});
    page.show();
    auto* plot = page.findChild<SeriesPlot*>(QStringLiteral("compare_plot"));
    QTRY_COMPARE(plot->pointsShown(), 400);
    QVERIFY(plot->referenceText().contains(QStringLiteral("uniform")));
    QTRY_COMPARE(table(page, "compare_metrics")->model()->rowCount(), 8);
    auto* config = table(page, "compare_config")->model();
    QVERIFY(config->rowCount() > 0 && config->rowCount() < 10);
    QStringList keys;
    for (int row = 0; row < config->rowCount(); ++row) keys << config->index(row, 0).data().toString();
    QVERIFY(keys.contains(QStringLiteral("rerank.epochs")));
    QVERIFY(!keys.contains(QStringLiteral("rerank.lr")));
    QVERIFY(!page.findChild<QLabel*>(QStringLiteral("compare_cautions"))->isVisibleTo(&page));
    page.toggleTables();
    QVERIFY(plot->isTableShown());
}

void TestComparePage::baselineCanBeChanged() {
    ComparePage page(&m_demo->context, &m_demo->selection);
    m_demo->selection.setComparedRuns({m_weak, m_strong});
    page.show();
    auto* metrics = page.findChild<MetricsModel*>();
    QTRY_COMPARE(metrics->rowCount(), 8);
    QCOMPARE(page.baseline(), m_weak);
    QVERIFY(metrics->rows()[4].paired.difference > 0);
    auto* list = page.findChild<QTreeWidget*>(QStringLiteral("compared_runs"));
    list->setCurrentItem(list->topLevelItem(1));
    QTest::mouseClick(page.findChild<QPushButton*>(QStringLiteral("make_baseline")), Qt::LeftButton);
    QCOMPARE(page.baseline(), m_strong);
    QTRY_VERIFY(!metrics->rows().empty() && metrics->rows()[4].paired.difference < 0);
    QCOMPARE(page.runs().first(), m_strong);
}

void TestComparePage::runsAreAddedAndRemoved() {
    ComparePage page(&m_demo->context, &m_demo->selection);
    m_demo->selection.setComparedRuns({m_weak});
    page.show();
    QTRY_COMPARE(page.runs().size(), 1);
    auto* add = page.findChild<QComboBox*>(QStringLiteral("add_run"));
    QTRY_VERIFY(add->findData(QVariant::fromValue(m_strong)) > 0);
    add->setCurrentIndex(add->findData(QVariant::fromValue(m_strong)));
    Q_EMIT add->activated(add->currentIndex());
    QTRY_COMPARE(page.runs(), (QList<qint64>{m_weak, m_strong}));
    QCOMPARE(m_demo->selection.comparedRuns().size(), 2);
    QTest::mouseClick(page.findChild<QPushButton*>(QStringLiteral("remove_run")), Qt::LeftButton);
    QTRY_COMPARE(page.runs(), QList<qint64>{m_strong});
}

void TestComparePage::exportsTheTable() {
    ComparePage page(&m_demo->context, &m_demo->selection);
    m_demo->selection.setComparedRuns({m_weak, m_strong});
    page.show();
    QTRY_COMPARE(page.findChild<MetricsModel*>()->rowCount(), 8);
    page.findChild<QTabWidget*>(QStringLiteral("compare_tabs"))->setCurrentIndex(1);
    const QString path = m_demo->folder.filePath(QStringLiteral("out.csv"));
    m_demo->dialogs.paths = {path};
    QTest::mouseClick(page.findChild<QPushButton*>(QStringLiteral("export_comparison")), Qt::LeftButton);
    QFile written(path);
    QVERIFY(written.open(QIODevice::ReadOnly));
    const QList<QByteArray> lines = written.readAll().trimmed().split('\n');
    QCOMPARE(lines.size(), 9);
    QVERIFY(lines[6].startsWith("ndcg@10,"));
}

void TestComparePage::opensAUserInTheInspector() {
    ComparePage page(&m_demo->context, &m_demo->selection);
    m_demo->selection.setComparedRuns({m_weak, m_strong});
    page.show();
    auto* users = table(page, "compare_users");
    QTRY_VERIFY(users->model()->rowCount() > 10);
    QVERIFY(users->model()->index(0, 4).data(Qt::UserRole).toDouble() >=
            users->model()->index(5, 4).data(Qt::UserRole).toDouble());
    // People know a user by the id of the dataset, not by our number.
    const QModelIndex first = users->model()->index(0, 0);
    const auto number = static_cast<std::size_t>(first.data(GainsModel::UserRole).toInt());
    QTRY_COMPARE(first.data().toString(), QString::fromStdString(m_demo->dataset.user_raw_ids.at(number)));
    QVERIFY(first.data().toString() != QString::number(number));
    QSignalSpy opened(&page, &ComparePage::openRun);
    Q_EMIT users->activated(users->model()->index(0, 0));
    QCOMPARE(opened.count(), 1);
    QCOMPARE(opened[0][0].toLongLong(), m_strong);
    QVERIFY(m_demo->selection.user() > 0);
}

QTEST_MAIN(TestComparePage)
#include "tst_compare_page.moc"
