// The bytes of pictures.bin: pictures, then an index, then a trailer. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/pictures/picture_cache_file.h"

#include <zlib.h>

#include <charconv>

#include "dataset/pictures/byte_view.h"
#include "foundation/error.h"

namespace wb {

namespace {

constexpr std::string_view k_magic = "RWBPICS\n";
constexpr std::uint32_t k_version = 1;
constexpr std::size_t k_record = 48, k_digest = 64, k_trailer = 8 + 4 + 4 + 8 + 8 + 2 * k_digest + 4;

class Bytes {
  public:
    std::string text;
    void number(std::uint64_t value, int bytes) {
        for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i) & 0xff);
    }
};

std::uint64_t le64(const ByteView& view, std::size_t at) {
    return std::uint64_t{view.le32(at)} | std::uint64_t{view.le32(at + 4)} << 32;
}

void put(Bytes& out, const PictureRecord& record) {
    out.number(record.offset, 8);
    out.number(record.length, 4);
    out.number(record.crc, 4);
    out.number(record.width, 2);
    out.number(record.height, 2);
    out.number(record.traits, 2);
    out.number(static_cast<std::uint8_t>(record.outcome), 2);
    out.number(record.source_size, 8);
    out.number(static_cast<std::uint64_t>(record.source_time), 8);
    out.number(record.source_name, 8);
}

PictureRecord get(const ByteView& view, std::size_t at) {
    PictureRecord record;
    record.offset = le64(view, at);
    record.length = view.le32(at + 8);
    record.crc = view.le32(at + 12);
    record.width = static_cast<std::uint16_t>(view.le16(at + 16));
    record.height = static_cast<std::uint16_t>(view.le16(at + 18));
    record.traits = static_cast<std::uint16_t>(view.le16(at + 20));
    record.outcome = static_cast<PictureOutcome>(view.le16(at + 22));
    record.source_size = le64(view, at + 24);
    record.source_time = static_cast<std::int64_t>(le64(view, at + 32));
    record.source_name = le64(view, at + 40);
    return record;
}

}  // namespace

std::uint64_t picture_source_name(const std::string& image) {
    std::uint64_t number = 0;
    const auto digest = sha256_hex(image);
    std::from_chars(digest.data(), digest.data() + 16, number, 16);
    return number;
}

std::uint32_t picture_crc(std::string_view bytes) {
    return static_cast<std::uint32_t>(
        crc32_z(crc32_z(0, nullptr, 0), reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

PictureCacheWriter::PictureCacheWriter(const std::filesystem::path& path) : file_(path) {
    file_.write(k_magic);
    at_ = k_magic.size();
    records_.emplace_back();
}

void PictureCacheWriter::add(PictureRecord record, std::string_view bytes) {
    record.offset = at_;
    record.length = static_cast<std::uint32_t>(bytes.size());
    record.crc = picture_crc(bytes);
    records_.push_back(record);
    file_.write(bytes);
    at_ += bytes.size();
}

std::uint64_t PictureCacheWriter::commit(int side, const std::string& fingerprint) {
    if (fingerprint.size() > k_digest) throw std::logic_error("the fingerprint of a dataset is a SHA-256");
    Bytes index;
    index.text.reserve(records_.size() * k_record);
    for (const PictureRecord& record : records_) put(index, record);
    file_.write(index.text);
    Bytes trailer;
    trailer.text = k_magic;
    trailer.number(k_version, 4);
    trailer.number(static_cast<std::uint64_t>(side), 4);
    trailer.number(records_.size(), 8);
    trailer.number(at_, 8);
    trailer.text += sha256_hex(index.text);
    trailer.text += fingerprint + std::string(k_digest - fingerprint.size(), ' ');
    trailer.number(picture_crc(trailer.text), 4);
    file_.write(trailer.text);
    file_.commit();
    return at_ + index.text.size() + trailer.text.size();
}

PictureIndex read_picture_index(std::string_view file, const std::filesystem::path& path) {
    const auto damaged = [&path](const std::string& why) {
        throw UserError("The picture cache \"" + path.string() + "\" cannot be used.", why,
                        "Make it again: rerank prepare with --use-image.");
    };
    const ByteView view(file);
    if (file.size() < k_magic.size() + k_trailer || !view.starts(0, k_magic)) damaged("It is no picture cache.");
    const std::size_t trailer = file.size() - k_trailer;
    if (!view.starts(trailer, k_magic) ||
        picture_crc(file.substr(trailer, k_trailer - 4)) != view.le32(file.size() - 4))
        damaged("Its end is missing or was changed.");
    if (view.le32(trailer + 8) != k_version)
        damaged("It has the format " + std::to_string(view.le32(trailer + 8)) + ", this version reads " +
                std::to_string(k_version) + ".");
    PictureIndex index;
    index.side = static_cast<int>(view.le32(trailer + 12));
    const auto count = le64(view, trailer + 16), offset = le64(view, trailer + 24);
    if (count == 0 || count > trailer / k_record || offset != trailer - count * k_record)
        damaged("Its index does not fit the length of the file.");
    const auto bytes = file.substr(offset, count * k_record);
    if (sha256_hex(bytes) != view.part(trailer + 32, k_digest)) damaged("Its index was changed.");
    index.fingerprint = view.part(trailer + 32 + k_digest, k_digest);
    index.fingerprint.erase(index.fingerprint.find_last_not_of(' ') + 1);
    index.records.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        const auto record = get(view, offset + i * k_record);
        if (record.length > offset || record.offset > offset - record.length ||
            static_cast<std::size_t>(record.outcome) >= picture_outcomes)
            damaged("The entry of item " + std::to_string(i) + " leads out of the file.");
        index.records.push_back(record);
    }
    return index;
}

}  // namespace wb
