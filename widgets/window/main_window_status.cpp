// The main window: status bar, icons, workspace and language. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QDateTime>
#include <QEvent>
#include <QFileInfo>
#include <QFrame>
#include <QLabel>
#include <QListWidget>
#include <QProcess>
#include <QProgressBar>
#include <QStatusBar>
#include <QToolButton>

#include "common/colours.h"
#include "common/message_bar.h"
#include "common/run_texts.h"
#include "window/main_window.h"

void MainWindow::makeStatusBar() {
    m_job = new QToolButton(this);
    m_job->setObjectName(QStringLiteral("status_job"));
    m_job->setAutoRaise(true);
    m_job->setToolTip(tr("Go to the run"));
    connect(m_job, &QToolButton::clicked, this, [this] {
        if (m_queue.isBusy()) m_selection.setCurrentRun(m_queue.current());
        showPage(QStringLiteral("live"));
    });
    m_bar = new QProgressBar(this);
    m_bar->setObjectName(QStringLiteral("status_progress"));
    m_bar->setAccessibleName(tr("Progress of the run"));
    m_bar->setTextVisible(false);
    m_bar->setFixedWidth(fontMetrics().averageCharWidth() * 22);
    m_bar->setMaximumHeight(fontMetrics().height() * 3 / 4);
    m_timeLeft = new QLabel(this);
    m_waiting = new QLabel(this);
    m_waiting->setObjectName(QStringLiteral("status_waiting"));
    m_workspaceLabel = new QLabel(tr("Workspace: %1").arg(m_context->workspaceName), this);
    m_workspaceLabel->setObjectName(QStringLiteral("status_workspace"));
    m_workspaceLabel->setToolTip(QString::fromStdString(m_context->workspace.root.string()));
    m_workspaceLabel->setContentsMargins(0, 0, 8, 0);
    statusBar()->addWidget(m_job);
    statusBar()->addWidget(m_bar);
    statusBar()->addWidget(m_timeLeft);
    statusBar()->addWidget(m_waiting);
    statusBar()->addPermanentWidget(m_workspaceLabel);
    statusBar()->setSizeGripEnabled(false);
    updateStatus();
}

void MainWindow::updateStatus() {
    const bool busy = m_queue.isBusy();
    const auto& progress = m_queue.feed()->progress();
    if (!busy) {
        m_job->setText(tr("Nothing is running"));
    } else if (m_queue.isStopping()) {
        m_job->setText(tr("Run %1: stopping").arg(m_queue.current()));
    } else {
        const QString where =
            progress.phase.empty() ? QString::fromStdString(progress.text) : runtexts::phase(progress.phase);
        m_job->setText(tr("Run %1: %2").arg(m_queue.current()).arg(where));
    }
    m_bar->setVisible(busy);
    m_bar->setRange(0, progress.total > 0 ? 1000 : 0);
    if (progress.total > 0)
        m_bar->setValue(
            static_cast<int>(1000.0 * static_cast<double>(progress.done) / static_cast<double>(progress.total)));
    m_timeLeft->setText(busy ? runtexts::timeLeft(progress.eta_seconds) : QString());
    const auto waiting = static_cast<int>(m_queue.waiting().size());
    m_waiting->setText(waiting > 0 ? tr("%n waiting", nullptr, waiting) : QString());
}

void MainWindow::updateIcons() {
    for (qsizetype i = 0; i < m_pages.size(); ++i)
        m_list->item(static_cast<int>(i))->setIcon(pageicons::icon(m_pages[i].shape, palette()));
    QPalette quiet = palette();
    quiet.setColor(QPalette::Base, palette().color(QPalette::Window));
    m_list->setPalette(quiet);
    QPalette line = palette();
    line.setColor(QPalette::WindowText,
                  colours::mix(palette().color(QPalette::Window), palette().color(QPalette::WindowText), 0.18));
    m_line->setPalette(line);
}

void MainWindow::changeEvent(QEvent* event) {
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_pages.isEmpty()) updateIcons();
}

void MainWindow::lookAtStore() {
    // Other programs (the command line, a batch system) write to the same store: its files tell that something
    // changed.
    const QString file = QString::fromStdString(m_context->workspace.store_file().string());
    qint64 stamp = 0;
    for (const QString& path : {file, QString(file + QStringLiteral("-wal"))}) {
        const QFileInfo info(path);
        if (info.exists()) stamp = std::max(stamp, info.lastModified().toMSecsSinceEpoch());
    }
    const bool first = m_storeStamp == 0;
    if (stamp == m_storeStamp) return;
    m_storeStamp = stamp;
    if (!first && currentPage() != QLatin1String("live") && currentPage() != QLatin1String("experiment"))
        m_selection.announceRunsChanged();
}

void MainWindow::offerResume(const std::vector<wb::RunId>& runs) {
    if (runs.empty()) return;
    const qint64 run = runs.front();
    m_message->showMessage(MessageBar::Kind::warning, tr("Run %1 was interrupted: its worker is gone.").arg(run),
                           tr("It can go on from its last checkpoint, or stay as it is."));
    m_message->setAction(tr("Resume"), [this, run] { resumeRun(run); });
}

void MainWindow::openWorkspace() {
    const QString folder =
        m_context->dialogs->pickFolder(this, tr("Folder of a workspace (an empty folder becomes a new one)"));
    if (folder.isEmpty()) return;
    // A window belongs to one workspace: the other one gets its own.
    if (!QProcess::startDetached(QApplication::applicationFilePath(), {QStringLiteral("--workspace"), folder}))
        m_message->showError(tr("The workspace could not be opened in a new window."), {},
                             tr("Start the program with --workspace and the folder."));
}

void MainWindow::setLanguage(const QString& language) {
    if (m_settings->value(AppSettings::Key::language).toString() == language) return;
    m_settings->setValue(AppSettings::Key::language, language);
    m_message->showMessage(MessageBar::Kind::info, tr("The language changes when the program is started again."), {});
}
