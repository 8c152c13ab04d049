// Fuzz target: any bytes as sequences, one user or one interaction a line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = fuzz::text_of(data, size);
    fuzz::folder().clear();
    const auto path = fuzz::folder().write("sequences.txt", bytes);
    fuzz::run([&] { fuzz::import(path); });
    return 0;
}
