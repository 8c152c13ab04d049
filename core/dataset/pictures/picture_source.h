// A picture's file: what it is, and its bytes. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "dataset/pictures/picture_report.h"

namespace wb {

struct PictureSource {
    PictureOutcome outcome = PictureOutcome::ok;  ///< or missing, not_a_file, unreadable, too_large
    std::string why;                              ///< a sentence where the outcome is not ok
    std::uint64_t size = 0;                       ///< bytes
    std::int64_t time = 0;                        ///< of change, nanoseconds
    std::string bytes;                            ///< of read_picture_source
};

/// Size and time alone.
PictureSource stat_picture_source(const std::filesystem::path& file);
/// Never waits (pipes, devices) and never reads more than `limit` bytes.
PictureSource read_picture_source(const std::filesystem::path& file, std::uint64_t limit);

}  // namespace wb
