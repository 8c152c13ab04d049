// Where texts lie that are packed one behind the other, without padding. Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace wb {

/// A text may go on behind an earlier one, which others can share with it: then it sees the tokens of that one, too,
/// and of those which that one goes on behind.
struct TextLayout {
    std::vector<std::int64_t> ends;     ///< of each text
    std::vector<std::int64_t> parents;  ///< the text in front of each, or -1; empty = each stands alone

    struct Range {
        std::int64_t first, last;
    };
    std::int64_t texts() const { return static_cast<std::int64_t>(ends.size()); }
    std::int64_t begin(std::int64_t text) const { return text == 0 ? 0 : ends[static_cast<std::size_t>(text - 1)]; }
    std::int64_t length(std::int64_t text) const { return ends[static_cast<std::size_t>(text)] - begin(text); }
    std::int64_t parent(std::int64_t text) const {
        return parents.empty() ? -1 : parents[static_cast<std::size_t>(text)];
    }
    /// Tokens that it sees in front of its own.
    std::int64_t before(std::int64_t text) const;
    /// The tokens that it sees, its own last.
    std::vector<Range> seen(std::int64_t text) const;
    /// The most tokens that a text sees, its own included.
    std::int64_t longest() const;
};

/// How texts share what they begin with: of each, where its own part starts.
struct SharedBeginnings {
    /// Of the text in front of it, so many tokens are taken over. A multiple of `unit`, and never the whole text.
    std::vector<std::int64_t> own_from;
    static constexpr std::int64_t unit =
        64;  ///< attention works in blocks, and cutting those costs more than it saves
    explicit SharedBeginnings(std::span<const std::vector<std::int32_t>> texts);

    /// Texts first .. last - 1 in pieces: every token once, each piece behind the one that comes before it.
    struct Pieces {
        TextLayout layout;
        std::vector<std::int32_t> ids;
        std::vector<std::int64_t> last;  ///< of each text the place of its last token in ids
    };
    Pieces pieces(std::span<const std::vector<std::int32_t>> texts, std::size_t first, std::size_t last) const;
};

}  // namespace wb
