// The Inspector over a workspace with made-up results. SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QApplication>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QTableWidget>
#include <QTest>
#include <QToolButton>

#include "common/colours.h"
#include "common/message_bar.h"
#include "inspector/candidate_bars.h"
#include "inspector/candidates_model.h"
#include "inspector/history_view.h"
#include "inspector/inspector_page.h"
#include "inspector/users_model.h"
#include "tests/widgets/demo_workspace.h"
#include "tests/widgets/fake_worker.h"

namespace {

wb::UserResult result(std::int32_t user, std::int64_t before, std::int64_t better, std::int64_t equal, double top,
                      double entropy, bool covered = true) {
    wb::UserResult made;
    made.user = user;
    made.target = 1;
    made.candidates = 20;
    made.better_before = before;
    made.equal_before = 0;
    made.better = better;
    made.equal = equal;
    made.top_probability = top;
    made.normalised_entropy = entropy;
    made.entropy = entropy * std::log(20.0);
    made.target_probability = 0.1;
    made.covered = covered;
    return made;
}

/// Right, over-confident wrong, uniform and tied, lost.
std::vector<wb::UserResult> fourUsers() {
    return {result(1, 6, 0, 0, 0.6, 0.5), result(2, 0, 3, 0, 0.9, 0.2), result(3, 4, 4, 2, 0.06, 0.99),
            result(4, -1, 0, 0, 0.7, 0.4, false)};
}

}  // namespace

class TestInspectorPage : public QObject {
    Q_OBJECT
  private:
    std::unique_ptr<DemoWorkspace> m_demo;
    qint64 m_first = 0, m_second = 0;
    static QTableView* users(InspectorPage& page) {
        return page.findChild<QTableView*>(QStringLiteral("users_table"));
    }
    static QListView* bars(InspectorPage& page) {
        return page.findChild<QListView*>(QStringLiteral("candidate_bars"));
    }

  private Q_SLOTS:
    void initTestCase() {
        m_demo = std::make_unique<DemoWorkspace>();
        DemoRun first;
        first.lostEvery = 25;
        m_first = m_demo->add(first);
        DemoRun second;
        second.name = "scores only";
        second.probabilities = false;
        second.seed = 5;
        m_second = m_demo->add(second);
    }
    void init() {
        m_demo->selection.setCurrentRun(0);
        m_demo->selection.setUser(0);
    }
    void traits_data();
    void traits();
    void startsWithTheMostConfidentMistake();
    void filtersByChipsAndExpression();
    void candidateRanksAndOrders();
    void barsShareTheirScale();
    void emptyWorkspaceSaysWhatWillBeHere();
    void opensOnTheMostConfidentlyWrongUser();
    void titlesPicturesAndHistory();
    void chipsFilterUsers();
    void aBrokenExpressionKeepsTheRows_data();
    void aBrokenExpressionKeepsTheRows();
    void numbersOfAColumnHaveTheSameDecimals();
    void longTitlesAreInTheToolTips();
    void stepsThroughUsersByKeyboard();
    void goesToTheTrueItem();
    void scoresWhereThereAreNoProbabilities();
    void sameUserInOtherRuns();
    void missingDatasetIsSaid();
    void runWithoutDetailsIsSaid();
    void testResultsOfASearchStayHidden();
    void thePromptOfALanguageModelIsShown();
};

void TestInspectorPage::thePromptOfALanguageModelIsShown() {
    FakeWorker worker(
        QStringLiteral("echo \"$1 $2\" >> started\nwhile read -r line; do echo \"$line\" >> asked; "
                       "echo '{\"ok\":true,\"prompt\":{\"text\":\"Which one? A. this B. that\",\"tokens\":[7,8,9],"
                       "\"label_strategy\":\"direct\",\"label_mass\":0.75,\"permutations\":4,\"prior_removed\":false,"
                       "\"labels\":[{\"label\":\"A\",\"token\":32,\"item\":5,\"logit\":1.5,\"probability\":0.7},"
                       "{\"label\":\"B\",\"token\":33,\"item\":9,\"logit\":0.5,\"probability\":0.3}],"
                       "\"most_likely\":[{\"token\":32,\"text\":\"A\",\"probability\":0.5}],"
                       "\"notices\":[{\"code\":\"X\",\"text\":\"Not the trained weights.\"}],"
                       "\"cuts\":{\"history\":2,\"title_tokens\":0,\"candidates\":0}}}'; done\n"));
    DemoWorkspace other;
    const qint64 plain = other.add({.name = "no language model"}),
                 asked = other.add({.name = "letters", .reranker = "qwen", .seed = 3});
    InspectorPage page(&other.context, &other.selection, worker.program());
    page.resize(1140, 720);
    page.show();
    auto* tabs = page.findChild<QTabWidget*>(QStringLiteral("inspector_tabs"));
    page.openRun(plain);
    QTRY_COMPARE(page.shownRun(), plain);
    QTRY_VERIFY(page.shownUser() != 0);
    QVERIFY(!tabs->isTabVisible(2));
    page.openRun(asked);
    QTRY_COMPARE(page.shownRun(), asked);
    QTRY_VERIFY(tabs->isTabVisible(2));
    QVERIFY(!QFile::exists(worker.folder() + QStringLiteral("/started")));  // a model is loaded when somebody looks
    tabs->setCurrentIndex(2);
    auto* labels = page.findChild<QTableWidget*>(QStringLiteral("prompt_labels"));
    QTRY_COMPARE(labels->rowCount(), 2);
    QVERIFY(labels->isVisible());
    QCOMPARE(labels->item(0, 0)->text(), QStringLiteral("A"));
    QCOMPARE(labels->item(0, 4)->text(), QString::fromStdString(other.dataset.items[5].title));
    auto* text = page.findChild<QPlainTextEdit*>(QStringLiteral("prompt_text"));
    QVERIFY(text->toPlainText().startsWith(QStringLiteral("Which one?")));
    page.findChild<QToolButton*>(QStringLiteral("prompt_numbers"))->click();
    QCOMPARE(text->toPlainText(), QStringLiteral("7 8 9"));
    const QString facts = page.findChild<QLabel*>(QStringLiteral("prompt_facts"))->text();
    for (const char* part : {"3 tokens", "75.0 %", "direct", "2 items of the history", "4 orders", "Not the trained"})
        QVERIFY2(facts.contains(QLatin1String(part)), qPrintable(facts));
    const auto questions = [&] {
        QFile file(worker.folder() + QStringLiteral("/asked"));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    QVERIFY2(questions().contains("\"user\":" + QByteArray::number(page.shownUser())), questions().constData());
    // Another user, another prompt; another kind of run, none.
    const int before = page.shownUser();
    QTest::keyClick(&page, Qt::Key_Down, Qt::AltModifier);
    QTRY_VERIFY(page.shownUser() != before);
    QTRY_VERIFY(questions().contains("\"user\":" + QByteArray::number(page.shownUser())));
    page.openRun(plain);
    QTRY_VERIFY(!tabs->isTabVisible(2));
}

void TestInspectorPage::testResultsOfASearchStayHidden() {
    DemoWorkspace other;
    const qint64 alone = other.add({.name = "alone"}), tried = other.add({.name = "tried", .seed = 2});
    other.context.store->add_to_search(other.context.store->create_search("tuning", "{}", 2), tried, 0, 2);
    InspectorPage page(&other.context, &other.selection);
    page.show();
    page.openRun(tried);
    auto* title = page.findChild<QLabel*>(QStringLiteral("inspector_empty_title"));
    auto* text = page.findChild<QLabel*>(QStringLiteral("inspector_empty_text"));
    QVERIFY(title && text);
    QTRY_VERIFY2(title->isVisible() && title->text().contains(QStringLiteral("Test results of a search")),
                 qPrintable(title->text()));
    QVERIFY2(text->text().contains(QStringLiteral("belongs to search")), qPrintable(text->text()));
    QCOMPARE(users(page)->model()->rowCount(), 0);
    auto* split = page.findChild<QComboBox*>(QStringLiteral("inspector_split"));
    QVERIFY(split && split->isVisible());
    split->setCurrentIndex(split->findData(QStringLiteral("validation")));
    Q_EMIT split->activated(split->currentIndex());
    QTRY_VERIFY(users(page)->model()->rowCount() > 0);
    // Nor in the table of other runs.
    const auto file = other.context.workspace.store_file();
    const auto named = [&](const char* of) {
        QList<qint64> runs;
        for (const auto& result : readOtherRuns(file, other.dataset.fingerprint, of, 7)) runs << result.run.id;
        return runs;
    };
    QVERIFY(named("test").contains(alone) && !named("test").contains(tried));
    QVERIFY(named("validation").contains(tried));
}

void TestInspectorPage::traits_data() {
    QTest::addColumn<int>("trait");
    QTest::addColumn<QList<bool>>("expected");  // of fourUsers()
    const auto row = [](const char* name, UserTrait trait, QList<bool> expected) {
        QTest::newRow(name) << static_cast<int>(trait) << expected;
    };
    row("wrong", UserTrait::wrong, {false, true, true, true});
    row("uniform", UserTrait::uniform, {false, false, true, false});
    row("over-confident", UserTrait::overconfident, {false, true, false, false});
    row("lost", UserTrait::lost, {false, false, false, true});
    row("promoted", UserTrait::promoted, {true, false, false, false});
    row("demoted", UserTrait::demoted, {false, true, true, false});
    row("tied", UserTrait::tied, {false, false, true, false});
}
void TestInspectorPage::traits() {
    QFETCH(int, trait);
    QFETCH(QList<bool>, expected);
    const auto list = fourUsers();
    for (qsizetype i = 0; i < expected.size(); ++i)
        QCOMPARE(hasTrait(list[static_cast<std::size_t>(i)], static_cast<UserTrait>(trait)), expected[i]);
}

void TestInspectorPage::startsWithTheMostConfidentMistake() {
    QCOMPARE(mostConfidentlyWrong(fourUsers()), 2);
    auto list = fourUsers();
    list.erase(list.begin() + 1, list.begin() + 3);
    QCOMPARE(mostConfidentlyWrong(list), 4);  // nobody ranked is wrong: one that retrieval lost
    list.pop_back();
    QCOMPARE(mostConfidentlyWrong(list), 0);
    list = {result(1, 0, 2, 0, -1, -1), result(2, 0, 7, 0, -1, -1)};
    QCOMPARE(mostConfidentlyWrong(list), 2);  // without probabilities the worst rank
}

void TestInspectorPage::filtersByChipsAndExpression() {
    UsersModel model;
    QAbstractItemModelTester tester(&model);
    UsersFilter filter;
    filter.setSourceModel(&model);
    QAbstractItemModelTester filterTester(&filter);
    model.setUsers(fourUsers());
    filter.setTraits({static_cast<int>(UserTrait::wrong), static_cast<int>(UserTrait::demoted)});
    QCOMPARE(filter.rowCount(), 2);
    QVERIFY(filter.setText(QStringLiteral("gt_rank > 4 and entropy > 0.9")).isEmpty());
    QCOMPARE(filter.rowCount(), 1);
    QCOMPARE(filter.index(0, 0).data(UsersModel::UserRole).toInt(), 3);
    QVERIFY(!filter.setText(QStringLiteral("rank > 4")).isEmpty());
    QCOMPARE(filter.rowCount(), 1);  // a mistake leaves the filter as it was
    filter.setTraits({});
    filter.setText(QString());
    QCOMPARE(filter.rowCount(), 4);
    QCOMPARE(model.index(2, UsersModel::RankColumn).data().toString(), QStringLiteral("5 → 5–7"));
    QCOMPARE(model.index(3, UsersModel::RankColumn).data().toString(), QStringLiteral("lost"));
}

void TestInspectorPage::candidateRanksAndOrders() {
    ItemPictures pictures;
    CandidatesModel model(&pictures);
    QAbstractItemModelTester tester(&model);
    wb::UserDetail detail;
    detail.result.target = 30;
    detail.items = {10, 20, 30, 40};
    detail.scores = {1.0f, 3.0f, 1.0f, std::nanf("")};
    detail.retrieval_ranks = {2, 3, 1, 4};
    model.setDetail(detail);
    const auto items = [&model] {
        QList<int> list;
        for (const auto& candidate : model.candidates()) list << candidate.item;
        return list;
    };
    QCOMPARE(items(), (QList<int>{20, 10, 30, 40}));
    QList<int> ranks;
    for (const auto& candidate : model.candidates()) ranks << candidate.rank;
    QCOMPARE(ranks, (QList<int>{1, 2, 2, 4}));
    QCOMPARE(model.targetIndex().row(), 2);
    model.setOrder(CandidatesModel::Order::retrieval);
    QCOMPARE(items(), (QList<int>{30, 10, 20, 40}));
    model.setOrder(CandidatesModel::Order::place);
    QCOMPARE(items(), (QList<int>{10, 20, 30, 40}));
    QVERIFY(model.index(2).data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("true item")));
}

void TestInspectorPage::barsShareTheirScale() {
    ItemPictures pictures;
    CandidatesModel model(&pictures);
    BarDelegate delegate(&model, &pictures);
    wb::UserDetail detail;
    detail.result.target = 1;
    detail.items = {1, 2, 3, 4};
    detail.scores = {4, 2, 1, 0};
    detail.probabilities = {0.5f, 0.3f, 0.15f, 0.05f};
    model.setDetail(detail);
    QCOMPARE(delegate.share(model.candidates()[0]), 1.0);
    QVERIFY(std::abs(delegate.share(model.candidates()[3]) - 0.1) < 1e-6);
    QVERIFY(std::abs(delegate.uniformShare() - 0.5) < 1e-6);
    delegate.setScale(BarScale::logarithm);
    double last = 2;
    for (const auto& candidate : model.candidates()) {
        QVERIFY(delegate.share(candidate) < last && delegate.share(candidate) > 0);
        last = delegate.share(candidate);
    }
    delegate.setScale(BarScale::score);
    QVERIFY(delegate.uniformShare() < 0);
    QCOMPARE(delegate.share(model.candidates()[0]), 1.0);
}

void TestInspectorPage::emptyWorkspaceSaysWhatWillBeHere() {
    DemoWorkspace empty(false);
    InspectorPage page(&empty.context, &empty.selection);
    page.show();
    auto* text = page.findChild<QLabel*>(QStringLiteral("inspector_empty_text"));
    QTRY_VERIFY(!text->text().isEmpty());
    QVERIFY(text->isVisible());
}

void TestInspectorPage::opensOnTheMostConfidentlyWrongUser() {
    InspectorPage page(&m_demo->context, &m_demo->selection);
    m_demo->selection.setCurrentRun(m_first);
    page.show();
    QTRY_COMPARE(page.shownRun(), m_first);
    QTRY_VERIFY(page.shownUser() != 0);
    const auto results = m_demo->context.store->user_results(m_first, 2, "test");
    QCOMPARE(page.shownUser(), mostConfidentlyWrong(results));
    QCOMPARE(bars(page)->model()->rowCount(), 20);
    QCOMPARE(m_demo->selection.user(), page.shownUser());
    const QString header = page.findChild<QLabel*>(QStringLiteral("inspector_header"))->text();
    QVERIFY(header.contains(QStringLiteral("→")) && header.contains(QStringLiteral("reciprocal rank")));
    QVERIFY(page.findChild<QLabel*>(QStringLiteral("inspector_badge"))
                ->text()
                .contains(QStringLiteral("best validation")));
}

void TestInspectorPage::titlesPicturesAndHistory() {
    InspectorPage page(&m_demo->context, &m_demo->selection);
    m_demo->selection.setCurrentRun(m_first);
    auto* pictures = page.findChild<ItemPictures*>();
    QSignalSpy arrived(pictures, &ItemPictures::arrived);
    page.resize(1200, 700);
    page.show();
    QTRY_VERIFY(page.shownUser() != 0);
    auto* model = page.findChild<CandidatesModel*>();
    const auto item = static_cast<std::size_t>(model->candidates()[0].item);
    QTRY_COMPARE(model->index(0).data().toString(), QString::fromStdString(m_demo->dataset.items[item].title));
    auto* history = page.findChild<QListView*>(QStringLiteral("user_history"));
    QTRY_COMPARE(history->model()->rowCount(),
                 static_cast<int>(m_demo->dataset.history(page.shownUser(), true).size()));
    page.grab();
    QTRY_VERIFY(arrived.count() > 0);
    QVERIFY(!pictures->isMissing(arrived[0][0].toInt()));
}

void TestInspectorPage::chipsFilterUsers() {
    InspectorPage page(&m_demo->context, &m_demo->selection);
    m_demo->selection.setCurrentRun(m_first);
    page.show();
    QTRY_VERIFY(page.shownUser() != 0);
    const int all = users(page)->model()->rowCount();
    auto* chip = page.findChild<QToolButton*>(QStringLiteral("chip_%1").arg(static_cast<int>(UserTrait::lost)));
    QTest::mouseClick(chip, Qt::LeftButton);
    const int lost = users(page)->model()->rowCount();
    QVERIFY(lost > 0 && lost < all);
    QVERIFY(chip->text().endsWith(QString::number(lost)));
    auto* text = page.findChild<QLineEdit*>(QStringLiteral("users_filter"));
    text->setText(QStringLiteral("gt_rank = 1"));
    QCOMPARE(users(page)->model()->rowCount(), 0);
    QVERIFY(
        page.findChild<QLabel*>(QStringLiteral("users_count"))->text().contains(QStringLiteral("No users match")));
    auto* clear = page.findChild<QPushButton*>(QStringLiteral("users_clear_filters"));
    QVERIFY(clear->isVisible());
    QTest::mouseClick(clear, Qt::LeftButton);
    QCOMPARE(users(page)->model()->rowCount(), all);
    QVERIFY(!clear->isVisible() && text->text().isEmpty() && !chip->isChecked());
}

void TestInspectorPage::aBrokenExpressionKeepsTheRows_data() {
    QTest::addColumn<QString>("text");
    QTest::newRow("no comparison") << "gt_rank 5";
    QTest::newRow("no value") << "gt_rank >";
    QTest::newRow("half of two") << "gt_rank > 5 and";
    QTest::newRow("unknown name") << "rank > 5";
    QTest::newRow("a word alone") << "entropy";
}
void TestInspectorPage::aBrokenExpressionKeepsTheRows() {
    QFETCH(QString, text);
    InspectorPage page(&m_demo->context, &m_demo->selection);
    m_demo->selection.setCurrentRun(m_first);
    page.show();
    QTRY_VERIFY(page.shownUser() != 0);
    auto* line = page.findChild<QLineEdit*>(QStringLiteral("users_filter"));
    line->setText(QStringLiteral("gt_rank > 3"));
    const int rows = users(page)->model()->rowCount();
    QVERIFY(rows > 0);
    line->setText(text);
    QCOMPARE(users(page)->model()->rowCount(), rows);
    auto* problem = page.findChild<QLabel*>(QStringLiteral("users_filter_problem"));
    QVERIFY(problem->isVisible() && problem->text().startsWith(QStringLiteral("\u26a0")));
    QCOMPARE(problem->palette().color(QPalette::WindowText), colours::error(page.palette()));
    // A name that nobody has is no expression.
    line->setText(QStringLiteral("nobody"));
    QVERIFY(!problem->isVisible());
    QCOMPARE(users(page)->model()->rowCount(), 0);
}

void TestInspectorPage::numbersOfAColumnHaveTheSameDecimals() {
    ItemPictures pictures;
    CandidatesModel model(&pictures);
    CandidatesTable table(&model);
    wb::UserDetail detail;
    detail.result.target = 1;
    detail.items = {1, 2, 3, 4};
    detail.scores = {12.5f, 2, 0.12f, -0.06f};
    detail.probabilities = {0.5f, 0.3f, 0.2f, 0.00001f};
    model.setDetail(detail);
    const auto column = [&](int at) {
        QStringList texts;
        for (int row = 0; row < 4; ++row) texts << table.index(row, at).data().toString();
        return texts.join(QLatin1Char(' '));
    };
    QCOMPARE(column(3), QStringLiteral("0.5000 0.3000 0.2000 < 0.0001"));
    QCOMPARE(column(4), QStringLiteral("12.50 2.00 0.12 -0.06"));
}

void TestInspectorPage::longTitlesAreInTheToolTips() {
    auto dataset = std::make_shared<wb::Dataset>(m_demo->dataset);
    const QString title = QStringLiteral("A very long title of a film that no column has room for, part two");
    dataset->items[1].title = title.toStdString();
    ItemPictures pictures;
    CandidatesModel model(&pictures);
    wb::UserDetail detail;
    detail.result.target = 1;
    detail.items = {1, 2};
    detail.scores = {1, 0};
    model.setDetail(detail);
    model.setDataset(dataset);
    QVERIFY(model.index(0).data(Qt::ToolTipRole).toString().startsWith(title));
    HistoryModel history(&pictures);
    history.setHistory(dataset, {1});
    QVERIFY(history.index(0).data(Qt::ToolTipRole).toString().startsWith(title));
    // The true item's title has no less room than the others: the tag stands below it.
    BarDelegate delegate(&model, &pictures);
    QStyleOptionViewItem option;
    option.rect = QRect(0, 0, 460, 60);
    option.palette = QPalette(Qt::white);
    option.font = QApplication::font();
    option.fontMetrics = QFontMetrics(option.font);
    QImage target(460, 60, QImage::Format_RGB32);
    target.fill(Qt::white);
    QPainter painter(&target);
    delegate.paint(&painter, option, model.index(0));
    painter.end();
    const int line = option.fontMetrics.height();
    const QColor tag = colours::good(QPalette(Qt::white));
    int tagged = 0;
    for (int y = 30 - line + 1; y < 29; ++y)
        for (int x = 60; x < 240; ++x) tagged += target.pixelColor(x, y) == tag;
    QCOMPARE(tagged, 0);
}

void TestInspectorPage::stepsThroughUsersByKeyboard() {
    InspectorPage page(&m_demo->context, &m_demo->selection);
    m_demo->selection.setCurrentRun(m_first);
    page.show();
    QVERIFY(QTest::qWaitForWindowExposed(&page));
    page.activateWindow();
    QTRY_VERIFY(page.shownUser() != 0);
    users(page)->setFocus();
    users(page)->selectRow(3);
    const int before = page.shownUser();
    QTest::keyClick(users(page), Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(page.shownUser(), users(page)->model()->index(4, 0).data(UsersModel::UserRole).toInt());
    QTest::keyClick(users(page), Qt::Key_Up, Qt::AltModifier);
    QCOMPARE(page.shownUser(), before);
}

void TestInspectorPage::goesToTheTrueItem() {
    InspectorPage page(&m_demo->context, &m_demo->selection);
    m_demo->selection.setCurrentRun(m_first);
    page.show();
    QTRY_VERIFY(page.shownUser() != 0);
    page.findChild<CandidateBars*>()->goToTarget();
    const int row = bars(page)->currentIndex().row();
    QVERIFY(row >= 0);
    QVERIFY(page.findChild<CandidatesModel*>()->candidates()[static_cast<std::size_t>(row)].target);
}

void TestInspectorPage::scoresWhereThereAreNoProbabilities() {
    InspectorPage page(&m_demo->context, &m_demo->selection);
    m_demo->selection.setCurrentRun(m_second);
    page.show();
    QTRY_COMPARE(page.shownRun(), m_second);
    QTRY_VERIFY(page.shownUser() != 0);
    auto* scale = page.findChild<QComboBox*>(QStringLiteral("candidate_scale"));
    QCOMPARE(scale->count(), 1);
    QCOMPARE(scale->currentData().toInt(), static_cast<int>(BarScale::score));
    QVERIFY(users(page)->isColumnHidden(UsersModel::EntropyColumn));
}

void TestInspectorPage::sameUserInOtherRuns() {
    InspectorPage page(&m_demo->context, &m_demo->selection);
    m_demo->selection.setCurrentRun(m_first);
    page.show();
    QTRY_VERIFY(page.shownUser() != 0);
    page.findChild<QTabWidget*>(QStringLiteral("inspector_tabs"))->setCurrentIndex(1);
    auto* others = page.findChild<QTableWidget*>(QStringLiteral("other_runs"));
    QTRY_COMPARE(others->rowCount(), 2);
    for (int row = 0; row < 2; ++row)
        QVERIFY2(others->item(row, 0)->text().endsWith(QStringLiteral(" of 20")) ||
                     others->item(row, 0)->text() == QStringLiteral("lost"),
                 qPrintable(others->item(row, 0)->text()));
}

void TestInspectorPage::missingDatasetIsSaid() {
    DemoWorkspace other;
    const qint64 run = other.add({});
    QVERIFY(std::filesystem::remove_all(other.context.workspace.data()) > 0);
    InspectorPage page(&other.context, &other.selection);
    page.show();
    QTRY_COMPARE(page.shownRun(), run);
    QTRY_VERIFY(page.findChild<MessageBar*>()->text().contains(QStringLiteral("Prepare it again")));
    QTRY_VERIFY(page.findChild<CandidatesModel*>()->index(0).data().toString().startsWith(QStringLiteral("Item ")));
}

void TestInspectorPage::runWithoutDetailsIsSaid() {
    DemoWorkspace other(false);
    other.dataset.test.assign(1, 0);
    other.dataset.train.assign(1, {});
    DemoRun demo;
    demo.details = false;
    other.add(demo);
    InspectorPage page(&other.context, &other.selection);
    page.show();
    auto* text = page.findChild<QLabel*>(QStringLiteral("inspector_empty_text"));
    QTRY_VERIFY(text->text().contains(QStringLiteral("has none")));
}

QTEST_MAIN(TestInspectorPage)
#include "tst_inspector_page.moc"
