// The Retrieval page: its runs, users and lists.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QTabWidget>
#include <QTableView>
#include <QTest>
#include <set>

#include "common/colours.h"
#include "common/item_pictures.h"
#include "common/message_bar.h"
#include "data/items_model.h"
#include "retrieval/history_strip.h"
#include "retrieval/item_panel.h"
#include "retrieval/paired_users.h"
#include "retrieval/ranked_items.h"
#include "retrieval/retrieval_page.h"
#include "retrieval/run_choice.h"
#include "retrieval/users_panel.h"
#include "tests/widgets/fake_worker.h"
#include "tests/widgets/retrieval_bench.h"

class TestRetrievalPage : public RetrievalFixture {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() { makeRuns(); }
    void init() { selectNothing(); }
    void cleanup() { QApplication::setPalette(QPalette()); }

    void emptyWorkspaceSaysWhatWillBeHere();
    void onlyFinishedRunsWithLists();
    void runsOnOtherDataAreOfferedWithTheReason();
    void oneRunAlone();
    void twoRunsSideBySide();
    void validationHasItsOwnListsAndHistory();
    void aShorterTopMovesTheTrueItemOut();
    void questionsAboutBothLists();
    void aRefreshKeepsWhatIsLookedAt();
    void numbersOfAnOldRunAreMissedInWords();
    void testListsOfASearchStayHidden();
    void runWithoutListsIsSaid();
    void missingDatasetIsSaid();
    void keyboard();
    void tabGoesInReadingOrder();
    void pictures_data();
    void pictures();
};

void TestRetrievalPage::emptyWorkspaceSaysWhatWillBeHere() {
    DemoWorkspace empty(false);
    RetrievalPage page(&empty.context, &empty.selection, {});
    page.show();
    auto* text = part<QLabel>(page, "retrieval_empty_text");
    QTRY_VERIFY(!text->text().isEmpty() && text->isVisible());
    auto* button = part<QPushButton>(page, "retrieval_run_sample");
    QVERIFY(button->isVisible());
    QSignalSpy wanted(&page, &RetrievalPage::newRunRequested);
    button->click();
    QCOMPARE(wanted.count(), 1);
}

void TestRetrievalPage::onlyFinishedRunsWithLists() {
    auto page = open({});
    QCOMPARE(page->runA(), m_evaluation);  // the newest
    auto* choice = part<RunChoice>(*page, "retrieval_run_a");
    QStringList texts;
    for (int i = 0; i < choice->count(); ++i) texts << choice->itemText(i);
    QVERIFY(texts.filter(QStringLiteral("waits")).isEmpty() && texts.filter(QStringLiteral("failed")).isEmpty());
    QCOMPARE(texts.filter(QStringLiteral("strong")).size(), 1);
}

void TestRetrievalPage::runsOnOtherDataAreOfferedWithTheReason() {
    auto page = open({m_first});
    auto* choice = part<RunChoice>(*page, "retrieval_run_b");
    const auto* model = qobject_cast<QStandardItemModel*>(choice->model());
    QVERIFY(model);
    QHash<qint64, QString> texts;
    QSet<qint64> enabled;
    for (int i = 0; i < choice->count(); ++i) {
        const qint64 run = choice->itemData(i).toLongLong();
        texts[run] = choice->itemText(i);
        if (model->item(i)->isEnabled()) enabled << run;
    }
    QVERIFY(enabled.contains(0) && enabled.contains(m_second) && enabled.contains(m_evaluation));
    QVERIFY(!enabled.contains(m_elsewhere) && texts[m_elsewhere].endsWith(QStringLiteral("on other data (films)")));
    QVERIFY(!enabled.contains(m_first) && texts[m_first].endsWith(QStringLiteral("shown as A")));
    // It is not shown beside A when it is asked for elsewhere.
    m_demo->selection.setComparedRuns({m_first, m_elsewhere});
    QTest::qWait(100);
    QCOMPARE(page->runB(), 0);
}

void TestRetrievalPage::oneRunAlone() {
    auto page = open({m_first});
    QCOMPARE(page->runA(), m_first);
    QCOMPARE(page->runB(), 0);
    QVERIFY(!list(*page, "retrieval_list_B")->isVisible());
    QVERIFY(users(*page)->isColumnHidden(PairedUsersModel::OtherRankColumn));
    QCOMPARE(users(*page)->model()->rowCount(), static_cast<int>(m_demo->dataset.user_count()));
    QCOMPARE(part<QComboBox>(*page, "retrieval_question")->count(), 3);
    const auto detail = *m_demo->context.store->user_detail(m_first, 1, "test", page->shownUser());
    const auto& shown = rows(*page, "retrieval_list_A");
    QVERIFY(shown.size() >= 20);
    for (std::size_t i = 0; i < 20; ++i) QCOMPARE(shown[i].item, detail.items[i]);
    QCOMPARE(shown.back().item == detail.result.target || detail.result.better < 20, true);
    const QString header = part<QLabel>(*page, "retrieval_header")->text();
    QVERIFY2(header.contains(
                 QString::fromStdString(m_demo->dataset.items[static_cast<std::size_t>(detail.result.target)].title)),
             qPrintable(header));
    QCOMPARE(m_demo->selection.user(), page->shownUser());
}

void TestRetrievalPage::twoRunsSideBySide() {
    auto page = open({m_first, m_second});
    QCOMPARE(page->runA(), m_first);
    QCOMPARE(page->runB(), m_second);
    QVERIFY(list(*page, "retrieval_list_B")->isVisible());
    QVERIFY(!users(*page)->isColumnHidden(PairedUsersModel::OtherRankColumn));
    const auto a = *m_demo->context.store->user_detail(m_first, 1, "test", page->shownUser()),
               b = *m_demo->context.store->user_detail(m_second, 1, "test", page->shownUser());
    QCOMPARE(rows(*page, "retrieval_list_B")[0].item, b.items[0]);
    for (const auto& [name, own, other] : {std::tuple{"retrieval_list_A", &a, &b}, {"retrieval_list_B", &b, &a}})
        for (const ItemRow& row : rows(*page, name)) {
            const auto found = std::find(other->items.begin(), other->items.end(), row.item);
            QCOMPARE(row.otherPlace, found == other->items.end() ? 0 : int(found - other->items.begin()) + 1);
            QCOMPARE(row.target, row.item == own->result.target);
        }
    const QString summary = part<QLabel>(*page, "retrieval_summary_B")->text();
    QVERIFY2(summary.contains(rankAmongAll(b.result)), qPrintable(summary));
    QVERIFY(summary.startsWith(b.result.better < 20 ? QStringLiteral("\u2713") : QStringLiteral("\u2717")));
    // Without B again.
    auto* choice = part<RunChoice>(*page, "retrieval_run_b");
    choice->setCurrentIndex(0);
    Q_EMIT choice->activated(0);
    QCOMPARE(page->runB(), 0);
    QTRY_VERIFY(!list(*page, "retrieval_list_B")->isVisible());
    QTRY_VERIFY(users(*page)->isColumnHidden(PairedUsersModel::OtherRankColumn));
}

void TestRetrievalPage::validationHasItsOwnListsAndHistory() {
    auto page = open({m_first});
    const int user = page->shownUser();
    auto* strip = part<HistoryStrip>(*page, "retrieval_history");
    const auto at = static_cast<std::size_t>(user);
    QTRY_COMPARE(strip->model()->rowCount(), static_cast<int>(m_demo->dataset.history(user, true).size()));
    // The newest at the right: the item that validation looks for.
    QCOMPARE(strip->model()->index(strip->model()->rowCount() - 1, 0).data(ItemsModel::ItemRole).toInt(),
             m_demo->dataset.validation[at]);
    auto* split = part<QComboBox>(*page, "retrieval_split");
    split->setCurrentIndex(1);
    Q_EMIT split->activated(1);
    QTRY_COMPARE(strip->model()->rowCount(), static_cast<int>(m_demo->dataset.train[at].size()));
    QCOMPARE(page->shownUser(), user);
    const auto detail = *m_demo->context.store->user_detail(m_first, 1, "validation", user);
    QCOMPARE(rows(*page, "retrieval_list_A")[0].item, detail.items[0]);
}

void TestRetrievalPage::aShorterTopMovesTheTrueItemOut() {
    auto page = open({m_second});
    // Somebody whose true item is in the top 20 and not in the top 3.
    int user = 0;
    for (const auto& each : m_demo->context.store->user_results(m_second, 1, "test"))
        if (each.better >= 3 && each.better < 20) user = each.user;
    QVERIFY(user != 0);
    m_demo->selection.setUser(user);
    QCOMPARE(page->shownUser(), user);
    QCOMPARE(rows(*page, "retrieval_list_A").size(), std::size_t(20));
    auto* question = part<QComboBox>(*page, "retrieval_question");
    const QString before = question->itemText(1);
    part<QSpinBox>(*page, "retrieval_top")->setValue(3);
    const auto& shown = rows(*page, "retrieval_list_A");
    QCOMPARE(shown.size(), std::size_t(4));
    QVERIFY(shown.back().outside && shown.back().target);
    QVERIFY(question->itemText(1) != before && question->itemText(1).startsWith(QStringLiteral("In the top 3")));
}

void TestRetrievalPage::questionsAboutBothLists() {
    auto page = open({m_first, m_second});
    const auto a = m_demo->context.store->user_results(m_first, 1, "test"),
               b = m_demo->context.store->user_results(m_second, 1, "test");
    std::set<int> expected;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (a[i].better >= 20 && b[i].better < 20) expected.insert(a[i].user);
    QVERIFY(!expected.empty());
    auto* question = part<QComboBox>(*page, "retrieval_question");
    const int row = question->findData(static_cast<int>(PairTrait::onlyB));
    QVERIFY(question->itemText(row).endsWith(QStringLiteral(": %1").arg(expected.size())));
    question->setCurrentIndex(row);
    Q_EMIT question->activated(row);
    std::set<int> shown;
    for (int i = 0; i < users(*page)->model()->rowCount(); ++i)
        shown.insert(users(*page)->model()->index(i, 0).data(UsersModel::UserRole).toInt());
    QCOMPARE(shown, expected);
    QVERIFY(expected.contains(page->shownUser()));  // one of them is on show
    // Together with a search that leaves nobody, and back.
    auto* text = part<QLineEdit>(*page, "retrieval_user_search");
    text->setText(QStringLiteral("nobody"));
    QCOMPARE(users(*page)->model()->rowCount(), 0);
    auto* clear = part<QPushButton>(*page, "retrieval_clear_filters");
    QVERIFY(clear->isVisible());
    clear->click();
    QCOMPARE(users(*page)->model()->rowCount(), static_cast<int>(a.size()));
    QCOMPARE(users(*page)->currentIndex().data(UsersModel::UserRole).toInt(), page->shownUser());
    text->setText(QStringLiteral("gt_rank >"));
    QVERIFY(part<QLabel>(*page, "retrieval_search_problem")->isVisible());
    QCOMPARE(users(*page)->model()->rowCount(), static_cast<int>(a.size()));
}

void TestRetrievalPage::aRefreshKeepsWhatIsLookedAt() {
    auto page = open({m_first, m_second});
    users(*page)->selectRow(7);
    const int user = page->shownUser();
    auto* strip = list(*page, "retrieval_list_A");
    strip->setCurrentIndex(strip->model()->index(2, 0));
    QSignalSpy reset(strip->model(), &QAbstractItemModel::modelReset);
    QSignalSpy resetChoice(part<RunChoice>(*page, "retrieval_run_b"), &QComboBox::currentIndexChanged);
    m_demo->selection.announceRunsChanged();
    QTest::qWait(150);
    QCOMPARE(page->shownUser(), user);
    QCOMPARE(page->runB(), m_second);
    QCOMPARE(reset.count(), 0);
    QCOMPARE(resetChoice.count(), 0);
    QCOMPARE(strip->currentIndex().row(), 2);
}

void TestRetrievalPage::numbersOfAnOldRunAreMissedInWords() {
    auto page = open({m_evaluation});
    auto* empty = part<QLabel>(*page, "whole_lists_empty");
    QVERIFY2(empty->text().contains(QStringLiteral("rerank evaluate --run %1").arg(m_evaluation)),
             qPrintable(empty->text()));
    m_demo->selection.setComparedRuns({m_first, m_evaluation});
    QTRY_COMPARE(page->runB(), m_evaluation);
    part<QTabWidget>(*page, "retrieval_tabs")->setCurrentIndex(1);
    QVERIFY(part<QLabel>(*page, "whole_lists_missing")->isVisible());
    QVERIFY(part<QTableView>(*page, "whole_lists_table")->isVisible());
}

void TestRetrievalPage::testListsOfASearchStayHidden() {
    DemoWorkspace other;
    const qint64 alone = addRun(other, {.name = "alone"}), tried = addRun(other, {.name = "tried", .seed = 2});
    other.context.store->add_to_search(other.context.store->create_search("tuning", "{}", 2), tried, 0, 2);
    RetrievalPage page(&other.context, &other.selection, {});
    other.selection.setCurrentRun(tried);
    page.show();
    QTRY_VERIFY(page.shownUser() != 0);
    const auto shows = [&](qint64 run, const char* split) {
        const auto detail = *other.context.store->user_detail(run, 1, split, page.shownUser());
        return rows(page, "retrieval_list_A")[0].item == detail.items[0] &&
               rows(page, "retrieval_list_A")[1].item == detail.items[1];
    };
    QCOMPARE(page.runA(), tried);
    QVERIFY(shows(tried, "validation"));
    auto* split = part<QComboBox>(page, "retrieval_split");
    QCOMPARE(split->currentData().toString(), QStringLiteral("validation"));
    QVERIFY(!qobject_cast<QStandardItemModel*>(split->model())->item(0)->isEnabled());
    QVERIFY2(split->toolTip().contains(QStringLiteral("belongs to search")), qPrintable(split->toolTip()));
    auto* empty = part<QLabel>(page, "whole_lists_empty");
    QVERIFY2(empty->text().contains(QStringLiteral("belongs to search")), qPrintable(empty->text()));
    // Neither beside a run that may show them.
    other.selection.setComparedRuns({alone, tried});
    QTRY_COMPARE(page.runB(), tried);
    QCOMPARE(split->currentData().toString(), QStringLiteral("validation"));
    // A run of its own has its test lists again.
    auto* choice = part<RunChoice>(page, "retrieval_run_b");
    choice->setCurrentIndex(0);
    Q_EMIT choice->activated(0);
    QTRY_VERIFY(shows(alone, "test"));
    QCOMPARE(split->currentData().toString(), QStringLiteral("test"));
}

void TestRetrievalPage::runWithoutListsIsSaid() {
    RetrievalPage page(&m_demo->context, &m_demo->selection, {});
    m_demo->selection.setCurrentRun(m_elsewhere);
    page.show();
    auto* text = part<QLabel>(page, "retrieval_empty_text");
    QTRY_VERIFY2(text->text().contains(QStringLiteral("Run %1 has none").arg(m_elsewhere)), qPrintable(text->text()));
    QVERIFY(text->isVisible() && !part<QPushButton>(page, "retrieval_run_sample")->isVisible());
    // Another run is one choice away.
    m_demo->selection.setCurrentRun(m_first);
    QTRY_VERIFY(page.shownUser() != 0);
    QVERIFY(!text->isVisible());
}

void TestRetrievalPage::missingDatasetIsSaid() {
    DemoWorkspace other;
    const qint64 run = addRun(other, {});
    QVERIFY(std::filesystem::remove_all(other.context.workspace.data()) > 0);
    RetrievalPage page(&other.context, &other.selection, {});
    page.show();
    QTRY_VERIFY(page.findChild<MessageBar*>()->text().contains(QStringLiteral("Prepare it again")));
    QTRY_VERIFY(page.shownUser() != 0);
    QCOMPARE(page.runA(), run);
    QVERIFY(
        list(page, "retrieval_list_A")->model()->index(0, 0).data().toString().startsWith(QStringLiteral("Item ")));
    page.openItem(3);  // there is nothing to say about it; the bar says why
    QVERIFY(page.findChild<MessageBar*>()->isVisible());
    QCOMPARE(part<QTabWidget>(page, "retrieval_side")->currentIndex(), 0);
}

void TestRetrievalPage::keyboard() {
    FakeWorker worker(nearestWorker);
    auto page = open({m_first}, worker.program());
    QVERIFY(QTest::qWaitForWindowActive(page.get()));
    users(*page)->setFocus();
    users(*page)->selectRow(3);
    const int user = page->shownUser();
    QTest::keyClick(users(*page), Qt::Key_Down, Qt::AltModifier);
    QVERIFY(page->shownUser() != user);
    QTest::keyClick(users(*page), Qt::Key_Up, Qt::AltModifier);
    QCOMPARE(page->shownUser(), user);
    auto* shown = list(*page, "retrieval_list_A");
    shown->setFocus();
    QTest::keyClick(shown, Qt::Key_G);
    QVERIFY(rows(*page, "retrieval_list_A")[static_cast<std::size_t>(shown->currentIndex().row())].target);
    QTest::keyClick(shown, Qt::Key_Return);
    QCOMPARE(part<QTabWidget>(*page, "retrieval_side")->currentIndex(), 1);
    QTest::keyClick(shown, Qt::Key_Escape);
    QCOMPARE(part<QTabWidget>(*page, "retrieval_side")->currentIndex(), 0);
    auto* strip = part<HistoryStrip>(*page, "retrieval_history");
    strip->setFocus();
    QTest::keyClick(strip, Qt::Key_Home);
    QCOMPARE(strip->currentIndex().row(), 0);
    QTest::keyClick(strip, Qt::Key_Right);
    QCOMPARE(strip->currentIndex().row(), 1);
    QTest::keyClick(strip, Qt::Key_Return);
    QCOMPARE(part<ItemPanel>(*page, "retrieval_item")->item(),
             strip->currentIndex().data(ItemsModel::ItemRole).toInt());
    QTest::keyClick(strip, Qt::Key_F, Qt::ControlModifier);
    QVERIFY(part<QLineEdit>(*page, "retrieval_user_search")->hasFocus());
}

void TestRetrievalPage::tabGoesInReadingOrder() {
    auto page = open({m_first, m_second});
    QVERIFY(QTest::qWaitForWindowActive(page.get()));
    part<RunChoice>(*page, "retrieval_run_a")->setFocus();
    QStringList names;
    for (int i = 0; i < 13; ++i) {
        const QWidget* focus = QApplication::focusWidget();
        QVERIFY(focus);
        if (!focus->objectName().startsWith(QStringLiteral("qt_"))) names << focus->objectName();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    }
    QCOMPARE(names.join(QLatin1Char(' ')),
             QStringLiteral("retrieval_run_a retrieval_run_b retrieval_split retrieval_top retrieval_user_search "
                            "retrieval_question retrieval_users retrieval_history retrieval_list_A retrieval_list_B "
                            "retrieval_run_a"));
}

void TestRetrievalPage::pictures_data() {
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

/// Kept beside the reports for a person to look at; here they are checked for facts.
void TestRetrievalPage::pictures() {
    QFETCH(bool, dark);
    if (dark) {
        QPalette palette(QColor(0x35, 0x37, 0x3b), QColor(0x2b, 0x2d, 0x30));
        palette.setColor(QPalette::Base, QColor(0x1f, 0x20, 0x23));
        palette.setColor(QPalette::AlternateBase, QColor(0x26, 0x28, 0x2b));
        QApplication::setPalette(palette);
    }
    FakeWorker worker(nearestWorker);
    auto page = open({m_first, m_second}, worker.program());
    QVERIFY2(page->minimumSizeHint().width() <= 1140, qPrintable(QString::number(page->minimumSizeHint().width())));
    QVERIFY2(page->minimumSizeHint().height() <= 720, qPrintable(QString::number(page->minimumSizeHint().height())));
    for (int user = 1; user <= m_demo->dataset.user_count(); ++user) {
        const auto b = m_demo->context.store->user_detail(m_second, 1, "test", user);
        if (b && b->result.better < 4) {
            m_demo->selection.setUser(user);
            break;
        }
    }
    page->grab();
    QTRY_COMPARE(part<HistoryStrip>(*page, "retrieval_history")->pictures()->requestsOpen(), 0);
    const auto keep = [&](const char* name) {
        QDir(QStringLiteral(WB_BINARY_DIR)).mkpath(QStringLiteral("reports/pictures"));
        page->grab();
        QTest::qWait(200);  // pictures that the first painting asked for
        const QImage image = page->grab().toImage();
        image.save(QStringLiteral(WB_BINARY_DIR "/reports/pictures/%1_%2.png")
                       .arg(QString::fromLatin1(name), dark ? QStringLiteral("dark") : QStringLiteral("light")));
        return image;
    };
    const QImage both = keep("retrieval_pair");
    const auto inside = [&both, &page](const QWidget* widget, const QColor& colour) {
        const QRect box(widget->mapTo(page.get(), QPoint()), widget->size());
        for (int y = box.top(); y <= box.bottom(); ++y)
            for (int x = box.left(); x <= box.right(); ++x)
                if (both.pixelColor(x, y) == colour) return true;
        return false;
    };
    QVERIFY(inside(list(*page, "retrieval_list_B"), colours::good(page->palette())));  // the tag of the true item
    for (const char* name : {"retrieval_header", "retrieval_summary_A", "retrieval_summary_B"}) {
        const auto* label = part<QLabel>(*page, name);
        QVERIFY2(label->height() >= label->heightForWidth(label->width()), name);
    }
    for (int column = 0; column < users(*page)->model()->columnCount(); ++column)
        if (!users(*page)->isColumnHidden(column))
            QVERIFY(users(*page)->columnWidth(column) >= users(*page)->horizontalHeader()->sectionSizeHint(column));
    page->openItem(3);
    QTRY_COMPARE(list(*page, "nearest_items")->model()->rowCount(), 2);
    keep("retrieval_item");
    part<QTabWidget>(*page, "retrieval_tabs")->setCurrentIndex(1);
    keep("retrieval_whole");
}

QTEST_MAIN(TestRetrievalPage)
#include "tst_retrieval_page.moc"
