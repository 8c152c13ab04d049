// Fuzz target: any bytes as a file, plain or gzip: its lines, its records and its digest.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdlib>
#include "dataset/text_lines.h"
#include "dataset/text_stream.h"
#include "fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = fuzz::text_of(data, size);
    const auto path = fuzz::folder().write("file", bytes);
    static_cast<void>(wb::read_text_start(path, 1 << 16));
    for (const char* delimiter : {"", ",", "::"})
        fuzz::run([&] {
            wb::TextStream file(path);
            std::int64_t last = 0;
            for (std::string_view line; *delimiter ? file.next_record(line, delimiter) : file.next(line);) {
                if (!wb::is_utf8(line) || file.number() <= last) std::abort();
                last = file.number();
            }
            if (file.digest().size() != 64) std::abort();
        });
    return 0;
}
