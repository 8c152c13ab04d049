// How time and memory grow with the size of the data: medians of three runs at one, two and four times, and the peak
// of resident memory while they ran. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
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

struct Measured {
    double seconds, peak;
};

/// make(scale) gives what is timed. Each scale runs in a process of its own, so that memory kept from before does not
/// count. Prints a line per scale: time, times the first, peak of the process with its libraries and data.
inline void print(const std::string& name, const std::function<std::function<void()>(std::int64_t scale)>& make) {
    double first = 0;
    for (const std::int64_t scale : {1, 2, 4}) {
        int ends[2];
        if (pipe(ends) != 0) std::exit(1);
        std::fflush(stdout);
        const pid_t child = fork();
        if (child == 0) {
            const auto f = make(scale);
            f();  // warms up
            Measured m{median_seconds(f), 0};
            m.peak = peak_mib();
            std::_Exit(write(ends[1], &m, sizeof m) == static_cast<ssize_t>(sizeof m) ? 0 : 1);
        }
        Measured m{};
        close(ends[1]);
        const bool got = child > 0 && read(ends[0], &m, sizeof m) == static_cast<ssize_t>(sizeof m);
        close(ends[0]);
        waitpid(child, nullptr, 0);
        if (!got) {
            std::fprintf(stderr, "%s x%lld ended without a result\n", name.c_str(), static_cast<long long>(scale));
            std::exit(1);
        }
        if (scale == 1) first = m.seconds;
        std::printf("%-36s x%lld %9.1f ms %6.2f times %7.0f MiB at most\n", name.c_str(),
                    static_cast<long long>(scale), m.seconds * 1e3, m.seconds / first, m.peak);
    }
}

}  // namespace wb::growth
