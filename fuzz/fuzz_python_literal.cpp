// Fuzz target: any bytes as a Python literal, and as text with mark-up.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "dataset/python_literal.h"
#include "dataset/text_lines.h"
#include "fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = fuzz::text_of(data, size);
    if (const auto value = wb::parse_python_literal(bytes))
        static_cast<void>(value->dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    if (wb::is_utf8(bytes) && !wb::is_utf8(wb::plain_from_html(bytes))) std::abort();
    return 0;
}
