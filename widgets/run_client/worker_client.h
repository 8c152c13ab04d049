// The client of one worker process: lines in, typed events out. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QObject>
#include <QProcess>
#include <QString>
#include <QTimer>
#include <optional>
#include <vector>

#include "experiment/events.h"

/// How a worker ended, as far as its process and its messages say. The store has the last word on the run.
struct WorkerEnd {
    wb::RunStatus status = wb::RunStatus::interrupted;
    QString what, why, fix;  ///< full sentences; empty when there is nothing to explain
};

/// States go idle -> starting -> running -> (stopping) -> ended, and from ended to starting again.
class WorkerClient : public QObject {
    Q_OBJECT
  public:
    enum class State { idle, starting, running, stopping, ended };
    Q_ENUM(State)

    /// `program` is the worker's file, `workspace` the folder that it is given.
    WorkerClient(QString program, QString workspace, QObject* parent = nullptr);
    ~WorkerClient() override;  ///< a worker that still works is asked to stop and then killed

    State state() const { return m_state; }
    bool isActive() const { return m_state != State::idle && m_state != State::ended; }
    qint64 run() const { return m_run; }
    qint64 processId() const { return m_process.processId(); }
    /// Lines that were events of another run, and so not passed on.
    int strangers() const { return m_strangers; }

    void start(qint64 run);
    /// Polite: the worker writes a checkpoint and ends. After `patience` ms stopIsSlow() says that it did not.
    void stop();
    /// Firm: the process is killed; the run can be resumed from its last checkpoint.
    void kill();
    void setPatience(int milliseconds) { m_patience.setInterval(milliseconds); }

  Q_SIGNALS:
    void stateChanged(WorkerClient::State state);
    void eventsArrived(const std::vector<wb::Event>& events);  ///< one batch per read
    void linesArrived(const QStringList& lines);               ///< not events: printed by a library, or torn
    void stopIsSlow();
    void ended(qint64 run, const WorkerEnd& end);

  private:
    void setState(State state);
    void read();
    void readErrors();
    void takeLines(bool atEnd);
    void finished(int code, QProcess::ExitStatus status);
    void failedToStart();
    WorkerEnd judge(int code, QProcess::ExitStatus status) const;

    QString m_program, m_workspace;
    QProcess m_process;
    QTimer m_patience;
    QByteArray m_buffer, m_errorBuffer, m_lastErrors;
    std::optional<wb::EndedEvent> m_endedEvent;
    State m_state = State::idle;
    qint64 m_run = 0;
    int m_strangers = 0;
    bool m_killed = false;
};
