// Fuzz target: any bytes as product records, JSON or Python literals, one a line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = fuzz::text_of(data, size);
    const auto path = fuzz::folder().write("meta.json", bytes);
    fuzz::run([&] {
        wb::RawTable table;
        for (const char* rated : {"a", "b", "0", "B0"}) table.items.index_of(rated);  // only these are kept
        fuzz::read_table(path, table, wb::read_json_items);
    });
    return 0;
}
