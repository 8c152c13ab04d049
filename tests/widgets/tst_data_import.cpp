// The import on the Data page: columns, settings, lines and files that are wrong.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QCheckBox>
#include <QComboBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QTableView>
#include <QTest>

#include "common/item_pictures.h"
#include "data/data_page.h"
#include "data/data_texts.h"
#include "data/finding_card.h"
#include "data/import_panel.h"
#include "data/items_model.h"
#include "data/items_view.h"
#include "dataset/prepare.h"
#include "widgets/data_bench.h"

namespace {

void choose(QComboBox* menu, const QString& text) {
    const int index = menu->findText(text);
    QVERIFY2(index >= 0, qPrintable(text));
    menu->setCurrentIndex(index);
    Q_EMIT menu->activated(index);
}

}  // namespace

class TestDataImport : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void aColumnIsMappedByItsMenu();
    void unknownColumnsAreAskedFor();
    void settingsReachTheImport();
    void storedPicturesNeedNoFiles();
    void badLinesAreShownAndSkipped();
    void anotherDatasetOfTheSameName();
    void wrongFilesAreExplained();
    void aLowFilterIsSaidAtTheField();
    void anImportIsStopped();
    void namesOfDatasets_data();
    void namesOfDatasets();
};

void TestDataImport::aColumnIsMappedByItsMenu() {
    DataBench bench;
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

void TestDataImport::unknownColumnsAreAskedFor() {
    DataBench bench;
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

void TestDataImport::settingsReachTheImport() {
    DataBench bench;
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

void TestDataImport::storedPicturesNeedNoFiles() {
    DataBench bench;
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

void TestDataImport::badLinesAreShownAndSkipped() {
    DataBench bench;
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

void TestDataImport::anotherDatasetOfTheSameName() {
    DataBench bench;
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

void TestDataImport::wrongFilesAreExplained() {
    DataBench bench;
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

void TestDataImport::aLowFilterIsSaidAtTheField() {
    DataBench bench;
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

void TestDataImport::anImportIsStopped() {
    DataBench bench;
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

void TestDataImport::namesOfDatasets_data() {
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

void TestDataImport::namesOfDatasets() {
    QFETCH(QString, file);
    QFETCH(QString, name);
    QCOMPARE(datatexts::nameFrom({QStringLiteral("/nowhere/") + file}), name);
}

QTEST_MAIN(TestDataImport)
#include "tst_data_import.moc"
