// Raw ids by order of first appearance, millions of them in little memory. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wb {

/// Takes the bytes of the ids, and at most 24 bytes for each id beside them (half as much again while it grows).
class IdIndex {
  public:
    std::int32_t index_of(std::string_view id);  ///< the place of the id, which is added where it is new
    /// The same for several ids at once: places[i] becomes that of ids[i]. Among millions of ids a single look-up
    /// waits for memory three times; here the waits of all overlap.
    void index_of(std::span<const std::string_view> ids, std::int32_t* places);
    std::int32_t find(std::string_view id) const;  ///< -1 = never seen
    /// Valid until an id is added.
    std::string_view id(std::size_t index) const {
        return std::string_view(bytes_).substr(ends_[index], ends_[index + 1] - ends_[index]);
    }
    std::size_t size() const { return ends_.size() - 1; }

  private:
    struct Slot {
        std::int32_t index = -1;  ///< -1 = free
        std::uint32_t tag = 0;    ///< of the hash, so that few ids are compared
    };
    std::int32_t index_of(std::string_view id, std::uint64_t hash);
    /// The slot of the id, or the free one where it belongs.
    std::size_t slot_of(std::string_view id, std::uint64_t hash) const;
    void grow();

    std::string bytes_;                      ///< all ids behind each other
    std::vector<std::uint64_t> ends_ = {0};  ///< id i is [ends_[i], ends_[i + 1])
    std::vector<Slot> slots_;                ///< open addressing, a power of two, at most three quarters full
};

}  // namespace wb
