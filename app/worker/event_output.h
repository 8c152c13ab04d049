// Events as JSON lines on standard output; flushed at least ten times a second. Layer: app/worker.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <thread>

#include "experiment/events.h"

namespace wb {

class EventOutput : public EventSink {
  public:
    explicit EventOutput(std::FILE* file);
    ~EventOutput() override;
    void publish(const Event& event) override;

  private:
    std::FILE* const file_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool dirty_ = false, done_ = false;
    std::thread flusher_;
};

}  // namespace wb
