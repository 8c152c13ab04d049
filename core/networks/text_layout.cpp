// Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/text_layout.h"

#include <algorithm>

namespace wb {

std::int64_t TextLayout::before(std::int64_t text) const {
    std::int64_t sum = 0;
    for (std::int64_t t = parent(text); t >= 0; t = parent(t)) sum += length(t);
    return sum;
}

std::vector<TextLayout::Range> TextLayout::seen(std::int64_t text) const {
    std::vector<Range> ranges;
    for (std::int64_t t = text; t >= 0; t = parent(t))
        ranges.push_back({begin(t), ends[static_cast<std::size_t>(t)]});
    std::reverse(ranges.begin(), ranges.end());
    return ranges;
}

std::int64_t TextLayout::longest() const {
    std::int64_t most = 0;
    for (std::int64_t text = 0; text < texts(); ++text) most = std::max(most, before(text) + length(text));
    return most;
}

SharedBeginnings::SharedBeginnings(std::span<const std::vector<std::int32_t>> texts) {
    for (std::size_t i = 0; i < texts.size(); ++i) {
        std::int64_t alike = 0;
        if (i > 0) {
            const auto &a = texts[i - 1], &b = texts[i];
            alike = std::mismatch(a.begin(), a.end(), b.begin(), b.end()).second - b.begin();
            alike = std::max<std::int64_t>(0, std::min(alike, std::ssize(b) - 1)) / unit * unit;
        }
        own_from.push_back(alike);
    }
}

SharedBeginnings::Pieces SharedBeginnings::pieces(std::span<const std::vector<std::int32_t>> texts, std::size_t first,
                                                  std::size_t last) const {
    Pieces out;
    struct Step {
        std::int64_t piece, end;  ///< `end`: tokens of the text up to where the piece ends
    };
    std::vector<Step> path;  // the pieces of the text before, outermost first
    for (std::size_t i = first; i < last; ++i) {
        const std::int64_t from = i == first ? 0 : own_from[i], n = std::ssize(texts[i]);
        while (!path.empty() && path.back().end > from) path.pop_back();
        // Later texts leave this one at smaller and smaller places, until one has nothing of what is new in it.
        std::vector<std::int64_t> cuts{n};
        for (std::size_t j = i + 1; j < last && own_from[j] > from; ++j)
            if (own_from[j] < cuts.back()) cuts.push_back(own_from[j]);
        std::int64_t at = from;
        for (; !cuts.empty(); cuts.pop_back()) {
            out.layout.parents.push_back(path.empty() ? -1 : path.back().piece);
            out.ids.insert(out.ids.end(), texts[i].begin() + at, texts[i].begin() + cuts.back());
            out.layout.ends.push_back(std::ssize(out.ids));
            path.push_back({out.layout.texts() - 1, at = cuts.back()});
        }
        out.last.push_back(out.layout.ends.back() - 1);
    }
    return out;
}

}  // namespace wb
