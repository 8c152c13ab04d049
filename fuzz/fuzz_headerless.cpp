// Fuzz target: any bytes as the first lines of a table without a header.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdlib>
#include "dataset/headerless.h"
#include "dataset/text_lines.h"
#include "fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = fuzz::text_of(data, size);
    std::vector<std::string> lines, notes;
    wb::LineReader reader(bytes);
    for (std::string_view line; lines.size() < 1000 && reader.next(line);) lines.emplace_back(line);
    for (const char* delimiter : {",", "\t", "::"})
        if (const auto shape = wb::amazon_columns(lines, delimiter, notes)) {
            wb::swapped_column_notes(lines, *shape, notes);
            if (shape->user == shape->item) std::abort();
        }
    fuzz::folder().clear();
    const auto path = fuzz::folder().write("ratings.csv", bytes);
    fuzz::run([&] { fuzz::import(path); });
    return 0;
}
