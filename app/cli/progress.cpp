// Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iostream>

#include "common.h"

namespace wb::cli {

namespace {

constexpr std::chrono::milliseconds terminal_interval{100};
constexpr std::chrono::seconds log_interval{5};
constexpr std::chrono::seconds silence{60};
constexpr int bar_cells = 20;

std::size_t terminal_width() {
    winsize size{};
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
    return 80;
}

/// A worker's text goes to the terminal without control characters.
std::string printable(const std::string& text) {
    std::string clean;
    for (const char c : text.substr(0, 400)) clean += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
    return clean;
}

}  // namespace

std::string phase_title(const std::string& phase) {
    if (phase == "stage1") return "stage 1";
    if (phase == "stage2") return "stage 2";
    if (phase == "prepare") return "data";
    return printable(phase);
}

ProgressLine::ProgressLine(bool quiet)
    : quiet_(quiet), terminal_(is_terminal(STDERR_FILENO)), last_news_(Clock::now()) {}

ProgressLine::~ProgressLine() {
    finish();
}

void ProgressLine::progress(const ProgressEvent& event) {
    const bool new_phase = event.phase != phase_;
    if (new_phase) has_loss_ = false;
    phase_ = event.phase;
    text_ = event.text;
    total_ = std::max<std::int64_t>(0, event.total);
    done_ = std::clamp<std::int64_t>(event.done, 0, total_ ? total_ : std::max<std::int64_t>(0, event.done));
    eta_ = std::isfinite(event.eta_seconds) ? event.eta_seconds : -1;
    last_news_ = Clock::now();
    draw(new_phase);
}

void ProgressLine::phase(const std::string& phase, double share) {
    ProgressEvent event;
    event.phase = phase;
    if (phase != phase_ || share < phase_share_) phase_start_ = Clock::now();
    phase_share_ = share;
    if (share >= 0) {
        event.total = 1000;
        event.done = static_cast<std::int64_t>(std::lround(std::min(1.0, share) * 1000));
        // Time left as if the rest went as fast as the part that is done.
        const double seconds = std::chrono::duration<double>(Clock::now() - phase_start_).count();
        if (share > 0.01 && seconds > 2) event.eta_seconds = seconds * (1 - std::min(1.0, share)) / share;
    }
    progress(event);
}

void ProgressLine::scalar(const ScalarEvent& event) {
    last_news_ = Clock::now();
    const std::size_t end = event.series.rfind("/loss");
    if (end == std::string::npos || end + 5 != event.series.size()) return;
    loss_ = event.value;
    has_loss_ = true;
}

std::string ProgressLine::line(std::size_t width) const {
    std::string text = phase_.empty() ? "starting" : phase_title(phase_);
    if (total_ > 0) {
        const double share = static_cast<double>(done_) / static_cast<double>(total_);
        const int full = static_cast<int>(share * bar_cells);
        text += "  [" + std::string(static_cast<std::size_t>(full), '#') +
                std::string(static_cast<std::size_t>(bar_cells - full), '-') + "] " + fixed(share * 100, 0) + " %";
    }
    std::string end;
    if (has_loss_) end += "  loss " + fixed(loss_, 4);
    if (eta_ >= 0) end += "  " + duration_text(eta_) + " left";
    const auto quiet_for = Clock::now() - last_news_;
    if (quiet_for > silence)
        end += "  (no news for " + duration_text(std::chrono::duration<double>(quiet_for).count()) + ")";
    std::string middle = text_.empty() ? "" : "  " + printable(text_);
    // Where the terminal is narrow, the words give way: loss and time left are what one looks for.
    if (const auto fixed_size = text.size() + end.size(); width > 1 && fixed_size + middle.size() >= width)
        middle.resize(fixed_size + 1 < width ? width - 1 - fixed_size : 0);
    text += middle + end;
    if (width > 1 && text.size() >= width) text.resize(width - 1);
    return text;
}

void ProgressLine::draw(bool new_phase) {
    if (quiet_) return;
    const auto now = Clock::now();
    if (terminal_) {
        if (!new_phase && now - last_draw_ < terminal_interval) return;
        std::cerr << "\r" << line(terminal_width()) << "\x1b[K" << std::flush;
        drawn_ = true;
    } else {
        if (!new_phase && now - last_draw_ < log_interval) return;
        std::cerr << line(0) << "\n" << std::flush;
    }
    last_draw_ = now;
}

void ProgressLine::tick() {
    const auto minutes = (Clock::now() - last_news_) / silence;
    if (minutes > silences_) {
        silences_ = minutes;
        draw(true);
    }
    if (minutes == 0) silences_ = 0;
    if (terminal_ && !phase_.empty()) draw(false);
}

void ProgressLine::clear() {
    if (drawn_) std::cerr << "\r\x1b[K";
    drawn_ = false;
}

void ProgressLine::message(const std::string& text) {
    clear();
    std::cerr << printable(text) << "\n" << std::flush;
    last_draw_ = {};
}

void ProgressLine::finish() {
    clear();
    std::cerr << std::flush;
}

}  // namespace wb::cli
