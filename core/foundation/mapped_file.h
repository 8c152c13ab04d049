// A file as memory. Layer: foundation.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string_view>

namespace wb {

/// The whole file, read-only, without a copy.
class MappedFile {
  public:
    /// Throws UserError when it is missing, no plain file or unreadable.
    explicit MappedFile(const std::filesystem::path& path);
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;
    std::string_view bytes() const { return bytes_; }
    /// Gives the memory of a part of bytes() back; it is read again from the file when it is looked at again.
    void release(std::string_view part) const;

  private:
    std::string_view bytes_;
};

}  // namespace wb
