// Text files as people bring them. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/text_lines.h"

#include <zlib.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <limits>

#include "foundation/error.h"
#include "foundation/files.h"

namespace wb {

namespace {

constexpr std::uint64_t k_text_limit = std::uint64_t{1} << 32;

bool is_gzip(std::string_view bytes) {
    return bytes.size() > 2 && bytes[0] == '\x1f' && bytes[1] == '\x8b';
}

enum class Unpacked { whole, cut_by_limit, damaged };

Unpacked gunzip(std::string_view packed, std::uint64_t limit, std::string& out) {
    z_stream stream{};
    if (inflateInit2(&stream, 15 + 16) != Z_OK) return Unpacked::damaged;
    std::string block(std::size_t{1} << 18, '\0');
    std::size_t at = 0;
    Unpacked result = Unpacked::damaged;
    for (;;) {
        if (stream.avail_in == 0 && at < packed.size()) {
            const auto part = std::min(packed.size() - at, std::size_t{1} << 30);
            stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data() + at));
            stream.avail_in = static_cast<uInt>(part);
            at += part;
        }
        stream.next_out = reinterpret_cast<Bytef*>(block.data());
        stream.avail_out = static_cast<uInt>(block.size());
        const int code = inflate(&stream, Z_NO_FLUSH);
        out.append(block.data(), block.size() - stream.avail_out);
        if (out.size() >= limit) {
            result = Unpacked::cut_by_limit;
            break;
        }
        if (code == Z_STREAM_END) {
            if (stream.avail_in == 0 && at >= packed.size()) {
                result = Unpacked::whole;
                break;
            }
            if (inflateReset(&stream) != Z_OK) break;  // several gzip members in a row are one file
        } else if (code != Z_OK) {
            break;
        }
    }
    inflateEnd(&stream);
    return result;
}

bool quoting(const std::string& delimiter) {
    return delimiter == "," || delimiter == ";";
}

/// The record ends inside a field that began with a quote.
bool quote_is_open(std::string_view record, char delimiter) {
    bool field_start = true, inside = false;
    for (std::size_t i = 0; i < record.size(); ++i) {
        const char c = record[i];
        if (inside) {
            if (c != '"') continue;
            if (i + 1 < record.size() && record[i + 1] == '"')
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
    return inside;
}

void drop_byte_order_mark(std::string& bytes) {
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.erase(0, 3);
}

}  // namespace

TextFile read_text(const std::filesystem::path& path) {
    TextFile file{path, read_file(path, k_text_limit)};
    const auto quoted = "\"" + path.string() + "\"";
    if (is_gzip(file.bytes)) {
        std::string unpacked;
        switch (gunzip(file.bytes, k_text_limit, unpacked)) {
            case Unpacked::whole:
                break;
            case Unpacked::cut_by_limit:
                throw UserError("The file " + quoted + " is too large when unpacked.",
                                "More than 4 GiB of text come out of it.", "Unpack it and import a part of it.");
            case Unpacked::damaged:
                throw UserError("The gzip file " + quoted + " is damaged.",
                                "It cannot be unpacked to its end, so interactions would be missing.",
                                "Download or copy it again.");
        }
        file.bytes = std::move(unpacked);
    }
    if (file.bytes.empty())
        throw UserError("The file " + quoted + " is empty.", "There is nothing to import from it.",
                        "Check that the download or the copy was complete.");
    if (file.bytes.starts_with("\xFF\xFE") || file.bytes.starts_with("\xFE\xFF"))
        throw UserError("The file " + quoted + " is UTF-16 text.", "Only UTF-8 and ISO-8859-1 are read.",
                        "Save it as UTF-8 and import it again.");
    if (file.bytes.find('\0') != std::string::npos)
        throw UserError("The file " + quoted + " is not a text file.", "It holds NUL bytes, which no text has.",
                        "Choose the file with the interactions, not an archive, a picture or a pickle.");
    drop_byte_order_mark(file.bytes);
    if (!is_utf8(file.bytes)) {
        file.bytes = latin1_to_utf8(file.bytes);
        file.was_latin1 = true;
    }
    return file;
}

std::optional<std::string> read_text_start(const std::filesystem::path& path, std::size_t limit) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return std::nullopt;
    std::string bytes(limit, '\0');
    in.read(bytes.data(), static_cast<std::streamsize>(limit));
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    if (is_gzip(bytes)) {
        std::string unpacked;
        gunzip(bytes, limit, unpacked);  // the start of a file is "damaged" by being cut
        bytes = std::move(unpacked);
    }
    drop_byte_order_mark(bytes);
    return bytes;
}

bool LineReader::next(std::string_view& line) {
    if (rest_.empty()) return false;
    number_ += lines_in_last_;
    lines_in_last_ = 1;
    const auto end = rest_.find('\n');
    line = rest_.substr(0, end);
    rest_ = end == std::string_view::npos ? std::string_view{} : rest_.substr(end + 1);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    return true;
}

bool LineReader::next_record(std::string_view& record, const std::string& delimiter) {
    constexpr std::ptrdiff_t k_longest_record = 1 << 16;
    const char* begin = rest_.data();
    if (!next(record)) return false;
    if (!quoting(delimiter) || !quote_is_open(record, delimiter[0])) return true;
    // Look ahead for the closing quote; where there is none nearby, the line stays as it is and is refused later.
    std::string_view ahead = rest_;
    for (std::int64_t lines = 2; !ahead.empty(); ++lines) {
        const auto end = ahead.find('\n');
        auto line = ahead.substr(0, end);
        ahead = end == std::string_view::npos ? std::string_view{} : ahead.substr(end + 1);
        if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
        const auto length = line.data() + line.size() - begin;
        if (length > k_longest_record) return true;
        const std::string_view longer(begin, static_cast<std::size_t>(length));
        if (!quote_is_open(longer, delimiter[0])) {
            record = longer;
            rest_ = ahead;
            lines_in_last_ = lines;
            return true;
        }
    }
    return true;
}

double LineReader::share() const {
    return size_ == 0 ? 1.0 : 1.0 - static_cast<double>(rest_.size()) / static_cast<double>(size_);
}

FieldSplitter::FieldSplitter(std::string delimiter)
    : delimiter_(std::move(delimiter)), quotes_(quoting(delimiter_)) {}

bool FieldSplitter::split(std::string_view line, std::vector<std::string_view>& fields) {
    fields.clear();
    if (!quotes_ || line.find('"') == std::string_view::npos) {
        for (;;) {
            const auto end = line.find(delimiter_);
            fields.push_back(line.substr(0, end));
            if (end == std::string_view::npos) return true;
            line.remove_prefix(end + delimiter_.size());
        }
    }
    unquoted_.clear();
    const char delimiter = delimiter_[0];
    std::size_t at = 0;
    for (;;) {
        if (at < line.size() && line[at] == '"') {
            std::string& field = unquoted_.emplace_back();
            ++at;
            for (;;) {
                if (at >= line.size()) return false;
                if (line[at] != '"') {
                    field += line[at++];
                } else if (at + 1 < line.size() && line[at + 1] == '"') {
                    field += '"';
                    at += 2;
                } else {
                    ++at;
                    break;
                }
            }
            while (at < line.size() && line[at] != delimiter) field += line[at++];
            fields.emplace_back(field);
        } else {
            const auto end = std::min(line.find(delimiter, at), line.size());
            fields.push_back(line.substr(at, end - at));
            at = end;
        }
        if (at >= line.size()) return true;
        ++at;
    }
}

void split_blanks(std::string_view line, std::vector<std::string_view>& tokens) {
    tokens.clear();
    std::size_t at = 0;
    while (at < line.size()) {
        const auto begin = line.find_first_not_of(" \t", at);
        if (begin == std::string_view::npos) return;
        const auto end = std::min(line.find_first_of(" \t", begin), line.size());
        tokens.push_back(line.substr(begin, end - begin));
        at = end;
    }
}

std::string_view trim(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

std::string lower_ascii(std::string_view text) {
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

std::optional<double> parse_number(std::string_view text) {
    text = trim(text);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
    return value;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

bool is_utf8(std::string_view text) {
    std::size_t i = 0;
    while (i < text.size()) {
        const auto lead = static_cast<unsigned char>(text[i]);
        if (lead < 0x80) {
            ++i;
            continue;
        }
        const std::size_t length = lead >= 0xF0 && lead <= 0xF4  ? 4
                                   : lead >= 0xE0 && lead < 0xF0 ? 3
                                   : lead >= 0xC2 && lead < 0xE0 ? 2
                                                                 : 0;
        if (length == 0 || i + length > text.size()) return false;
        for (std::size_t k = 1; k < length; ++k)
            if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return false;
        const auto second = static_cast<unsigned char>(text[i + 1]);
        if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) || (lead == 0xF0 && second < 0x90) ||
            (lead == 0xF4 && second > 0x8F))
            return false;
        i += length;
    }
    return true;
}

std::string latin1_to_utf8(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 16);
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            out += c;
        } else {
            out += static_cast<char>(0xC0 | (byte >> 6));
            out += static_cast<char>(0x80 | (byte & 0x3F));
        }
    }
    return out;
}

std::string excerpt(std::string_view text) {
    constexpr std::size_t k_longest = 200;
    bool cut = false;
    if (text.size() > k_longest) {
        std::size_t end = k_longest;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
        text = text.substr(0, end);
        cut = true;
    }
    constexpr char k_hex[] = "0123456789abcdef";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\t') {
            out += "\\t";
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '\r') {
            out += "\\r";
        } else if (byte < 0x20 || byte == 0x7F) {
            out += "\\x";
            out += k_hex[byte >> 4];
            out += k_hex[byte & 15];
        } else {
            out += c;
        }
    }
    return cut ? out + "..." : out;
}

}  // namespace wb
