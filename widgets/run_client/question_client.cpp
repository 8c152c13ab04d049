// The client of a worker that answers questions about one finished run. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "run_client/question_client.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <utility>

namespace {

// No answer of ours is longer; a worker that never ends its line cannot take the window's memory.
constexpr qsizetype longestLine = 16 << 20;
constexpr qsizetype keptErrors = 4096;
constexpr int idleTime = 5 * 60 * 1000;

}  // namespace

QuestionClient::QuestionClient(QString program, QString workspace, QObject* parent)
    : QObject(parent), m_program(std::move(program)), m_workspace(std::move(workspace)) {
    m_idle.setSingleShot(true);
    m_idle.setInterval(idleTime);
    connect(&m_idle, &QTimer::timeout, this, &QuestionClient::stop);
}

QuestionClient::~QuestionClient() {
    letGo();
    for (QProcess* process : findChildren<QProcess*>()) process->waitForFinished(1000);
}

quint64 QuestionClient::ask(qint64 run, const QJsonObject& question) {
    if (run != m_run) stop();
    m_open.push_back(++m_ticket);
    m_idle.stop();
    if (!m_process) start(run);
    m_process->write(QJsonDocument(question).toJson(QJsonDocument::Compact) + '\n');
    return m_ticket;
}

void QuestionClient::start(qint64 run) {
    m_run = run;
    m_buffer.clear();
    m_lastErrors.clear();
    m_process = new QProcess(this);
    connect(m_process, &QProcess::readyReadStandardOutput, this, &QuestionClient::read);
    connect(m_process, &QProcess::readyReadStandardError, this, &QuestionClient::readErrors);
    connect(m_process, &QProcess::finished, this, &QuestionClient::ended);
    // Queued: whoever asks gets the ticket first.
    connect(m_process, &QProcess::errorOccurred, this, &QuestionClient::failed, Qt::QueuedConnection);
    setState(State::starting);
    m_process->start(m_program,
                     {QStringLiteral("serve"), QString::number(run), QStringLiteral("--workspace"), m_workspace});
}

/// The window does not wait for the process: it holds nothing that could be lost, and is cleared away when it is
/// gone.
void QuestionClient::letGo() {
    if (!m_process) return;
    QProcess* process = std::exchange(m_process, nullptr);
    process->disconnect(this);
    if (process->state() == QProcess::NotRunning) {
        process->deleteLater();
        return;
    }
    connect(process, &QProcess::finished, process, &QObject::deleteLater);
    process->kill();
}

void QuestionClient::stop() {
    m_open.clear();
    m_idle.stop();
    letGo();
    setState(State::idle);
}

void QuestionClient::setState(State state) {
    if (state == m_state) return;
    m_state = state;
    Q_EMIT stateChanged(state);
}

void QuestionClient::read() {
    m_buffer += m_process->readAllStandardOutput();
    qsizetype begin = 0;
    for (qsizetype end = m_buffer.indexOf('\n'); end >= 0; end = m_buffer.indexOf('\n', begin)) {
        take(m_buffer.mid(begin, end - begin));
        begin = end + 1;
    }
    m_buffer.remove(0, begin);
    if (m_buffer.size() > longestLine) m_buffer.clear();
}

void QuestionClient::take(const QByteArray& line) {
    const QJsonObject answer = QJsonDocument::fromJson(line).object();
    // What a library prints is no answer, nor is one that nobody asked for.
    if (!answer.contains(QLatin1String("ok")) || m_open.empty()) return;
    const quint64 ticket = m_open.front();
    m_open.pop_front();
    setState(State::ready);
    if (m_open.empty()) m_idle.start();
    if (answer.value(QLatin1String("ok")).toBool())
        Q_EMIT answered(ticket, answer);
    else
        Q_EMIT refused(ticket,
                       {answer.value(QLatin1String("what")).toString(), answer.value(QLatin1String("why")).toString(),
                        answer.value(QLatin1String("fix")).toString()});
}

void QuestionClient::readErrors() {
    m_lastErrors += m_process->readAllStandardError();
    m_lastErrors = m_lastErrors.right(keptErrors);
}

void QuestionClient::failed(QProcess::ProcessError error) {
    if (error != QProcess::FailedToStart || !m_process) return;
    const QString reason = m_process->errorString();
    letGo();
    failAll({tr("The worker program could not be started."), tr("%1: %2.").arg(m_program, reason),
             QFileInfo::exists(m_program)
                 ? tr("Check that the file may be executed, then try again.")
                 : tr("Install rerank-worker beside this program, or set the variable WB_WORKER to its place.")});
}

void QuestionClient::ended(int code, QProcess::ExitStatus status) {
    read();
    if (!m_process) return;  // whoever heard the last answer ended it
    readErrors();
    letGo();
    const QString words = QString::fromUtf8(m_lastErrors).trimmed().section(QLatin1Char('\n'), -1);
    // With 2 it says in full sentences what is in the way; they come as one text.
    if (status == QProcess::NormalExit && code == 2 && !words.isEmpty())
        failAll({words, {}, {}});
    else
        failAll({status == QProcess::CrashExit ? tr("The worker ended unexpectedly.")
                                               : tr("The worker ended with code %1.").arg(code),
                 words.isEmpty() ? QString() : tr("Its last words were: %1").arg(words),
                 tr("Try again; it is started anew.")});
}

void QuestionClient::failAll(const QuestionProblem& problem) {
    const std::deque<quint64> open = std::exchange(m_open, {});
    setState(State::idle);
    for (const quint64 ticket : open) Q_EMIT refused(ticket, problem);
}
