// Layer: app/worker.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/worker/stop_watch.h"

#include <chrono>
#include <csignal>

#include "experiment/config.h"

namespace wb {

namespace {

volatile std::sig_atomic_t stop_signals = 0;
volatile std::sig_atomic_t look_now = 0;

}  // namespace

StopWatch::StopWatch(const Workspace& workspace, RunId run, StopToken stop) {
    std::signal(SIGTERM, [](int) { stop_signals = stop_signals + 1; });
    std::signal(SIGINT, [](int) { stop_signals = stop_signals + 1; });
    std::signal(SIGUSR1, [](int) { look_now = 1; });
    thread_ = std::thread([this, file = workspace.store_file(), run, stop]() mutable {
        std::unique_ptr<Store> store;
        auto next_look = std::chrono::steady_clock::now();
        while (!done_) {
            if (stop_signals > 0) stop.request_stop();
            if (look_now != 0 || std::chrono::steady_clock::now() >= next_look) {
                look_now = 0;
                next_look = std::chrono::steady_clock::now() + std::chrono::seconds(1);
                try {
                    if (!store) store = std::make_unique<Store>(file);
                    if (store->pending(run) == ControlCommand::stop) stop.request_stop();
                } catch (const std::exception&) {
                    // A store that cannot be read now may be readable in a second; signals still work.
                }
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
    });
}

StopWatch::~StopWatch() {
    done_ = true;
    thread_.join();
}

int threads_of_run(const Workspace& workspace, RunId run) {
    try {
        Store store(workspace.store_file());
        const auto config = config_from_json(builtin_methods(), store.config_json(run));
        return static_cast<int>(get_int(config.job, "threads"));
    } catch (const std::exception&) {
        return 0;  // run_experiment says what is wrong with the run
    }
}

}  // namespace wb
