// Fuzz target: three files as a split in tables.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = fuzz::text_of(data, size);
    const auto files = fuzz::parts(bytes, 3);
    fuzz::folder().clear();
    fuzz::folder().write("x.train.csv", files[0]);
    fuzz::folder().write("x.valid.csv", files[1]);
    fuzz::folder().write("x.test.csv", files[2]);
    fuzz::run([&] { fuzz::import(fuzz::folder().path()); });
    return 0;
}
