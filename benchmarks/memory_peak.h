// The most memory that was resident. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <fstream>
#include <string>

namespace wb {

/// In MiB, since the process started its program or forgot.
inline double peak_mib() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1024;
    return 0;
}

inline void forget_peak() {
    std::ofstream("/proc/self/clear_refs") << "5";
}

}  // namespace wb
