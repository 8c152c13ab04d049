// Fuzz target: two files as a folder of MovieLens.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = fuzz::text_of(data, size);
    const auto files = fuzz::parts(bytes, 2);
    fuzz::folder().clear();
    fuzz::folder().write("ratings", files[0]);
    fuzz::folder().write("movies", files[1]);
    fuzz::run([&] { fuzz::import(fuzz::folder().path()); });
    return 0;
}
