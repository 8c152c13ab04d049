// One question to a run's model at a time: its answer, that it is awaited, or why there is none. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QStackedWidget>

class QLabel;
class QPushButton;
class QuestionClient;
struct QuestionProblem;

class AnswerView : public QStackedWidget {
    Q_OBJECT
  public:
    /// `content` shows answers. `name` begins the names of the other parts ("nearest" -> "nearest_stop"); `asking` is
    /// said while the model works.
    AnswerView(QuestionClient* client, QWidget* content, const QString& name, const QString& asking, QWidget* parent);
    void ask(qint64 run, const QJsonObject& question);
    bool isAsking() const { return m_ticket != 0; }
    /// What is open is not shown when it comes.
    void forget() { m_ticket = 0; }
    void showContent() { setCurrentIndex(0); }
    void sayProblem(const QString& text, bool again = true);

  Q_SIGNALS:
    void answered(const QJsonObject& answer);
    void refused();  ///< the reason is shown
    void stopped();
    void againRequested();

  private:
    QWidget* makeWaiting(const QString& name);
    QWidget* makeTrouble(const QString& name);
    void showState();
    void take(quint64 ticket, const QJsonObject& answer);
    void refuse(quint64 ticket, const QuestionProblem& problem);

    QuestionClient* m_client;
    const QString m_asking;
    QLabel *m_busyText, *m_problem;
    QPushButton* m_again;
    qint64 m_run = 0;
    quint64 m_ticket = 0;  ///< of the open question; 0 = none
};
