// Lines, fields and numbers of text as people bring it. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/text_lines.h"

#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "foundation/hex_digits.h"

namespace wb {

bool LineReader::next(std::string_view& line) {
    if (rest_.empty()) return false;
    ++number_;
    const auto end = rest_.find('\n');
    line = rest_.substr(0, end);
    rest_ = end == std::string_view::npos ? std::string_view{} : rest_.substr(end + 1);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    return true;
}

bool may_be_quoted(std::string_view delimiter) {
    return delimiter == "," || delimiter == ";";
}

FieldSplitter::FieldSplitter(std::string delimiter)
    : delimiter_(std::move(delimiter)), quotes_(may_be_quoted(delimiter_)) {}

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
    return simdjson::validate_utf8(text.data(), text.size());
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
    if (!is_utf8(text)) return excerpt(latin1_to_utf8(text));
    constexpr std::size_t k_longest = 200;
    bool cut = false;
    if (text.size() > k_longest) {
        std::size_t end = k_longest;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
        text = text.substr(0, end);
        cut = true;
    }
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
            out += "\\x" + hex_digits({&byte, 1});
        } else {
            out += c;
        }
    }
    return cut ? out + "..." : out;
}

}  // namespace wb
