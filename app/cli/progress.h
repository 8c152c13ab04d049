// What a run says while it works, for a person at a terminal or a log file. Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "experiment/events.h"

namespace wb::cli {

/// On a terminal one line that overwrites itself; elsewhere a line every few seconds; nothing when quiet.
class ProgressLine {
  public:
    explicit ProgressLine(bool quiet);
    ~ProgressLine();
    void progress(const ProgressEvent& event);
    void phase(const std::string& phase, double share);  ///< of work without events; negative = unknown
    void scalar(const ScalarEvent& event);
    /// A line above the bar; shown also when quiet.
    void message(const std::string& text);
    /// Redraws now and then also without news, and says so when the worker has been silent for long.
    void tick();
    /// Removes the bar.
    void finish();

  private:
    using Clock = std::chrono::steady_clock;
    std::string line(std::size_t width) const;
    void draw(bool new_phase);
    void clear();

    bool quiet_, terminal_, drawn_ = false;
    std::string phase_, text_;
    std::int64_t done_ = 0, total_ = 0;
    double eta_ = -1, loss_ = 0, phase_share_ = -1;
    bool has_loss_ = false;
    Clock::time_point last_draw_{}, last_news_, phase_start_{};
    std::int64_t silences_ = 0;
};

/// "stage1" -> "stage 1", "prepare" -> "data".
std::string phase_title(const std::string& phase);

}  // namespace wb::cli
