// How time and memory grow with the size of the data: medians of runs in turn at one, two and four times, and the
// peak of resident memory. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "benchmarks/memory_peak.h"

namespace wb::growth {

inline double seconds_of(const std::function<void()>& f) {
    const auto start = std::chrono::steady_clock::now();
    f();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// A process of its own for one scale, so that memory kept by another does not count. It runs once when it is asked.
class Scale {
  public:
    Scale(const std::string& name, std::int64_t scale,
          const std::function<std::function<void()>(std::int64_t scale)>& make)
        : name_(name + " x" + std::to_string(scale)) {
        int to_child[2], to_parent[2];
        if (pipe(to_child) != 0 || pipe(to_parent) != 0) std::exit(1);
        std::fflush(stdout);
        child_ = fork();
        if (child_ == 0) {
            close(to_child[1]);
            close(to_parent[0]);
            serve(make(scale), to_child[0], to_parent[1]);
        }
        close(to_child[0]);
        close(to_parent[1]);
        ask_ = to_child[1];
        answer_ = to_parent[0];
    }
    Scale(const Scale&) = delete;
    Scale& operator=(const Scale&) = delete;
    ~Scale() {
        close(ask_);
        close(answer_);
        kill(child_, SIGKILL);  // a younger process has a copy of this one's pipe, which so does not end
        waitpid(child_, nullptr, 0);
    }
    struct Measured {
        double seconds, peak;
    };
    Measured run() {
        Measured m{};
        const char go = 1;
        if (write(ask_, &go, 1) != 1 || read(answer_, &m, sizeof m) != static_cast<ssize_t>(sizeof m)) {
            std::fprintf(stderr, "%s ended without a result\n", name_.c_str());
            std::exit(1);
        }
        return m;
    }

  private:
    [[noreturn]] static void serve(const std::function<void()>& f, int ask, int answer) {
        for (char go; read(ask, &go, 1) == 1;) {
            const double seconds = seconds_of(f);
            const Measured m{seconds, peak_mib()};
            if (write(answer, &m, sizeof m) != static_cast<ssize_t>(sizeof m)) break;
        }
        std::_Exit(0);
    }
    std::string name_;
    pid_t child_ = -1;
    int ask_ = -1, answer_ = -1;
};

inline double median(std::vector<double> x) {
    std::sort(x.begin(), x.end());
    return x[x.size() / 2];
}

/// make(scale) gives what is timed. The scales run in turn, so that a slow minute of the machine meets all of them.
/// Prints a line per scale: time, times the first (median and range), peak of the process with its libraries and
/// data.
inline void print(const std::string& name, const std::function<std::function<void()>(std::int64_t scale)>& make) {
    constexpr std::int64_t scales[] = {1, 2, 4};
    constexpr int rounds = 7;
    std::vector<std::unique_ptr<Scale>> processes;
    for (const auto scale : scales) processes.push_back(std::make_unique<Scale>(name, scale, make));
    std::vector<std::vector<double>> seconds(processes.size());
    std::vector<double> peaks(processes.size());
    for (auto& p : processes) p->run();  // warms up
    for (int round = 0; round < rounds; ++round)
        for (std::size_t i = 0; i < processes.size(); ++i) {
            const auto m = processes[i]->run();
            seconds[i].push_back(m.seconds);
            peaks[i] = m.peak;
        }
    for (std::size_t i = 0; i < processes.size(); ++i) {
        std::vector<double> times;
        for (std::size_t r = 0; r < seconds[i].size(); ++r) times.push_back(seconds[i][r] / seconds[0][r]);
        const auto [least, most] = std::minmax_element(times.begin(), times.end());
        std::printf("%-36s x%lld %9.1f ms %6.2f times (%.2f .. %.2f) %7.0f MiB at most\n", name.c_str(),
                    static_cast<long long>(scales[i]), median(seconds[i]) * 1e3, median(times), *least, *most,
                    peaks[i]);
    }
}

}  // namespace wb::growth
