// Numbers the events of one run and hands them to all sinks. Layer: pipeline.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "experiment/events.h"

namespace wb {

/// Thread-safe. Also remembers the warnings, since they are part of the run's result.
class Publisher {
  public:
    Publisher(std::int64_t run, int attempt, double seconds_before, std::vector<EventSink*> sinks);
    void publish(EventBody body);
    void info(const std::string& code, const std::string& text);
    /// Stored with the run and shown beside its result; the same code and text counts once.
    void warn(const std::string& code, const std::string& text);
    /// At most about ten a second get through; the last one of a phase always does (done == total).
    void progress(ProgressEvent event);
    double wall() const;  ///< seconds worked, over all attempts
    std::vector<WarningEvent> warnings() const;

  private:
    const std::int64_t run_;
    const int attempt_;
    const double seconds_before_;
    const std::vector<EventSink*> sinks_;
    const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    mutable std::mutex mutex_;
    std::int64_t sequence_ = 0;
    std::vector<WarningEvent> warnings_;
    std::chrono::steady_clock::time_point last_progress_{};
};

}  // namespace wb
