// The bytes of pictures.bin: pictures, then an index, then a trailer. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dataset/pictures/picture_cache.h"
#include "foundation/files.h"

namespace wb {

/// One item's entry of the index; 48 bytes in the file, little-endian, in this order.
struct PictureRecord {
    std::uint64_t offset = 0;  ///< in the file
    std::uint32_t length = 0;  ///< 0 = no picture
    std::uint32_t crc = 0;     ///< CRC-32 of the bytes
    std::uint16_t width = 0, height = 0, traits = 0;
    PictureOutcome outcome = PictureOutcome::none;
    std::uint64_t source_size = 0;  ///< bytes of the file that it was made of
    std::int64_t source_time = 0;   ///< its time of change, nanoseconds
    std::uint64_t source_name = 0;  ///< of Item::image, by picture_source_name
    bool same_source(const PictureRecord& other) const {
        return source_name == other.source_name && source_size == other.source_size &&
               source_time == other.source_time;
    }
};

std::uint64_t picture_source_name(const std::string& image);
std::uint32_t picture_crc(std::string_view bytes);

/// Writes pictures.bin; nothing appears under the name before commit().
class PictureCacheWriter {
  public:
    explicit PictureCacheWriter(const std::filesystem::path& path);
    /// The next item, from 1; sets offset, length and crc.
    void add(PictureRecord record, std::string_view bytes);
    /// Returns the length of the file.
    std::uint64_t commit(int side, const std::string& fingerprint);

  private:
    AtomicFile file_;
    std::uint64_t at_ = 0;
    std::vector<PictureRecord> records_;
};

/// Index and trailer as they were read and checked.
struct PictureIndex {
    int side = 0;
    std::string fingerprint;
    std::vector<PictureRecord> records;  ///< [items + 1]; 0 is unused
};
/// Checks every number against the length of `file` before memory is taken. Throws UserError that names `path`.
PictureIndex read_picture_index(std::string_view file, const std::filesystem::path& path);

/// For building: the records of an open cache.
class PictureCacheRecords {
  public:
    static const PictureRecord& of(const PictureCache& cache, ItemId item);
};

}  // namespace wb
