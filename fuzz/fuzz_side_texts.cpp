// Fuzz target: any bytes as captions or summaries keyed by item, JSON lines or a table.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdlib>

#include "dataset/side_texts.h"
#include "dataset/text_lines.h"
#include "fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto path = fuzz::folder().write("texts", fuzz::text_of(data, size));
    for (const auto kind : {wb::SideText::caption, wb::SideText::summary}) {
        wb::Dataset dataset;
        dataset.items.resize(3);
        dataset.items[1].raw_id = "a";
        dataset.items[2].raw_id = "b";
        fuzz::run([&] {
            const auto counts = wb::read_side_texts(path, kind, true, dataset);
            for (const auto& item : dataset.items)
                if (!wb::is_utf8(wb::side_text(item, kind))) std::abort();
            if (counts.taken > 2 || counts.covered != counts.taken || wb::to_json(counts).empty()) std::abort();
        });
    }
    return 0;
}
