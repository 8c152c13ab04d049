// Fuzz target: any bytes as MMRec's .inter, behind its header.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = fuzz::text_of(data, size);
    fuzz::folder().clear();
    const auto path =
        fuzz::folder().write("x.inter", "userID\titemID\trating\ttimestamp\tx_label\n" + std::string(bytes));
    fuzz::run([&] { fuzz::import(path); });
    return 0;
}
