// The main window: pages and their connections. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/main_window.h"

#include <QAction>
#include <QActionGroup>
#include <QCloseEvent>
#include <QDropEvent>
#include <QHBoxLayout>
#include <QListWidget>
#include <QMenuBar>
#include <QMimeData>
#include <QStackedWidget>
#include <QUrl>
#include <QVBoxLayout>

#include "common/message_bar.h"
#include "compare/compare_page.h"
#include "data/data_page.h"
#include "experiment/experiment_page.h"
#include "inspector/inspector_page.h"
#include "live_run/live_run_page.h"
#include "models/models_page.h"
#include "retrieval/retrieval_page.h"
#include "runs/run_text.h"
#include "runs/runs_page.h"

MainWindow::MainWindow(AppContext* context, AppSettings* settings, const QString& workerProgram)
    : m_context(context), m_settings(settings), m_queue(context, workerProgram) {
    setObjectName(QStringLiteral("main_window"));
    setWindowTitle(tr("%1 \u2013 Rerank Workbench").arg(context->workspaceName));
    setWindowIcon(pageicons::program());
    setAcceptDrops(true);

    auto* centre = new QWidget(this);
    auto* row = new QHBoxLayout(centre);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    m_list = new QListWidget(centre);
    m_list->setObjectName(QStringLiteral("page_list"));
    m_list->setAccessibleName(tr("Pages"));
    m_list->setFrameShape(QFrame::NoFrame);
    const int icon = fontMetrics().height() * 4 / 3;
    m_list->setIconSize(QSize(icon, icon));
    m_list->setSpacing(2);
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setFixedWidth(fontMetrics().averageCharWidth() * 20);
    m_line = new QFrame(centre);
    m_line->setFrameShape(QFrame::VLine);
    m_line->setFrameShadow(QFrame::Plain);
    auto* column = new QVBoxLayout;
    column->setSpacing(0);
    m_message = new MessageBar(centre);
    m_stack = new QStackedWidget(centre);
    column->addWidget(m_message);
    column->addWidget(m_stack, 1);
    row->addWidget(m_list);
    row->addWidget(m_line);
    row->addLayout(column, 1);
    setCentralWidget(centre);

    makePages(workerProgram);
    makeMenus();
    makeStatusBar();
    connectPages();
    updateIcons();
    updateActions();

    const QByteArray geometry = m_settings->value(AppSettings::Key::geometry).toByteArray();
    if (geometry.isEmpty() || !restoreGeometry(geometry)) resize(1280, 820);
    showPage(m_settings->value(AppSettings::Key::lastPage).toString());
    if (m_list->currentRow() < 0) m_list->setCurrentRow(0);
    if (m_context->store->read_only())
        m_message->showMessage(MessageBar::Kind::warning, tr("This workspace can only be read."),
                               QString::fromStdString(m_context->store->read_only_reason()));
}

void MainWindow::addPage(const QString& name, const QString& title, pageicons::Shape shape, int number,
                         QWidget* page) {
    auto* item = new QListWidgetItem(title, m_list);
    item->setSizeHint(QSize(0, fontMetrics().height() * 5 / 2));
    item->setToolTip(tr("%1 (Ctrl+%2)").arg(title).arg(number));
    m_stack->addWidget(page);
    auto* action = new QAction(title, this);
    action->setObjectName(QStringLiteral("page_") + name);
    action->setShortcut(QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_0 + number)));
    connect(action, &QAction::triggered, this, [this, name] { showPage(name); });
    m_pages.append({name, shape, page, action});
}

void MainWindow::makePages(const QString& workerProgram) {
    m_experiment = new ExperimentPage(m_context, &m_selection, &m_queue, m_stack);
    m_live = new LiveRunPage(m_context, &m_selection, &m_queue, m_stack);
    m_inspector = new InspectorPage(m_context, &m_selection, workerProgram, m_stack);
    m_retrieval = new RetrievalPage(m_context, &m_selection, workerProgram, m_stack);
    m_runs = new RunsPage(m_context, &m_selection, m_stack);
    m_compare = new ComparePage(m_context, &m_selection, m_stack);
    m_data = new DataPage(m_context, m_stack);
    m_models = new ModelsPage(m_context, m_settings, m_stack);
    addPage(QStringLiteral("experiment"), tr("Experiment"), pageicons::Shape::experiment, 1, m_experiment);
    addPage(QStringLiteral("live"), tr("Live run"), pageicons::Shape::live, 2, m_live);
    addPage(QStringLiteral("inspector"), tr("Inspector"), pageicons::Shape::inspector, 3, m_inspector);
    addPage(QStringLiteral("retrieval"), tr("Retrieval"), pageicons::Shape::retrieval, 8, m_retrieval);
    addPage(QStringLiteral("runs"), tr("Runs"), pageicons::Shape::runs, 5, m_runs);
    addPage(QStringLiteral("compare"), tr("Compare"), pageicons::Shape::compare, 6, m_compare);
    addPage(QStringLiteral("data"), tr("Data"), pageicons::Shape::data, 7, m_data);
    addPage(QStringLiteral("models"), tr("Models"), pageicons::Shape::models, 9, m_models);
}

void MainWindow::connectPages() {
    connect(m_list, &QListWidget::currentRowChanged, m_stack, &QStackedWidget::setCurrentIndex);
    connect(m_list, &QListWidget::currentRowChanged, this, &MainWindow::updateActions);
    connect(m_experiment, &ExperimentPage::runStarted, this, [this](qint64 run) {
        if (m_queue.current() == run) showPage(QStringLiteral("live"));
    });
    connect(m_experiment, &ExperimentPage::importRequested, this, [this] { importData(); });
    connect(m_data, &DataPage::datasetsChanged, m_experiment, &ExperimentPage::refresh);
    connect(m_data, &DataPage::useRequested, this, [this](const wb::PreparedInfo& info) {
        showPage(QStringLiteral("experiment"));
        m_experiment->useDataset(info);
    });
    connect(m_models, &ModelsPage::modelsChanged, m_experiment, &ExperimentPage::refresh);
    connect(m_models, &ModelsPage::useRequested, this, [this](const QString& model) {
        showPage(QStringLiteral("experiment"));
        m_experiment->useModel(model);
    });
    connect(m_live, &LiveRunPage::newExperimentRequested, this, [this] { showPage(QStringLiteral("experiment")); });
    connect(m_live, &LiveRunPage::inspectRequested, this, &MainWindow::inspect);
    connect(m_live, &LiveRunPage::actionsChanged, this, &MainWindow::updateActions);
    connect(m_runs, &RunsPage::openRun, this, &MainWindow::inspect);
    connect(m_inspector, &InspectorPage::newRunRequested, m_experiment, &ExperimentPage::startSample);
    connect(m_retrieval, &RetrievalPage::newRunRequested, m_experiment, &ExperimentPage::startSample);
    connect(m_runs, &RunsPage::resumeRun, this, &MainWindow::resumeRun);
    connect(m_runs, &RunsPage::duplicateRun, this, [this](qint64 run) {
        showPage(QStringLiteral("experiment"));
        m_experiment->loadRun(run);
    });
    connect(m_compare, &ComparePage::openRun, this, &MainWindow::inspect);
    connect(m_runs, &RunsPage::compareRequested, this, [this] { showPage(QStringLiteral("compare")); });
    connect(m_runs, &RunsPage::newRunRequested, m_experiment, &ExperimentPage::startSample);
    connect(&m_queue, &RunQueue::started, &m_selection, &Selection::announceRunsChanged);
    connect(&m_queue, &RunQueue::ended, this, &MainWindow::runEnded);
    connect(&m_queue, &RunQueue::queueChanged, this, &MainWindow::updateStatus);
    connect(m_queue.feed(), &RunFeed::changed, this, [this] {
        if (!m_statusTimer.isActive()) m_statusTimer.start();
    });
    // The status bar needs no more than a few changes a second.
    m_statusTimer.setSingleShot(true);
    m_statusTimer.setInterval(200);
    connect(&m_statusTimer, &QTimer::timeout, this, &MainWindow::updateStatus);
    m_storeTimer.setInterval(3000);
    connect(&m_storeTimer, &QTimer::timeout, this, &MainWindow::lookAtStore);
    m_storeTimer.start();
}

void MainWindow::makeMenus() {
    const auto add = [](QMenu* menu, const QString& name, const QString& text, const QKeySequence& keys) {
        QAction* action = menu->addAction(text);
        action->setObjectName(name);
        action->setShortcut(keys);
        return action;
    };
    QMenu* file = menuBar()->addMenu(tr("&File"));
    connect(add(file, QStringLiteral("open_workspace"), tr("Open workspace..."), QKeySequence(Qt::CTRL | Qt::Key_O)),
            &QAction::triggered, this, &MainWindow::openWorkspace);
    connect(add(file, QStringLiteral("import_my_data"), tr("Import my data..."), QKeySequence(Qt::CTRL | Qt::Key_I)),
            &QAction::triggered, this, [this] { importData(); });
    file->addSeparator();
    connect(add(file, QStringLiteral("quit"), tr("Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q)), &QAction::triggered,
            this, &QWidget::close);

    QMenu* run = menuBar()->addMenu(tr("&Run"));
    m_start = add(run, QStringLiteral("run_start"), tr("Start"), QKeySequence(Qt::Key_F5));
    m_resume = add(run, QStringLiteral("run_resume"), tr("Resume"), QKeySequence(Qt::CTRL | Qt::Key_F5));
    m_stop = add(run, QStringLiteral("run_stop"), tr("Stop"), QKeySequence(Qt::SHIFT | Qt::Key_F5));
    run->addSeparator();
    QAction* sample = run->addAction(tr("Run the sample"));
    sample->setObjectName(QStringLiteral("run_sample_action"));
    connect(sample, &QAction::triggered, m_experiment, &ExperimentPage::startSample);
    connect(m_start, &QAction::triggered, this, [this] {
        showPage(QStringLiteral("experiment"));
        m_experiment->start();
    });
    connect(m_resume, &QAction::triggered, m_live, &LiveRunPage::resumeRun);
    connect(m_stop, &QAction::triggered, m_live, &LiveRunPage::stopRun);

    QMenu* view = menuBar()->addMenu(tr("&View"));
    for (const Page& page : m_pages) view->addAction(page.action);
    view->addSeparator();
    connect(add(view, QStringLiteral("plots_as_tables"), tr("Plots as tables"), QKeySequence(Qt::CTRL | Qt::Key_T)),
            &QAction::triggered, this, &MainWindow::toggleTables);
    QAction* full = add(view, QStringLiteral("full_screen"), tr("Full screen"), QKeySequence(Qt::Key_F11));
    full->setCheckable(true);
    connect(full, &QAction::toggled, this, [this](bool on) { on ? showFullScreen() : showNormal(); });
    QMenu* language = view->addMenu(tr("Language"));
    auto* group = new QActionGroup(this);
    // Languages are written in themselves.
    for (const auto& [code, title] : {std::pair{QStringLiteral("system"), tr("As the system")},
                                      std::pair{QStringLiteral("en"), QStringLiteral("English")},
                                      std::pair{QStringLiteral("vi"), QStringLiteral("Ti\u1ebfng Vi\u1ec7t")}}) {
        QAction* action = language->addAction(title);
        action->setObjectName(QStringLiteral("language_") + code);
        action->setCheckable(true);
        action->setChecked(m_settings->value(AppSettings::Key::language).toString() == code);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, wanted = code] { setLanguage(wanted); });
    }

    QMenu* help = menuBar()->addMenu(tr("&Help"));
    connect(add(help, QStringLiteral("shortcuts"), tr("Shortcuts"), QKeySequence(Qt::CTRL | Qt::Key_Question)),
            &QAction::triggered, this, [this] {
                QStringList lines;
                for (const QAction* action : findChildren<QAction*>()) {
                    if (action->shortcut().isEmpty()) continue;
                    lines << tr("%1: %2", "action, keys")
                                 .arg(QString(action->text()).remove(QLatin1Char('&')),
                                      action->shortcut().toString(QKeySequence::NativeText));
                }
                m_context->dialogs->inform(this, tr("Shortcuts"), lines.join(QLatin1Char('\n')));
            });
    QAction* about = help->addAction(tr("About Rerank Workbench"));
    about->setObjectName(QStringLiteral("about"));
    connect(about, &QAction::triggered, this, [this] {
        m_context->dialogs->inform(this, tr("About Rerank Workbench"),
                                   tr("Rerank Workbench %1\nA workbench for two-stage recommendation research.\n"
                                      "Free software under the GNU General Public License, version 3 or later.")
                                       .arg(QStringLiteral(WB_VERSION)));
    });
}

void MainWindow::showPage(const QString& name) {
    for (qsizetype i = 0; i < m_pages.size(); ++i)
        if (m_pages[i].name == name) m_list->setCurrentRow(static_cast<int>(i));
}

QString MainWindow::currentPage() const {
    const int row = m_list->currentRow();
    return row < 0 ? QString() : m_pages[row].name;
}

QStringList MainWindow::pages() const {
    QStringList names;
    for (const Page& page : m_pages) names << page.name;
    return names;
}

void MainWindow::updateActions() {
    m_resume->setEnabled(m_live->canResume());
    m_stop->setEnabled(m_live->canStop());
}

void MainWindow::inspect(qint64 run) {
    const auto row = m_context->store->find_run(run);
    m_selection.setCurrentRun(run);
    // A run without results is better seen on the page that says how far it came.
    if (!row || row->status != wb::RunStatus::finished) {
        showPage(QStringLiteral("live"));
        return;
    }
    m_inspector->openRun(run);
    showPage(QStringLiteral("inspector"));
}

void MainWindow::toggleTables() {
    if (currentPage() == QLatin1String("live")) m_live->toggleTables();
    if (currentPage() == QLatin1String("inspector")) m_inspector->toggleTables();
    if (currentPage() == QLatin1String("compare")) m_compare->toggleTables();
    if (currentPage() == QLatin1String("data")) m_data->toggleTables();
}

void MainWindow::importData(const QStringList& paths) {
    showPage(QStringLiteral("data"));
    m_data->importData(paths);
}

void MainWindow::resumeRun(qint64 run) {
    m_selection.setCurrentRun(run);
    showPage(QStringLiteral("live"));
    m_queue.enqueue(run);
}

void MainWindow::runEnded(qint64 run, wb::RunStatus status) {
    m_selection.announceRunsChanged();
    updateStatus();
    if (m_closing) {
        QTimer::singleShot(0, this, &QWidget::close);
        return;
    }
    if (status != wb::RunStatus::finished || m_selection.currentRun() != run ||
        currentPage() != QLatin1String("live"))
        return;
    // Without a reranker there are no probabilities to inspect, but lists.
    const auto row = m_context->store->find_run(run);
    if (row && run_text::lastStage(*row) == 1) {
        m_retrieval->openRun(run);
        showPage(QStringLiteral("retrieval"));
    } else {
        inspect(run);
    }
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (m_queue.isBusy()) {
        event->ignore();
        if (m_closing) return;
        const int answer =
            m_context->dialogs->ask(this, tr("A run is working"),
                                    tr("Run %1 is still working. Stopping writes a checkpoint, and the run can be "
                                       "resumed later.")
                                        .arg(m_queue.current()),
                                    {tr("Stop and quit"), tr("Cancel")});
        if (answer != 0) return;
        m_closing = true;
        if (m_queue.isBusy()) {
            m_message->showMessage(MessageBar::Kind::info, tr("Stopping the run before the window closes."), {});
            m_message->setAction(tr("End it now"), [this] { m_queue.kill(); });
            m_queue.stopAndClear();
            return;
        }
        event->accept();  // it ended while the question was open
    }
    if (m_models->isDownloading() &&
        m_context->dialogs->ask(this, tr("A model is being downloaded"),
                                tr("What has come so far is kept, and the next download goes on from there."),
                                {tr("Stop and quit"), tr("Cancel")}) != 0) {
        m_closing = false;
        event->ignore();
        return;
    }
    m_settings->setValue(AppSettings::Key::geometry, saveGeometry());
    m_settings->setValue(AppSettings::Key::lastPage, currentPage());
    m_settings->setValue(AppSettings::Key::lastWorkspace, QString::fromStdString(m_context->workspace.root.string()));
    QMainWindow::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    QStringList paths;
    for (const QUrl& url : event->mimeData()->urls())
        if (url.isLocalFile()) paths << url.toLocalFile();
    if (paths.isEmpty()) return;
    event->acceptProposedAction();
    // After the drop has ended: the other program waits for it.
    QTimer::singleShot(0, this, [this, paths] { importData(paths); });
}
