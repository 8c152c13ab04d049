// Raw ids by order of first appearance. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/id_index.h"

#include <algorithm>
#include <array>
#include <functional>
#include <limits>

#include "foundation/error.h"

namespace wb {

namespace {

std::uint64_t hash_of(std::string_view id) {
    return std::hash<std::string_view>{}(id);
}

std::uint32_t tag_of(std::uint64_t hash) {
    return static_cast<std::uint32_t>(hash >> 32);
}

}  // namespace

std::size_t IdIndex::slot_of(std::string_view text, std::uint64_t hash) const {
    const auto mask = slots_.size() - 1;
    for (auto place = static_cast<std::size_t>(hash) & mask;; place = (place + 1) & mask) {
        const Slot& slot = slots_[place];
        if (slot.index < 0 || (slot.tag == tag_of(hash) && id(static_cast<std::size_t>(slot.index)) == text))
            return place;
    }
}

void IdIndex::grow() {
    slots_.assign(slots_.empty() ? 1024 : 2 * slots_.size(), {});
    const auto mask = slots_.size() - 1;
    for (std::size_t i = 0; i < size(); ++i) {
        const auto hash = hash_of(id(i));
        auto place = static_cast<std::size_t>(hash) & mask;  // all ids differ: only a free slot is looked for
        while (slots_[place].index >= 0) place = (place + 1) & mask;
        slots_[place] = {static_cast<std::int32_t>(i), tag_of(hash)};
    }
}

std::int32_t IdIndex::index_of(std::string_view text) {
    return index_of(text, hash_of(text));
}

void IdIndex::index_of(std::span<const std::string_view> ids, std::int32_t* places) {
    constexpr std::size_t k_together = 32;
    std::array<std::uint64_t, k_together> hashes;
    while (!ids.empty()) {
        const auto part = ids.first(std::min(k_together, ids.size()));
        const auto mask = slots_.empty() ? 0 : slots_.size() - 1;
        for (std::size_t i = 0; i < part.size(); ++i) {
            hashes[i] = hash_of(part[i]);
            if (mask > 0) __builtin_prefetch(&slots_[static_cast<std::size_t>(hashes[i]) & mask]);
        }
        // What a slot points to is wanted next, and what that points to after it. Where the id lies further on in the
        // table, nothing is won and nothing lost.
        const auto found = [&](std::size_t i) {
            return mask > 0 ? slots_[static_cast<std::size_t>(hashes[i]) & mask].index : -1;
        };
        for (std::size_t i = 0; i < part.size(); ++i)
            if (const auto index = found(i); index >= 0) __builtin_prefetch(&ends_[static_cast<std::size_t>(index)]);
        for (std::size_t i = 0; i < part.size(); ++i)
            if (const auto index = found(i); index >= 0)
                __builtin_prefetch(bytes_.data() + ends_[static_cast<std::size_t>(index)]);
        for (std::size_t i = 0; i < part.size(); ++i) places[i] = index_of(part[i], hashes[i]);
        ids = ids.subspan(part.size());
        places += part.size();
    }
}

std::int32_t IdIndex::index_of(std::string_view text, std::uint64_t hash) {
    if (4 * size() >= 3 * slots_.size()) grow();
    Slot& slot = slots_[slot_of(text, hash)];
    if (slot.index >= 0) return slot.index;
    if (size() >= static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max() - 1))
        throw UserError("The data has more than two thousand million users or items.",
                        "They are numbered with 32 bits.", "Import a part of the data.");
    slot = {static_cast<std::int32_t>(size()), tag_of(hash)};
    bytes_ += text;
    ends_.push_back(bytes_.size());
    return slot.index;
}

std::int32_t IdIndex::find(std::string_view text) const {
    return slots_.empty() ? -1 : slots_[slot_of(text, hash_of(text))].index;
}

}  // namespace wb
