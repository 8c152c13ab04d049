// Fuzz target: any bytes as an item table: with a header, or of MovieLens; the first byte says which.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = fuzz::text_of(data, size);
    if (bytes.empty()) return 0;
    const auto path = fuzz::folder().write("items.csv", bytes.substr(1));
    fuzz::run([&] {
        wb::RawTable table;
        switch (bytes.front() & 3) {
            case 0:
                return fuzz::read_table(path, table, wb::read_items_table);
            case 1:
                return fuzz::read_table(path, table, wb::read_items_1998);
            case 2:
                return fuzz::read_table(path, table, wb::read_items_1m);
            default:
                return fuzz::read_table(path, table, wb::read_items_latest);
        }
    });
    return 0;
}
