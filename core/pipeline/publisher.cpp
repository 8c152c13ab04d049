// Layer: pipeline.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/publisher.h"

#include <algorithm>

namespace wb {

Publisher::Publisher(std::int64_t run, int attempt, double seconds_before, std::vector<EventSink*> sinks)
    : run_(run), attempt_(attempt), seconds_before_(seconds_before), sinks_(std::move(sinks)) {}

void Publisher::publish(EventBody body) {
    std::lock_guard lock(mutex_);
    const Event event{run_, attempt_, ++sequence_, std::move(body)};
    for (auto* sink : sinks_) sink->publish(event);
}

void Publisher::info(const std::string& code, const std::string& text) {
    publish(LogEvent{LogLevel::info, code, text});
}

void Publisher::warn(const std::string& code, const std::string& text) {
    {
        std::lock_guard lock(mutex_);
        const bool known = std::any_of(warnings_.begin(), warnings_.end(),
                                       [&](const WarningEvent& w) { return w.code == code && w.text == text; });
        if (known) return;
        warnings_.push_back({code, text});
    }
    publish(WarningEvent{code, text});
}

void Publisher::progress(ProgressEvent event) {
    const auto now = std::chrono::steady_clock::now();
    {
        std::lock_guard lock(mutex_);
        const bool last = event.total > 0 && event.done >= event.total;
        if (!last && now - last_progress_ < std::chrono::milliseconds(100)) return;
        last_progress_ = now;
    }
    publish(std::move(event));
}

double Publisher::wall() const {
    return seconds_before_ + std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
}

std::vector<WarningEvent> Publisher::warnings() const {
    std::lock_guard lock(mutex_);
    return warnings_;
}

}  // namespace wb
