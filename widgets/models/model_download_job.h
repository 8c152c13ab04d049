// Fetches a language model on a thread of its own; signals arrive in the window's thread. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "common/thread_job.h"
#include "experiment/model_download.h"

class ModelDownloadJob : public ThreadJob {
    Q_OBJECT
  public:
    using ThreadJob::ThreadJob;
    void start(const wb::ModelDownload& download);

  Q_SIGNALS:
    /// Bytes of all files; `total` 0 = not known yet.
    void progress(const QString& file, quint64 done, quint64 total);
    void finished(quint64 fetched);  ///< bytes that came, fewer than the model has where some were there
    void failed(const QString& what, const QString& why, const QString& fix);
};
