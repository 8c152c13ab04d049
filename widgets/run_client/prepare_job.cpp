// Prepares a dataset on a thread of its own. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "run_client/prepare_job.h"

#include <QMetaObject>
#include <chrono>
#include <functional>

PrepareJob::PrepareJob(QObject* parent) : QObject(parent) {}

PrepareJob::~PrepareJob() {
    m_stop.request_stop();
    if (m_thread.joinable()) m_thread.join();
}

void PrepareJob::stop() {
    m_stop.request_stop();
}

void PrepareJob::start(const wb::ImportRequest& request, const std::filesystem::path& data,
                       const wb::CandidateSettings& candidates) {
    if (m_active) return;
    if (m_thread.joinable()) m_thread.join();
    m_stop = wb::StopToken();
    m_active = true;
    // The thread never outlives this object (the destructor joins), and queued calls die with it.
    m_thread = std::thread([this, request, data, candidates, stop = m_stop] {
        const auto post = [this](std::function<void()> call) {
            QMetaObject::invokeMethod(this, std::move(call), Qt::QueuedConnection);
        };
        auto last = std::chrono::steady_clock::now() - std::chrono::seconds(1);
        std::string lastPhase;
        const auto tell = [&](const std::string& phase, double share) {
            const auto now = std::chrono::steady_clock::now();
            if (phase == lastPhase && now - last < std::chrono::milliseconds(50)) return;
            last = now;
            lastPhase = phase;
            post([this, text = QString::fromStdString(phase), share] { Q_EMIT progress(text, share); });
        };
        const auto count = [&](const wb::StepCount& counts) { post([this, counts] { Q_EMIT stepCounted(counts); }); };
        const auto fail = [&](const std::string& what, const std::string& why, const std::string& fix,
                              Fault fault = Fault::other) {
            post([this, a = QString::fromStdString(what), b = QString::fromStdString(why),
                  c = QString::fromStdString(fix), fault] {
                m_active = false;
                Q_EMIT failed(a, b, c, fault);
            });
        };
        try {
            auto result = wb::prepare_dataset(request, data, candidates, stop, wb::ImportProgress(tell, count));
            post([this, result = std::move(result)] {
                m_active = false;
                Q_EMIT finished(result);
            });
        } catch (const wb::Stopped&) {
            post([this] {
                m_active = false;
                Q_EMIT stopped();
            });
        } catch (const wb::BadLineError& error) {
            fail(error.what_happened(), error.why(), error.fix(), Fault::badLine);
        } catch (const wb::NameTakenError& error) {
            fail(error.what_happened(), error.why(), error.fix(), Fault::nameTaken);
        } catch (const wb::UserError& error) {
            fail(error.what_happened(), error.why(), error.fix());
        } catch (const std::exception& error) {
            fail("The data could not be prepared.", error.what(), "Look at the files and try again.");
        }
    });
}
