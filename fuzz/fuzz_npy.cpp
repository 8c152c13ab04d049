// Fuzz target: any bytes as a .npy file. Layer: fuzz targets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "dataset/features/npy.h"
#include "foundation/error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    try {
        const wb::NpyMatrix matrix = wb::parse_npy(bytes, "fuzzed.npy");
        // Never more numbers than there are bytes for.
        if (matrix.values.size() != static_cast<std::size_t>(matrix.rows * matrix.columns) ||
            matrix.values.size() * 2 > size)
            std::abort();
    } catch (const wb::UserError& error) {
        if (error.what_happened().empty() || error.why().empty() || error.fix().empty()) std::abort();
    }
    return 0;
}
