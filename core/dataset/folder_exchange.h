// Folders that appear whole or not at all. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "foundation/files.h"

namespace wb {

/// Throws UserError about a prepared folder.
[[noreturn]] void cannot_write(const fs::path& folder, const std::string& reason);

/// A folder beside the final one, with a name that no list of datasets shows; removed with all its content unless it
/// was moved away. Throws UserError when it cannot be made.
class TemporaryFolder {
  public:
    explicit TemporaryFolder(const fs::path& parent);
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const fs::path& path() const { return path_; }

  private:
    fs::path path_;
};

/// What killed processes left behind. A day, because another machine may be at work in the same workspace.
void remove_abandoned(const fs::path& parent);

/// Puts `fresh` in the place of `final`; what was there is afterwards in `fresh`. One step for every observer. Throws
/// UserError and then leaves what was there.
void exchange(const fs::path& fresh, const fs::path& final);

/// Links (or copies) every file of `old` that `fresh` lacks: pictures, features and the like that were made for the
/// same items and sequences. Throws UserError.
void keep_side_files(const fs::path& old, const fs::path& fresh);

}  // namespace wb
