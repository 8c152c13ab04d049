// Blocks of work over threads. Layer: foundation.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "foundation/parallel.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace wb {

int usable_threads() {
    cpu_set_t set;
    CPU_ZERO(&set);
    const int count = ::sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return std::max(count, 1);
}

void parallel_blocks(std::size_t blocks, int threads, const std::function<void(std::size_t)>& work,
                     const std::function<void(std::size_t)>& between) {
    const auto wanted = static_cast<std::size_t>(threads > 0 ? threads : usable_threads());
    std::atomic<std::size_t> next{0}, done{0};
    std::atomic<bool> failed{false};
    std::mutex mutex;
    std::exception_ptr first;
    const auto take_blocks = [&](bool caller) {
        try {
            for (std::size_t block; !failed && (block = next++) < blocks;) {
                work(block);
                const std::size_t now = ++done;
                if (caller && between) between(now);
            }
        } catch (...) {
            const std::lock_guard lock(mutex);
            if (!first) first = std::current_exception();
            failed = true;
        }
    };
    std::vector<std::jthread> helpers;
    for (std::size_t i = 1; i < std::min(wanted, blocks); ++i) helpers.emplace_back(take_blocks, false);
    take_blocks(true);
    helpers.clear();  // joins
    if (first) std::rethrow_exception(first);
}

}  // namespace wb
