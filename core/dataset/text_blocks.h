// The bytes of a file, plain or gzip, unpacked in bounded memory beside their reader. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <future>
#include <optional>
#include <string>
#include <thread>

#include "dataset/block_queue.h"
#include "foundation/files.h"
#include "foundation/sha256.h"

namespace wb {

/// One thread reads the file and takes its SHA-256; where it is gzip (told by the first two bytes) a second one
/// inflates, several members behind each other included. At most 8 MiB are in flight.
class TextBlocks {
  public:
    /// Starts the threads. Throws UserError when the file is missing, a folder or unreadable.
    explicit TextBlocks(const std::filesystem::path& path);
    ~TextBlocks();  ///< ends the threads, also in the middle of the file
    TextBlocks(const TextBlocks&) = delete;
    TextBlocks& operator=(const TextBlocks&) = delete;

    /// The next unpacked block; never empty. False at the end. Throws UserError: unreadable, damaged or cut gzip.
    bool next(Block& block);
    std::uint64_t file_size() const { return file_.size(); }
    /// SHA-256 of the file as it lies on the disk; call it after next() gave false.
    std::string digest();

  private:
    void read_file();
    void inflate_file();
    void inflate_members();
    bool read_piece(Block& piece);

    const std::filesystem::path path_;
    FileReader file_;
    std::uint64_t read_ = 0;
    Sha256 hash_;
    bool packed_ = false;
    BlockQueue pieces_, blocks_;  ///< as on the disk; unpacked
    std::promise<std::string> digest_made_;
    std::optional<std::string> digest_;
    std::thread reader_, inflater_;
};

}  // namespace wb
