// Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/thread_job.h"

#include <QMetaObject>

ThreadJob::~ThreadJob() {
    stop();
    if (m_thread.joinable()) m_thread.join();
}

void ThreadJob::post(Call call) {
    // The thread never outlives this object (the destructor joins), and queued calls die with it.
    QMetaObject::invokeMethod(this, std::move(call), Qt::QueuedConnection);
}

void ThreadJob::begin(std::function<Call(const wb::StopToken&)> work) {
    if (m_active) return;
    if (m_thread.joinable()) m_thread.join();
    m_stop = wb::StopToken();
    m_active = true;
    m_thread = std::thread([this, work = std::move(work), stop = m_stop] {
        Call end;
        try {
            end = work(stop);
        } catch (const wb::Stopped&) {
            end = [this] { Q_EMIT stopped(); };
        }
        post([this, end = std::move(end)] {
            m_active = false;
            end();
        });
    });
}
