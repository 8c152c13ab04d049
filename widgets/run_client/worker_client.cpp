// The client of one worker process. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "run_client/worker_client.h"

#include <QFileInfo>

namespace {

// A line longer than this is no event of ours; it is passed on in pieces, so that a worker that never ends a line
// cannot take the window's memory.
constexpr qsizetype longestLine = 1 << 20;
constexpr qsizetype keptErrors = 4096;

QString text(const std::string& value) {
    return QString::fromStdString(value);
}

}  // namespace

WorkerClient::WorkerClient(QString program, QString workspace, QObject* parent)
    : QObject(parent), m_program(std::move(program)), m_workspace(std::move(workspace)) {
    m_patience.setSingleShot(true);
    m_patience.setInterval(10'000);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        if (m_state == State::stopping) Q_EMIT stopIsSlow();
    });
    connect(&m_process, &QProcess::started, this, [this] {
        if (m_state == State::starting) setState(State::running);
    });
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &WorkerClient::read);
    connect(&m_process, &QProcess::readyReadStandardError, this, &WorkerClient::readErrors);
    connect(&m_process, &QProcess::finished, this, &WorkerClient::finished);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) failedToStart();
    });
}

WorkerClient::~WorkerClient() {
    m_process.disconnect(this);
    if (m_process.state() == QProcess::NotRunning) return;
    m_process.terminate();
    if (!m_process.waitForFinished(1500)) {
        m_process.kill();
        m_process.waitForFinished(1000);
    }
}

void WorkerClient::start(qint64 run) {
    if (isActive()) return;
    m_run = run;
    m_buffer.clear();
    m_errorBuffer.clear();
    m_lastErrors.clear();
    m_endedEvent.reset();
    m_strangers = 0;
    m_killed = false;
    setState(State::starting);
    m_process.start(m_program,
                    {QStringLiteral("run"), QString::number(run), QStringLiteral("--workspace"), m_workspace});
}

void WorkerClient::stop() {
    if (m_state != State::starting && m_state != State::running) return;
    setState(State::stopping);
    m_process.terminate();
    m_patience.start();
}

void WorkerClient::kill() {
    if (!isActive()) return;
    if (m_state != State::stopping) setState(State::stopping);
    m_killed = true;
    m_process.kill();
}

void WorkerClient::setState(State state) {
    if (state == m_state) return;
    m_state = state;
    if (state != State::stopping) m_patience.stop();
    Q_EMIT stateChanged(state);
}

void WorkerClient::read() {
    m_buffer += m_process.readAllStandardOutput();
    takeLines(false);
}

void WorkerClient::takeLines(bool atEnd) {
    std::vector<wb::Event> events;
    QStringList lines;
    qsizetype begin = 0;
    const auto take = [&](qsizetype end) {
        const qsizetype length = end > begin && m_buffer[end - 1] == '\r' ? end - begin - 1 : end - begin;
        if (length == 0) return;
        auto event = wb::event_from_json(std::string(m_buffer.constData() + begin, static_cast<std::size_t>(length)));
        if (!event) {
            lines << QString::fromUtf8(m_buffer.constData() + begin, length);
        } else if (event->run != m_run) {
            ++m_strangers;
        } else {
            if (const auto* last = std::get_if<wb::EndedEvent>(&event->body)) m_endedEvent = *last;
            events.push_back(std::move(*event));
        }
    };
    for (qsizetype end = m_buffer.indexOf('\n'); end >= 0; end = m_buffer.indexOf('\n', begin)) {
        take(end);
        begin = end + 1;
    }
    if (m_buffer.size() - begin > longestLine || (atEnd && begin < m_buffer.size())) {
        take(m_buffer.size());
        begin = m_buffer.size();
    }
    m_buffer.remove(0, begin);
    if (!events.empty()) Q_EMIT eventsArrived(events);
    if (!lines.isEmpty()) Q_EMIT linesArrived(lines);
}

void WorkerClient::readErrors() {
    const QByteArray bytes = m_process.readAllStandardError();
    m_lastErrors += bytes;
    m_lastErrors = m_lastErrors.right(keptErrors);
    m_errorBuffer += bytes;
    QStringList lines;
    qsizetype begin = 0;
    for (qsizetype end = m_errorBuffer.indexOf('\n'); end >= 0; end = m_errorBuffer.indexOf('\n', begin)) {
        if (end > begin) lines << QString::fromUtf8(m_errorBuffer.constData() + begin, end - begin);
        begin = end + 1;
    }
    if (m_errorBuffer.size() - begin > longestLine) {
        lines << QString::fromUtf8(m_errorBuffer.constData() + begin, m_errorBuffer.size() - begin);
        begin = m_errorBuffer.size();
    }
    m_errorBuffer.remove(0, begin);
    if (!lines.isEmpty()) Q_EMIT linesArrived(lines);
}

void WorkerClient::finished(int code, QProcess::ExitStatus status) {
    read();
    takeLines(true);
    readErrors();
    if (!m_errorBuffer.isEmpty()) Q_EMIT linesArrived({QString::fromUtf8(m_errorBuffer)});
    const WorkerEnd end = judge(code, status);
    setState(State::ended);
    Q_EMIT ended(m_run, end);
}

void WorkerClient::failedToStart() {
    WorkerEnd end;
    end.what = tr("The worker program could not be started.");
    end.why = tr("%1: %2.").arg(m_program, m_process.errorString());
    end.fix = QFileInfo::exists(m_program)
                  ? tr("Check that the file may be executed, then press Resume.")
                  : tr("Install rerank-worker beside this program, or set the variable WB_WORKER to its place.");
    setState(State::ended);
    Q_EMIT ended(m_run, end);
}

WorkerEnd WorkerClient::judge(int code, QProcess::ExitStatus status) const {
    WorkerEnd end;
    if (m_endedEvent) {
        end.status = m_endedEvent->status;
        end.what = text(m_endedEvent->what);
        end.why = text(m_endedEvent->why);
        end.fix = text(m_endedEvent->fix);
    }
    const bool saidFinished = m_endedEvent && m_endedEvent->status == wb::RunStatus::finished;
    if (status == QProcess::CrashExit && !m_endedEvent) {
        end.status = wb::RunStatus::interrupted;
        end.what = m_killed ? tr("The worker was killed.") : tr("The worker ended unexpectedly.");
        end.why = m_killed ? QString() : tr("The process was ended by signal %1.").arg(code);
        end.fix = tr("Press Resume to go on from the last checkpoint.");
    } else if (status == QProcess::NormalExit && code == 3) {
        end.status = wb::RunStatus::interrupted;
        end.what = tr("This run was not started.");
        end.why = tr("Another worker has it already, or it is no longer in the store.");
        end.fix = tr("Wait for the other worker, or start a new run.");
    } else if (status == QProcess::NormalExit && !m_endedEvent) {
        end.status = code == 130 ? wb::RunStatus::stopped
                     : code == 0 ? wb::RunStatus::interrupted
                                 : wb::RunStatus::failed;
        if (end.status != wb::RunStatus::stopped) {
            end.what = tr("The worker ended without saying how the run went.");
            end.why = tr("Its exit code was %1.").arg(code);
            const QString last = QString::fromUtf8(m_lastErrors).trimmed().section(QLatin1Char('\n'), -1);
            if (!last.isEmpty()) end.why += QLatin1Char(' ') + tr("Its last words were: %1").arg(last);
            end.fix = tr("Read the log, then press Resume.");
        }
    } else if (saidFinished && (status == QProcess::CrashExit || code != 0)) {
        end.status = wb::RunStatus::failed;
        end.what = tr("The worker said that the run was finished, but ended with code %1.").arg(code);
        end.why = tr("Its results may be incomplete.");
        end.fix = tr("Read the log, then press Resume.");
    }
    return end;
}
