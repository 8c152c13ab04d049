// Pairs of tokens that byte-pair encoding joins. Layer: text.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace wb {

/// A token and the place in its text at which it begins.
struct Symbol {
    std::int32_t id;
    std::uint32_t begin;
};

/// Sennrich et al., "Neural Machine Translation of Rare Words with Subword Units", ACL 2016: of all neighbours the
/// pair with the lowest rank is joined, the first of several, until no pair is in the table.
class MergeTable {
  public:
    explicit MergeTable(std::size_t merges);
    /// Ranks grow with every call. A pair that is there already keeps its rank.
    void add(std::int32_t left, std::int32_t right, std::int32_t joined);
    /// Takes time in proportion to n log n for n symbols, however they repeat.
    void join(std::vector<Symbol>& symbols) const;

  private:
    static constexpr std::uint32_t no_rank = 0xffffffff;
    struct Slot {
        std::uint64_t pair = ~std::uint64_t{0};
        std::uint32_t rank = no_rank;
        std::int32_t joined = 0;
    };
    const Slot& find(std::int32_t left, std::int32_t right) const;
    std::size_t place_of(std::uint64_t pair) const;
    void join_few(std::vector<Symbol>& symbols) const;
    void join_many(std::vector<Symbol>& symbols) const;

    std::vector<Slot> slots_;  ///< open addressing; more than half of them stay empty
    std::uint32_t next_rank_ = 0;
    int shift_ = 0;
};

}  // namespace wb
