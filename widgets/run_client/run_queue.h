// The runs of this window, one after the other: the first works, the others wait. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QObject>

#include "common/app_context.h"
#include "run_client/run_feed.h"
#include "run_client/worker_client.h"

class RunQueue : public QObject {
    Q_OBJECT
  public:
    RunQueue(AppContext* context, QString workerProgram, QObject* parent = nullptr);

    /// A run of the store that is queued, or that can be resumed. Ignored when it is here already.
    void enqueue(qint64 run);
    /// Takes a waiting run out of the line; it stays "queued" in the store.
    void remove(qint64 run);
    void stop();          ///< polite, the run that works now
    void kill();          ///< firm
    void stopAndClear();  ///< before the window closes: nothing new starts

    qint64 current() const { return m_current; }  ///< 0 = nothing works
    bool isBusy() const { return m_current != 0; }
    bool isStopping() const { return m_stopping; }
    const QList<qint64>& waiting() const { return m_waiting; }
    RunFeed* feed() { return &m_feed; }  ///< of the current run, or of the last one that ended
    WorkerClient* client() { return &m_client; }

  Q_SIGNALS:
    void started(qint64 run);
    void stopping(qint64 run);
    void stopIsSlow(qint64 run);
    void ended(qint64 run, wb::RunStatus status);
    void queueChanged();

  private:
    void next();
    void end(qint64 run, const WorkerEnd& end);

    AppContext* m_context;
    WorkerClient m_client;
    RunFeed m_feed;
    QList<qint64> m_waiting;
    qint64 m_current = 0;
    bool m_stopping = false;
};
