// Items on the Retrieval page: the history, the card and what the model finds near.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QElapsedTimer>
#include <QFile>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QScrollBar>
#include <QTabWidget>
#include <QTableView>
#include <QTest>
#include <QToolButton>
#include <ctime>
#include <set>

#include "common/item_pictures.h"
#include "data/items_model.h"
#include "retrieval/history_strip.h"
#include "retrieval/item_panel.h"
#include "retrieval/ranked_items.h"
#include "tests/widgets/fake_worker.h"
#include "tests/widgets/retrieval_bench.h"

namespace {

/// Time that this thread computed: other programs on the machine do not count.
qint64 processorMilliseconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return qint64{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
}

}  // namespace

class TestRetrievalItems : public RetrievalFixture {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() { makeRuns(); }
    void init() { selectNothing(); }

    void historyLoadsOnlyWhatIsInView();
    void aLongHistoryIsQuick();
    void anItemHasACardAndNearestItems();
    void anEvaluationAsksTheModelOfItsSource();
    void troubleWithTheModelIsSaid();
    void aSlowModelDoesNotHoldTheWindow();
};

void TestRetrievalItems::historyLoadsOnlyWhatIsInView() {
    auto page = open({m_first});
    auto* strip = part<HistoryStrip>(*page, "retrieval_history");
    page->grab();
    const auto [first, last] = strip->rowsInView();
    const int count = strip->model()->rowCount();
    QCOMPARE(last, count - 1);  // the newest are in view
    QVERIFY(first > 0);
    QTRY_COMPARE(strip->pictures()->requestsOpen(), 0);
    std::set<int> inView, before;
    for (int row = 0; row < count; ++row) {
        const int item = strip->model()->index(row, 0).data(ItemsModel::ItemRole).toInt();
        (row >= first ? inView : before).insert(item);
    }
    for (const int item : inView) QVERIFY(strip->pictures()->isRead(item));
    int early = 0;
    for (const int item : before) early += !inView.contains(item) && strip->pictures()->isRead(item);
    QCOMPARE(early, 0);
    strip->horizontalScrollBar()->setValue(0);
    page->grab();
    QTRY_VERIFY(strip->pictures()->isRead(strip->model()->index(0, 0).data(ItemsModel::ItemRole).toInt()));
    QVERIFY(strip->model()->index(0, 0).data().toString().startsWith(QStringLiteral("1. ")));
}

void TestRetrievalItems::aLongHistoryIsQuick() {
    auto page = open({m_first});
    auto* strip = part<HistoryStrip>(*page, "retrieval_history");
    std::vector<wb::ItemId> items;
    for (int i = 0; i < 600; ++i) items.push_back(1 + i * 7 % m_demo->dataset.item_count());
    qint64 before = processorMilliseconds();
    strip->setHistory(items);
    strip->grab();
    const qint64 shown = processorMilliseconds() - before;
    QVERIFY2(shown < 100, qPrintable(QStringLiteral("%1 ms until it is painted").arg(shown)));
    QVERIFY(strip->pictures()->requestsOpen() < 20);
    qint64 longest = 0;
    for (int value = strip->horizontalScrollBar()->maximum(); value >= 0; value -= 400) {
        before = processorMilliseconds();
        strip->horizontalScrollBar()->setValue(value);
        strip->grab();
        QCoreApplication::processEvents();
        longest = std::max(longest, processorMilliseconds() - before);
    }
    QVERIFY2(longest < 100, qPrintable(QStringLiteral("%1 ms for a step of scrolling").arg(longest)));
    QTRY_COMPARE(strip->pictures()->requestsOpen(), 0);
}

void TestRetrievalItems::anItemHasACardAndNearestItems() {
    FakeWorker worker(nearestWorker);
    auto page = open({m_first, m_second}, worker.program());
    auto* side = part<QTabWidget>(*page, "retrieval_side");
    QCOMPARE(side->currentIndex(), 0);
    auto* shown = list(*page, "retrieval_list_B");
    const QModelIndex second = shown->model()->index(1, 0);
    const int item = second.data(ItemsModel::ItemRole).toInt();
    QTest::mouseClick(shown->viewport(), Qt::LeftButton, {}, shown->visualRect(second).center());
    QCOMPARE(side->currentIndex(), 1);
    QCOMPARE(part<QLabel>(*page, "item_title")->text(), second.data().toString());
    QVERIFY(part<QLabel>(*page, "nearest_busy_text")->isVisible());
    QVERIFY(part<QToolButton>(*page, "nearest_stop")->isVisible());
    auto* nearest = list(*page, "nearest_items");
    QTRY_COMPARE(nearest->model()->rowCount(), 2);
    QVERIFY(nearest->isVisible());
    const auto& found = qobject_cast<RankedItemsModel*>(nearest->model())->items();
    QCOMPARE(found[0].item, 5);
    QCOMPARE(qobject_cast<RankedItemsModel*>(nearest->model())->valueText(found[1]), QStringLiteral("-0.250"));
    QCOMPARE(nearest->model()->index(0, 0).data().toString(), QString::fromStdString(m_demo->dataset.items[5].title));
    QFile asked(worker.folder() + QStringLiteral("/asked"));
    QVERIFY(asked.open(QIODevice::ReadOnly));
    const QByteArray line = asked.readAll();
    QVERIFY2(line.contains("\"op\":\"nearest\"") && line.contains("\"item\":" + QByteArray::number(item)),
             line.constData());
    QFile runs(worker.folder() + QStringLiteral("/runs"));
    QVERIFY(runs.open(QIODevice::ReadOnly));
    QCOMPARE(runs.readAll().trimmed().toLongLong(), m_first);  // A's model, whichever list was clicked
    // From item to item, and back to the users.
    QTest::mouseClick(nearest->viewport(), Qt::LeftButton, {},
                      nearest->visualRect(nearest->model()->index(0, 0)).center());
    QCOMPARE(part<ItemPanel>(*page, "retrieval_item")->item(), 5);
    QTRY_COMPARE(nearest->model()->rowCount(), 2);
    part<QToolButton>(*page, "item_card_close")->click();
    QCOMPARE(side->currentIndex(), 0);
    // Another A: its model is asked when somebody looks at the item again.
    m_demo->selection.setCurrentRun(m_second);
    QTRY_COMPARE(part<ItemPanel>(*page, "retrieval_item")->nearest()->rowCount(), 0);
    QCOMPARE(page->client()->run(), m_first);
    side->setCurrentIndex(1);
    QTRY_COMPARE(nearest->model()->rowCount(), 2);
    QCOMPARE(page->client()->run(), m_second);
}

void TestRetrievalItems::anEvaluationAsksTheModelOfItsSource() {
    FakeWorker worker(nearestWorker);
    auto page = open({m_evaluation}, worker.program());
    page->openItem(3);
    QTRY_COMPARE(list(*page, "nearest_items")->model()->rowCount(), 2);
    QCOMPARE(page->client()->run(), m_first);
}

void TestRetrievalItems::troubleWithTheModelIsSaid() {
    FakeWorker worker(QStringLiteral("echo 'The model file is gone. Train the run again.' >&2; exit 2\n"));
    auto page = open({m_first}, worker.program());
    page->openItem(3);
    auto* problem = part<QLabel>(*page, "nearest_problem");
    QTRY_VERIFY(problem->isVisible());
    QVERIFY2(problem->text().contains(QStringLiteral("Train the run again.")), qPrintable(problem->text()));
    worker.setScript(nearestWorker);
    part<QPushButton>(*page, "nearest_again")->click();
    QTRY_COMPARE(list(*page, "nearest_items")->model()->rowCount(), 2);
    QVERIFY(!problem->isVisible());
}

void TestRetrievalItems::aSlowModelDoesNotHoldTheWindow() {
    FakeWorker worker(QStringLiteral("trap '' TERM; exec sleep 100\n"));
    auto page = open({m_first}, worker.program());
    page->openItem(3);
    auto* words = part<QLabel>(*page, "nearest_busy_text");
    QVERIFY(words->isVisible());
    QVERIFY2(words->text().contains(QStringLiteral("run %1").arg(m_first)), qPrintable(words->text()));
    QTRY_VERIFY(page->client()->processId() > 0);
    users(*page)->selectRow(9);
    const int user = page->shownUser();
    page->openItem(4);
    QElapsedTimer clock;
    clock.start();
    part<QToolButton>(*page, "nearest_stop")->click();
    QVERIFY2(clock.elapsed() < 100, qPrintable(QString::number(clock.elapsed())));
    QVERIFY(part<QLabel>(*page, "nearest_problem")->isVisible());
    QCOMPARE(page->client()->state(), QuestionClient::State::idle);
    QCOMPARE(page->shownUser(), user);
}

QTEST_MAIN(TestRetrievalItems)
#include "tst_retrieval_items.moc"
