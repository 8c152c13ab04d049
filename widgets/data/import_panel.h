// Import on the Data page: what was dropped, its first rows, the settings, and the work itself. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QStringList>
#include <QTimer>
#include <QWidget>
#include <optional>

#include "common/app_context.h"
#include "dataset/preview.h"
#include "run_client/prepare_job.h"

class ColumnChoice;
class ImportSettings;
class MessageBar;
class PreviewModel;
class QLabel;
class QProgressBar;
class QPushButton;
class QRadioButton;
class QTableView;
class StepsModel;

class ImportPanel : public QWidget {
    Q_OBJECT
  public:
    explicit ImportPanel(AppContext* context, QWidget* parent = nullptr);

    /// Folders of pictures go into the field for pictures, all else is what to import.
    void take(const QStringList& paths);
    void chooseFolder();
    void chooseFiles();
    /// Makes the built-in catalogue at once; what was chosen stays.
    void prepareSample();
    bool isBusy() const { return m_job.isActive(); }
    bool isOpen() const { return !m_sources.isEmpty() || isBusy(); }
    QString title() const;  ///< what is being imported
    wb::ImportRequest request() const;

  public Q_SLOTS:
    void prepare();  ///< Ctrl+P
    void stop();

  Q_SIGNALS:
    void changed();  ///< isOpen(), isBusy() or title()
    void prepared(const wb::PreparedInfo& info, bool reused);

  private:
    void makeLayout();
    QWidget* makeSources();
    QWidget* makeRows();
    QWidget* makeWork();
    void startPreview();
    void showPreview(const wb::SourcePreview& preview);
    void showProblems();
    void start(const wb::ImportRequest& request, const wb::CandidateSettings& candidates);
    void showProgress(const QString& phase, double share);
    void updateState();

    AppContext* m_context;
    PrepareJob m_job;
    wb::ImportRequest m_request;         ///< of the job that was started last
    wb::CandidateSettings m_candidates;  ///< the same
    QStringList m_sources;
    std::optional<wb::SourcePreview> m_preview;
    quint64 m_ticket = 0;  ///< a newer preview makes older answers stale
    QTimer m_again;        ///< a moment after the last change of a menu
    QString m_phase, m_startedName;
    QElapsedTimer m_phaseClock;
    bool m_previewing = false;

    MessageBar* m_message;
    QLabel *m_sourceText, *m_format, *m_notes, *m_problems, *m_phaseText, *m_timeLeft, *m_rowsText;
    QRadioButton *m_stopAtBad, *m_skipBad;
    ColumnChoice* m_columns;
    ImportSettings* m_settings;
    PreviewModel* m_rows;
    QTableView *m_table, *m_stepsTable;
    StepsModel* m_steps;
    QProgressBar* m_bar;
    QPushButton *m_prepare, *m_stop, *m_folder, *m_files;
    QWidget *m_rowsCard, *m_problemBox;
};
