// The safetensors format as bytes: reader and writer without a tensor library. Layer: foundation.
// Format and order of checks: https://github.com/huggingface/safetensors (format section).
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wb {

class MappedFile;

enum class DType { boolean, u8, i8, i16, i32, i64, f16, bf16, f32, f64 };
std::size_t dtype_size(DType dtype);
std::string_view dtype_name(DType dtype);  ///< as in the file: "F32"

struct TensorInfo {
    std::string name;
    DType dtype;
    std::vector<std::int64_t> shape;
    std::uint64_t begin = 0, end = 0;  ///< offsets in the data part
    std::int64_t count() const;
};

/// One file, checked from its first byte to its last tensor. Throws UserError with file and tensor name for anything
/// that the format forbids.
class SafetensorsFile {
  public:
    static SafetensorsFile read(const std::filesystem::path& path);
    /// Without a copy: pages are read when a tensor is looked at, and the system may drop them again. The file must
    /// not become shorter meanwhile (the process would end), so this is for models, which nobody edits. Copies of the
    /// result share the mapping.
    static SafetensorsFile map(const std::filesystem::path& path);
    /// `origin` is used in messages only.
    static SafetensorsFile parse(std::string bytes, const std::string& origin);
    /// Names, shapes and metadata alone, checked against the size of the file; bytes(), floats() and integers() of
    /// the result throw std::logic_error.
    static SafetensorsFile read_header(const std::filesystem::path& path);

    const std::vector<TensorInfo>& tensors() const { return tensors_; }
    const std::map<std::string, std::string>& metadata() const { return metadata_; }
    bool contains(std::string_view name) const;
    /// Throws UserError when the name is absent.
    const TensorInfo& info(std::string_view name) const;
    /// Little-endian, row-major; possibly unaligned for the item size, so copy with memcpy.
    std::span<const std::byte> bytes(const TensorInfo& tensor) const;
    /// Of a mapped file, the tensor's memory goes back to the system until it is looked at again.
    void release(const TensorInfo& tensor) const;
    /// What keeps bytes() alive.
    std::shared_ptr<const void> owner() const { return owner_; }
    const std::string& origin() const { return origin_; }
    /// Copies as float; BF16, F16 and F64 are converted, integers refused.
    std::vector<float> floats(std::string_view name) const;
    /// The same of some rows alone (of the first dimension), one behind the other. Throws std::logic_error for rows
    /// that are not there.
    std::vector<float> floats(std::string_view name, std::span<const std::int64_t> rows) const;
    std::vector<std::int64_t> integers(std::string_view name) const;  ///< I64, I32, U8, ... widened

  private:
    /// `start`: at least the length field and the header.
    void take_header(std::string_view start, std::uint64_t file_size);
    /// `data`: of the tensor, or of a part of it.
    void copy_floats(const TensorInfo& tensor, std::span<const std::byte> data, float* out) const;

    std::string origin_;
    std::shared_ptr<const void> owner_;
    std::shared_ptr<const MappedFile> mapped_;  ///< null for a copy in memory
    std::string_view bytes_;
    std::size_t data_begin_ = 0;
    std::vector<TensorInfo> tensors_;
    std::map<std::string, std::size_t, std::less<>> index_;
    std::map<std::string, std::string> metadata_;
};

/// Collects tensors and writes them (larger items first, then by name; header padded to 8 bytes), atomically.
class SafetensorsWriter {
  public:
    /// Copies the bytes, or where there is an `owner` that keeps them alive and as they are, does not. Throws
    /// std::logic_error when their number does not fit dtype and shape or the name repeats.
    void add(std::string name, DType dtype, std::vector<std::int64_t> shape, std::span<const std::byte> bytes,
             std::shared_ptr<const void> owner = {});
    void add_floats(std::string name, std::vector<std::int64_t> shape, std::span<const float> values);
    void add_integers(std::string name, std::vector<std::int64_t> shape, std::span<const std::int64_t> values);
    void set_metadata(std::string key, std::string value);
    std::string serialize() const;
    void write(const std::filesystem::path& path) const;

  private:
    struct Entry {
        TensorInfo info;
        std::string_view bytes;
        std::shared_ptr<const void> owner;
    };
    std::vector<Entry> entries_;
    std::map<std::string, std::string> metadata_{{"format", "pt"}};
};

}  // namespace wb
