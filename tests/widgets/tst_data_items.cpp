// The items of a dataset: the grid, its search and filters, the card of an item.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <ctime>

#include "common/item_pictures.h"
#include "data/item_card.h"
#include "data/items_model.h"
#include "data/items_view.h"
#include "data/picture_grid.h"
#include "data/preview_model.h"
#include "data/steps_model.h"
#include "plot/figure_table_model.h"
#include "widgets/data_bench.h"

namespace {

/// `items` items of which each has one of a few hundred pictures; 200 users with 20 items each.
std::shared_ptr<wb::Dataset> madeDataset(const QString& folder, int items, int pictures) {
    for (int i = 0; i < pictures; ++i) {
        QImage image(150, 224, QImage::Format_RGB32);
        image.fill(QColor::fromHsv(i * 360 / pictures, 160, 210));
        QPainter painter(&image);
        for (int line = 0; line < 40; ++line) painter.drawLine(0, line * 6, 150, (line * 37 + i) % 224);
        painter.end();
        if (!image.save(QStringLiteral("%1/%2.jpg").arg(folder).arg(i))) qFatal("no picture");
    }
    auto dataset = std::make_shared<wb::Dataset>();
    dataset->name = "made";
    dataset->items.resize(static_cast<std::size_t>(items) + 1);
    for (int i = 1; i <= items; ++i) {
        auto& item = dataset->items[static_cast<std::size_t>(i)];
        item.raw_id = "raw" + std::to_string(i);
        item.title = "Title of thing " + std::to_string(i) + (i % 1000 == 7 ? " Ph\xE1\xBB\x9F \xC4\x91\x65n" : "");
        if (pictures > 0 && i % 50 != 0)
            item.image = QStringLiteral("%1/%2.jpg").arg(folder).arg(i % pictures).toStdString();
    }
    dataset->train.resize(201);
    dataset->validation.assign(201, 1);
    dataset->test.assign(201, 2);
    for (int user = 1; user <= 200; ++user) {
        for (int i = 0; i < 18; ++i)
            dataset->train[static_cast<std::size_t>(user)].push_back((user * 31 + i * 7) % items + 1);
    }
    dataset->user_raw_ids.resize(201);
    dataset->interactions = 200 * 20;
    return dataset;
}

DatasetFactsPointer madeFacts(std::shared_ptr<const wb::Dataset> dataset) {
    return factsOf(std::move(dataset), {}, {});
}

/// How long the event loop was away at most, in milliseconds: by the clock, and what this thread itself worked
/// meanwhile, which other programs on the machine do not lengthen.
class LoopWatch : public QObject {
  public:
    LoopWatch() {
        m_timer.setInterval(0);
        connect(&m_timer, &QTimer::timeout, this, &LoopWatch::tick);
        m_clock.start();
        m_work = worked();
        m_timer.start();
    }
    double longest() const { return m_longest; }
    double longestWork() const { return m_longestWork; }

    static double worked() {
        timespec now{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
        return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
    }

  private:
    void tick() {
        m_longest = std::max(m_longest, static_cast<double>(m_clock.nsecsElapsed()) / 1e6);
        m_longestWork = std::max(m_longestWork, worked() - m_work);
        m_clock.restart();
        m_work = worked();
    }
    QTimer m_timer;
    QElapsedTimer m_clock;
    double m_longest = 0, m_longestWork = 0, m_work = 0;
};

}  // namespace

class TestDataItems : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void theGridScrollsOver10000Items();
    void searchIsFastOver100000Items();
    void theItemCardOpensByEnter();
    void filtersThatHideAllSaySo();
    void picturesThatWereScrolledAwayAreDropped();
    void modelsKeepTheRules();
};

void TestDataItems::theGridScrollsOver10000Items() {
    QTemporaryDir folder;
    const auto facts = madeFacts(madeDataset(folder.path(), 10000, 300));
    ItemsView view;
    open(view);
    QElapsedTimer clock;
    clock.start();
    view.setFacts(facts);
    QCoreApplication::processEvents();
    qInfo("10,000 items in the grid: %lld ms", clock.elapsed());
    auto* bar = view.grid()->verticalScrollBar();
    QTRY_VERIFY(bar->maximum() > 1000);
    auto* pictures = view.findChild<ItemPictures*>();
    QTRY_VERIFY(pictures->bytesHeld() > 0);
    LoopWatch watch;
    const int steps = 400;
    for (int step = 1; step <= steps; ++step) {
        bar->setValue(static_cast<int>(static_cast<qint64>(bar->maximum()) * step / steps));
        QTest::qWait(1);
    }
    qInfo("scrolling over 10,000 items: longest gap of the event loop %.1f ms, of that own work %.1f ms",
          watch.longest(), watch.longestWork());
    QVERIFY2(watch.longestWork() < 250, qPrintable(QString::number(watch.longestWork())));
    // What is in view at the end arrives.
    const auto [first, last] = view.grid()->rowsInView();
    QCOMPARE(last, 9999);
    QTRY_VERIFY(pictures->isRead(view.model()->itemAt(last - 1)));
    QTRY_COMPARE(pictures->requestsOpen(), 0);
    QVERIFY(pictures->bytesHeld() <= ItemPictures::cacheBytes);
    QVERIFY(first > 9000);
}

void TestDataItems::searchIsFastOver100000Items() {
    QTemporaryDir folder;
    const auto facts = madeFacts(madeDataset(folder.path(), 100000, 0));
    ItemsView view;
    open(view);
    const double started = LoopWatch::worked();
    view.setFacts(facts);
    QCoreApplication::processEvents();
    qInfo("100,000 items in the grid: %.1f ms of work", LoopWatch::worked() - started);
    auto* search = child<QLineEdit>(view, "item_search");
    LoopWatch watch;
    const double before = LoopWatch::worked();
    view.model()->setSearch(QStringLiteral("thing 4999"));
    const double filtered = LoopWatch::worked() - before;
    qInfo("filter over 100,000 items: %.1f ms of work", filtered);
    QVERIFY2(filtered < 250, qPrintable(QString::number(filtered)));
    QVERIFY(view.model()->rowCount() > 0);
    view.model()->setSearch({});
    for (const QChar c : QStringLiteral("pho den")) {
        QTest::keyClick(search, c.toLatin1());
        QTest::qWait(1);
    }
    qInfo("typing over 100,000 items: longest gap of the event loop %.1f ms, of that own work %.1f ms",
          watch.longest(), watch.longestWork());
    QVERIFY2(watch.longestWork() < 500, qPrintable(QString::number(watch.longestWork())));
    // "Phở đen" stands in the titles of items 7, 1007, ...
    QCOMPARE(view.model()->rowCount(), 100);
    QCOMPARE(view.model()->itemAt(0), 7);
    search->setText(QStringLiteral("raw4999"));
    QCOMPARE(view.model()->rowCount(), 11);
    QCOMPARE(child<QLabel>(view, "item_count")->text(),
             QStringLiteral("%1 of %2 items").arg(QLocale().toString(11), QLocale().toString(100000)));
}

void TestDataItems::theItemCardOpensByEnter() {
    QTemporaryDir folder;
    auto dataset = madeDataset(folder.path(), 60, 5);
    dataset->items[3].brand = "Maker";
    dataset->items[3].caption = "A red thing.";
    const auto facts = madeFacts(dataset);
    ItemsView view;
    open(view);
    view.setFacts(facts);
    auto* card = child<ItemCard>(view, "item_card");
    QVERIFY(!card->isVisible());
    view.grid()->setFocus();
    view.grid()->setCurrentIndex(view.model()->index(1));
    QTest::keyClick(view.grid(), Qt::Key_Right);
    QCOMPARE(view.grid()->currentIndex().row(), 2);
    QTest::keyClick(view.grid(), Qt::Key_Return);
    QVERIFY(card->isVisible());
    QCOMPARE(card->item(), 3);
    QCOMPARE(child<QLabel>(view, "item_title")->text(), QStringLiteral("Title of thing 3"));
    QCOMPARE(child<QLabel>(view, "item_brand")->text(), QStringLiteral("Maker"));
    QCOMPARE(child<QLabel>(view, "item_caption")->text(), QStringLiteral("A red thing."));
    QVERIFY(child<QLabel>(view, "item_counts")->text().contains(QString::number(facts->interactions[3])));
    QTRY_VERIFY(!child<QLabel>(view, "item_picture")->pixmap(Qt::ReturnByValue).isNull());
    auto* neighbours = child<QListWidget>(view, "item_neighbours");
    QTRY_VERIFY(neighbours->count() > 0);
    const auto wanted = wb::most_co_occurring(*dataset, 3, 10);
    QCOMPARE(neighbours->item(0)->data(Qt::UserRole).toInt(), wanted[0].item);
    // The card follows the arrow keys.
    QTest::keyClick(view.grid(), Qt::Key_Right);
    QTRY_COMPARE(card->item(), 4);
    QTRY_VERIFY(neighbours->count() > 0);
    Q_EMIT neighbours->itemClicked(neighbours->item(0));
    QTRY_COMPARE(card->item(), wb::most_co_occurring(*dataset, 4, 10)[0].item);
    QTest::keyClick(view.grid(), Qt::Key_Escape);
    QVERIFY(!card->isVisible());
    QVERIFY(view.grid()->hasFocus());
    // As a screen reader says it.
    QCOMPARE(view.model()->index(49).data(Qt::AccessibleTextRole).toString(),
             QStringLiteral("Item raw50, Title of thing 50, picture missing"));
}

void TestDataItems::filtersThatHideAllSaySo() {
    QTemporaryDir folder;
    ItemsView view;
    open(view);
    view.setFacts(madeFacts(madeDataset(folder.path(), 100, 3)));
    auto* show = child<QComboBox>(view, "item_show");
    show->setCurrentIndex(2);
    QCOMPARE(view.model()->rowCount(), 2);
    child<QLineEdit>(view, "item_search")->setText(QStringLiteral("no such thing at all"));
    auto* clear = child<QPushButton>(view, "clear_item_filters");
    QVERIFY(clear->isVisible());
    QTest::mouseClick(clear, Qt::LeftButton);
    QCOMPARE(view.model()->rowCount(), 100);
    QVERIFY(view.grid()->isVisible());
    child<QComboBox>(view, "item_order")->setCurrentIndex(1);
    const auto& interactions = view.model()->facts()->interactions;
    for (int row = 1; row < 100; ++row)
        QVERIFY(interactions[static_cast<std::size_t>(view.model()->itemAt(row - 1))] >=
                interactions[static_cast<std::size_t>(view.model()->itemAt(row))]);
}

void TestDataItems::picturesThatWereScrolledAwayAreDropped() {
    QTemporaryDir folder;
    auto dataset = madeDataset(folder.path(), 1000, 20);
    ItemPictures pictures;
    pictures.setSize(100, 1);
    pictures.setDataset(dataset);
    QSignalSpy arrived(&pictures, &ItemPictures::arrived);
    for (int item = 1; item <= 999; ++item) pictures.picture(item);
    QVERIFY(pictures.requestsOpen() > 700);
    pictures.dropRequests([](wb::ItemId item) { return item > 950; });
    // Those in view, and at most the few that were being read.
    QVERIFY2(pictures.requestsOpen() < 300, qPrintable(QString::number(pictures.requestsOpen())));
    QTRY_COMPARE(pictures.requestsOpen(), 0);
    QVERIFY(pictures.isRead(990));
    QVERIFY(!pictures.isRead(501));
    pictures.picture(501);
    QTRY_VERIFY(pictures.isRead(501));
}

void TestDataItems::modelsKeepTheRules() {
    QTemporaryDir folder;
    ItemPictures pictures;
    ItemsModel items(&pictures);
    const QAbstractItemModelTester itemsTester(&items);
    items.setFacts(madeFacts(madeDataset(folder.path(), 50, 2)));
    items.setSearch(QStringLiteral("thing 4"));
    QCOMPARE(items.rowCount(), 14);
    StepsModel steps;
    const QAbstractItemModelTester stepsTester(&steps);
    steps.add({"read", 10, 20, 200});
    steps.add({"core filter", 5, 10, 50});
    QCOMPARE(steps.index(1, 4).data(Qt::UserRole).toDouble(), 25.0);
    QCOMPARE(steps.index(1, 0).data().toString(), QStringLiteral("Enough per user and per item"));
    PreviewModel preview;
    const QAbstractItemModelTester previewTester(&preview);
    wb::SourcePreview source;
    source.header = {"a", "b"};
    source.rows = {{"1", "2"}, {"1"}, {"1", "2", "3"}};
    source.shape.user = 1;
    preview.setPreview(source);
    QCOMPARE(preview.columnCount(), 3);
    QCOMPARE(preview.index(1, 2).data().toString(), QString());
    QCOMPARE(preview.headerData(1, Qt::Horizontal).toString(), QStringLiteral("b \u2192 user"));
    FigureTableModel figure;
    const QAbstractItemModelTester figureTester(&figure);
    figure.setFigure({QStringLiteral("x"), QStringLiteral("y"), {QStringLiteral("1")}, {}, {2}, 0, {}});
    QCOMPARE(figure.rowCount(), 1);
}

QTEST_MAIN(TestDataItems)
#include "tst_data_items.moc"
