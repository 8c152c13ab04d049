// Everything that one run has said so far, kept for the pages: series, log, progress, state. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>
#include <QStringList>
#include <deque>
#include <map>
#include <memory>
#include <string>

#include "experiment/store.h"
#include "plot/series_data.h"

struct LogEntry {
    double time = 0;  ///< Unix seconds; 0 = unknown
    wb::LogLevel level = wb::LogLevel::info;
    QString code, text;
};

using Snapshot = std::shared_ptr<const wb::SnapshotEvent>;

/// Filled from the store (an old run, or one that another program executes) or from events of a worker, or first the
/// one and then the other. `changed` is sent once per batch.
class RunFeed : public QObject {
    Q_OBJECT
  public:
    explicit RunFeed(QObject* parent = nullptr) : QObject(parent) {}

    void load(const wb::Store& store, qint64 run);
    /// New points and log lines of a run that another process executes.
    void poll(const wb::Store& store);
    void apply(const std::vector<wb::Event>& events);
    void addLines(const QStringList& lines);
    void setStatus(wb::RunStatus status, const QString& what = {}, const QString& why = {}, const QString& fix = {});
    void setProgress(const QString& phase, const QString& text, qint64 done, qint64 total, double eta);
    void clear();

    qint64 run() const { return m_run; }
    const wb::RunRow& row() const { return m_row; }
    wb::RunStatus status() const { return m_row.status; }
    const wb::ProgressEvent& progress() const { return m_progress; }
    /// Null when the run has no such series (yet).
    SeriesPointer series(const std::string& name) const;
    QStringList seriesNames() const;
    /// The series of one stage without "stage1/" in front, sorted.
    QStringList seriesOfStage(int stage) const;
    bool hasStage(int stage) const;
    int latestStage() const { return m_latestStage; }  ///< stage of the newest point; 0 = none yet
    const std::deque<LogEntry>& log() const { return m_log; }
    qint64 droppedLogLines() const { return m_droppedLog; }  ///< older than the oldest kept one
    const std::vector<wb::StoredWarning>& warnings() const { return m_warnings; }
    const std::vector<Snapshot>& snapshots() const { return m_snapshots; }  ///< by step

  Q_SIGNALS:
    void changed();

  private:
    SeriesPointer& entry(const std::string& name);
    void addLog(LogEntry entry);
    void addSnapshot(wb::SnapshotEvent snapshot);
    void addWarning(const std::string& code, const std::string& text);
    void readRow(const wb::Store& store);

    qint64 m_run = 0;
    wb::RunRow m_row;
    wb::ProgressEvent m_progress;
    std::map<std::string, SeriesPointer> m_series;
    std::deque<LogEntry> m_log;
    qint64 m_droppedLog = 0;
    std::size_t m_storedLogs = 0;
    std::vector<wb::StoredWarning> m_warnings;
    std::vector<Snapshot> m_snapshots;
    int m_snapshotAttempt = 0;
    int m_latestStage = 0;
};
