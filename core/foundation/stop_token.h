// Cooperative stopping. Layer: foundation.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <memory>

#include "foundation/error.h"

namespace wb {

/// Copies share one flag. Polled at least once per batch and once per block of users.
class StopToken {
  public:
    StopToken() : flag_(std::make_shared<std::atomic<bool>>(false)) {}
    void request_stop() { flag_->store(true, std::memory_order_relaxed); }
    bool stop_requested() const { return flag_->load(std::memory_order_relaxed); }
    /// Throws Stopped when a stop was asked for.
    void check() const {
        if (stop_requested()) throw Stopped();
    }

  private:
    std::shared_ptr<std::atomic<bool>> flag_;
};

}  // namespace wb
