// Pairs of tokens that byte-pair encoding joins. Layer: text.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/merge_table.h"

#include <algorithm>
#include <bit>
#include <queue>
#include <stdexcept>
#include <tuple>

namespace wb {

namespace {

/// Up to here looking at all ranks again is faster than a queue.
constexpr std::size_t few = 64;

std::uint64_t pair_of(std::int32_t left, std::int32_t right) {
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32 | static_cast<std::uint32_t>(right);
}

}  // namespace

MergeTable::MergeTable(std::size_t merges) : slots_(std::bit_ceil(merges * 2 + 2)) {
    shift_ = 64 - std::countr_zero(slots_.size());
}

/// The slot of the pair, or the empty one where it would stand.
std::size_t MergeTable::place_of(std::uint64_t pair) const {
    auto place = static_cast<std::size_t>(pair * 0x9e3779b97f4a7c15 >> shift_);
    while (slots_[place].rank != no_rank && slots_[place].pair != pair) place = (place + 1) & (slots_.size() - 1);
    return place;
}

void MergeTable::add(std::int32_t left, std::int32_t right, std::int32_t joined) {
    if (2 * (std::size_t{next_rank_} + 1) > slots_.size())
        throw std::logic_error("MergeTable: more merges than said");
    Slot& slot = slots_[place_of(pair_of(left, right))];
    if (slot.rank == no_rank) slot = {pair_of(left, right), next_rank_, joined};
    ++next_rank_;
}

const MergeTable::Slot& MergeTable::find(std::int32_t left, std::int32_t right) const {
    return slots_[place_of(pair_of(left, right))];
}

void MergeTable::join(std::vector<Symbol>& symbols) const {
    if (symbols.size() < 2) return;
    symbols.size() <= few ? join_few(symbols) : join_many(symbols);
}

void MergeTable::join_few(std::vector<Symbol>& symbols) const {
    std::uint32_t ranks[few];  // of each symbol with the next
    std::size_t count = symbols.size();
    const auto rank_at = [&](std::size_t i) { return find(symbols[i].id, symbols[i + 1].id).rank; };
    for (std::size_t i = 0; i + 1 < count; ++i) ranks[i] = rank_at(i);
    while (count > 1) {
        const auto best = static_cast<std::size_t>(std::min_element(ranks, ranks + count - 1) - ranks);
        if (ranks[best] == no_rank) break;
        symbols[best].id = find(symbols[best].id, symbols[best + 1].id).joined;
        symbols.erase(symbols.begin() + static_cast<std::ptrdiff_t>(best) + 1);
        std::copy(ranks + best + 1, ranks + count - 1, ranks + best);
        --count;
        if (best + 1 < count) ranks[best] = rank_at(best);
        if (best > 0) ranks[best - 1] = rank_at(best - 1);
    }
}

void MergeTable::join_many(std::vector<Symbol>& symbols) const {
    constexpr std::size_t none = ~std::size_t{0};
    const std::size_t count = symbols.size();
    std::vector<std::size_t> previous(count), next(count);
    std::vector<char> gone(count, 0);
    // (rank, place, ids of both): an entry whose ids have changed since is out of date.
    using Entry = std::tuple<std::uint32_t, std::size_t, std::uint64_t>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
    const auto offer = [&](std::size_t left) {
        if (left == none || next[left] == none) return;
        const auto& slot = find(symbols[left].id, symbols[next[left]].id);
        if (slot.rank != no_rank) queue.emplace(slot.rank, left, slot.pair);
    };
    for (std::size_t i = 0; i < count; ++i) {
        previous[i] = i == 0 ? none : i - 1;
        next[i] = i + 1 == count ? none : i + 1;
    }
    for (std::size_t i = 0; i + 1 < count; ++i) offer(i);
    while (!queue.empty()) {
        const auto [rank, left, pair] = queue.top();
        queue.pop();
        const std::size_t right = gone[left] ? none : next[left];
        if (right == none || pair_of(symbols[left].id, symbols[right].id) != pair) continue;
        symbols[left].id = find(symbols[left].id, symbols[right].id).joined;
        gone[right] = 1;
        next[left] = next[right];
        if (next[left] != none) previous[next[left]] = left;
        offer(previous[left]);
        offer(left);
    }
    std::size_t kept = 0;
    for (std::size_t i = 0; i < count; ++i)
        if (!gone[i]) symbols[kept++] = symbols[i];
    symbols.resize(kept);
}

}  // namespace wb
