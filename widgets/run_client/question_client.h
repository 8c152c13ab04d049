// The client of a worker that answers questions about one finished run: JSON lines out and in. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QObject>
#include <QPointer>
#include <QProcess>
#include <QString>
#include <QTimer>
#include <deque>

/// Why a question has no answer; full sentences.
struct QuestionProblem {
    QString what, why, fix;
};

/// The worker starts with the first question about a run and stays for the next ones; it gives its memory back after
/// some minutes without any. Answers come in the order of the questions.
class QuestionClient : public QObject {
    Q_OBJECT
  public:
    enum class State { idle, starting, ready };
    Q_ENUM(State)

    QuestionClient(QString program, QString workspace, QObject* parent = nullptr);
    ~QuestionClient() override;  ///< ends the worker

    State state() const { return m_state; }
    qint64 run() const { return m_run; }
    bool isBusy() const { return !m_open.empty(); }
    qint64 processId() const { return m_process ? m_process->processId() : 0; }

    /// Returns the question's ticket. A question about another run ends the former one's worker; what was still open
    /// there is dropped without a signal.
    quint64 ask(qint64 run, const QJsonObject& question);
    /// Ends the worker and drops all open questions without a signal.
    void stop();
    void setIdleTime(int milliseconds) { m_idle.setInterval(milliseconds); }

  Q_SIGNALS:
    void stateChanged(QuestionClient::State state);
    void answered(quint64 ticket, const QJsonObject& answer);
    void refused(quint64 ticket, const QuestionProblem& problem);

  private:
    void setState(State state);
    void start(qint64 run);
    void read();
    void take(const QByteArray& line);
    void readErrors();
    void letGo();
    void failed(QProcess::ProcessError error);
    void ended(int code, QProcess::ExitStatus status);
    void failAll(const QuestionProblem& problem);

    QString m_program, m_workspace;
    QPointer<QProcess> m_process;  ///< null = none works
    QTimer m_idle;
    QByteArray m_buffer, m_lastErrors;
    std::deque<quint64> m_open;
    State m_state = State::idle;
    qint64 m_run = 0;
    quint64 m_ticket = 0;
};
