// Lines of text files of any size, plain or gzip, in bounded memory. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/text_stream.h"

#include <algorithm>
#include <cstring>

#include "dataset/text_lines.h"
#include "foundation/error.h"

namespace wb {

namespace {

constexpr std::size_t k_longest_record = std::size_t{1} << 16;
/// After so many quotes that are never closed, no more are looked for: each costs a look over 64 KiB.
constexpr int k_most_open_quotes = 1000;
constexpr std::string_view k_byte_order_mark = "\xEF\xBB\xBF";

/// Follows the quotes of a record whose fields may stand in '"'.
struct QuoteState {
    bool inside = false, field_start = true;

    /// `text` begins where the text before it ended; a pair of quotes is never divided, since texts end at line ends.
    void follow(std::string_view text, char delimiter) {
        for (std::size_t i = 0; i < text.size(); ++i) {
            const char c = text[i];
            if (inside) {
                if (c != '"') continue;
                if (i + 1 < text.size() && text[i + 1] == '"')
                    ++i;
                else
                    inside = false;
            } else if (c == '"' && field_start) {
                inside = true;
                field_start = false;
            } else {
                field_start = c == delimiter;
            }
        }
    }
};

std::string_view without_line_end(std::string_view line) {
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    return line;
}

}  // namespace

TextStream::TextStream(const std::filesystem::path& path) : path_(path), blocks_(std::make_unique<TextBlocks>(path)) {
    const auto quoted = "\"" + path.string() + "\"";
    if (!fill())
        throw UserError("The file " + quoted + " is empty.", "There is nothing to import from it.",
                        "Check that the download or the copy was complete.");
    const std::string_view start(window_.get(), end_);
    if (start.starts_with(k_byte_order_mark)) begin_ = k_byte_order_mark.size();
}

/// Appends a block to the window; false at the end of the file.
bool TextStream::fill() {
    if (at_end_ || !blocks_->next(block_)) {
        at_end_ = true;
        return false;
    }
    const auto quoted = "\"" + path_.string() + "\"";
    const bool first = !window_;
    if (first && (block_.text().starts_with("\xFF\xFE") || block_.text().starts_with("\xFE\xFF")))
        throw UserError("The file " + quoted + " is UTF-16 text.", "Only UTF-8 and ISO-8859-1 are read.",
                        "Save it as UTF-8 and import it again.");
    if (std::memchr(block_.bytes.get(), 0, block_.size))
        throw UserError("The file " + quoted + " is not a text file.", "It holds NUL bytes, which no text has.",
                        "Choose the file with the interactions, not an archive, a picture or a pickle.");
    const auto kept = end_ - begin_;
    if (kept > k_longest_line)
        throw UserError("Line " + std::to_string(number_ + lines_in_last_) + " of " + quoted + " is too long.",
                        "It has more than 64 MiB, and files with one record a line are read.",
                        "Check that each record stands on a line of its own.");
    const auto needed = kept + block_.size + k_padding;
    if (needed > capacity_) {
        const auto larger = std::max(needed, std::min(2 * capacity_, k_longest_line + (k_longest_line >> 1)));
        auto window = std::make_unique<char[]>(larger);
        if (kept > 0) std::memcpy(window.get(), window_.get() + begin_, kept);
        window_ = std::move(window);
        capacity_ = larger;
    } else if (begin_ > 0) {
        std::memmove(window_.get(), window_.get() + begin_, kept);
    }
    begin_ = 0;
    std::memcpy(window_.get() + kept, block_.bytes.get(), block_.size);
    end_ = kept + block_.size;
    return true;
}

/// Looks for the end of the line from `from` bytes behind begin_ on; `end` counts from begin_, too. The last line of
/// a file need not be ended. False when there is nothing left.
bool TextStream::find_line_end(std::size_t from, std::size_t& end) {
    if (from > end_ - begin_) return false;  // behind a last line that is not ended
    for (std::size_t searched = from;;) {
        const char* start = window_.get() + begin_;
        const auto size = end_ - begin_;
        if (const void* found = std::memchr(start + searched, '\n', size - searched)) {
            end = static_cast<std::size_t>(static_cast<const char*>(found) - start);
            return true;
        }
        searched = size;
        if (!fill()) {
            end = size;
            return size > from;
        }
    }
}

std::string_view TextStream::decoded(std::size_t begin, std::size_t end) {
    const auto line = without_line_end({window_.get() + begin, end - begin});
    if (is_utf8(line)) return line;
    ++latin1_lines_;
    converted_ = latin1_to_utf8(line);
    converted_.reserve(converted_.size() + k_padding);
    return converted_;
}

bool TextStream::next(std::string_view& line) {
    std::size_t end = 0;
    if (!find_line_end(0, end)) return false;
    number_ += lines_in_last_;
    lines_in_last_ = 1;
    const auto begin = begin_;
    begin_ = std::min(begin_ + end + 1, end_);
    line = decoded(begin, begin + end);
    return true;
}

/// Moves `end` (counted from begin_) on to the line end at which the quote of the record is closed.
bool TextStream::close_quote(std::size_t& end, std::int64_t& lines, char delimiter) {
    QuoteState state;
    state.follow({window_.get() + begin_, end}, delimiter);
    for (; state.inside; ++lines) {
        const auto from = end + 1;
        if (!find_line_end(from, end) || end > k_longest_record) return false;
        state.follow({window_.get() + begin_ + from, end - from}, delimiter);
    }
    return true;
}

bool TextStream::next_record(std::string_view& record, const std::string& delimiter) {
    if (!may_be_quoted(delimiter)) return next(record);
    std::size_t end = 0;
    if (!find_line_end(0, end)) return false;
    number_ += lines_in_last_;
    lines_in_last_ = 1;
    if (open_quotes_ < k_most_open_quotes && std::memchr(window_.get() + begin_, '"', end)) {
        auto far = end;
        std::int64_t lines = 1;
        if (close_quote(far, lines, delimiter[0])) {
            end = far;
            lines_in_last_ = lines;
        } else {
            ++open_quotes_;
        }
    }
    const auto begin = begin_;
    begin_ = std::min(begin_ + end + 1, end_);
    record = decoded(begin, begin + end);
    return true;
}

double TextStream::share() const {
    if (at_end_ && begin_ == end_) return 1;
    const auto size = static_cast<double>(blocks_->file_size());
    if (size <= 0) return -1;
    const auto left = static_cast<double>(end_ - begin_) / static_cast<double>(std::max<std::size_t>(block_.size, 1));
    const auto in_block = static_cast<double>(block_.file_end - block_.file_begin);
    return std::clamp((static_cast<double>(block_.file_end) - left * in_block) / size, 0.0, 1.0);
}

std::string TextStream::digest() {
    while (!at_end_ && blocks_->next(block_)) {
    }
    at_end_ = true;
    begin_ = end_;
    return blocks_->digest();
}

std::optional<std::string> read_text_start(const std::filesystem::path& path, std::size_t limit) {
    std::string bytes;
    try {
        TextBlocks blocks(path);
        Block block;
        while (bytes.size() < limit && blocks.next(block)) bytes += block.text().substr(0, limit - bytes.size());
    } catch (const UserError&) {
        if (bytes.empty()) return std::nullopt;
    }
    if (bytes.starts_with(k_byte_order_mark)) bytes.erase(0, k_byte_order_mark.size());
    return bytes;
}

}  // namespace wb
