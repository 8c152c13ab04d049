// Numbers out of bytes that may be hostile: reading behind the end gives 0. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace wb {

class ByteView {
  public:
    explicit ByteView(std::string_view bytes) : bytes_(bytes) {}
    std::size_t size() const { return bytes_.size(); }
    /// `count` bytes from `at` are there.
    bool has(std::size_t at, std::size_t count) const { return at <= size() && count <= size() - at; }
    bool starts(std::size_t at, std::string_view text) const {
        return has(at, text.size()) && bytes_.substr(at, text.size()) == text;
    }
    std::uint32_t u8(std::size_t at) const { return has(at, 1) ? static_cast<unsigned char>(bytes_[at]) : 0; }
    std::uint32_t be16(std::size_t at) const { return u8(at) << 8 | u8(at + 1); }
    std::uint32_t be32(std::size_t at) const { return be16(at) << 16 | be16(at + 2); }
    std::uint32_t le16(std::size_t at) const { return u8(at) | u8(at + 1) << 8; }
    std::uint32_t le24(std::size_t at) const { return le16(at) | u8(at + 2) << 16; }
    std::uint32_t le32(std::size_t at) const { return le16(at) | le16(at + 2) << 16; }
    /// What is there of the wanted part.
    std::string_view part(std::size_t at, std::size_t count) const {
        return at >= size() ? std::string_view() : bytes_.substr(at, count);
    }

  private:
    std::string_view bytes_;
};

}  // namespace wb
