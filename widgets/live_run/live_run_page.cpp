// The Live run page. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "live_run/live_run_page.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollBar>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QToolButton>

#include "common/colours.h"
#include "common/message_bar.h"
#include "common/run_texts.h"
#include "common/selection.h"
#include "dataset/prepared.h"
#include "live_run/epoch_model.h"
#include "live_run/log_model.h"
#include "live_run/snapshot_views.h"
#include "plot/figure_plot.h"
#include "plot/series_plot.h"

LiveRunPage::LiveRunPage(AppContext* context, Selection* selection, RunQueue* queue, QWidget* parent)
    : QWidget(parent), m_context(context), m_selection(selection), m_queue(queue) {
    setObjectName(QStringLiteral("live_run_page"));
    makeEmptyPage();
    makeRunPage();
    // One repaint for all that arrives within a frame, and none while the page is hidden.
    m_repaint.setInterval(33);
    m_repaint.setSingleShot(true);
    connect(&m_repaint, &QTimer::timeout, this, &LiveRunPage::updateView);
    m_poll.setInterval(500);
    connect(&m_poll, &QTimer::timeout, this, [this] {
        if (!isVisible() || isOwnRun() || m_stored.run() == 0) return;
        try {
            m_context->store->mark_interrupted();
            m_stored.poll(*m_context->store);
        } catch (const wb::UserError& error) {
            m_message->showError(error);
            m_poll.stop();
        }
    });
    connect(&m_stored, &RunFeed::changed, this, &LiveRunPage::feedChanged);
    connect(m_queue->feed(), &RunFeed::changed, this, [this] {
        if (isOwnRun()) feedChanged();
    });
    connect(m_queue, &RunQueue::started, this, [this] {
        m_slow = false;
        showSelected();
    });
    connect(m_queue, &RunQueue::stopping, this, &LiveRunPage::feedChanged);
    connect(m_queue, &RunQueue::ended, this, [this] {
        m_slow = false;
        feedChanged();
    });
    connect(m_queue, &RunQueue::stopIsSlow, this, [this](qint64) {
        m_slow = true;
        feedChanged();
    });
    connect(m_selection, &Selection::currentRunChanged, this, &LiveRunPage::showSelected);
    showSelected();
}

RunFeed* LiveRunPage::feed() const {
    return isOwnRun() ? m_queue->feed() : const_cast<RunFeed*>(&m_stored);
}

bool LiveRunPage::isOwnRun() const {
    const qint64 wanted = m_selection->currentRun();
    const qint64 own = m_queue->feed()->run();
    return own != 0 && (wanted == own || wanted == 0);
}

qint64 LiveRunPage::shownRun() const {
    return feed()->run();
}

void LiveRunPage::refresh() {
    showSelected();
}

void LiveRunPage::showSelected() {
    const qint64 before = shownRun();
    if (!isOwnRun() && m_selection->currentRun() != 0) {
        try {
            m_stored.load(*m_context->store, m_selection->currentRun());
        } catch (const wb::UserError& error) {
            m_message->showError(error);
        }
    }
    if (shownRun() != before) {
        m_stageChosen = false;
        m_message->clear();
        m_shownMessage.clear();
    }
    m_logModel->setFeed(feed());
    feedChanged();
}

void LiveRunPage::feedChanged() {
    const wb::RunStatus status = feed()->status();
    const bool elsewhere = !isOwnRun() && shownRun() != 0 && !wb::is_ended(status);
    if (elsewhere && !m_poll.isActive()) m_poll.start();
    if (!elsewhere) m_poll.stop();
    if (isVisible() && !m_repaint.isActive()) m_repaint.start();
}

void LiveRunPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    updateView();
}

void LiveRunPage::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) feedChanged();
}

void LiveRunPage::updateView() {
    m_stack->setCurrentWidget(shownRun() == 0 ? m_empty : m_page);
    if (shownRun() == 0) {
        m_openLast->setVisible(!m_context->store->list_runs().empty());
        Q_EMIT actionsChanged();
        return;
    }
    updateHead();
    updateStages();
    updatePlots();
    updateMessage();
    m_epochs->show(*feed(), m_stage);
    m_entropy->show(*feed());
    m_pinned->show(*feed());
    const QScrollBar* bar = m_logTable->verticalScrollBar();
    const bool atEnd = bar->value() >= bar->maximum();
    m_logModel->sync();
    if (atEnd) m_logTable->scrollToBottom();
    Q_EMIT actionsChanged();
}

void LiveRunPage::updateHead() {
    const RunFeed& run = *feed();
    m_title->setText(tr("Run %1: %2").arg(run.run()).arg(runtexts::title(run.row(), *m_context->registry)));
    const bool stopping = isOwnRun() && m_queue->isStopping();
    m_state->setText(stopping ? tr("\u25a0 stopping") : runtexts::status(run.status()));
    QPalette colour = palette();
    colour.setColor(QPalette::WindowText, runtexts::statusColour(run.status(), palette()));
    m_state->setPalette(colour);
    const bool works = run.status() == wb::RunStatus::running;
    const auto& progress = run.progress();
    QStringList words;
    if (works) {
        if (!progress.phase.empty()) words << runtexts::phase(progress.phase);
        if (!progress.text.empty()) words << QString::fromStdString(progress.text);
        if (words.isEmpty() && !isOwnRun())
            words << tr("Another program works on this run; its points come from the store.");
    } else if (run.status() == wb::RunStatus::queued) {
        const qsizetype ahead = m_queue->waiting().indexOf(run.run());
        words << (ahead >= 0 ? tr("Waiting for the runs before it.") : tr("Not started yet."));
    } else if (run.row().seconds > 0) {
        words << tr("Worked for %1.").arg(runtexts::duration(run.row().seconds));
    }
    m_phase->setText(words.join(QStringLiteral(" \u00b7 ")));
    m_timeLeft->setText(works ? runtexts::timeLeft(progress.eta_seconds) : QString());
    m_bar->setVisible(works);
    if (progress.total > 0) {
        m_bar->setRange(0, 1000);
        m_bar->setValue(
            static_cast<int>(1000.0 * static_cast<double>(progress.done) / static_cast<double>(progress.total)));
    } else {
        m_bar->setRange(0, 0);
    }
    m_stop->setVisible(!wb::is_ended(run.status()) && run.status() != wb::RunStatus::queued);
    m_stop->setEnabled(canStop());
    m_stop->setText(stopping ? tr("Stopping...") : tr("Stop"));
    m_resume->setVisible(canResume());
    m_resume->setText(run.status() == wb::RunStatus::queued ? tr("Start") : tr("Resume"));
    m_inspect->setVisible(run.status() == wb::RunStatus::finished);
}

void LiveRunPage::updateStages() {
    const RunFeed& run = *feed();
    const bool one = !run.row().retrieval_method.empty() || run.hasStage(1);
    const bool two = !run.row().rerank_method.empty() || run.hasStage(2);
    const auto name = [this](wb::Stage stage, const std::string& id) {
        const auto* spec = m_context->registry->find(stage, id);
        return QString::fromStdString(spec ? spec->title : id);
    };
    m_stage1->setVisible(one);
    m_stage2->setVisible(two);
    m_stage1->setText(run.row().retrieval_method.empty()
                          ? tr("Stage 1")
                          : tr("Stage 1: %1").arg(name(wb::Stage::retrieval, run.row().retrieval_method)));
    m_stage2->setText(run.row().rerank_method.empty()
                          ? tr("Stage 2")
                          : tr("Stage 2: %1").arg(name(wb::Stage::rerank, run.row().rerank_method)));
    if (!m_stageChosen) {
        m_stage = run.latestStage() != 0 ? run.latestStage() : one ? 1 : 2;
        (m_stage == 1 ? m_stage1 : m_stage2)->setChecked(true);
    }
}

/// Why the line of a dataset with 300 items is ln 301.
QString LiveRunPage::referenceNote(const QString& label) {
    const auto& row = feed()->row();
    if (row.dataset_fingerprint != m_countedFingerprint) {
        m_countedFingerprint = row.dataset_fingerprint;
        m_countedItems = 0;
        try {
            for (const auto& info : wb::list_prepared(m_context->workspace.data()))
                if (!info.fingerprint.empty() && info.fingerprint == row.dataset_fingerprint)
                    m_countedItems = info.items;
        } catch (const std::exception&) {
            m_countedItems = 0;  // the line stands without the words
        }
    }
    if (m_countedItems == 0 || label != QStringLiteral("uniform: ln %1").arg(m_countedItems + 1)) return {};
    return tr("%1 items and the padding class").arg(QLocale().toString(static_cast<qlonglong>(m_countedItems)));
}

void LiveRunPage::updatePlots() {
    const RunFeed& run = *feed();
    const std::string prefix = "stage" + std::to_string(m_stage) + "/";
    const auto empty = [&](const QString& whenRunning) {
        return wb::is_ended(run.status()) ? tr("This stage has no points: it was not trained in this run.")
                                          : whenRunning;
    };
    m_lossPlot->setEmptyText(empty(tr("The loss appears here with the first update.")));
    const SeriesPointer loss = run.series(prefix + "loss");
    QList<PlotCurve> losses{{tr("loss"), loss, true}};
    // A part that has a line to be held against, such as a letter's loss and ln N, is what one looks for.
    if (!loss || loss->referenceLabel.isEmpty())
        for (const QString& name : run.seriesOfStage(m_stage)) {
            const SeriesPointer part =
                name.startsWith(QLatin1String("loss_")) ? run.series(prefix + name.toStdString()) : nullptr;
            if (part && !part->referenceLabel.isEmpty()) losses.append({runtexts::lossPart(name), part, true});
        }
    m_lossPlot->setReferenceNote(loss ? referenceNote(loss->referenceLabel) : QString());
    m_lossPlot->setCurves(losses);
    m_lossPlot->sync();

    // What the second plot can show: validation metrics together, parts of the loss together or one by one, any
    // other series alone.
    QStringList keys, titles;
    QStringList metrics, parts;
    for (const QString& name : run.seriesOfStage(m_stage)) {
        if (name.startsWith(QLatin1String("val_")))
            metrics << name;
        else if (name.startsWith(QLatin1String("loss_")))
            parts << name;
        else if (name != QLatin1String("loss"))
            keys << name;
    }
    for (const QString& key : keys)
        titles << (key == QLatin1String("lr")                  ? tr("Learning rate")
                   : key == QLatin1String("grad_norm")         ? tr("Gradient norm")
                   : key == QLatin1String("epoch_loss")        ? tr("Loss per epoch")
                   : key == QLatin1String("seconds_per_epoch") ? tr("Seconds per epoch")
                                                               : key);
    if (!parts.isEmpty()) {
        keys = QStringList(QStringLiteral("parts")) + parts + keys;
        QStringList named{tr("Parts of the loss")};
        for (const QString& part : parts) named << tr("Loss: %1").arg(runtexts::lossPart(part));
        titles = named + titles;
    }
    keys.prepend(QStringLiteral("val"));
    titles.prepend(tr("Validation metrics"));
    QStringList known;
    for (int i = 0; i < m_metricChoice->count(); ++i) known << m_metricChoice->itemData(i).toString();
    if (known != keys) {
        const QString chosen = m_metricChoice->currentData().toString();
        const QSignalBlocker quiet(m_metricChoice);
        m_metricChoice->clear();
        for (qsizetype i = 0; i < keys.size(); ++i) m_metricChoice->addItem(titles[i], keys[i]);
        m_metricChoice->setCurrentIndex(std::max(0, m_metricChoice->findData(chosen)));
    }
    const QString chosen = m_metricChoice->currentData().toString();
    QList<PlotCurve> curves;
    if (chosen == QLatin1String("val")) {
        for (const QString& name : metrics)
            curves.append({runtexts::metric(name.mid(4)), run.series(prefix + name.toStdString()), false});
    } else if (chosen == QLatin1String("parts")) {
        for (const QString& name : parts)
            curves.append({runtexts::lossPart(name), run.series(prefix + name.toStdString()), true});
    } else {
        curves.append({m_metricChoice->currentText(), run.series(prefix + chosen.toStdString()), false});
    }
    m_metricPlot->setEmptyText(empty(tr("Validation metrics appear here after the first epoch.")));
    m_metricPlot->setCurves(curves);
    m_metricPlot->sync();
}

void LiveRunPage::updateMessage() {
    const auto& row = feed()->row();
    QString key;
    if (isOwnRun() && m_queue->isStopping() && m_slow) {
        key = QStringLiteral("slow");
        if (key == m_shownMessage) return;
        m_message->showMessage(
            MessageBar::Kind::warning, tr("The worker has not stopped yet."),
            tr("It may be in a long step. Ending it now loses what came after the last checkpoint."));
        m_message->setAction(tr("End it now"), [this] { m_queue->kill(); });
    } else if (wb::is_ended(row.status) && row.status != wb::RunStatus::finished && !row.error_what.empty()) {
        key = QString::fromStdString(row.error_what + row.error_why);
        if (key == m_shownMessage) return;
        m_message->showError(QString::fromStdString(row.error_what), QString::fromStdString(row.error_why),
                             QString::fromStdString(row.error_fix));
    } else if (row.status == wb::RunStatus::interrupted) {
        key = QStringLiteral("interrupted");
        if (key == m_shownMessage) return;
        m_message->showMessage(MessageBar::Kind::warning, tr("This run was interrupted: its worker is gone."),
                               tr("Resume goes on from its last checkpoint."));
        m_message->setAction(tr("Resume"), [this] { resumeRun(); });
    } else if (!feed()->warnings().empty()) {
        const auto& warnings = feed()->warnings();
        QStringList texts;
        for (const auto& warning : warnings) texts << QString::fromStdString(warning.text);
        key = texts.join(QLatin1Char('\n'));
        if (key == m_shownMessage) return;
        m_message->showMessage(
            MessageBar::Kind::warning,
            texts.size() == 1 ? tr("Warning.") : tr("%n warnings.", nullptr, static_cast<int>(texts.size())), key);
    } else if (!m_shownMessage.isEmpty()) {
        m_message->clear();
    }
    m_shownMessage = key;
}

bool LiveRunPage::canStop() const {
    if (shownRun() == 0 || feed()->status() != wb::RunStatus::running) return false;
    return !isOwnRun() || (m_queue->isBusy() && !m_queue->isStopping());
}

bool LiveRunPage::canResume() const {
    if (shownRun() == 0) return false;
    const wb::RunStatus status = feed()->status();
    if (m_queue->current() == shownRun() || m_queue->waiting().contains(shownRun())) return false;
    return status != wb::RunStatus::finished && status != wb::RunStatus::running;
}

void LiveRunPage::stopRun() {
    if (!canStop()) return;
    if (isOwnRun()) {
        m_queue->stop();
        return;
    }
    // Another program executes it: the request goes through the store, and the worker looks there every second.
    try {
        m_context->store->request(shownRun(), wb::ControlCommand::stop);
        m_message->showMessage(MessageBar::Kind::info, tr("Asked the worker to stop."), {});
    } catch (const wb::UserError& error) {
        m_message->showError(error);
    }
}

void LiveRunPage::resumeRun() {
    if (!canResume()) return;
    const qint64 run = shownRun();
    m_message->clear();
    m_shownMessage.clear();
    m_queue->enqueue(run);
    m_selection->setCurrentRun(run);
    showSelected();
}

void LiveRunPage::toggleTables() {
    const bool shown = !m_lossPlot->isTableShown();
    m_lossPlot->setTableShown(shown);
    m_metricPlot->setTableShown(shown);
    m_entropy->plot()->setTableShown(shown);
}
