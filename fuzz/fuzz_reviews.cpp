// Fuzz target: any bytes as reviews, one JSON record a line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = fuzz::text_of(data, size);
    const auto path = fuzz::folder().write("reviews.json", bytes);
    fuzz::run([&] {
        wb::RawTable table;
        fuzz::read_table(path, table, wb::read_json_reviews);
    });
    return 0;
}
