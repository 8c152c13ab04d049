// Fuzz target: any bytes as explanations, as a document and as lines.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/explanations.h"
#include "fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = fuzz::text_of(data, size);
    wb::Dataset dataset;
    dataset.user_raw_ids = {"", "u"};
    dataset.items.resize(2);
    dataset.items[1].raw_id = "a";
    const auto path = fuzz::folder().write("explanations.json", bytes);
    for (const bool one_document : {true, false})
        fuzz::run([&] {
            wb::copy_explanations({path, {}, one_document}, dataset, fuzz::folder().path() / "out.jsonl", {});
        });
    return 0;
}
