// Writing safetensors files. Layer: foundation.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "foundation/files.h"
#include "foundation/safetensors.h"

namespace wb {

namespace {

std::string json_text(const std::string& text) {
    return nlohmann::json(text).dump();
}

[[noreturn]] void bug(const std::string& name, const std::string& text) {
    throw std::logic_error("tensor \"" + name + "\": " + text);
}

std::uint64_t bytes_needed(const std::string& name, DType dtype, const std::vector<std::int64_t>& shape) {
    std::uint64_t bytes = dtype_size(dtype);
    for (const std::int64_t extent : shape) {
        if (extent < 0) bug(name, "a negative extent");
        const auto factor = static_cast<std::uint64_t>(extent);
        if (factor != 0 && bytes > std::numeric_limits<std::uint64_t>::max() / factor)
            bug(name, "the shape overflows");
        bytes *= factor;
    }
    return bytes;
}

/// The length field and the header. `entries` are in the order of their data.
template <class Entry>
std::string header_of(const std::vector<const Entry*>& entries, const std::map<std::string, std::string>& metadata) {
    std::string header = "{";
    if (!metadata.empty()) header += "\"__metadata__\":" + nlohmann::json(metadata).dump();
    std::uint64_t offset = 0;
    for (const Entry* entry : entries) {
        const std::uint64_t end = offset + entry->bytes.size();
        if (header.size() > 1) header += ',';
        header += json_text(entry->info.name) + ":{\"dtype\":\"" + std::string(dtype_name(entry->info.dtype)) +
                  "\",\"shape\":" + nlohmann::json(entry->info.shape).dump() + ",\"data_offsets\":[" +
                  std::to_string(offset) + "," + std::to_string(end) + "]}";
        offset = end;
    }
    header += '}';
    while (header.size() % 8 != 0) header += ' ';
    std::string length;
    for (int shift = 0; shift < 64; shift += 8) length += static_cast<char>((header.size() >> shift) & 255);
    return length + header;
}

template <class Entry>
std::vector<const Entry*> in_file_order(const std::vector<Entry>& entries) {
    std::vector<const Entry*> sorted;
    for (const Entry& entry : entries) sorted.push_back(&entry);
    std::sort(sorted.begin(), sorted.end(), [](const Entry* a, const Entry* b) {
        const std::size_t left = dtype_size(a->info.dtype), right = dtype_size(b->info.dtype);
        return left != right ? left > right : a->info.name < b->info.name;
    });
    return sorted;
}

}  // namespace

void SafetensorsWriter::add(std::string name, DType dtype, std::vector<std::int64_t> shape,
                            std::span<const std::byte> bytes, std::shared_ptr<const void> owner) {
    if (name == "__metadata__") bug(name, "the name is reserved");
    if (bytes.size() != bytes_needed(name, dtype, shape)) bug(name, "the bytes do not fit dtype and shape");
    for (const Entry& entry : entries_)
        if (entry.info.name == name) bug(name, "the name repeats");
    try {
        (void)json_text(name);
    } catch (const nlohmann::json::exception&) {
        bug(name, "the name is not UTF-8");
    }
    Entry entry;
    entry.info = {std::move(name), dtype, std::move(shape), 0, bytes.size()};
    entry.bytes = {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    if (!owner) {
        const auto copy = std::make_shared<const std::string>(entry.bytes);
        entry.bytes = *copy;
        owner = copy;
    }
    entry.owner = std::move(owner);
    entries_.push_back(std::move(entry));
}

void SafetensorsWriter::add_floats(std::string name, std::vector<std::int64_t> shape, std::span<const float> values) {
    add(std::move(name), DType::f32, std::move(shape), std::as_bytes(values));
}

void SafetensorsWriter::add_integers(std::string name, std::vector<std::int64_t> shape,
                                     std::span<const std::int64_t> values) {
    add(std::move(name), DType::i64, std::move(shape), std::as_bytes(values));
}

void SafetensorsWriter::set_metadata(std::string key, std::string value) {
    metadata_[std::move(key)] = std::move(value);
}

std::string SafetensorsWriter::serialize() const {
    const auto sorted = in_file_order(entries_);
    std::string bytes = header_of(sorted, metadata_);
    for (const Entry* entry : sorted) bytes += entry->bytes;
    return bytes;
}

void SafetensorsWriter::write(const std::filesystem::path& path) const {
    const auto sorted = in_file_order(entries_);
    AtomicFile file(path);
    file.write(header_of(sorted, metadata_));
    for (const Entry* entry : sorted) file.write(entry->bytes);
    file.commit();
}

}  // namespace wb
