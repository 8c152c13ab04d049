// Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "run_client/prepare_job.h"

#include <chrono>

void PrepareJob::start(const wb::ImportRequest& request, const std::filesystem::path& data,
                       const wb::CandidateSettings& candidates) {
    begin([this, request, data, candidates](const wb::StopToken& stop) -> Call {
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
        const auto fail = [this](const std::string& what, const std::string& why, const std::string& fix,
                                 Fault fault = Fault::other) -> Call {
            return [this, a = QString::fromStdString(what), b = QString::fromStdString(why),
                    c = QString::fromStdString(fix), fault] { Q_EMIT failed(a, b, c, fault); };
        };
        try {
            auto result = wb::prepare_dataset(request, data, candidates, stop, wb::ImportProgress(tell, count));
            return [this, result = std::move(result)] { Q_EMIT finished(result); };
        } catch (const wb::Stopped&) {
            throw;
        } catch (const wb::BadLineError& error) {
            return fail(error.what_happened(), error.why(), error.fix(), Fault::badLine);
        } catch (const wb::NameTakenError& error) {
            return fail(error.what_happened(), error.why(), error.fix(), Fault::nameTaken);
        } catch (const wb::UserError& error) {
            return fail(error.what_happened(), error.why(), error.fix());
        } catch (const std::exception& error) {
            return fail("The data could not be prepared.", error.what(), "Look at the files and try again.");
        }
    });
}
