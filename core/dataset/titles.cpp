// Clean-up of MovieLens titles. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/titles.h"

#include "dataset/text_lines.h"

namespace wb {

namespace {

constexpr std::size_t k_year_length = 7;  // " (1995)"

bool ends_in_year(std::string_view title) {
    if (title.size() <= k_year_length) return false;
    const auto year = title.substr(title.size() - k_year_length);
    if (year[0] != ' ' || year[1] != '(' || year[6] != ')') return false;
    for (std::size_t i = 2; i < 6; ++i)
        if (year[i] < '0' || year[i] > '9') return false;
    return true;
}

/// Without "(...)", nested or not; a bracket that is never closed stays.
std::string without_brackets(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '(') {
            int depth = 0;
            std::size_t end = i;
            while (end < text.size()) {
                if (text[end] == '(') ++depth;
                if (text[end] == ')' && --depth == 0) break;
                ++end;
            }
            if (end < text.size()) {
                i = end;
                continue;
            }
        }
        if (text[i] == ' ' && (out.empty() || out.back() == ' ')) continue;
        out += text[i];
    }
    return std::string(trim(out));
}

}  // namespace

std::string clean_movie_title(std::string_view raw) {
    const auto title = trim(raw);
    if (!ends_in_year(title)) return std::string(title);
    std::string body = without_brackets(title.substr(0, title.size() - k_year_length));
    if (body.empty()) return std::string(title);
    const auto comma = body.rfind(", ");
    if (comma != std::string::npos && comma > 0) {
        const auto article = body.substr(comma + 2);
        const auto lower = lower_ascii(article);
        if (lower == "the" || lower == "a" || lower == "an") body = article + " " + body.substr(0, comma);
    }
    return body + std::string(title.substr(title.size() - k_year_length));
}

}  // namespace wb
