// The numbers of .npy files: reading and writing. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/features/npy.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <fstream>
#include <stdexcept>

#include "foundation/error.h"
#include "foundation/files.h"
#include "foundation/half.h"

namespace wb {

static_assert(std::endian::native == std::endian::little, "numbers are written as they are in memory");

namespace {

constexpr std::size_t piece_bytes = std::size_t{1} << 20;  // a multiple of every item size

template <class Bits>
Bits bits_at(const char* bytes, bool big_endian) {
    Bits bits;
    std::memcpy(&bits, bytes, sizeof bits);
    if (!big_endian) return bits;
    Bits turned = 0;
    for (std::size_t i = 0; i < sizeof bits; ++i)
        turned = static_cast<Bits>(turned << 8) | static_cast<Bits>((bits >> (8 * i)) & 0xff);
    return turned;
}

float number_at(const char* bytes, const NpyHeader& header) {
    switch (header.item_size) {
        case 2:
            return half_to_float(bits_at<std::uint16_t>(bytes, header.big_endian));
        case 4:
            return std::bit_cast<float>(bits_at<std::uint32_t>(bytes, header.big_endian));
        default:
            return static_cast<float>(std::bit_cast<double>(bits_at<std::uint64_t>(bytes, header.big_endian)));
    }
}

/// Takes pieces of the data in order and puts the numbers in their places.
class Filler {
  public:
    explicit Filler(const NpyHeader& header) : header_(header) {
        matrix_.rows = header.rows;
        matrix_.columns = header.columns;
        matrix_.values.resize(static_cast<std::size_t>(header.rows) * static_cast<std::size_t>(header.columns));
    }
    void add(std::string_view piece) {
        const auto size = static_cast<std::size_t>(header_.item_size);
        const auto rows = static_cast<std::size_t>(header_.rows), columns = static_cast<std::size_t>(header_.columns);
        for (std::size_t at = 0; at < piece.size(); at += size, ++next_) {
            const std::size_t place = header_.fortran_order ? next_ % rows * columns + next_ / rows : next_;
            matrix_.values[place] = number_at(piece.data() + at, header_);
        }
    }
    NpyMatrix take() { return std::move(matrix_); }

  private:
    const NpyHeader& header_;
    NpyMatrix matrix_;
    std::size_t next_ = 0;
};

[[noreturn]] void cannot_read(const std::filesystem::path& path, const std::string& why) {
    throw UserError("The file \"" + path.string() + "\" cannot be read.", why, "Check the path and who may read it.");
}

/// Opens the file and reads its header; afterwards the stream stands behind what was read.
NpyHeader open_npy(const std::filesystem::path& path, std::ifstream& file) {
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (!std::filesystem::exists(status)) cannot_read(path, "It is not there.");
    if (!std::filesystem::is_regular_file(status)) cannot_read(path, "It is not a file.");
    const std::uint64_t size = std::filesystem::file_size(path, error);
    file.open(path, std::ios::binary);
    if (error || !file) cannot_read(path, "The system does not allow it.");
    std::string start(npy_longest_start, '\0');
    file.read(start.data(), static_cast<std::streamsize>(start.size()));
    start.resize(static_cast<std::size_t>(file.gcount()));
    file.clear();
    return parse_npy_header(start, size, path.filename().string());
}

}  // namespace

NpyHeader read_npy_header(const std::filesystem::path& path) {
    std::ifstream file;
    return open_npy(path, file);
}

NpyMatrix read_npy(const std::filesystem::path& path) {
    std::ifstream file;
    const NpyHeader header = open_npy(path, file);
    Filler filler(header);
    file.seekg(static_cast<std::streamoff>(header.data_begin));
    std::uint64_t left = static_cast<std::uint64_t>(header.rows) * static_cast<std::uint64_t>(header.columns) *
                         static_cast<std::uint64_t>(header.item_size);
    std::string piece;
    while (left > 0) {
        piece.resize(static_cast<std::size_t>(std::min<std::uint64_t>(left, piece_bytes)));
        if (!file.read(piece.data(), static_cast<std::streamsize>(piece.size())))
            cannot_read(path, "It became shorter while it was read, or the disk has a fault.");
        filler.add(piece);
        left -= piece.size();
    }
    return filler.take();
}

NpyMatrix parse_npy(std::string_view bytes, const std::string& origin) {
    const NpyHeader header = parse_npy_header(bytes.substr(0, npy_longest_start), bytes.size(), origin);
    Filler filler(header);
    filler.add(bytes.substr(header.data_begin));
    return filler.take();
}

void write_npy(const std::filesystem::path& path, std::int64_t rows, std::int64_t columns,
               std::span<const float> values) {
    if (values.size() != static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns))
        throw std::logic_error("write_npy: the numbers do not fit the shape");
    std::string text = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + std::to_string(rows) + ", " +
                       std::to_string(columns) + "), }";
    while ((10 + text.size() + 1) % 64 != 0) text += ' ';
    text += '\n';
    AtomicFile file(path);
    file.write(std::string("\x93NUMPY\x01\x00", 8));
    file.write(std::string{static_cast<char>(text.size() & 255), static_cast<char>(text.size() >> 8)});
    file.write(text);
    file.write({reinterpret_cast<const char*>(values.data()), values.size_bytes()});
    file.commit();
}

}  // namespace wb
