// Work on a thread of its own whose signals arrive in the window's thread. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <functional>
#include <thread>

#include "foundation/stop_token.h"

class ThreadJob : public QObject {
    Q_OBJECT
  public:
    explicit ThreadJob(QObject* parent = nullptr) : QObject(parent) {}
    ~ThreadJob() override;  ///< asks for a stop and waits for the thread
    bool isActive() const { return m_active; }
    void stop() { m_stop.request_stop(); }

  Q_SIGNALS:
    void stopped();

  protected:
    using Call = std::function<void()>;
    /// Runs work(stop) on the thread, which has to catch all but wb::Stopped. What it returns is called at the end,
    /// in the window's thread. Does nothing while a job is active.
    void begin(std::function<Call(const wb::StopToken&)> work);
    /// For the thread: calls in the window's thread.
    void post(Call call);

  private:
    std::thread m_thread;
    wb::StopToken m_stop;
    bool m_active = false;
};
