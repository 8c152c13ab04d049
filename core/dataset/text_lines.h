// Text files as people bring them: gzip, BOM, CRLF, encodings, quotes, numbers. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wb {

struct TextFile {
    std::filesystem::path path;
    std::string bytes;        ///< UTF-8, unpacked, without a byte order mark
    bool was_latin1 = false;  ///< the bytes were no UTF-8 and were read as ISO-8859-1
    std::string name() const { return path.filename().string(); }
};

/// The whole file. gzip is unpacked; what is no UTF-8 is read as ISO-8859-1. Throws UserError: missing, empty,
/// binary, damaged gzip.
TextFile read_text(const std::filesystem::path& path);

/// The first `limit` bytes after unpacking, for recognition; nullopt when the file cannot be read.
std::optional<std::string> read_text_start(const std::filesystem::path& path, std::size_t limit);

/// Lines without their end (LF or CRLF).
class LineReader {
  public:
    explicit LineReader(std::string_view bytes) : rest_(bytes), size_(bytes.size()) {}
    bool next(std::string_view& line);
    /// As next(), but with ',' and ';' a quoted field may go over several lines.
    bool next_record(std::string_view& record, const std::string& delimiter);
    std::int64_t number() const { return number_; }  ///< of the line read last, from 1
    double share() const;                            ///< 0 .. 1 of the bytes read

  private:
    std::string_view rest_;
    std::size_t size_;
    std::int64_t number_ = 0;
    std::int64_t lines_in_last_ = 1;
};

/// Divides a line. With ',' and ';' fields may stand in double quotes, a doubled quote inside is one quote.
class FieldSplitter {
  public:
    explicit FieldSplitter(std::string delimiter);
    /// Views into the line or into this object; valid until the next call. An open quote gives false.
    bool split(std::string_view line, std::vector<std::string_view>& fields);

  private:
    std::string delimiter_;
    bool quotes_;
    std::deque<std::string> unquoted_;
};

/// Tokens divided by any number of blanks or tabs.
void split_blanks(std::string_view line, std::vector<std::string_view>& tokens);

std::string_view trim(std::string_view text);
std::string lower_ascii(std::string_view text);
/// The whole text is a finite number.
std::optional<double> parse_number(std::string_view text);
/// The whole text is a plain decimal integer.
std::optional<std::int64_t> parse_integer(std::string_view text);
bool is_utf8(std::string_view text);
std::string latin1_to_utf8(std::string_view text);
/// For messages: at most 200 characters, control characters written out.
std::string excerpt(std::string_view text);

}  // namespace wb
