// A main for benchmarks that come in pairs NAME/ours and NAME/plain: repetitions are interleaved, and the ratio of
// the medians is printed for every pair, with the peak of memory of each in a process of its own. Same threads, BLAS
// and allocator for both. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "benchmarks/memory_peak.h"
#include "tensors/runtime.h"

namespace wb {

/// Set in the processes that peak_mib_of starts.
constexpr const char* once_variable = "WB_BENCHMARK_ONCE";

/// Runs one benchmark once, alone in a new process, and returns the most memory that was resident there.
inline double peak_mib_of(const std::string& name) {
    const std::string program = std::filesystem::read_symlink("/proc/self/exe").string();
    const std::string command = std::string(once_variable) + "=1 '" + program + "' '--benchmark_filter=^" + name +
                                "/' --benchmark_repetitions=1 2>/dev/null";
    std::fflush(stdout);
    double peak = 0;
    FILE* output = popen(command.c_str(), "r");
    if (!output) return peak;
    for (char line[4096]; std::fgets(line, sizeof line, output);) std::sscanf(line, "peak %lf", &peak);
    pclose(output);
    return peak;
}

class RatioReporter : public benchmark::ConsoleReporter {
  public:
    void ReportRuns(const std::vector<Run>& runs) override {
        ConsoleReporter::ReportRuns(runs);
        for (const auto& r : runs)
            if (r.run_type == Run::RT_Iteration && !r.error_occurred)
                times_[r.run_name.function_name].push_back(r.GetAdjustedRealTime());
    }
    void Finalize() override {
        if (std::getenv(once_variable)) {
            std::printf("\npeak %.0f MiB\n", peak_mib());
            return;
        }
        std::printf("\n%-44s %10s %22s %26s\n", "ours against plain", "ratio", "range over repetitions",
                    "peak MiB, ours / plain");
        for (const auto& [name, plain] : times_) {
            if (!name.ends_with("/plain")) continue;
            const auto ours = times_.find(name.substr(0, name.size() - 6) + "/ours");
            if (ours == times_.end()) continue;
            const auto median = [](std::vector<double> v) {
                std::sort(v.begin(), v.end());
                return v[v.size() / 2];
            };
            std::vector<double> ratios;
            for (std::size_t i = 0; i < std::min(plain.size(), ours->second.size()); ++i)
                ratios.push_back(plain[i] / ours->second[i]);
            std::printf("%-44s %9.1fx %11.1f .. %.1f %17.0f / %.0f\n", name.substr(0, name.size() - 6).c_str(),
                        median(plain) / median(ours->second), *std::min_element(ratios.begin(), ratios.end()),
                        *std::max_element(ratios.begin(), ratios.end()), peak_mib_of(ours->first), peak_mib_of(name));
        }
    }

  private:
    std::map<std::string, std::vector<double>> times_;
};

inline int ratio_main(int argc, char** argv) {
    std::vector<char*> arguments(argv, argv + argc);
    std::string repetitions = "--benchmark_repetitions=5", interleave = "--benchmark_enable_random_interleaving=true",
                aggregates = "--benchmark_display_aggregates_only=false";
    for (auto* text : {&repetitions, &interleave, &aggregates}) arguments.insert(arguments.begin() + 1, text->data());
    int count = static_cast<int>(arguments.size());
    const auto info = runtime_info();
    std::printf("LibTorch %s, %s %s (%s), %d threads, %s\n", info.libtorch.c_str(), info.blas.c_str(),
                info.blas_core.c_str(), info.blas_threading.c_str(), info.threads, info.isa.c_str());
    benchmark::Initialize(&count, arguments.data());
    RatioReporter reporter;
    benchmark::RunSpecifiedBenchmarks(&reporter);
    return 0;
}

}  // namespace wb
