// Lines of text files of any size, plain or gzip, in bounded memory. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "dataset/text_blocks.h"

namespace wb {

/// Gives one line after the other as UTF-8 without its end (LF or CRLF) and without a byte order mark. A line that is
/// no UTF-8 is read as ISO-8859-1. That is decided for each line by itself, so the same line gives the same text
/// wherever it stands, and one damaged line does not spoil the accents of all others.
/// Memory: about 12 MiB and the longest line. Reading, hashing and unpacking go on in threads of their own.
class TextStream {
  public:
    /// So many bytes may be read behind the end of every line (their values are of no use), as simdjson wants it.
    static constexpr std::size_t k_padding = 64;
    static constexpr std::size_t k_longest_line = std::size_t{1} << 26;

    /// Throws UserError: missing, a folder, empty, UTF-16, binary (in the first MiB), no sound gzip.
    explicit TextStream(const std::filesystem::path& path);

    /// The line stays valid until the next call. False at the end. Throws UserError: binary, damaged or cut gzip, a
    /// line of more than k_longest_line bytes.
    bool next(std::string_view& line);
    /// As next(), but with ',' and ';' a quoted field may go over several lines (of 64 KiB together). Where the quote
    /// is not closed that near, the line alone is given.
    bool next_record(std::string_view& record, const std::string& delimiter);

    std::int64_t number() const { return number_; }  ///< of the line read last (a record's first), from 1
    double share() const;                            ///< 0 .. 1 of the file's bytes
    const std::filesystem::path& path() const { return path_; }
    std::string name() const { return path_.filename().string(); }
    /// Lines so far that were no UTF-8 and were read as ISO-8859-1.
    std::int64_t latin1_lines() const { return latin1_lines_; }
    bool was_latin1() const { return latin1_lines_ > 0; }
    /// SHA-256 of the file as it lies on the disk, 64 hexadecimal digits. Reads what is left of the file first.
    std::string digest();

  private:
    bool fill();
    bool find_line_end(std::size_t from, std::size_t& end);
    std::string_view decoded(std::size_t begin, std::size_t end);
    bool close_quote(std::size_t& end, std::int64_t& lines, char delimiter);

    std::filesystem::path path_;
    std::unique_ptr<TextBlocks> blocks_;
    Block block_;                     ///< the one that was taken last; its bytes are copied into the window
    std::unique_ptr<char[]> window_;  ///< [begin_, end_) is not given out yet
    std::size_t capacity_ = 0, begin_ = 0, end_ = 0;
    bool at_end_ = false;
    std::string converted_;
    std::int64_t number_ = 0, lines_in_last_ = 1, latin1_lines_ = 0;
    int open_quotes_ = 0;
};

/// The first `limit` bytes after unpacking and without a byte order mark, for recognition; nullopt when the file
/// cannot be read. Of a damaged gzip file, what comes before the damage.
std::optional<std::string> read_text_start(const std::filesystem::path& path, std::size_t limit);

}  // namespace wb
