// The Experiment page and the main window around it, used as a person does.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <cmath>
#include <csignal>

#include "common/message_bar.h"
#include "experiment/experiment_page.h"
#include "form/param_form.h"
#include "live_run/live_run_page.h"
#include "plot/series_plot.h"
#include "tests/widgets/demo_workspace.h"
#include "widgets/fake_worker.h"
#include "window/main_window.h"

namespace {

struct Bench {
    explicit Bench(const QString& script = QString()) : worker(script), settings(folder.path()) {
        context.workspace = wb::Workspace::open((folder.path() + QStringLiteral("/ws")).toStdString());
        context.workspaceName = QStringLiteral("ws");
        context.store = std::make_shared<wb::Store>(context.workspace.store_file());
        context.registry = &wb::builtin_methods();
        context.dialogs = &dialogs;
    }
    QTemporaryDir folder;
    FakeWorker worker;
    ScriptedDialogs dialogs;
    AppContext context;
    AppSettings settings;
};

template <class T>
T* child(QWidget& parent, const char* name) {
    return parent.findChild<T*>(QString::fromLatin1(name));
}

/// A radio button reacts on its circle and its text alone.
void check(QRadioButton* button) {
    QTest::mouseClick(button, Qt::LeftButton, {}, QPoint(8, button->height() / 2));
}

/// Shortcuts work in an active window only.
void open(MainWindow& window) {
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
}

void type(QWidget* field, const QString& text) {
    auto* edit = qobject_cast<QLineEdit*>(field);
    if (!edit) edit = field->findChild<QLineEdit*>();
    edit->setFocus();
    edit->selectAll();
    QTest::keyClicks(edit, text);
}

}  // namespace

class TestExperimentPage : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void aWrongValueIsExplainedAtItsField();
    void theCommandLineFollowsTheForm();
    void theTaskDecidesWhatIsAsked();
    void languageModelsAreOffered();
    void listsOfAnEarlierRunAreChosen();
    void withoutARunStage1HasToBeTrainedFirst();
    void aProblemIsSaidOnce();
    void allProblemsAreListed();
    void aStoredRunFillsTheForm();
    void theSampleStartsWithOneClick();
    void aSecondRunWaits();
    void aKillLeavesTheWindowAlive();
    void closingAsksWhileARunWorks();
    void anInterruptedRunIsOfferedAtTheStart();
    void pagesHaveShortcutsThatDoNotClash();
    void theLastPageIsRemembered();
    void darkPalettesAreFollowed();
};

void TestExperimentPage::aWrongValueIsExplainedAtItsField() {
    Bench bench;
    MainWindow window(&bench.context, &bench.settings, bench.worker.program());
    open(window);
    auto& page = *window.experimentPage();
    auto* start = child<QPushButton>(page, "start_run");
    QTRY_VERIFY(start->isEnabled());
    type(child<QWidget>(page, "retrieval_epochs"), QStringLiteral("-3"));
    auto* words = child<QLabel>(page, "retrieval_epochs_problem");
    QTRY_VERIFY(!words->text().isEmpty());
    QTRY_VERIFY(!start->isEnabled());
    QVERIFY(child<QLabel>(page, "problem_summary")->text().contains(QStringLiteral("1")));
    // Text that is no number at all.
    type(child<QWidget>(page, "job_seed"), QStringLiteral("abc"));
    QTRY_VERIFY(!child<QLabel>(page, "job_seed_problem")->text().isEmpty());
    QCOMPARE(page.problems().size(), std::size_t(2));
    QTest::keyClick(&window, Qt::Key_F5);
    QVERIFY(bench.context.store->list_runs().empty());
    type(child<QWidget>(page, "retrieval_epochs"), QStringLiteral("3"));
    type(child<QWidget>(page, "job_seed"), QStringLiteral("7"));
    QTRY_VERIFY(start->isEnabled());
    QVERIFY(words->text().isEmpty());
}

void TestExperimentPage::theCommandLineFollowsTheForm() {
    Bench bench;
    MainWindow window(&bench.context, &bench.settings, bench.worker.program());
    open(window);
    auto& page = *window.experimentPage();
    auto* line = child<QPlainTextEdit>(page, "command_line");
    QTRY_VERIFY(line->toPlainText().startsWith(QStringLiteral("rerank train-pipeline")));
    QVERIFY(!line->toPlainText().contains(QStringLiteral("epochs")));
    type(child<QWidget>(page, "retrieval_epochs"), QStringLiteral("3"));
    QTRY_VERIFY(line->toPlainText().contains(QStringLiteral("--retrieval-epochs 3")));
    type(child<QWidget>(page, "run_name"), QStringLiteral("it's mine"));
    QTRY_VERIFY(line->toPlainText().contains(QStringLiteral("--name 'it'\\''s mine'")));
    QTest::mouseClick(child<QPushButton>(page, "copy_command"), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), line->toPlainText());
    QVERIFY(child<QPlainTextEdit>(page, "config_json")->toPlainText().contains(QStringLiteral("lrurec")));
}

void TestExperimentPage::theTaskDecidesWhatIsAsked() {
    Bench bench;
    MainWindow window(&bench.context, &bench.settings, bench.worker.program());
    open(window);
    auto& page = *window.experimentPage();
    auto* retrieval = child<QComboBox>(page, "retrieval_method");
    auto* rerank = child<QComboBox>(page, "rerank_method");
    QTRY_VERIFY(retrieval->isVisible() && rerank->isVisible());
    check(child<QRadioButton>(page, "task_train_retrieval"));
    QTRY_VERIFY(!rerank->isVisible());
    QCOMPARE(page.request().task, std::string(wb::task_train_retrieval));
    QVERIFY(page.request().rerank_method.empty());
    check(child<QRadioButton>(page, "task_train_rerank"));
    QTRY_VERIFY(rerank->isVisible() && !retrieval->isVisible());
    auto* mode = child<QComboBox>(page, "candidates_mode");
    mode->setCurrentIndex(mode->findData(QStringLiteral("retrieval")));
    QTRY_VERIFY(retrieval->isVisible());
    QVERIFY(!child<QWidget>(page, "candidates_rerank_eval_candidates")->isVisible());
    QVERIFY(child<QWidget>(page, "candidates_rerank_top_k")->isVisible());
}

void TestExperimentPage::languageModelsAreOffered() {
    DemoWorkspace demo;
    RunQueue queue(&demo.context, QString());
    ExperimentPage page(&demo.context, &demo.selection, &queue);
    auto* method = child<QComboBox>(page, "rerank_method");
    QVERIFY(!child<QToolButton>(page, "rerank_model_offers"));  // BERT4Rec needs none
    method->setCurrentIndex(method->findData(QStringLiteral("qwen")));
    auto* button = child<QToolButton>(page, "rerank_model_offers");
    QVERIFY(button);
    auto* field = child<QLineEdit>(page, "rerank_model");
    const auto entry = [&](const QString& start) -> QAction* {
        Q_EMIT button->menu()->aboutToShow();
        for (QAction* action : button->menu()->actions())
            if (action->text().startsWith(start)) return action;
        return nullptr;
    };
    QVERIFY(entry(QStringLiteral("Automatic: Qwen3-")) && entry(QStringLiteral("Automatic"))->isChecked());
    QVERIFY(entry(QStringLiteral("Qwen3-tiny")) && entry(QStringLiteral("Qwen3-tiny"))->isEnabled());
    QVERIFY(entry(QStringLiteral("Qwen3-tiny"))->text().contains(QStringLiteral("built in")));
    entry(QStringLiteral("Qwen3-tiny"))->trigger();
    QCOMPARE(field->text(), QStringLiteral("qwen3-tiny"));
    QVERIFY(entry(QStringLiteral("Qwen3-tiny"))->isChecked());
    QCOMPARE(page.request().values.at("rerank.model"), std::string("qwen3-tiny"));
    if (QAction* missing = entry(QStringLiteral("Qwen3-1.7B (not"))) {
        QVERIFY(!missing->isEnabled());
        QVERIFY(missing->toolTip().contains(QStringLiteral("rerank models --get qwen3-1.7b")));
    }
}

namespace {

/// "Reranker only" with lists of stage 1.
void chooseRerankerOnly(ExperimentPage& page) {
    check(child<QRadioButton>(page, "task_train_rerank"));
    auto* mode = child<QComboBox>(page, "candidates_mode");
    mode->setCurrentIndex(mode->findData(QStringLiteral("retrieval")));
}

}  // namespace

void TestExperimentPage::listsOfAnEarlierRunAreChosen() {
    DemoWorkspace demo;
    DemoRun run;
    run.name = "first";
    const qint64 first = demo.add(run);
    run.name = "second";
    run.seed = 7;
    const qint64 second = demo.add(run);
    run.name = "lists of another";
    run.task = wb::task_train_rerank;
    demo.add(run);
    run.task = wb::task_train_pipeline;
    run.end = wb::RunStatus::failed;
    demo.add(run);
    RunQueue queue(&demo.context, QString());
    ExperimentPage page(&demo.context, &demo.selection, &queue);
    page.resize(1200, 900);
    page.show();
    page.refresh();
    chooseRerankerOnly(page);
    auto* lists = child<QComboBox>(page, "candidates_source_run");
    QTRY_VERIFY(lists->isVisible());
    // The newest, the two that trained stage 1 on this data, and no more; one with the form's seed is meant by
    // default.
    QTRY_COMPARE(lists->count(), 3);
    QCOMPARE(lists->itemText(0), QStringLiteral("the newest (run %1)").arg(first));
    QCOMPARE(lists->itemData(1).toLongLong(), second);
    QVERIFY2(lists->itemText(1).startsWith(QStringLiteral("Run %1: second, seed 7, Recall@20 ").arg(second)),
             qPrintable(lists->itemText(1)));
    QVERIFY(lists->view()->minimumWidth() >= lists->fontMetrics().horizontalAdvance(lists->itemText(1)));
    QVERIFY(child<QComboBox>(page, "retrieval_method")->isVisible());
    for (const char* name :
         {"retrieval_preset", "retrieval_epochs", "retrieval_advanced", "candidates_retrieval_top_k"})
        QVERIFY2(!child<QWidget>(page, name)->isVisible(), name);
    QVERIFY(!page.commandLine().contains(QStringLiteral("--source-run")));
    lists->setCurrentIndex(2);
    Q_EMIT lists->activated(2);
    QTRY_VERIFY(child<QPlainTextEdit>(page, "command_line")
                    ->toPlainText()
                    .contains(QStringLiteral("--source-run %1").arg(first)));
    QTRY_VERIFY2(page.problems().empty(), page.problems().empty() ? "" : page.problems().front().what.c_str());
    // A stored run brings its choice; the other tasks know none.
    page.setRequest(page.request());
    QCOMPARE(page.request().values.at("candidates.source_run"), std::to_string(first));
    check(child<QRadioButton>(page, "task_train_pipeline"));
    QTRY_VERIFY(!lists->isVisible() && child<QWidget>(page, "retrieval_epochs")->isVisible());
    QVERIFY(!page.request().values.contains("candidates.source_run"));
}

void TestExperimentPage::withoutARunStage1HasToBeTrainedFirst() {
    DemoWorkspace demo;
    RunQueue queue(&demo.context, QString());
    ExperimentPage page(&demo.context, &demo.selection, &queue);
    page.resize(1200, 900);
    page.show();
    page.refresh();
    chooseRerankerOnly(page);
    auto* words = child<QLabel>(page, "candidates_source_run_problem");
    QTRY_VERIFY(words->isVisible());
    QVERIFY2(words->text().contains(QStringLiteral("Stage 1 has to be trained first")), qPrintable(words->text()));
    QVERIFY(!child<QPushButton>(page, "start_run")->isEnabled());
}

void TestExperimentPage::aProblemIsSaidOnce() {
    Bench bench;
    MainWindow window(&bench.context, &bench.settings, bench.worker.program());
    open(window);
    auto& page = *window.experimentPage();
    type(child<QWidget>(page, "retrieval_epochs"), QStringLiteral("-3"));
    auto* words = child<QLabel>(page, "retrieval_epochs_problem");
    QTRY_VERIFY(!words->text().isEmpty());
    QCOMPARE(words->text().count(QStringLiteral("a whole number")), 1);
    // Advice that says more stays.
    type(child<QWidget>(page, "retrieval_epochs"), QStringLiteral("3"));
    auto* choice = child<QComboBox>(page, "rerank_method");
    QVERIFY(choice->count() > 0);
    wb::ExperimentRequest request = page.request();
    request.values["candidates.mode"] = "retrieval";
    request.values["candidates.rerank_top_k"] = "500";
    page.setRequest(request);
    auto* top = child<QLabel>(page, "candidates_rerank_top_k_problem");
    QTRY_VERIFY2(top->text().contains(QStringLiteral("raise retrieval_top_k")), qPrintable(top->text()));
}

void TestExperimentPage::allProblemsAreListed() {
    Bench bench;
    MainWindow window(&bench.context, &bench.settings, bench.worker.program());
    open(window);
    auto& page = *window.experimentPage();
    type(child<QWidget>(page, "retrieval_epochs"), QStringLiteral("-3"));
    type(child<QWidget>(page, "job_seed"), QStringLiteral("abc"));
    // Lists of a run are known to the workspace alone, and are said together with the rest.
    chooseRerankerOnly(page);
    type(child<QWidget>(page, "rerank_epochs"), QStringLiteral("-1"));
    auto* list = child<QLabel>(page, "config_warnings");
    QTRY_VERIFY2(page.problems().size() == 3, qPrintable(list->text()));
    for (const auto& problem : page.problems())
        QVERIFY2(list->text().contains(QString::fromStdString(problem.what)), problem.what.c_str());
}

void TestExperimentPage::aStoredRunFillsTheForm() {
    Bench bench;
    MainWindow window(&bench.context, &bench.settings, bench.worker.program());
    auto& page = *window.experimentPage();
    wb::ExperimentRequest request;
    request.task = wb::task_train_pipeline;
    request.retrieval_method = "lrurec";
    request.rerank_method = "bert4rec";
    request.values = {
        {"retrieval.epochs", "3"}, {"candidates.mode", "retrieval"}, {"job.seed", "11"}, {"data.min_uc", "4"}};
    const auto wanted = wb::resolve(wb::builtin_methods(), request);
    QVERIFY(wanted.config);
    page.setRequest(wb::request_from_config(*wanted.config), QStringLiteral("again"));
    const auto back = wb::resolve(wb::builtin_methods(), page.request());
    QVERIFY2(back.config, back.problems.empty() ? "" : back.problems.front().what.c_str());
    QVERIFY(*back.config == *wanted.config);
    QCOMPARE(child<QLineEdit>(page, "run_name")->text(), QStringLiteral("again"));
}

void TestExperimentPage::theSampleStartsWithOneClick() {
    Bench bench(QStringLiteral("cat events; while [ ! -e go ]; do sleep 0.02; done; cat end\n"));
    bench.worker.lines(QStringLiteral("events"), {scalarOf(1, 1, 5.5), scalarOf(1, 2, 5.4)});
    bench.worker.lines(QStringLiteral("end"), {eventOf(1, 9, wb::EndedEvent{wb::RunStatus::finished, {}, {}, {}})});
    MainWindow window(&bench.context, &bench.settings, bench.worker.program());
    open(window);
    auto* sample = child<QPushButton>(window, "run_sample");
    QVERIFY(sample->isVisible());
    QTest::mouseClick(sample, Qt::LeftButton);
    QCOMPARE(window.currentPage(), QStringLiteral("live"));
    const auto runs = bench.context.store->list_runs();
    QCOMPARE(runs.size(), std::size_t(1));
    QCOMPARE(runs.front().dataset, std::string("sample"));
    QTRY_COMPARE_WITH_TIMEOUT(window.livePage()->lossPlot()->pointsShown(), 2, 2000);
    QFile go(bench.worker.folder() + QStringLiteral("/go"));
    QVERIFY(go.open(QIODevice::WriteOnly));
    QTRY_VERIFY(!window.queue()->isBusy());
    if (window.pages().contains(QStringLiteral("inspector")))
        QTRY_COMPARE(window.currentPage(), QStringLiteral("inspector"));
    QVERIFY(!sample->isVisible());
}

void TestExperimentPage::aSecondRunWaits() {
    Bench bench(QStringLiteral("exec sleep 600\n"));
    MainWindow window(&bench.context, &bench.settings, bench.worker.program());
    open(window);
    auto& page = *window.experimentPage();
    auto* start = child<QPushButton>(page, "start_run");
    QTRY_VERIFY(start->isEnabled());
    QTest::mouseClick(start, Qt::LeftButton);
    QCOMPARE(window.currentPage(), QStringLiteral("live"));
    window.showPage(QStringLiteral("experiment"));
    QTRY_COMPARE(start->text(), QStringLiteral("Add to the queue"));
    QTest::mouseClick(start, Qt::LeftButton);
    QCOMPARE(window.currentPage(), QStringLiteral("experiment"));
    QCOMPARE(window.queue()->waiting().size(), 1);
    QTRY_VERIFY(child<QLabel>(window, "status_waiting")->text().contains(QStringLiteral("1")));
    window.queue()->stopAndClear();
    QTRY_VERIFY(!window.queue()->isBusy());
}

void TestExperimentPage::aKillLeavesTheWindowAlive() {
    Bench bench(QStringLiteral("exec sleep 600\n"));
    MainWindow window(&bench.context, &bench.settings, bench.worker.program());
    open(window);
    QTRY_VERIFY(child<QPushButton>(window, "start_run")->isEnabled());
    QTest::keyClick(&window, Qt::Key_F5);
    QTRY_VERIFY(window.queue()->client()->processId() > 0);
    QTRY_COMPARE(window.queue()->client()->state(), WorkerClient::State::running);
    QCOMPARE(::kill(static_cast<pid_t>(window.queue()->client()->processId()), SIGKILL), 0);
    QTRY_VERIFY(!window.queue()->isBusy());
    QCOMPARE(bench.context.store->list_runs().front().status, wb::RunStatus::interrupted);
    QVERIFY(window.isVisible());
    QTRY_VERIFY(window.livePage()->canResume());
    QTRY_VERIFY(window.findChild<QAction*>(QStringLiteral("run_resume"))->isEnabled());
}

void TestExperimentPage::closingAsksWhileARunWorks() {
    Bench bench(QStringLiteral("trap 'exit 130' TERM\nwhile :; do sleep 0.02; done\n"));
    MainWindow window(&bench.context, &bench.settings, bench.worker.program());
    open(window);
    QTRY_VERIFY(child<QPushButton>(window, "start_run")->isEnabled());
    QTest::keyClick(&window, Qt::Key_F5);
    QTRY_COMPARE(window.queue()->client()->state(), WorkerClient::State::running);
    bench.dialogs.choices = {1};
    window.close();
    QVERIFY(window.isVisible());
    QVERIFY(window.queue()->isBusy());
    bench.dialogs.choices = {0};
    window.close();
    QVERIFY2(window.isVisible(), "the window waits for the worker's checkpoint");
    QTRY_VERIFY(!window.isVisible());
    QCOMPARE(bench.dialogs.asked.size(), 2);
}

void TestExperimentPage::anInterruptedRunIsOfferedAtTheStart() {
    Bench bench(QStringLiteral("touch started; exec sleep 600\n"));
    wb::NewRun run;
    run.name = "left";
    run.task = wb::task_train_pipeline;
    run.dataset = "sample";
    const qint64 id = bench.context.store->create_run(run);
    wb::Owner gone = wb::Owner::self();
    gone.process_start -= 1;  // the pid lives, but it is another process
    QVERIFY(bench.context.store->claim(id, gone));
    MainWindow window(&bench.context, &bench.settings, bench.worker.program());
    open(window);
    window.offerResume(bench.context.store->mark_interrupted());
    auto* bar = window.centralWidget()->findChild<MessageBar*>(QString(), Qt::FindDirectChildrenOnly);
    QVERIFY(bar && bar->isVisible());
    QVERIFY2(bar->text().contains(QStringLiteral("Run 1 was interrupted")), qPrintable(bar->text()));
    QTest::mouseClick(bar->findChild<QPushButton*>(QStringLiteral("message_bar_action")), Qt::LeftButton);
    QCOMPARE(window.queue()->current(), id);
    QCOMPARE(window.currentPage(), QStringLiteral("live"));
    window.queue()->kill();
    QTRY_VERIFY(!window.queue()->isBusy());
}

void TestExperimentPage::pagesHaveShortcutsThatDoNotClash() {
    Bench bench;
    MainWindow window(&bench.context, &bench.settings, bench.worker.program());
    open(window);
    QHash<QString, QString> used;
    for (const QAction* action : window.findChildren<QAction*>()) {
        if (action->shortcut().isEmpty() || action->shortcutContext() != Qt::WindowShortcut) continue;
        const QString keys = action->shortcut().toString();
        QVERIFY2(!used.contains(keys), qPrintable(keys + QStringLiteral(": ") + action->text() +
                                                  QStringLiteral(" and ") + used.value(keys)));
        used.insert(keys, action->text());
    }
    QTest::keyClick(&window, Qt::Key_2, Qt::ControlModifier);
    QTRY_COMPARE(window.currentPage(), QStringLiteral("live"));
    QTest::keyClick(&window, Qt::Key_5, Qt::ControlModifier);
    QTRY_COMPARE(window.currentPage(), QStringLiteral("runs"));
    QTest::keyClick(&window, Qt::Key_1, Qt::ControlModifier);
    QTRY_COMPARE(window.currentPage(), QStringLiteral("experiment"));
}

void TestExperimentPage::theLastPageIsRemembered() {
    Bench bench;
    {
        MainWindow window(&bench.context, &bench.settings, bench.worker.program());
        open(window);
        window.showPage(QStringLiteral("runs"));
        window.close();
    }
    MainWindow window(&bench.context, &bench.settings, bench.worker.program());
    QCOMPARE(window.currentPage(), QStringLiteral("runs"));
}

void TestExperimentPage::darkPalettesAreFollowed() {
    Bench bench(QStringLiteral("cat events; exec sleep 600\n"));
    std::vector<wb::Event> events{
        eventOf(1, 1, wb::ReferenceLineEvent{"stage1/loss", "uniform: ln 300", 5.704}),
        eventOf(1, 1, wb::ProgressEvent{"stage1", "epoch 3 of 10, step 40 of 100", "", 40, 100, 75}),
        eventOf(1, 1, wb::WarningEvent{"X", "A warning to look at."}),
        eventOf(1, 1, wb::LogEvent{wb::LogLevel::error, "Y", "An error to look at."})};
    for (int i = 1; i <= 40; ++i) events.push_back(scalarOf(1, i, 5.8 - 0.03 * i + (i % 3) * 0.05));
    for (int e = 1; e <= 4; ++e)
        for (const char* name : {"stage1/val_recall@10", "stage1/val_ndcg@10", "stage1/epoch_loss"})
            events.push_back(eventOf(1, e, wb::ScalarEvent{name, e * 10, static_cast<double>(e), 1.0 * e, 0.1 * e}));
    bench.worker.lines(QStringLiteral("events"), events);
    const QPalette before = QApplication::palette();
    QPalette dark;
    const auto set = [&](QPalette::ColorRole role, const QColor& colour) { dark.setColor(role, colour); };
    set(QPalette::Window, QColor(0x2b, 0x2d, 0x30));
    set(QPalette::Base, QColor(0x1e, 0x1f, 0x22));
    set(QPalette::AlternateBase, QColor(0x26, 0x28, 0x2b));
    set(QPalette::Button, QColor(0x3a, 0x3d, 0x41));
    for (auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        set(role, QColor(0xe6, 0xe6, 0xe6));
    set(QPalette::Highlight, QColor(0x2f, 0x65, 0xca));
    set(QPalette::HighlightedText, Qt::white);
    MainWindow window(&bench.context, &bench.settings, bench.worker.program());
    window.resize(1280, 820);
    open(window);
    QApplication::setPalette(dark);
    QTRY_COMPARE(window.palette().color(QPalette::Window), dark.color(QPalette::Window));
    // Contrast of a label against its ground, as WCAG counts it.
    const auto light = [](const QColor& c) {
        const auto part = [](double v) { return v <= 0.03928 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
        return 0.2126 * part(c.redF()) + 0.7152 * part(c.greenF()) + 0.0722 * part(c.blueF());
    };
    const auto contrast = [&](const QColor& a, const QColor& b) {
        const double x = light(a), y = light(b);
        return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
    };
    for (const char* name : {"dataset_info", "retrieval_epochs_problem", "problem_summary"}) {
        const auto* label = child<QLabel>(window, name);
        const auto found = [&] {
            return contrast(label->palette().color(QPalette::WindowText), dark.color(QPalette::Window));
        };
        QTRY_VERIFY2(found() >= 4.5, qPrintable(QStringLiteral("%1: %2").arg(QLatin1String(name)).arg(found())));
    }
    const QString pictures = qEnvironmentVariable("WB_PICTURES");
    if (!pictures.isEmpty()) window.grab().save(pictures + QStringLiteral("/experiment_dark.png"));
    window.experimentPage()->startSample();
    QTRY_COMPARE(window.livePage()->lossPlot()->pointsShown(), 40);
    const QImage shot = window.livePage()->lossPlot()->grab().toImage();
    const QColor ground = shot.pixelColor(shot.width() / 3, shot.height() - 4);
    QVERIFY2(ground.lightnessF() < 0.3, qPrintable(ground.name()));
    if (!pictures.isEmpty()) {
        QTest::qWait(100);
        window.grab().save(pictures + QStringLiteral("/live_dark.png"));
    }
    window.queue()->stopAndClear();
    QTRY_VERIFY(!window.queue()->isBusy());
    QApplication::setPalette(before);
}

QTEST_MAIN(TestExperimentPage)
#include "tst_experiment_page.moc"
