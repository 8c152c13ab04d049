// Lines, fields and numbers of text as people bring it: CRLF, encodings, quotes. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wb {

/// Lines of text in memory, without their end (LF or CRLF).
class LineReader {
  public:
    explicit LineReader(std::string_view bytes) : rest_(bytes) {}
    bool next(std::string_view& line);
    std::int64_t number() const { return number_; }  ///< of the line read last, from 1
    bool at_end() const { return rest_.empty(); }

  private:
    std::string_view rest_;
    std::int64_t number_ = 0;
};

/// Fields of a table with this delimiter may stand in double quotes.
bool may_be_quoted(std::string_view delimiter);

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
/// For messages: at most 200 characters, control characters written out. Always UTF-8: other bytes are read as
/// ISO-8859-1.
std::string excerpt(std::string_view text);

}  // namespace wb
