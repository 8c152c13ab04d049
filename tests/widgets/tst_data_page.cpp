// The Data page, used as a person does: drop, prepare, look at the numbers.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

#include "data/data_page.h"
#include "data/figures.h"
#include "data/import_panel.h"
#include "data/items_model.h"
#include "data/items_view.h"
#include "dataset/prepare.h"
#include "experiment/experiment_page.h"
#include "plot/figure_plot.h"
#include "widgets/data_bench.h"
#include "window/main_window.h"

class TestDataPage : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void emptyUntilTheSampleIsMade();
    void aDroppedFolderIsPrepared();
    void picturesCanBeDroppedToo();
    void droppingOnTheWindowLeadsHere();
    void experimentsImportLeadsHere();
    void theNumbersAreThoseOfTheDataset();
    void plotsHaveTables();
};

void TestDataPage::emptyUntilTheSampleIsMade() {
    DataBench bench;
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
    DataBench bench;
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
    DataBench bench;
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
    DataBench bench;
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
    DataBench bench;
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

void TestDataPage::theNumbersAreThoseOfTheDataset() {
    DataBench bench;
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

QTEST_MAIN(TestDataPage)
#include "tst_data_page.moc"
