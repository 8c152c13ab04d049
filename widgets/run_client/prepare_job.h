// Prepares a dataset on a thread of its own; signals arrive in the window's thread. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "common/thread_job.h"
#include "dataset/prepare.h"

class PrepareJob : public ThreadJob {
    Q_OBJECT
  public:
    /// badLine: the same import with skip_bad_lines would go on. nameTaken: with replace it would.
    enum class Fault { other, badLine, nameTaken };
    using ThreadJob::ThreadJob;
    /// `candidates.n` 0 stores no lists.
    void start(const wb::ImportRequest& request, const std::filesystem::path& data,
               const wb::CandidateSettings& candidates);

  Q_SIGNALS:
    void progress(const QString& phase, double share);  ///< share < 0 = unknown
    void stepCounted(const wb::StepCount& counts);
    void finished(const wb::PrepareResult& result);
    void failed(const QString& what, const QString& why, const QString& fix, PrepareJob::Fault fault);
};
