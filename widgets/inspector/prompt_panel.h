// What a language model was asked about a user, and which letters it finds how probable. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QWidget>
#include <memory>

#include "dataset/dataset.h"

class QLabel;
class QPlainTextEdit;
class QTableWidget;
class QToolButton;
class AnswerView;
class QuestionClient;

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
    void ask();
    void take(const QJsonObject& answer);
    void showText();
    void showLabels();
    QString facts() const;

    std::shared_ptr<const wb::Dataset> m_dataset;
    QLabel *m_facts, *m_likely;
    QPlainTextEdit* m_text;
    QToolButton* m_numbers;
    QTableWidget* m_labels;
    AnswerView* m_view;
    QJsonObject m_prompt;
    QString m_split;
    qint64 m_run = 0;
    int m_user = 0;
    bool m_unasked = false;
};
