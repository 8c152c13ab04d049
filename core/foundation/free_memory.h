// How much memory this program may still take. Layer: foundation.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>

namespace wb {

/// Bytes that the system would give to this program now: those that are free, or what is left of a control group's
/// limit (of a container, say) where that is less; at least 1. 0 = the system does not say.
/// `root` is where /proc and /sys/fs/cgroup are looked for.
std::uint64_t available_memory(const std::filesystem::path& root = "/");

}  // namespace wb
