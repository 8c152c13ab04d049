// The unfinished file of a download, and what is needed to go on with it. Layer: foundation.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace wb {

/// "<file>.part" holds the bytes so far; "<file>.part.from" the address and the server's mark of that content (ETag
/// or time of change), without which nothing can be resumed safely. The second is written when there is something to
/// lose.
class PartialDownload {
  public:
    PartialDownload(std::filesystem::path file, std::string url);
    ~PartialDownload();
    PartialDownload(const PartialDownload&) = delete;
    PartialDownload& operator=(const PartialDownload&) = delete;

    std::uint64_t size() const { return size_; }
    const std::string& mark() const { return mark_; }
    /// Bytes can be added behind those that are there: there are some, and the server marked them.
    bool can_go_on() const { return size_ > 0 && !mark_.empty(); }

    /// Empties it; `mark` belongs to what will be added, empty = it cannot be resumed later.
    void start(const std::string& mark);
    /// Throws UserError (disk full).
    void add(std::string_view bytes);
    /// Flushes to the disk and gives it its name.
    void finish();
    void discard();
    const std::filesystem::path& path() const { return part_; }

  private:
    void open();
    void remember();
    std::filesystem::path file_, part_, from_;
    std::string url_, mark_;
    std::uint64_t size_ = 0;
    int fd_ = -1;
    bool remembered_ = false;
};

}  // namespace wb
