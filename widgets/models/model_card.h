// One language model: what it is, whether it can be used, and what can be done with it. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

#include "common/card.h"
#include "experiment/language_models.h"

class DownloadLine;
class QLabel;
class QPushButton;

class ModelCard : public Card {
    Q_OBJECT
  public:
    explicit ModelCard(QWidget* parent = nullptr);
    /// `places`: where it was looked for, one at the least; in the first its folder can be put.
    void setModel(const wb::LanguageModel& model, const QStringList& places);
    const wb::LanguageModel& model() const { return m_model; }
    DownloadLine* line() const { return m_line; }
    /// No other one is being fetched.
    void setDownloadsAllowed(bool allowed);

  Q_SIGNALS:
    void downloadRequested();
    void useRequested();

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void applyState();

    wb::LanguageModel m_model;
    QLabel *m_state, *m_facts, *m_memory, *m_folder, *m_problem;
    DownloadLine* m_line;
    QPushButton *m_download, *m_use;
    bool m_allowed = true;
};
