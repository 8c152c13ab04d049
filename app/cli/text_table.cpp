// Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "text_table.h"

#include <algorithm>

namespace wb::cli {

namespace {

/// Code points, not bytes; wide characters are counted as one.
std::size_t width(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

void TextTable::print(std::ostream& out, const std::string& indent) const {
    std::vector<std::size_t> widths;
    for (const auto& row : rows_) {
        widths.resize(std::max(widths.size(), row.size()), 0);
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
    }
    const auto is_empty = [](const std::string& text) { return text.empty(); };
    for (const auto& row : rows_) {
        if (std::all_of(row.begin(), row.end(), is_empty)) continue;  // a table without headings
        std::string line = indent;
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::string blanks(widths[i] - width(row[i]), ' ');
            const bool right = std::find(right_.begin(), right_.end(), i) != right_.end();
            line += (i ? "  " : "") + (right ? blanks + row[i] : row[i] + blanks);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out << line << "\n";
    }
}

}  // namespace wb::cli
