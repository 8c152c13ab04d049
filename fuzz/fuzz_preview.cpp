// Fuzz target: any bytes as a file that is previewed, named and found in a folder.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdlib>
#include "dataset/preview.h"
#include "fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = fuzz::text_of(data, size);
    fuzz::folder().clear();
    const auto path = fuzz::folder().write("file.txt", bytes);
    for (const auto& raw : {path, fuzz::folder().path()})
        fuzz::run([&] {
            wb::ImportRequest request;
            request.raw = {raw};
            const auto preview = wb::preview_source(request);
            if (preview.rows.size() > 50 || preview.format.empty()) std::abort();
            request.columns = {"1", "2", "", ""};
            static_cast<void>(wb::preview_source(request));
        });
    return 0;
}
