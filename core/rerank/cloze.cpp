// Layer: rerank.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rerank/cloze.h"

#include <algorithm>
#include <cmath>

namespace wb {

std::vector<std::pair<std::size_t, std::size_t>> cloze_windows(std::size_t items, const ClozeOptions& options) {
    if (items <= options.max_len) return {{0, items}};
    const auto stride = std::max<std::size_t>(
        1, static_cast<std::size_t>(options.stride_share * static_cast<double>(options.max_len)));
    std::vector<std::pair<std::size_t, std::size_t>> windows;
    std::size_t begin = items - options.max_len;
    windows.emplace_back(begin, items);
    while (begin > stride) {
        begin -= stride;
        windows.emplace_back(begin, begin + options.max_len);
    }
    if (begin > 0) windows.emplace_back(0, options.max_len);
    return windows;
}

namespace {

void mask_position(ClozeSample& sample, std::size_t i, ItemId item_count) {
    sample.labels[i] = sample.tokens[i];
    sample.tokens[i] = item_count + 1;
}

}  // namespace

ClozeSample draw_cloze(const std::vector<ItemId>& items, std::pair<std::size_t, std::size_t> window,
                       ItemId item_count, const ClozeOptions& options, Rng& rng) {
    ClozeSample sample;
    const bool last_only = items.size() >= 2 && rng.uniform() < options.last_position_ratio;
    if (last_only) {
        const std::size_t end = 2 + rng.below(items.size() - 1);
        window = {end > options.max_len ? end - options.max_len : 0, end};
    }
    sample.tokens.assign(items.begin() + static_cast<std::ptrdiff_t>(window.first),
                         items.begin() + static_cast<std::ptrdiff_t>(window.second));
    const std::size_t n = sample.tokens.size();
    sample.labels.assign(n, 0);
    if (last_only) {
        mask_position(sample, n - 1, item_count);
    } else if (options.exact_all_mask) {
        std::vector<std::size_t> places(n);
        for (std::size_t i = 0; i < n; ++i) places[i] = i;
        rng.shuffle(places);
        const auto wanted = static_cast<std::size_t>(std::llround(options.mask_probability * static_cast<double>(n)));
        places.resize(std::min(n, std::max<std::size_t>(1, wanted)));
        for (std::size_t i : places) mask_position(sample, i, item_count);
    } else {
        for (std::size_t i = 0; i < n; ++i) {
            if (rng.uniform() >= options.mask_probability) continue;
            const ItemId original = sample.tokens[i];
            const double kind = rng.uniform();
            sample.labels[i] = original;
            if (kind < 0.8)
                sample.tokens[i] = item_count + 1;
            else if (kind < 0.9)
                sample.tokens[i] = 1 + static_cast<ItemId>(rng.below(static_cast<std::uint64_t>(item_count)));
        }
    }
    return sample;
}

PackedBatch pack_cloze(std::vector<ClozeSample>& samples, ItemId item_count, std::size_t max_len, Rng& rng) {
    const bool labelled = std::any_of(samples.begin(), samples.end(), [](const ClozeSample& s) {
        return std::any_of(s.labels.begin(), s.labels.end(), [](ItemId l) { return l != 0; });
    });
    if (!labelled)
        for (auto& s : samples) mask_position(s, rng.below(s.tokens.size()), item_count);
    std::vector<std::int64_t> tokens, offsets{0}, positions, rows, labels;
    for (const auto& s : samples) {
        for (std::size_t i = 0; i < s.tokens.size(); ++i) {
            if (s.labels[i] != 0) {
                rows.push_back(static_cast<std::int64_t>(tokens.size()));
                labels.push_back(s.labels[i]);
            }
            tokens.push_back(s.tokens[i]);
            positions.push_back(static_cast<std::int64_t>(max_len - s.tokens.size() + i));
        }
        offsets.push_back(static_cast<std::int64_t>(tokens.size()));
    }
    PackedBatch batch;
    batch.tokens = long_tensor(tokens);
    batch.offsets = long_tensor(offsets);
    batch.positions = long_tensor(positions);
    batch.rows = long_tensor(rows);
    batch.labels = long_tensor(labels);
    return batch;
}

}  // namespace wb
