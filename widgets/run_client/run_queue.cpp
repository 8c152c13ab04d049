// The runs of this window, one after the other. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "run_client/run_queue.h"

#include <QTimer>

RunQueue::RunQueue(AppContext* context, QString workerProgram, QObject* parent)
    : QObject(parent),
      m_context(context),
      m_client(std::move(workerProgram), QString::fromStdString(context->workspace.root.string())) {
    connect(&m_client, &WorkerClient::eventsArrived, &m_feed, &RunFeed::apply);
    connect(&m_client, &WorkerClient::linesArrived, &m_feed, &RunFeed::addLines);
    connect(&m_client, &WorkerClient::ended, this, &RunQueue::end);
    connect(&m_client, &WorkerClient::stopIsSlow, this, [this] { Q_EMIT stopIsSlow(m_current); });
}

void RunQueue::enqueue(qint64 run) {
    if (run == m_current || m_waiting.contains(run)) return;
    m_waiting.append(run);
    Q_EMIT queueChanged();
    next();
}

void RunQueue::remove(qint64 run) {
    if (m_waiting.removeAll(run) > 0) Q_EMIT queueChanged();
}

void RunQueue::next() {
    if (isBusy() || m_waiting.isEmpty()) return;
    m_current = m_waiting.takeFirst();
    m_stopping = false;
    try {
        m_context->store->clear_request(m_current);  // a stop that was asked for earlier is not meant for this start
        m_feed.load(*m_context->store, m_current);
    } catch (const wb::UserError& error) {
        m_feed.addLines({QString::fromStdString(error.what())});
    }
    m_feed.setStatus(wb::RunStatus::running);
    m_feed.setProgress({}, tr("starting"), 0, 0, -1);
    Q_EMIT queueChanged();
    Q_EMIT started(m_current);
    m_client.start(m_current);
}

void RunQueue::stop() {
    if (!isBusy() || m_stopping) return;
    m_stopping = true;
    m_client.stop();
    Q_EMIT stopping(m_current);
}

void RunQueue::kill() {
    m_stopping = true;
    m_client.kill();
}

void RunQueue::stopAndClear() {
    m_waiting.clear();
    Q_EMIT queueChanged();
    stop();
}

void RunQueue::end(qint64 run, const WorkerEnd& end) {
    WorkerEnd shown = end;
    try {
        // The worker writes its own end. What it could not write (killed, never started) is settled here.
        m_context->store->mark_interrupted();
        const auto row = m_context->store->find_run(run);
        if (row && row->status == wb::RunStatus::queued && wb::is_ended(end.status)) {
            m_context->store->finish(run, end.status, end.what.toStdString(), end.why.toStdString(),
                                     end.fix.toStdString());
        } else if (row && wb::is_ended(row->status)) {
            shown.status = row->status;
            if (!row->error_what.empty())
                shown = {row->status, QString::fromStdString(row->error_what), QString::fromStdString(row->error_why),
                         QString::fromStdString(row->error_fix)};
        }
    } catch (const wb::UserError& error) {
        m_feed.addLines({QString::fromStdString(error.what())});
    }
    m_feed.setStatus(shown.status, shown.what, shown.why, shown.fix);
    m_current = 0;
    m_stopping = false;
    Q_EMIT ended(run, shown.status);
    Q_EMIT queueChanged();
    // Not from inside the signal of the process that just ended.
    QTimer::singleShot(0, this, &RunQueue::next);
}
