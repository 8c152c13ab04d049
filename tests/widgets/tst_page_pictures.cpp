// Pictures of the pages in light and dark, kept beside the reports for a person to look at; here they are checked for
// facts: painted, the true item outlined, no table column cut off at the right. SPDX-License-Identifier:
// GPL-3.0-or-later
#include <QApplication>
#include <QDir>
#include <QHeaderView>
#include <QListView>
#include <QTabWidget>
#include <QTableView>
#include <QTest>

#include "common/colours.h"
#include "common/item_pictures.h"
#include "compare/compare_page.h"
#include "compare/comparison_models.h"
#include "data/data_page.h"
#include "data/items_model.h"
#include "data/items_view.h"
#include "data/picture_grid.h"
#include "inspector/candidate_bars.h"
#include "inspector/inspector_page.h"
#include "runs/runs_page.h"
#include "tests/widgets/demo_workspace.h"

class TestPagePictures : public QObject {
    Q_OBJECT
  private:
    std::unique_ptr<DemoWorkspace> m_demo;
    QList<qint64> m_runs;

    static QPalette darkPalette() {
        QPalette dark;
        dark.setColor(QPalette::Window, QColor(0x2b, 0x2d, 0x30));
        dark.setColor(QPalette::WindowText, QColor(0xe6, 0xe6, 0xe6));
        dark.setColor(QPalette::Base, QColor(0x1f, 0x20, 0x23));
        dark.setColor(QPalette::AlternateBase, QColor(0x26, 0x28, 0x2b));
        dark.setColor(QPalette::Text, QColor(0xe6, 0xe6, 0xe6));
        dark.setColor(QPalette::Button, QColor(0x35, 0x37, 0x3b));
        dark.setColor(QPalette::ButtonText, QColor(0xe6, 0xe6, 0xe6));
        dark.setColor(QPalette::Highlight, QColor(0x3d, 0x7e, 0xc1));
        dark.setColor(QPalette::HighlightedText, Qt::white);
        dark.setColor(QPalette::PlaceholderText, QColor(0x9a, 0x9a, 0x9a));
        dark.setColor(QPalette::Disabled, QPalette::ButtonText, QColor(0x80, 0x80, 0x80));
        dark.setColor(QPalette::Disabled, QPalette::Text, QColor(0x80, 0x80, 0x80));
        return dark;
    }
    static QImage keep(QWidget& page, const QString& name, bool dark) {
        QDir(QStringLiteral(WB_BINARY_DIR)).mkpath(QStringLiteral("reports/pictures"));
        const QImage image = page.grab().toImage();
        image.save(QStringLiteral(WB_BINARY_DIR "/reports/pictures/%1_%2.png")
                       .arg(name, dark ? QStringLiteral("dark") : QStringLiteral("light")));
        return image;
    }
    static bool hasColour(const QImage& image, const QColor& colour) {
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                if (image.pixelColor(x, y) == colour) return true;
        return false;
    }
    static void themes() {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    static void fits(const QTableView* table) {
        QVERIFY(table);
        for (int column = 0; column < table->model()->columnCount(); ++column) {
            if (table->isColumnHidden(column)) continue;
            const int needed = std::min(320, table->horizontalHeader()->sectionSizeHint(column));
            QVERIFY2(
                table->columnWidth(column) >= needed,
                qPrintable(
                    QStringLiteral("%1: the title of column %2 is cut off").arg(table->objectName()).arg(column)));
        }
    }

  private Q_SLOTS:
    void initTestCase() {
        m_demo = std::make_unique<DemoWorkspace>();
        const auto add = [this](const char* name, const char* method, double skill, std::uint64_t seed,
                                wb::RunStatus end, bool untrained) {
            DemoRun run;
            run.name = name;
            run.reranker = method;
            run.skill = skill;
            run.seed = seed;
            run.end = end;
            run.untrained = untrained;
            run.lostEvery = seed == 42 ? 12 : 0;
            const qint64 id = m_demo->add(run);
            m_runs << id;
            return id;
        };
        using S = wb::RunStatus;
        add("long lists, seed 42", "bert4rec", 1.6, 42, S::finished, false);
        add("long lists, seed 43", "bert4rec", 1.9, 43, S::finished, false);
        add("baseline", "bert4rec", 0.7, 44, S::finished, false);
        add("quick check", "bert4rec", 0.0, 45, S::finished, true);
        add("long training", "bert4rec", 1.2, 46, S::interrupted, false);
        add("wrong folder", "bert4rec", 1.0, 47, S::failed, false);
        add("stopped by hand", "bert4rec", 1.0, 48, S::stopped, false);
        add("", "bert4rec", 1.0, 49, S::queued, false);
        m_demo->context.store->set_tags(m_runs[0], {"bert4rec", "paper"});
        m_demo->context.store->set_note(m_runs[1], "better learning rate");
    }
    void init() {
        if (QTest::currentDataTag() && QByteArray(QTest::currentDataTag()) == "dark")
            QApplication::setPalette(darkPalette());
    }
    void cleanup() { QApplication::setPalette(QPalette()); }
    void runs_data() { themes(); }
    void runs();
    void inspector_data() { themes(); }
    void inspector();
    void compare_data() { themes(); }
    void compare();
    void data_data() { themes(); }
    void data();
};

void TestPagePictures::runs() {
    QFETCH(bool, dark);
    RunsPage page(&m_demo->context, &m_demo->selection);
    page.resize(1280, 760);
    page.show();
    auto* table = page.findChild<QTableView*>(QStringLiteral("runs_table"));
    QTRY_COMPARE(table->model()->rowCount(), 8);
    m_demo->selection.setCurrentRun(0);
    m_demo->selection.setCurrentRun(m_runs[1]);
    QTest::qWait(150);
    const QImage image = keep(page, QStringLiteral("runs"), dark);
    QVERIFY(hasColour(image, colours::good(page.palette())));
    fits(table);
}

void TestPagePictures::inspector() {
    QFETCH(bool, dark);
    InspectorPage page(&m_demo->context, &m_demo->selection);
    m_demo->selection.setCurrentRun(m_runs[0]);
    m_demo->selection.setUser(0);
    page.resize(1280, 760);
    page.show();
    QTRY_VERIFY(page.shownUser() != 0);
    QTRY_VERIFY(page.findChild<QListView*>(QStringLiteral("user_history"))->model()->rowCount() > 0);
    page.findChild<CandidateBars*>()->goToTarget();
    page.grab();
    QTest::qWait(200);  // pictures that the first painting asked for
    const QImage image = keep(page, QStringLiteral("inspector"), dark);
    QVERIFY(hasColour(image, colours::good(page.palette())));
    fits(page.findChild<QTableView*>(QStringLiteral("users_table")));
}

void TestPagePictures::compare() {
    QFETCH(bool, dark);
    ComparePage page(&m_demo->context, &m_demo->selection);
    m_demo->selection.setComparedRuns({m_runs[2], m_runs[1], m_runs[3]});
    page.resize(1280, 760);
    page.show();
    QTRY_COMPARE(page.findChild<MetricsModel*>()->rowCount(), 16);
    auto* tabs = page.findChild<QTabWidget*>(QStringLiteral("compare_tabs"));
    const QStringList names{QStringLiteral("compare_curves"), QStringLiteral("compare_metrics"),
                            QStringLiteral("compare_config"), QStringLiteral("compare_users")};
    for (int tab = 0; tab < tabs->count(); ++tab) {
        tabs->setCurrentIndex(tab);
        QTest::qWait(120);
        keep(page, names[tab], dark);
    }
    tabs->setCurrentIndex(0);
    QVERIFY(hasColour(page.grab().toImage(), colours::series(1, page.palette())) ||
            hasColour(page.grab().toImage(), colours::series(1, page.palette()).darker(115)));
    fits(page.findChild<QTableView*>(QStringLiteral("compare_metrics")));
}

void TestPagePictures::data() {
    QFETCH(bool, dark);
    DataPage page(&m_demo->context);
    page.resize(1280, 900);
    page.show();
    QTRY_VERIFY(page.facts());
    QTest::qWait(150);
    const QImage overview = keep(page, QStringLiteral("data_overview"), dark);
    const QColor bars = colours::series(0, page.palette());
    QVERIFY(hasColour(overview, bars));
    page.showTab(QStringLiteral("items"));
    auto* grid = page.itemsView()->grid();
    auto* pictures = page.findChild<ItemPictures*>();
    grid->setCurrentIndex(page.itemsView()->model()->index(2));
    QTest::keyClick(grid, Qt::Key_Return);
    page.grab();  // asks for the pictures in view
    QTRY_COMPARE(pictures->requestsOpen(), 0);
    QTest::qWait(150);
    const QImage items = keep(page, QStringLiteral("data_items"), dark);
    QVERIFY(hasColour(items, page.palette().color(QPalette::Highlight)));
    const QColor ground = items.pixelColor(items.width() / 2, items.height() - 3);
    QVERIFY2((ground.lightnessF() < 0.4F) == dark, qPrintable(ground.name()));
    page.importData({});
    QTest::qWait(50);
    keep(page, QStringLiteral("data_import"), dark);
}

QTEST_MAIN(TestPagePictures)
#include "tst_page_pictures.moc"
