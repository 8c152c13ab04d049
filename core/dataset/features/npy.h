// NumPy's .npy files: matrices of floating-point numbers, nothing else. Layer: dataset.
// Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wb {

/// What stands before the numbers.
struct NpyHeader {
    int version = 1;    ///< 1, 2 or 3
    int item_size = 4;  ///< bytes per number: 2, 4 or 8
    bool big_endian = false, fortran_order = false;
    std::int64_t rows = 0, columns = 0;  ///< both at least 1
    std::size_t data_begin = 0;          ///< offset of the first number
    std::string type() const;            ///< "<f4"
};

struct NpyMatrix {
    std::int64_t rows = 0, columns = 0;
    std::vector<float> values;  ///< [rows, columns], row-major; may hold what the file holds, NaN too
};

/// Versions 1.0, 2.0 and 3.0; types f2, f4 and f8 of either byte order; C and Fortran order; two dimensions. Python
/// objects (pickles) are refused, never opened. The size that the header claims is compared with the size of the file
/// before memory is taken. Throws UserError with the file's name for everything else.
NpyHeader read_npy_header(const std::filesystem::path& path);
NpyMatrix read_npy(const std::filesystem::path& path);
/// `origin` is used in messages only.
NpyMatrix parse_npy(std::string_view bytes, const std::string& origin);

/// Version 1.0, "<f4", C order; atomically. `values`: [rows, columns].
void write_npy(const std::filesystem::path& path, std::int64_t rows, std::int64_t columns,
               std::span<const float> values);

/// The text of the header taken apart; `file_size` is the whole file's. Throws UserError.
NpyHeader parse_npy_header(std::string_view first_bytes, std::uint64_t file_size, const std::string& origin);

/// So many bytes at the start of a file hold every header that is accepted.
inline constexpr std::size_t npy_longest_start = 12 + 65535;

}  // namespace wb
