// Prepares a dataset on a thread of its own; signals arrive in the window's thread. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>
#include <optional>
#include <thread>

#include "dataset/prepare.h"

class PrepareJob : public QObject {
    Q_OBJECT
  public:
    /// badLine: the same import with skip_bad_lines would go on. nameTaken: with replace it would.
    enum class Fault { other, badLine, nameTaken };
    explicit PrepareJob(QObject* parent = nullptr);
    ~PrepareJob() override;  ///< asks for a stop and waits for the thread
    bool isActive() const { return m_active; }
    /// `candidates.n` 0 stores no lists.
    void start(const wb::ImportRequest& request, const std::filesystem::path& data,
               const wb::CandidateSettings& candidates);
    void stop();

  Q_SIGNALS:
    void progress(const QString& phase, double share);  ///< share < 0 = unknown
    void stepCounted(const wb::StepCount& counts);
    void finished(const wb::PrepareResult& result);
    void failed(const QString& what, const QString& why, const QString& fix, PrepareJob::Fault fault);
    void stopped();

  private:
    std::thread m_thread;
    wb::StopToken m_stop;
    bool m_active = false;
};
