// Fuzz target: five files as a ready split: train, validation, test, items, users.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = fuzz::text_of(data, size);
    const auto files = fuzz::parts(bytes, 5);
    fuzz::folder().clear();
    fuzz::folder().write("train.txt", files[0]);
    fuzz::folder().write("val.txt", files[1]);
    fuzz::folder().write("test.txt", files[2]);
    if (!files[3].empty()) fuzz::folder().write(files[3].front() == '{' ? "items.jsonl" : "items.tsv", files[3]);
    if (!files[4].empty()) fuzz::folder().write("users.tsv", files[4]);
    fuzz::run([&] { fuzz::import(fuzz::folder().path()); });
    return 0;
}
