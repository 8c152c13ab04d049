// Fuzz target: any bytes as a table; the first byte says its delimiter and its columns.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = fuzz::text_of(data, size);
    if (bytes.empty()) return 0;
    static const char* const delimiters[] = {",", ";", "\t", "::", "|"};
    const auto choice = static_cast<unsigned char>(bytes.front());
    wb::TableShape shape{delimiters[choice % 5], (choice & 0x80) != 0, 0, 1, 2, 3};
    if (choice & 0x40) shape = {shape.delimiter, shape.header, 1, 0, -1, -1};
    if (choice & 0x20) shape.label = 2;
    const auto path = fuzz::folder().write("table.csv", bytes.substr(1));
    fuzz::run([&] {
        wb::RawTable table;
        fuzz::read_table(path, table, [&](wb::TextStream& file, wb::RawTable& into, wb::ReadContext& context) {
            wb::read_interactions(file, shape, into, context);
        });
    });
    return 0;
}
