// Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/model_download_job.h"

#include <QMetaObject>
#include <chrono>
#include <functional>

ModelDownloadJob::ModelDownloadJob(QObject* parent) : QObject(parent) {}

ModelDownloadJob::~ModelDownloadJob() {
    m_stop.request_stop();
    if (m_thread.joinable()) m_thread.join();
}

void ModelDownloadJob::stop() {
    m_stop.request_stop();
}

void ModelDownloadJob::start(const wb::ModelDownload& download) {
    if (m_active) return;
    if (m_thread.joinable()) m_thread.join();
    m_stop = wb::StopToken();
    m_active = true;
    // The thread never outlives this object (the destructor joins), and queued calls die with it.
    m_thread = std::thread([this, download, stop = m_stop] {
        const auto post = [this](std::function<void()> call) {
            QMetaObject::invokeMethod(this, std::move(call), Qt::QueuedConnection);
        };
        const auto fail = [&](const std::string& what, const std::string& why, const std::string& fix) {
            post([this, a = QString::fromStdString(what), b = QString::fromStdString(why),
                  c = QString::fromStdString(fix)] {
                m_active = false;
                Q_EMIT failed(a, b, c);
            });
        };
        auto last = std::chrono::steady_clock::now() - std::chrono::seconds(1);
        try {
            const auto fetched = wb::download_model(download, stop, [&](const wb::DownloadProgress& at) {
                const auto now = std::chrono::steady_clock::now();
                if (now - last < std::chrono::milliseconds(100) && at.done < at.total) return;
                last = now;
                post([this, file = QString::fromStdString(at.file), done = quint64(at.done),
                      total = quint64(at.total)] { Q_EMIT progress(file, done, total); });
            });
            post([this, fetched] {
                m_active = false;
                Q_EMIT finished(fetched);
            });
        } catch (const wb::Stopped&) {
            post([this] {
                m_active = false;
                Q_EMIT stopped();
            });
        } catch (const wb::UserError& error) {
            fail(error.what_happened(), error.why(), error.fix());
        } catch (const std::exception& error) {
            fail("The model could not be fetched.", error.what(), "Try again: what came is kept.");
        }
    });
}
