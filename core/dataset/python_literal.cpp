// The records of the Amazon files: JSON lines, and Python literals in the older ones. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/python_literal.h"

#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <utility>

#include "dataset/text_lines.h"

namespace wb {

namespace {

using nlohmann::json;

void append_utf8(std::string& out, std::uint32_t code) {
    if (code >= 0xD800 && code <= 0xDFFF) code = 0xFFFD;
    if (code > 0x10FFFF) code = 0xFFFD;
    const auto tail = [&out](std::uint32_t bits) { out += static_cast<char>(0x80 | (bits & 0x3F)); };
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xC0 | (code >> 6));
        tail(code);
    } else if (code < 0x10000) {
        out += static_cast<char>(0xE0 | (code >> 12));
        tail(code >> 6);
        tail(code);
    } else {
        out += static_cast<char>(0xF0 | (code >> 18));
        tail(code >> 12);
        tail(code >> 6);
        tail(code);
    }
}

class LiteralParser {
  public:
    explicit LiteralParser(std::string_view text) : text_(text) {}

    std::optional<json> parse() {
        auto value = parse_value(0);
        skip_blanks();
        return value && at_ == text_.size() ? value : std::nullopt;
    }

  private:
    static constexpr int k_deepest = 64;

    void skip_blanks() {
        while (at_ < text_.size() &&
               (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r'))
            ++at_;
    }

    bool take(char c) {
        skip_blanks();
        if (at_ >= text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }

    bool take_word(std::string_view word) {
        if (!text_.substr(at_).starts_with(word)) return false;
        at_ += word.size();
        return true;
    }

    std::optional<json> parse_value(int depth) {
        if (depth > k_deepest) return std::nullopt;
        skip_blanks();
        if (at_ >= text_.size()) return std::nullopt;
        const char c = text_[at_];
        if (c == '{') return parse_dict(depth);
        if (c == '[') return parse_list(']', depth);
        if (c == '(') return parse_list(')', depth);
        if (c == 'u' && at_ + 1 < text_.size() && (text_[at_ + 1] == '\'' || text_[at_ + 1] == '"')) ++at_;
        if (text_[at_] == '\'' || text_[at_] == '"') {
            auto string = parse_string();
            return string ? std::optional<json>(std::move(*string)) : std::nullopt;
        }
        if (take_word("None")) return json(nullptr);
        if (take_word("True")) return json(true);
        if (take_word("False")) return json(false);
        return parse_a_number();
    }

    std::optional<json> parse_a_number() {
        const auto end = std::min(text_.find_first_not_of("+-0123456789.eE", at_), text_.size());
        const auto word = text_.substr(at_, end - at_);
        at_ = end;
        if (const auto integer = parse_integer(word)) return json(*integer);
        if (const auto number = parse_number(word)) return json(*number);
        return std::nullopt;
    }

    std::optional<json> parse_dict(int depth) {
        ++at_;
        json object = json::object();
        while (!take('}')) {
            const auto key = parse_value(depth + 1);
            if (!key || !take(':')) return std::nullopt;
            auto value = parse_value(depth + 1);
            if (!value) return std::nullopt;
            object[key->is_string() ? key->get<std::string>()
                                    : key->dump(-1, ' ', false, json::error_handler_t::replace)] = std::move(*value);
            if (!take(',')) {
                if (!take('}')) return std::nullopt;
                break;
            }
        }
        return object;
    }

    std::optional<json> parse_list(char close, int depth) {
        ++at_;
        json list = json::array();
        while (!take(close)) {
            auto value = parse_value(depth + 1);
            if (!value) return std::nullopt;
            list.push_back(std::move(*value));
            if (!take(',')) {
                if (!take(close)) return std::nullopt;
                break;
            }
        }
        return list;
    }

    std::optional<std::string> parse_string() {
        const char quote = text_[at_++];
        std::string out;
        while (at_ < text_.size()) {
            const char c = text_[at_++];
            if (c == quote) return out;
            if (c != '\\') {
                out += c;
                continue;
            }
            if (at_ >= text_.size()) return std::nullopt;
            const char escape = text_[at_++];
            switch (escape) {
                case 'n':
                    out += '\n';
                    break;
                case 't':
                    out += '\t';
                    break;
                case 'r':
                    out += '\r';
                    break;
                case '\\':
                case '\'':
                case '"':
                    out += escape;
                    break;
                case 'x':
                    if (!code_point(2, out)) return std::nullopt;
                    break;
                case 'u':
                    if (!code_point(4, out)) return std::nullopt;
                    break;
                case 'U':
                    if (!code_point(8, out)) return std::nullopt;
                    break;
                default:
                    out += '\\', out += escape;
            }
        }
        return std::nullopt;
    }

    bool code_point(std::size_t digits, std::string& out) {
        std::uint32_t code = 0;
        if (!hexadecimal(digits, code)) return false;
        if (code >= 0xD800 && code < 0xDC00 && text_.substr(at_).starts_with("\\u")) {
            const auto back = at_;
            std::uint32_t low = 0;
            at_ += 2;
            if (hexadecimal(4, low) && low >= 0xDC00 && low < 0xE000)
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
            else
                at_ = back;
        }
        append_utf8(out, code);
        return true;
    }

    bool hexadecimal(std::size_t digits, std::uint32_t& code) {
        if (at_ + digits > text_.size()) return false;
        const char* begin = text_.data() + at_;
        const auto [end, error] = std::from_chars(begin, begin + digits, code, 16);
        if (error != std::errc{} || end != begin + digits) return false;
        at_ += digits;
        return true;
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

/// Appends what "&name;" stands for and returns its length; 0 when it is no entity.
std::size_t decode_entity(std::string_view text, std::string& out) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 10> k_names = {
        {{"amp", "&"},
         {"quot", "\""},
         {"apos", "'"},
         {"lt", "<"},
         {"gt", ">"},
         {"nbsp", " "},
         {"reg", "\xC2\xAE"},
         {"trade", "\xE2\x84\xA2"},
         {"eacute", "\xC3\xA9"},
         {"ndash", "\xE2\x80\x93"}}};
    const auto end = text.substr(0, 12).find(';');
    if (end == std::string_view::npos) return 0;
    const auto name = text.substr(1, end - 1);
    for (const auto& [known, value] : k_names)
        if (known == name) {
            out += value;
            return end + 1;
        }
    if (name.size() < 2 || name[0] != '#') return 0;
    const bool hexadecimal = name[1] == 'x' || name[1] == 'X';
    const auto digits = name.substr(hexadecimal ? 2 : 1);
    std::uint32_t code = 0;
    const auto [stop, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), code, hexadecimal ? 16 : 10);
    if (error != std::errc{} || stop != digits.data() + digits.size() || code < 0x20) return 0;
    append_utf8(out, code == 0xA0 ? 0x20 : code);
    return end + 1;
}

bool starts_tag(std::string_view text) {
    return text.size() > 2 && (text[1] == '/' || text[1] == '!' || (text[1] >= 'a' && text[1] <= 'z') ||
                               (text[1] >= 'A' && text[1] <= 'Z'));
}

}  // namespace

std::optional<json> parse_python_literal(std::string_view text) {
    return LiteralParser(text).parse();
}

std::optional<json> parse_record(std::string_view line) {
    auto record = json::parse(line, nullptr, false);
    if (record.is_object()) return record;
    auto literal = parse_python_literal(line);
    return literal && literal->is_object() ? literal : std::nullopt;
}

std::string plain_from_html(std::string_view text) {
    std::string decoded;
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] == '<' && starts_tag(text.substr(i))) {
            const auto end = text.find('>', i);
            if (end != std::string_view::npos) {
                decoded += ' ';
                i = end + 1;
                continue;
            }
        }
        if (text[i] == '&')
            if (const auto length = decode_entity(text.substr(i), decoded); length > 0) {
                i += length;
                continue;
            }
        decoded += text[i++];
    }
    std::string plain;
    for (const char c : trim(decoded)) {
        const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (blank && !plain.empty() && plain.back() == ' ') continue;
        plain += blank ? ' ' : c;
    }
    return plain;
}

}  // namespace wb
