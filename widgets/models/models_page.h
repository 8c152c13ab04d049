// The Models page: which language models are there, where they were looked for, and fetching them. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QPointer>
#include <QWidget>

#include "common/app_context.h"
#include "common/app_settings.h"
#include "models/model_card.h"
#include "models/model_download_job.h"

class DownloadLine;
class MessageBar;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

class ModelsPage : public QWidget {
    Q_OBJECT
  public:
    /// The address of the hub is kept in `settings`.
    ModelsPage(AppContext* context, AppSettings* settings, QWidget* parent = nullptr);
    bool isDownloading() const { return m_job.isActive(); }
    QList<ModelCard*> cards() const { return m_cards; }

  public Q_SLOTS:
    void refresh();
    /// A known name, or a repository: "Qwen/Qwen3-0.6B".
    void download(const QString& name);
    void stopDownload();

  Q_SIGNALS:
    void modelsChanged();
    void useRequested(const QString& model);

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    QWidget* makeOther();
    ModelCard* addCard();
    void ended();
    void applyState();

    AppContext* m_context;
    AppSettings* m_settings;
    ModelDownloadJob m_job;
    wb::ModelDownload m_download;
    QPointer<DownloadLine> m_line;  ///< of the one that is being fetched
    QList<ModelCard*> m_cards;
    MessageBar* m_message;
    QVBoxLayout* m_column;
    QLineEdit *m_repository, *m_hub;
    QPushButton* m_fetch;
    DownloadLine* m_other;  ///< for a model that has no card yet
};
