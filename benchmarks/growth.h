// How time and memory grow with the size of the data: medians of three runs at one, two and four times, and the peak
// of resident memory while they ran. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <string>

namespace wb::growth {

inline double peak_mib() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1024;
    return 0;
}
inline void reset_peak() {
    std::ofstream("/proc/self/clear_refs") << "5";
}

inline double median_seconds(const std::function<void()>& f) {
    std::array<double, 3> seconds{};
    for (double& s : seconds) {
        const auto start = std::chrono::steady_clock::now();
        f();
        s = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }
    std::sort(seconds.begin(), seconds.end());
    return seconds[1];
}

/// make(scale) gives what is timed. Prints a line per scale: seconds, times the first, peak memory.
inline void print(const std::string& name, const std::function<std::function<void()>(std::int64_t scale)>& make) {
    double first = 0;
    for (const std::int64_t scale : {1, 2, 4}) {
        const auto f = make(scale);
        f();  // warms up
        reset_peak();
        const double seconds = median_seconds(f);
        if (scale == 1) first = seconds;
        std::printf("%-44s x%lld %10.1f ms %8.2f times %8.0f MiB at most\n", name.c_str(),
                    static_cast<long long>(scale), seconds * 1e3, seconds / first, peak_mib());
        std::fflush(stdout);
    }
}

}  // namespace wb::growth
