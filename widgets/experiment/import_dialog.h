// "Import my data": choose files, name and filters; prepare in the background; see what happened. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QStringList>
#include <optional>

#include "common/app_context.h"
#include "run_client/prepare_job.h"

class MessageBar;
class ParamForm;
class QCheckBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;

class ImportDialog : public QDialog {
    Q_OBJECT
  public:
    explicit ImportDialog(AppContext* context, QWidget* parent = nullptr);
    void setSources(const QStringList& paths);  ///< one folder, or files
    std::optional<wb::PreparedInfo> prepared() const { return m_prepared; }

  public Q_SLOTS:
    void reject() override;  ///< stops a running import first

  private:
    void startImport();
    void setBusy(bool busy);
    void showReport(const wb::PrepareResult& result);
    wb::ImportRequest request();

    AppContext* m_context;
    PrepareJob m_job;
    QStringList m_sources;
    std::optional<wb::PreparedInfo> m_prepared;
    bool m_closeWhenStopped = false;
    MessageBar* m_message;
    QLabel *m_sourceText, *m_problem, *m_phase;
    QLineEdit *m_name, *m_images;
    QCheckBox* m_skipBad;
    ParamForm* m_filter;
    QWidget* m_inputs;
    QProgressBar* m_bar;
    QPlainTextEdit* m_report;
    QPushButton *m_import, *m_stop, *m_close, *m_use;
};
