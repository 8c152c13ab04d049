// Everything the store knows about one run. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <filesystem>
#include <string>
#include <vector>

#include "experiment/method.h"
#include "experiment/store.h"

class QLineEdit;
class QPlainTextEdit;
class QTabWidget;
class QTableWidget;
class QTextBrowser;

/// What run_details reads in the background.
struct RunDocument {
    wb::RunRow run;
    std::string config, result;
    std::vector<wb::StoredWarning> warnings;
    std::vector<wb::StoredLog> logs;
    std::vector<wb::StoredArtifact> artifacts;
};
RunDocument readRunDocument(const std::filesystem::path& storeFile, wb::RunId run);

class RunDetails : public QWidget {
    Q_OBJECT
  public:
    RunDetails(const wb::Registry* registry, QWidget* parent = nullptr);
    /// 0 shows the hint to select a run.
    void showRun(const std::filesystem::path& storeFile, qint64 run);
    qint64 run() const { return m_run; }

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void fill(const RunDocument& document);
    QString summary(const RunDocument& document) const;
    QString commandLine(const RunDocument& document, QString* problem) const;

    const wb::Registry* m_registry;
    QTabWidget* m_tabs;
    QTextBrowser* m_summary;
    QTableWidget* m_settings;
    QTableWidget* m_files;
    QPlainTextEdit* m_log;
    QLineEdit* m_command;
    qint64 m_run = 0;
    quint64 m_ticket = 0;
    RunDocument m_document;
};
