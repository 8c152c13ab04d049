// Files: whole reads, atomic writes, digests. Layer: foundation.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace wb {

namespace fs = std::filesystem;

/// The whole file. Throws UserError when it is missing, a folder, unreadable, or larger than `limit` bytes.
std::string read_file(const fs::path& path, std::uint64_t limit = std::uint64_t{1} << 32);

/// Reads a file from its start to its end, piece by piece.
class FileReader {
  public:
    /// Throws UserError when it is missing, a folder or unreadable.
    explicit FileReader(fs::path path);
    ~FileReader();
    FileReader(const FileReader&) = delete;
    FileReader& operator=(const FileReader&) = delete;
    /// At most `count` bytes; 0 only at the end of the file. Throws UserError.
    std::size_t read(char* bytes, std::size_t count);
    std::uint64_t size() const { return size_; }  ///< as the folder says it; 0 for pipes and the like

  private:
    fs::path path_;
    int fd_ = -1;
    std::uint64_t size_ = 0;
};

/// Writes under a temporary name in the same folder, flushes to disk and renames, so that a reader sees the old bytes
/// or the new ones and never a part. Makes missing folders. Throws UserError (disk full, no permission).
void write_file_atomic(const fs::path& path, std::string_view bytes);

/// SHA-256 as 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view bytes);
std::string sha256_file(const fs::path& path);

/// A writer for large files with the same promise as write_file_atomic: nothing appears under `path` before commit().
class AtomicFile {
  public:
    explicit AtomicFile(fs::path path);
    ~AtomicFile();  ///< removes the temporary file when commit() was not reached
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;
    void write(std::string_view bytes);
    void commit();

  private:
    fs::path path_, temporary_;
    int fd_ = -1;
    std::string buffer_;
    void flush();
};

}  // namespace wb
