// Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/model_download_job.h"

#include <chrono>

void ModelDownloadJob::start(const wb::ModelDownload& download) {
    begin([this, download](const wb::StopToken& stop) -> Call {
        auto last = std::chrono::steady_clock::now() - std::chrono::seconds(1);
        const auto tell = [&](const wb::DownloadProgress& at) {
            const auto now = std::chrono::steady_clock::now();
            if (now - last < std::chrono::milliseconds(100) && at.done < at.total) return;
            last = now;
            post([this, file = QString::fromStdString(at.file), done = quint64(at.done), total = quint64(at.total)] {
                Q_EMIT progress(file, done, total);
            });
        };
        const auto fail = [this](const std::string& what, const std::string& why, const std::string& fix) -> Call {
            return [this, a = QString::fromStdString(what), b = QString::fromStdString(why),
                    c = QString::fromStdString(fix)] { Q_EMIT failed(a, b, c); };
        };
        try {
            const auto fetched = wb::download_model(download, stop, tell);
            return [this, fetched] { Q_EMIT finished(fetched); };
        } catch (const wb::Stopped&) {
            throw;
        } catch (const wb::UserError& error) {
            return fail(error.what_happened(), error.why(), error.fix());
        } catch (const std::exception& error) {
            return fail("The model could not be fetched.", error.what(), "Try again: what came is kept.");
        }
    });
}
