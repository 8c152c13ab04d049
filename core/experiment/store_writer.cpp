// Writes the events of one run in the background, and keeps them when the disk refuses. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>

#include "experiment/store_impl.h"

namespace wb {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t queue_limit = 50000;  // then publish() waits
constexpr std::size_t wake_at = 500;
constexpr std::size_t memory_limit = 100000;  // then the spool file takes over
constexpr std::size_t chunk_size = 5000;
constexpr auto period = std::chrono::milliseconds(250);
constexpr auto heartbeat_period = std::chrono::milliseconds(1500);
constexpr auto longest_pause = std::chrono::milliseconds(2000);

}  // namespace

struct StoreWriter::Impl {
    const std::filesystem::path file, spool;
    const RunId run;
    const int attempt;

    mutable std::mutex mutex;  // guards the members up to the empty line
    std::condition_variable wake, space, flushed;
    std::deque<Event> queue;
    bool closing = false;
    std::uint64_t flush_wanted = 0, flush_done = 0;
    std::string trouble;

    // Used by the thread alone.
    std::optional<Store> store;
    std::vector<Event> backlog;
    bool spooled = false;
    std::uint64_t dropped = 0;
    int failures = 0;
    Clock::time_point next_try = Clock::now(), last_write{};
    std::thread thread;

    Impl(std::filesystem::path store_file, RunId id, int number)
        : file(std::move(store_file)),
          spool(store_detail::spool_path(file, id, number)),
          run(id),
          attempt(number),
          spooled(std::filesystem::exists(spool)) {
        thread = std::thread([this] { work(); });
    }

    void work() {
        while (true) {
            bool last = false, now = false;
            std::uint64_t ticket = 0;
            {
                std::unique_lock lock(mutex);
                wake.wait_for(lock, period,
                              [&] { return closing || flush_wanted > flush_done || queue.size() >= wake_at; });
                last = closing;
                ticket = flush_wanted;
                now = last || ticket > flush_done;
                std::move(queue.begin(), queue.end(), std::back_inserter(backlog));
                queue.clear();
            }
            space.notify_all();
            settle(now);
            {
                const std::lock_guard lock(mutex);
                flush_done = ticket;
            }
            flushed.notify_all();
            if (last) return;
        }
    }

    /// Stores the backlog, or keeps it. `now`: somebody waits, so no pause after a failure and nothing only in
    /// memory.
    void settle(bool now) {
        std::string problem;
        if (now || failures == 0 || Clock::now() >= next_try) {
            try {
                write(now);
                failures = 0;
                set_trouble({});
                return;
            } catch (const std::exception& error) {
                problem = error.what();
            }
            ++failures;
            const int doublings = std::min(failures - 1, 3);
            next_try = Clock::now() + std::min<Clock::duration>(period * (1 << doublings), longest_pause);
            if (failures > 2) store.reset();  // the file may have been replaced
            set_trouble(problem);
        }
        keep(now, problem);
    }

    void write(bool now) {
        using std::chrono::milliseconds;
        if (!store) store.emplace(file);
        // Retries are ours, so that a long lock of another program does not hold up the queue.
        store->set_patience(now ? milliseconds(5000) : milliseconds(1000));
        if (spooled) {
            store->pick_up_spool(run, attempt);
            spooled = std::filesystem::exists(spool);
        }
        while (!backlog.empty()) {
            const auto count = static_cast<std::ptrdiff_t>(std::min(backlog.size(), chunk_size));
            const std::vector<Event> chunk(backlog.begin(), backlog.begin() + count);
            store->append(run, attempt, chunk);
            backlog.erase(backlog.begin(), backlog.begin() + count);
            last_write = Clock::now();
        }
        if (dropped > 0) {
            const std::string text = std::to_string(dropped) +
                                     " events of this run were lost, because neither the store nor a file beside it "
                                     "could be written for a long time.";
            store->append(run, attempt, {{run, attempt, 0, WarningEvent{"STORE_001", text}}});
            dropped = 0;
        }
        if (Clock::now() - last_write >= heartbeat_period) {
            store->heartbeat(run);
            last_write = Clock::now();
        }
    }

    void keep(bool now, const std::string& problem) {
        if (backlog.empty() || (!now && backlog.size() <= memory_limit)) return;
        std::string refusal;
        if (store_detail::append_to_spool(spool, backlog, refusal)) {
            backlog.clear();
            spooled = true;
            set_trouble((problem.empty() ? trouble_text() : problem) + " What the run reports waits in \"" +
                        spool.string() + "\".");
            return;
        }
        set_trouble((problem.empty() ? trouble_text() : problem) +
                    " What the run reports is kept in memory, because \"" + spool.string() +
                    "\" cannot be written either: " + refusal + ".");
        if (backlog.size() > 2 * memory_limit) drop_oldest();
    }

    /// The last resort: training goes on, and the loss is told with the run. Points go before texts.
    void drop_oldest() {
        const std::size_t before = backlog.size();
        const auto middle = backlog.begin() + static_cast<std::ptrdiff_t>(before / 2);
        backlog.erase(
            std::remove_if(backlog.begin(), middle,
                           [](const Event& event) { return std::holds_alternative<ScalarEvent>(event.body); }),
            middle);
        if (backlog.size() > 2 * memory_limit)
            backlog.erase(backlog.begin(), backlog.end() - static_cast<std::ptrdiff_t>(memory_limit));
        dropped += before - backlog.size();
    }

    std::string trouble_text() const {
        const std::lock_guard lock(mutex);
        return trouble;
    }
    void set_trouble(std::string text) {
        const std::lock_guard lock(mutex);
        trouble = std::move(text);
    }
};

StoreWriter::StoreWriter(const std::filesystem::path& store_file, RunId run, int attempt)
    : impl_(std::make_unique<Impl>(store_file, run, attempt)) {}

StoreWriter::~StoreWriter() {
    {
        const std::lock_guard lock(impl_->mutex);
        impl_->closing = true;
    }
    impl_->wake.notify_all();
    impl_->space.notify_all();
    impl_->thread.join();
}

void StoreWriter::publish(const Event& event) {
    if (std::holds_alternative<ProgressEvent>(event.body)) return;  // for eyes only, never stored
    std::size_t waiting = 0;
    try {
        std::unique_lock lock(impl_->mutex);
        impl_->space.wait(lock, [&] { return impl_->closing || impl_->queue.size() < queue_limit; });
        impl_->queue.push_back(event);
        waiting = impl_->queue.size();
    } catch (const std::exception&) {
        return;  // out of memory: the run matters more than this event
    }
    if (waiting == wake_at) impl_->wake.notify_all();
}

void StoreWriter::flush() {
    std::unique_lock lock(impl_->mutex);
    const std::uint64_t ticket = ++impl_->flush_wanted;
    impl_->wake.notify_all();
    impl_->flushed.wait(lock, [&] { return impl_->flush_done >= ticket; });
}

std::string StoreWriter::trouble() const {
    return impl_->trouble_text();
}

}  // namespace wb
