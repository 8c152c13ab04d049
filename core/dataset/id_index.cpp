// Raw ids by order of first appearance. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/id_index.h"

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
    if (4 * size() >= 3 * slots_.size()) grow();
    const auto hash = hash_of(text);
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
