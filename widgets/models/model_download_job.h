// Fetches a language model on a thread of its own; signals arrive in the window's thread. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>
#include <thread>

#include "experiment/model_download.h"

class ModelDownloadJob : public QObject {
    Q_OBJECT
  public:
    explicit ModelDownloadJob(QObject* parent = nullptr);
    ~ModelDownloadJob() override;  ///< asks for a stop and waits for the thread
    bool isActive() const { return m_active; }
    /// Does nothing while one is active.
    void start(const wb::ModelDownload& download);
    void stop();

  Q_SIGNALS:
    /// Bytes of all files; `total` 0 = not known yet.
    void progress(const QString& file, quint64 done, quint64 total);
    void finished(quint64 fetched);  ///< bytes that came, fewer than the model has where some were there
    void failed(const QString& what, const QString& why, const QString& fix);
    void stopped();

  private:
    std::thread m_thread;
    wb::StopToken m_stop;
    bool m_active = false;
};
