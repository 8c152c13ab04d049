// What the ranking of every user is measured by. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <utility>
#include <vector>

#include "dataset/ids.h"

namespace wb {

/// The true items of a split by user: none or one after leave-one-out, several after a random split. Place 0 is
/// unused, as in every list by user.
class TrueItems {
  public:
    TrueItems() = default;
    /// One for every place, 0 = none.
    TrueItems(std::initializer_list<ItemId> one_each) : first_(one_each) {}
    explicit TrueItems(std::vector<ItemId> one_each) : first_(std::move(one_each)) {}

    /// `size` places, each with this one item, 0 = none.
    void assign(std::size_t size, ItemId item = 0) {
        first_.assign(size, item);
        all_.clear();
    }
    /// Nothing happens when the user has it already: true items are a set.
    void add(std::size_t user, ItemId item);

    std::size_t size() const { return first_.size(); }
    /// In the order in which they were added. Valid until the next change.
    std::span<const ItemId> of(std::size_t user) const;
    /// The first or only one, 0 = none.
    ItemId operator[](std::size_t user) const { return first_[user]; }
    bool contains(std::size_t user, ItemId item) const;
    std::int64_t users() const;          ///< with at least one
    std::int64_t users_several() const;  ///< with more than one
    bool operator==(const TrueItems&) const = default;

  private:
    std::vector<ItemId> first_;
    std::vector<std::vector<ItemId>> all_;  ///< of users with several; empty as long as there are none
};

}  // namespace wb
