// The Data page, used as a person does: drop, look, correct, prepare, browse.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDropEvent>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMimeData>
#include <QPainter>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTest>
#include <QUrl>
#include <ctime>

#include "common/item_pictures.h"
#include "common/message_bar.h"
#include "data/data_page.h"
#include "data/data_texts.h"
#include "data/figures.h"
#include "data/finding_card.h"
#include "data/import_panel.h"
#include "data/item_card.h"
#include "data/items_model.h"
#include "data/items_view.h"
#include "data/overview_panel.h"
#include "data/picture_grid.h"
#include "data/preview_model.h"
#include "data/steps_model.h"
#include "dataset/prepare.h"
#include "experiment/experiment_page.h"
#include "plot/figure_plot.h"
#include "plot/figure_table_model.h"
#include "widgets/fake_worker.h"
#include "window/main_window.h"

namespace {

struct Bench {
    Bench() : worker(QString()), settings(folder.path()) {
        context.workspace = wb::Workspace::open((folder.path() + QStringLiteral("/ws")).toStdString());
        context.workspaceName = QStringLiteral("ws");
        context.store = std::make_shared<wb::Store>(context.workspace.store_file());
        context.registry = &wb::builtin_methods();
        context.dialogs = &dialogs;
    }
    QString write(const QString& name, const QByteArray& bytes) const {
        const QString path = folder.path() + QLatin1Char('/') + name;
        QDir().mkpath(QFileInfo(path).absolutePath());
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) qFatal("no place for a file");
        return path;
    }
    /// 30 users with 10 of 30 items each; titles for all items, pictures for all but three.
    QString writeShop(const QString& name) const {
        QByteArray rows("user_id,item_id,rating,timestamp\n"), items("item_id,title,brand\n");
        for (int user = 1; user <= 30; ++user)
            for (int i = 0; i < 10; ++i)
                rows += QStringLiteral("u%1,%2,%3,%4\n")
                            .arg(user)
                            .arg((user + i) % 30 + 1)
                            .arg(i % 5 + 1)
                            .arg(1000 + i)
                            .toUtf8();
        for (int item = 1; item <= 30; ++item) {
            items += QStringLiteral("%1,Thing number %1,Maker %2\n").arg(item).arg(item % 3).toUtf8();
            if (item > 27) continue;
            QImage image(40, 60, QImage::Format_RGB32);
            image.fill(QColor::fromHsv(item * 12, 200, 200));
            QDir().mkpath(folder.path() + QLatin1Char('/') + name + QStringLiteral("/images"));
            if (!image.save(folder.path() + QStringLiteral("/%1/images/%2.png").arg(name).arg(item)))
                qFatal("no picture");
        }
        write(name + QStringLiteral("/ratings.csv"), rows);
        write(name + QStringLiteral("/items.csv"), items);
        return folder.path() + QLatin1Char('/') + name;
    }
    QTemporaryDir folder;
    FakeWorker worker;
    ScriptedDialogs dialogs;
    AppContext context;
    AppSettings settings;
};

template <class T>
T* child(const QWidget& parent, const char* name) {
    return parent.findChild<T*>(QString::fromLatin1(name));
}

void open(QWidget& window) {
    window.resize(1280, 820);
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
}

void click(const QWidget& parent, const char* name) {
    QTest::mouseClick(child<QPushButton>(parent, name), Qt::LeftButton);
}

void drop(QWidget* target, const QStringList& paths) {
    QMimeData data;
    QList<QUrl> urls;
    for (const QString& path : paths) urls << QUrl::fromLocalFile(path);
    data.setUrls(urls);
    QDragEnterEvent enter(QPoint(50, 50), Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(target, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent dropped(QPointF(50, 50), Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(target, &dropped);
    QVERIFY(dropped.isAccepted());
}

QString barText(const QWidget& parent) {
    for (const MessageBar* bar : parent.findChildren<MessageBar*>())
        if (bar->isVisible()) return bar->text();
    return {};
}

void choose(QComboBox* menu, const QString& text) {
    const int index = menu->findText(text);
    QVERIFY2(index >= 0, qPrintable(text));
    menu->setCurrentIndex(index);
    Q_EMIT menu->activated(index);
}

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

class TestDataPage : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void emptyUntilTheSampleIsMade();
    void aDroppedFolderIsPrepared();
    void picturesCanBeDroppedToo();
    void droppingOnTheWindowLeadsHere();
    void experimentsImportLeadsHere();
    void aColumnIsMappedByItsMenu();
    void unknownColumnsAreAskedFor();
    void settingsReachTheImport();
    void storedPicturesNeedNoFiles();
    void badLinesAreShownAndSkipped();
    void anotherDatasetOfTheSameName();
    void wrongFilesAreExplained();
    void aLowFilterIsSaidAtTheField();
    void anImportIsStopped();
    void theNumbersAreThoseOfTheDataset();
    void plotsHaveTables();
    void theGridScrollsOver10000Items();
    void searchIsFastOver100000Items();
    void theItemCardOpensByEnter();
    void filtersThatHideAllSaySo();
    void picturesThatWereScrolledAwayAreDropped();
    void modelsKeepTheRules();
    void namesOfDatasets_data();
    void namesOfDatasets();
};

void TestDataPage::emptyUntilTheSampleIsMade() {
    Bench bench;
    MainWindow window(&bench.context, &bench.settings, bench.worker.program());
    open(window);
    QTest::keyClick(&window, Qt::Key_7, Qt::ControlModifier);
    QCOMPARE(window.currentPage(), QStringLiteral("data"));
    auto& page = *window.dataPage();
    QTRY_VERIFY(child<QWidget>(page, "data_empty")->isVisible());
    QVERIFY(child<QLabel>(page, "data_empty_text")->text().contains(QStringLiteral("drop a folder or CSV here")));
    click(page, "data_empty_sample");
    QTRY_VERIFY_WITH_TIMEOUT(page.facts(), 60000);
    QCOMPARE(child<QLabel>(page, "dataset_title")->text(), QStringLiteral("sample"));
    QCOMPARE(child<QListWidget>(page, "dataset_list")->count(), 1);
    QVERIFY(child<QWidget>(page, "data_tabs")->isVisible());
    QCOMPARE(page.itemsView()->model()->rowCount(), page.facts()->dataset->item_count());
}

void TestDataPage::aDroppedFolderIsPrepared() {
    Bench bench;
    const QString shop = bench.writeShop(QStringLiteral("my shop"));
    DataPage page(&bench.context);
    open(page);
    drop(&page, {shop});
    auto* rows = child<QTableView>(page, "import_rows");
    QTRY_COMPARE(rows->model()->rowCount(), 50);
    QVERIFY(child<QWidget>(page, "import_panel")->isVisible());
    QVERIFY(child<QLabel>(page, "import_format")->text().contains(QStringLiteral("ratings.csv")));
    QCOMPARE(child<QLineEdit>(page, "import_name")->text(), QStringLiteral("my-shop"));
    QCOMPARE(rows->model()->headerData(0, Qt::Horizontal).toString(), QStringLiteral("user_id \u2192 user"));
    QCOMPARE(rows->model()->index(0, 1).data().toString(), QStringLiteral("2"));
    QCOMPARE(child<QListWidget>(page, "dataset_list")->count(), 1);  // the way back to this import
    auto* steps = child<QTableView>(page, "import_steps");
    QSignalSpy counted(steps->model(), &QAbstractItemModel::rowsInserted);
    QSignalSpy changed(&page, &DataPage::datasetsChanged);
    QTest::keyClick(&page, Qt::Key_P, Qt::ControlModifier);
    QTRY_VERIFY2(page.facts(), qPrintable(barText(page)));
    QVERIFY2(counted.count() >= 2, "every step is shown as soon as it is counted");
    QCOMPARE(changed.count(), 1);
    const auto prepared = wb::list_prepared(bench.context.workspace.data());
    QCOMPARE(prepared.size(), std::size_t(1));
    QCOMPARE(prepared[0].name, std::string("my-shop"));
    QCOMPARE(prepared[0].users, 30);
    QCOMPARE(prepared[0].items_with_image, 27);
    QVERIFY(child<QLabel>(page, "dataset_facts")
                ->text()
                .contains(QString::fromStdString(prepared[0].fingerprint.substr(0, 12))));
    QCOMPARE(child<QListWidget>(page, "dataset_list")->count(), 1);
    QSignalSpy used(&page, &DataPage::useRequested);
    click(page, "dataset_use");
    QCOMPARE(used.count(), 1);
}

void TestDataPage::picturesCanBeDroppedToo() {
    Bench bench;
    const QString shop = bench.writeShop(QStringLiteral("shop"));
    QDir().rename(shop + QStringLiteral("/images"), bench.folder.path() + QStringLiteral("/photos"));
    DataPage page(&bench.context);
    open(page);
    drop(&page, {bench.folder.path() + QStringLiteral("/photos")});
    QTRY_VERIFY(barText(page).contains(QStringLiteral("pictures are noted")));
    drop(&page, {shop});
    QTRY_COMPARE(child<QTableView>(page, "import_rows")->model()->rowCount(), 50);
    QCOMPARE(page.importPanel()->request().image_folder.filename().string(), std::string("photos"));
    click(page, "import_start");
    QTRY_VERIFY2(page.facts(), qPrintable(barText(page)));
    QCOMPARE(page.facts()->info.items_with_image, 27);
}

void TestDataPage::droppingOnTheWindowLeadsHere() {
    Bench bench;
    const QString shop = bench.writeShop(QStringLiteral("shop"));
    MainWindow window(&bench.context, &bench.settings, bench.worker.program());
    open(window);
    QCOMPARE(window.currentPage(), QStringLiteral("experiment"));
    drop(&window, {shop});
    QTRY_COMPARE(window.currentPage(), QStringLiteral("data"));
    QTRY_COMPARE(child<QTableView>(window, "import_rows")->model()->rowCount(), 50);
    // The widest page there is fits on a small screen.
    QVERIFY2(window.minimumSizeHint().width() <= 1280, qPrintable(QString::number(window.minimumSizeHint().width())));
    click(window, "import_start");
    QTRY_VERIFY(window.dataPage()->facts());
    click(window, "dataset_use");
    QCOMPARE(window.currentPage(), QStringLiteral("experiment"));
    QTRY_VERIFY(window.experimentPage()->commandLine().contains(QStringLiteral("--dataset-code shop")));
    QVERIFY(child<QLabel>(window, "dataset_info")->text().contains(QStringLiteral("30 users")));
}

void TestDataPage::experimentsImportLeadsHere() {
    Bench bench;
    MainWindow window(&bench.context, &bench.settings, bench.worker.program());
    open(window);
    click(window, "import_data");
    QCOMPARE(window.currentPage(), QStringLiteral("data"));
    QVERIFY(child<QWidget>(window, "import_panel")->isVisible());
    bench.dialogs.paths = {bench.writeShop(QStringLiteral("shop"))};
    click(window, "import_folder");
    QTRY_COMPARE(child<QTableView>(window, "import_rows")->model()->rowCount(), 50);
    QTest::keyClick(&window, Qt::Key_1, Qt::ControlModifier);
    QTest::keyClick(&window, Qt::Key_I, Qt::ControlModifier);
    QCOMPARE(window.currentPage(), QStringLiteral("data"));
}

void TestDataPage::aColumnIsMappedByItsMenu() {
    Bench bench;
    QByteArray rows("user,item,rating,first_seen,timestamp\n");
    for (int user = 1; user <= 20; ++user)
        for (int i = 0; i < 8; ++i)
            rows +=
                QStringLiteral("%1,%2,5,%3,%4\n").arg(user).arg((user + i) % 20).arg(900 - i).arg(1000 + i).toUtf8();
    const QString file = bench.write(QStringLiteral("log.csv"), rows);
    DataPage page(&bench.context);
    open(page);
    page.importData({file});
    auto* rowsModel = child<QTableView>(page, "import_rows")->model();
    QTRY_COMPARE(rowsModel->rowCount(), 50);
    QCOMPARE(rowsModel->headerData(4, Qt::Horizontal).toString(), QStringLiteral("timestamp \u2192 time"));
    choose(child<QComboBox>(page, "column_time"), QStringLiteral("first_seen"));
    QTRY_COMPARE(rowsModel->headerData(3, Qt::Horizontal).toString(), QStringLiteral("first_seen \u2192 time"));
    QCOMPARE(rowsModel->headerData(4, Qt::Horizontal).toString(), QStringLiteral("timestamp"));
    click(page, "import_start");
    QTRY_VERIFY2(page.facts(), qPrintable(barText(page)));
    // In the other order of time, the first of the file is the last of the user.
    const auto& dataset = *page.facts()->dataset;
    const auto user = static_cast<std::size_t>(
        std::find(dataset.user_raw_ids.begin(), dataset.user_raw_ids.end(), "1") - dataset.user_raw_ids.begin());
    QCOMPARE(dataset.items[static_cast<std::size_t>(dataset.test[user])].raw_id, std::string("1"));
}

void TestDataPage::unknownColumnsAreAskedFor() {
    Bench bench;
    QByteArray rows("buyer,product,stars,when\n");
    for (int user = 1; user <= 20; ++user)
        for (int i = 0; i < 8; ++i)
            rows += QStringLiteral("b%1,p%2,4,%3\n").arg(user).arg((user + i) % 20).arg(1000 + i).toUtf8();
    const QString file = bench.write(QStringLiteral("orders.csv"), rows);
    DataPage page(&bench.context);
    open(page);
    page.importData({file});
    auto* question = child<QLabel>(page, "import_question");
    QTRY_VERIFY2(question->isVisible(), qPrintable(barText(page)));
    QVERIFY(!child<QPushButton>(page, "import_start")->isEnabled());
    const auto pick = [&](const char* menu, int column) {
        auto* combo = child<QComboBox>(page, menu);
        combo->setCurrentIndex(combo->findData(column));
        Q_EMIT combo->activated(combo->currentIndex());
    };
    pick("column_user", 0);
    pick("column_item", 1);
    pick("column_rating", 2);
    pick("column_time", 3);
    QTRY_VERIFY2(child<QPushButton>(page, "import_start")->isEnabled(), qPrintable(question->text()));
    auto* model = child<QTableView>(page, "import_rows")->model();
    QVERIFY(model->headerData(0, Qt::Horizontal).toString().contains(QStringLiteral("user")));
    click(page, "import_start");
    QTRY_VERIFY2(page.facts(), qPrintable(barText(page)));
    QCOMPARE(page.facts()->info.users, 20);
    QCOMPARE(page.facts()->info.interactions, 160);
}

void TestDataPage::settingsReachTheImport() {
    Bench bench;
    const QString captions =
        bench.write(QStringLiteral("captions.jsonl"), "{\"item_id\": \"3\", \"caption\": \"Something green.\"}\n");
    DataPage page(&bench.context);
    open(page);
    page.importData({bench.writeShop(QStringLiteral("shop"))});
    QTRY_VERIFY(child<QPushButton>(page, "import_start")->isEnabled());
    bench.dialogs.paths = {captions};
    click(page, "import_pick_captions");
    for (const char* part : {"import_text_brand", "import_text_categories", "import_text_description"})
        child<QCheckBox>(page, part)->click();
    child<QCheckBox>(page, "import_text_title")->click();  // the last one stays
    QVERIFY(child<QCheckBox>(page, "import_text_title")->isChecked());
    QVERIFY(!child<QComboBox>(page, "import_sampling")->isEnabled());
    child<QSpinBox>(page, "import_candidates")->setValue(10);
    child<QComboBox>(page, "import_sampling")->setCurrentIndex(1);
    click(page, "import_start");
    QTRY_VERIFY2(page.facts(), qPrintable(barText(page)));
    const auto& dataset = *page.facts()->dataset;
    const auto third = std::find_if(dataset.items.begin(), dataset.items.end(),
                                    [](const wb::Item& item) { return item.raw_id == "3"; });
    QVERIFY(third != dataset.items.end());
    QCOMPARE(third->caption, std::string("Something green."));
    QCOMPARE(third->text, std::string("Thing number 3"));
    const auto lists = page.facts()->info.folder / "candidates" / "test_n10_popularity_seed42.txt";
    QVERIFY2(std::filesystem::exists(lists), lists.c_str());
    QVERIFY(!page.facts()->report.findings.empty());
    QCOMPARE(page.findChildren<FindingCard*>().size(), static_cast<qsizetype>(page.facts()->report.findings.size()));
}

void TestDataPage::storedPicturesNeedNoFiles() {
    Bench bench;
    const QString shop = bench.writeShop(QStringLiteral("shop"));
    DataPage page(&bench.context);
    open(page);
    page.importData({shop});
    QTRY_VERIFY(child<QPushButton>(page, "import_start")->isEnabled());
    child<QCheckBox>(page, "import_use_image")->click();
    click(page, "import_start");
    QTRY_VERIFY2(page.facts(), qPrintable(barText(page)));
    QVERIFY(page.facts()->pictures);
    QCOMPARE(page.facts()->pictures->count(), std::size_t(27));
    QVERIFY(QDir(shop + QStringLiteral("/images")).removeRecursively());
    page.showTab(QStringLiteral("items"));
    auto* pictures = page.findChild<ItemPictures*>();
    const wb::ItemId first = page.itemsView()->model()->itemAt(0);
    pictures->picture(first);
    QTRY_VERIFY(pictures->isRead(first));
}

void TestDataPage::badLinesAreShownAndSkipped() {
    Bench bench;
    QByteArray rows("user_id,item_id,rating,timestamp\n");
    for (int user = 1; user <= 20; ++user)
        for (int i = 0; i < 10; ++i) {
            const bool bad = user == 2 && i == 3;
            rows += QStringLiteral("%1,%2,5,%3\n")
                        .arg(user)
                        .arg((user + i) % 20)
                        .arg(bad ? QStringLiteral("n/a") : QString::number(1000 + i))
                        .toUtf8();
        }
    const QString file = bench.write(QStringLiteral("shop.csv"), rows);
    DataPage page(&bench.context);
    open(page);
    page.importData({file});
    auto* problems = child<QLabel>(page, "import_problems");
    QTRY_VERIFY(problems->isVisible());
    QVERIFY2(problems->text().contains(QStringLiteral("line 15")), qPrintable(problems->text()));
    QVERIFY(child<QRadioButton>(page, "import_stop_at_bad")->isChecked());
    click(page, "import_start");
    QTRY_VERIFY2(barText(page).contains(QStringLiteral("Line 15")), qPrintable(barText(page)));
    QVERIFY(wb::list_prepared(bench.context.workspace.data()).empty());
    QVERIFY2(bench.dialogs.asked.isEmpty(), "errors stand on the page, not in a box");
    auto* action = page.importPanel()->findChild<QPushButton*>(QStringLiteral("message_bar_action"));
    QTRY_VERIFY(action->isVisible());
    QTest::mouseClick(action, Qt::LeftButton);
    QTRY_VERIFY2(page.facts(), qPrintable(barText(page)));
    QCOMPARE(page.facts()->report.linesRefused, 1);
    QVERIFY(child<QLabel>(page, "dataset_import_text")->text().contains(QStringLiteral("line 15")));
}

void TestDataPage::anotherDatasetOfTheSameName() {
    Bench bench;
    DataPage page(&bench.context);
    open(page);
    const auto import = [&](int items) {
        QByteArray rows("user_id,item_id,rating,timestamp\n");
        for (int user = 1; user <= 20; ++user)
            for (int i = 0; i < 10; ++i)
                rows += QStringLiteral("u%1,%2,5,%3\n").arg(user).arg((user + i) % items + 1).arg(1000 + i).toUtf8();
        page.importData({bench.write(QStringLiteral("shop.csv"), rows)});
        QTRY_COMPARE(child<QTableView>(page, "import_rows")->model()->rowCount(), 50);
        click(page, "import_start");
    };
    import(20);
    QTRY_VERIFY2(page.facts(), qPrintable(barText(page)));
    const auto stored = [&] { return wb::list_prepared(bench.context.workspace.data()).at(0).items; };
    QCOMPARE(stored(), 20);
    import(18);
    QTRY_VERIFY2(barText(page).contains(QStringLiteral("there already")), qPrintable(barText(page)));
    QCOMPARE(stored(), 20);
    auto* action = page.importPanel()->findChild<QPushButton*>(QStringLiteral("message_bar_action"));
    QTRY_VERIFY(action->isVisible());
    QTest::mouseClick(action, Qt::LeftButton);
    QTRY_COMPARE(stored(), 18);
}

void TestDataPage::wrongFilesAreExplained() {
    Bench bench;
    const QString file = bench.write(QStringLiteral("letter.txt"), QByteArray("PK\0\1\2\0", 6));
    DataPage page(&bench.context);
    open(page);
    page.importData({file});
    QTRY_VERIFY(!barText(page).isEmpty());
    QVERIFY2(barText(page).contains(QStringLiteral("letter.txt")), qPrintable(barText(page)));
    QVERIFY(bench.dialogs.asked.isEmpty());
    // Other files make it good again.
    page.importData({bench.writeShop(QStringLiteral("shop"))});
    QTRY_COMPARE(child<QTableView>(page, "import_rows")->model()->rowCount(), 50);
    QVERIFY(barText(page).isEmpty());
}

void TestDataPage::aLowFilterIsSaidAtTheField() {
    Bench bench;
    DataPage page(&bench.context);
    open(page);
    page.importData({bench.writeShop(QStringLiteral("shop"))});
    QTRY_VERIFY(child<QPushButton>(page, "import_start")->isEnabled());
    auto* field = child<QWidget>(page, "import_min_uc");
    auto* edit = qobject_cast<QLineEdit*>(field);
    if (!edit) edit = field->findChild<QLineEdit*>();
    edit->setFocus();
    edit->selectAll();
    QTest::keyClicks(edit, QStringLiteral("0"));
    click(page, "import_start");
    QVERIFY(child<QLabel>(page, "import_min_uc_problem")->isVisible());
    QVERIFY(!page.importPanel()->isBusy());
    // A filter that leaves nothing is said on the page.
    edit->selectAll();
    QTest::keyClicks(edit, QStringLiteral("50"));
    click(page, "import_start");
    QTRY_VERIFY2(barText(page).contains(QStringLiteral("Nothing is left")), qPrintable(barText(page)));
}

void TestDataPage::anImportIsStopped() {
    Bench bench;
    QByteArray rows("user_id,item_id,rating,timestamp\n");
    for (qint64 i = 0; i < 1'500'000; ++i) {
        rows += QByteArray::number(i % 50000 + 1) + ',' + QByteArray::number((i * 7919) % 9000) + ",5," +
                QByteArray::number(1'000'000 + i) + '\n';
    }
    const QString file = bench.write(QStringLiteral("large.csv"), rows);
    DataPage page(&bench.context);
    open(page);
    page.importData({file});
    QTRY_VERIFY(child<QPushButton>(page, "import_start")->isEnabled());
    QTest::keyClick(&page, Qt::Key_P, Qt::ControlModifier);
    QVERIFY(page.importPanel()->isBusy());
    auto* phase = child<QLabel>(page, "import_phase");
    QTRY_VERIFY2(phase->isVisible() && phase->text() != QStringLiteral("Starting..."), qPrintable(phase->text()));
    QElapsedTimer clock;
    clock.start();
    click(page, "import_stop");
    QTRY_VERIFY_WITH_TIMEOUT(!page.importPanel()->isBusy(), 30000);
    qInfo("from Stop to stopped: %lld ms", clock.elapsed());
    QTRY_VERIFY2(barText(page).contains(QStringLiteral("Stopped")), qPrintable(barText(page)));
    QVERIFY(wb::list_prepared(bench.context.workspace.data()).empty());
    QVERIFY(child<QPushButton>(page, "import_start")->isEnabled());
    QCOMPARE(child<QLineEdit>(page, "import_name")->text(), QStringLiteral("large"));
}

void TestDataPage::theNumbersAreThoseOfTheDataset() {
    Bench bench;
    wb::ImportRequest request;
    request.dataset_code = "sample";
    const auto made = wb::prepare_dataset(request, bench.context.workspace.data(), {0, 42});
    const auto wanted = wb::dataset_statistics(wb::read_prepared(made.info.folder));
    DataPage page(&bench.context);
    open(page);
    QTRY_VERIFY(page.facts());
    const QLocale locale;
    const auto shown = [&](const char* name) { return child<QLabel>(page, name)->text(); };
    QCOMPARE(shown("number_users"), locale.toString(qlonglong(wanted.users)));
    QCOMPARE(shown("number_items"), locale.toString(qlonglong(wanted.items)));
    QCOMPARE(shown("number_interactions"), locale.toString(qlonglong(wanted.interactions)));
    QCOMPARE(shown("number_mean_length"), locale.toString(wanted.mean_length, 'f', 1));
    QCOMPARE(shown("number_gini"), locale.toString(wanted.gini, 'f', 2));
    QCOMPARE(shown("number_cold_items"), locale.toString(qlonglong(wanted.cold_items)));
    QCOMPARE(shown("number_leaks"), locale.toString(qlonglong(wanted.leaks)));
    const auto sum = [](const std::vector<double>& values) {
        double total = 0;
        for (const double value : values) total += value;
        return total;
    };
    QCOMPARE(sum(child<FigurePlot>(page, "figure_lengths")->figure().values), static_cast<double>(wanted.users));
    QCOMPARE(sum(child<FigurePlot>(page, "figure_popularity")->figure().values), static_cast<double>(wanted.items));
    const auto& coverage = child<FigurePlot>(page, "figure_coverage")->figure();
    QCOMPARE(coverage.values[2],
             100.0 * static_cast<double>(wanted.items_with_image) / static_cast<double>(wanted.items));
    const auto& ranks = child<FigurePlot>(page, "figure_ranks")->figure();
    QCOMPARE(ranks.keys.front(), 1.0);
    QCOMPARE(ranks.values.front(), static_cast<double>(*std::max_element(page.facts()->interactions.begin(),
                                                                         page.facts()->interactions.end())));
    QVERIFY(std::is_sorted(ranks.values.rbegin(), ranks.values.rend()));
}

void TestDataPage::plotsHaveTables() {
    FigurePlot plot(FigurePlot::Kind::bars, QStringLiteral("Length"));
    Figure figure;
    figure.labelTitle = QStringLiteral("length");
    figure.valueTitle = QStringLiteral("users");
    figure.labels = {QStringLiteral("3"), QStringLiteral("4")};
    figure.values = {10, 20};
    plot.setFigure(figure, {});
    plot.resize(400, 300);
    plot.show();
    auto* table = child<QTableView>(plot, "figure_table");
    QCOMPARE(table->model()->rowCount(), 2);
    QCOMPARE(table->model()->index(1, 1).data(Qt::UserRole).toDouble(), 20.0);
    QVERIFY(!plot.isTableShown());
    plot.setTableShown(true);
    QVERIFY(table->isVisible());
    plot.setTableShown(false);
    QTest::keyClick(&plot, Qt::Key_Right);
    QCOMPARE(plot.readOut(), QStringLiteral("3: 10"));
    QTest::keyClick(&plot, Qt::Key_Right);
    QTest::keyClick(&plot, Qt::Key_Right);
    QCOMPARE(plot.readOut(), QStringLiteral("4: 20"));
    plot.setFigure({}, QStringLiteral("nothing"));
    QVERIFY(child<QLabel>(plot, "figure_empty_text")->isVisible());
    // Months in which nothing happened are there too.
    DatasetFacts facts;
    facts.report.timeline = {{QStringLiteral("2013-11"), 5}, {QStringLiteral("2014-02"), 7}};
    const Figure months = figures::timeline(facts);
    QCOMPARE(months.labels, QStringList({QStringLiteral("2013-11"), QStringLiteral("2013-12"),
                                         QStringLiteral("2014-01"), QStringLiteral("2014-02")}));
    QVERIFY((months.values == std::vector<double>{5, 0, 0, 7}));
}

void TestDataPage::theGridScrollsOver10000Items() {
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

void TestDataPage::searchIsFastOver100000Items() {
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

void TestDataPage::theItemCardOpensByEnter() {
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

void TestDataPage::filtersThatHideAllSaySo() {
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

void TestDataPage::picturesThatWereScrolledAwayAreDropped() {
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

void TestDataPage::modelsKeepTheRules() {
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

void TestDataPage::namesOfDatasets_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("name");
    QTest::newRow("plain") << QStringLiteral("ml-100k") << QStringLiteral("ml-100k");
    QTest::newRow("ending") << QStringLiteral("ratings_Beauty.csv.gz") << QStringLiteral("ratings_Beauty");
    QTest::newRow("blanks") << QStringLiteral("my shop (2)") << QStringLiteral("my-shop--2-");
    QTest::newRow("accents") << QString::fromUtf8(
                                    "S\xc3\xa1"
                                    "ch hay")
                             << QStringLiteral("Sach-hay");
    QTest::newRow("taken") << QStringLiteral("sample.csv") << QStringLiteral("sample-files");
    QTest::newRow("nothing left") << QStringLiteral("---") << QStringLiteral("dataset");
}

void TestDataPage::namesOfDatasets() {
    QFETCH(QString, file);
    QFETCH(QString, name);
    QCOMPARE(datatexts::nameFrom({QStringLiteral("/nowhere/") + file}), name);
}

QTEST_MAIN(TestDataPage)
#include "tst_data_page.moc"
