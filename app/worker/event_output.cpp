// Layer: app/worker.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/worker/event_output.h"

#include <chrono>
#include <csignal>

namespace wb {

EventOutput::EventOutput(std::FILE* file) : file_(file) {
    std::signal(SIGPIPE, SIG_IGN);  // a client that went away does not end the run
    flusher_ = std::thread([this] {
        std::unique_lock lock(mutex_);
        while (!done_) {
            wake_.wait(lock, [this] { return dirty_ || done_; });
            lock.unlock();
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
            lock.lock();
            if (dirty_) std::fflush(file_);
            dirty_ = false;
        }
    });
}

EventOutput::~EventOutput() {
    {
        std::lock_guard lock(mutex_);
        done_ = true;
    }
    wake_.notify_one();
    flusher_.join();
    std::fflush(file_);
}

void EventOutput::publish(const Event& event) {
    const auto line = event_to_json(event) + "\n";
    {
        std::lock_guard lock(mutex_);
        std::fwrite(line.data(), 1, line.size(), file_);
        dirty_ = true;
    }
    wake_.notify_one();
}

}  // namespace wb
