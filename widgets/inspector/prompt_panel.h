// What a language model was asked about a user, and which letters it finds how probable. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QWidget>
#include <memory>

#include "dataset/dataset.h"

class QLabel;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;
class QStackedWidget;
class QTableWidget;
class QToolButton;
class QuestionClient;
struct QuestionProblem;

/// Asks while it is seen, one question at a time: who steps through users quickly gets the last one's prompt.
class PromptPanel : public QWidget {
    Q_OBJECT
  public:
    PromptPanel(QuestionClient* client, QWidget* parent = nullptr);
    void setDataset(std::shared_ptr<const wb::Dataset> dataset);
    /// `run`: whose language model ordered the lists; 0 = none did.
    void setModelRun(qint64 run);
    void showUser(int user, const QString& split);

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    QWidget* makeContent();
    QWidget* makeWaiting();
    QWidget* makeTrouble();
    void ask();
    void stop();
    void showState();
    void take(quint64 ticket, const QJsonObject& answer);
    void refuse(quint64 ticket, const QuestionProblem& problem);
    void sayProblem(const QString& text);
    void showText();
    void showLabels();
    QString facts() const;

    QuestionClient* m_client;
    std::shared_ptr<const wb::Dataset> m_dataset;
    QStackedWidget* m_stack;
    QLabel *m_facts, *m_likely, *m_busyText, *m_problem;
    QPlainTextEdit* m_text;
    QToolButton *m_numbers, *m_stop;
    QTableWidget* m_labels;
    QProgressBar* m_busy;
    QPushButton* m_again;
    QJsonObject m_prompt;
    QString m_split;
    qint64 m_run = 0;
    int m_user = 0;
    quint64 m_ticket = 0;  ///< of the open question; 0 = none
    bool m_unasked = false;
};
