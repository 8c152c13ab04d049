// Layer: foundation.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "foundation/free_memory.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

namespace wb {

namespace {

namespace fs = std::filesystem;

/// Nothing where the file is not there or says "max".
std::optional<std::uint64_t> number_in(const fs::path& file) {
    std::ifstream in(file);
    std::uint64_t number = 0;
    if (in >> number) return number;
    return std::nullopt;
}

/// The value behind a word at the begin of a line; 0 = there is none.
std::uint64_t value_of(const fs::path& file, const std::string& word) {
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);)
        if (line.starts_with(word + " ")) {
            std::uint64_t value = 0;
            std::istringstream(line.substr(word.size())) >> value;
            return value;
        }
    return 0;
}

/// What one group leaves. Pages of files that were not read lately are counted as used and given back when needed.
std::optional<std::uint64_t> left_in(const fs::path& group, const char* limit_file, const char* usage_file,
                                     const char* idle_pages) {
    const auto limit = number_in(group / limit_file), used = number_in(group / usage_file);
    if (!limit || !used) return std::nullopt;
    const auto idle = std::min(value_of(group / "memory.stat", idle_pages), *used);
    return *limit - std::min(*limit, *used - idle);
}

/// The least that this program's group and those above it leave. A path that is not there is one of the host, seen
/// from a container whose own group is at the top.
std::uint64_t left_in_groups(const fs::path& root, std::uint64_t free) {
    std::ifstream in(root / "proc/self/cgroup");
    const auto look = [&](const fs::path& mount, fs::path path, const char* limit, const char* usage,
                          const char* idle) {
        for (;; path = path.parent_path()) {
            if (const auto left = left_in(mount / path, limit, usage, idle)) free = std::min(free, *left);
            if (path.empty()) return;
        }
    };
    for (std::string line; std::getline(in, line);) {
        const auto first = line.find(':'), second = line.find(':', first + 1);
        if (second == std::string::npos) continue;
        const std::string kinds = line.substr(first + 1, second - first - 1);
        const auto path = fs::path(line.substr(second + 1)).relative_path();
        if (kinds.empty())
            look(root / "sys/fs/cgroup", path, "memory.max", "memory.current", "inactive_file");
        else if (kinds == "memory")
            look(root / "sys/fs/cgroup/memory", path, "memory.limit_in_bytes", "memory.usage_in_bytes",
                 "total_inactive_file");
    }
    return free;
}

}  // namespace

std::uint64_t available_memory(const fs::path& root) {
    std::ifstream file(root / "proc/meminfo");
    for (std::string name; file >> name;) {
        std::uint64_t kilobytes = 0;
        std::string unit;
        file >> kilobytes >> unit;
        if (name == "MemAvailable:") return std::max<std::uint64_t>(1, left_in_groups(root, kilobytes << 10));
    }
    return 0;
}

}  // namespace wb
